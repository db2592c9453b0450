package page

import (
	"fmt"

	"reprise/reports"
)

// opening is the verdict and the story in a few sentences: what is read if nothing else is.
type opening struct {
	Verdict reports.Verdict
	Said    string // the verdict in a sentence
	Story   string // the scenario's own
	Effects string // what the variants do, counted
	Best    *best  // the one that does most; nil: none does
	Rivals  string // what the rival explanations came to
	Facts   []fact
	Again   string
}

// best is the remedy that does most.
type best struct {
	Variant string
	Says    string
	Gains   []gain
}

// gain is a metric as it was in the incident, and as it is with the remedy.
type gain struct{ Label, Was, Is string }

func openingOf(s *reports.Story) *opening {
	r := s.Replay
	o := &opening{Verdict: r.Overall(), Said: verdictSentence(r), Story: r.Story, Facts: runFacts(r), Again: r.Again}
	if r.Remedies != nil {
		o.Effects, o.Best = effectWords(r.Remedies), bestOf(r.Remedies)
	}
	if len(s.Hypotheses) > 0 {
		o.Rivals = hypothesisWords(s.Hypotheses)
	}
	return o
}

// verdictSentence says whether the incident came back, and what does not hold.
func verdictSentence(r *reports.Replay) string {
	counted := sentence(reports.VerdictWords(r))
	if r.Remedies == nil || len(r.Remedies.Rows) == 0 {
		return counted
	}
	if r.Remedies.Rows[0].Effect == reports.NotReproduced {
		return "The incident does not come back. " + counted
	}
	return "The incident comes back from its causes. " + counted
}

// effectWords say what the variants do to the harm.
func effectWords(r *reports.Remedies) string {
	words := remedyWords(r)
	if words == "" {
		return ""
	}
	return "Of the " + reports.Plural(len(r.Rows)-1, "variant", "variants") + " beside it, " + words + "."
}

func bestOf(r *reports.Remedies) *best {
	for _, row := range r.Rows {
		if row.Best {
			return &best{row.Variant, sentence(row.Says), gains(r, row)}
		}
	}
	return nil
}

// gains are the metrics that a remedy changes: harms first, then what it costs.
func gains(r *reports.Remedies, row reports.Remedy) []gain {
	var found []gain
	for _, i := range reports.HarmsThenCosts(r.Columns) {
		if i >= len(row.Values) || i >= len(r.Rows[0].Values) {
			continue
		}
		was, is := reports.Quantity(r.Rows[0].Values[i], r.Columns[i].Unit), reports.Quantity(row.Values[i], r.Columns[i].Unit)
		if was != is {
			found = append(found, gain{r.Columns[i].Label, was, is})
		}
	}
	return found
}

// runFacts say what was run.
func runFacts(r *reports.Replay) []fact {
	facts := []fact{
		{Term: "Variant", Value: r.Variant, Code: true},
		{Term: "Simulated", Value: reports.Span(r.End.Sub(r.Start))},
		{Term: "Seed", Value: fmt.Sprint(r.Seed)},
	}
	if r.Reps > 1 {
		facts = append(facts, fact{Term: "Replications", Value: fmt.Sprint(r.Reps)})
	}
	if r.Source != "" {
		facts = append(facts, fact{Term: "Source", Value: r.Source})
	}
	return facts
}
