package page

import (
	"fmt"
	"strings"

	"reprise/reports"
)

// opening is the verdict and the story in a few sentences: what is read if nothing else is.
type opening struct {
	Verdict reports.Verdict
	Said    string   // the verdict in a sentence
	Story   string   // the scenario's own
	More    []string // what the remedies and the rival explanations came to
	Facts   []fact
	Again   string
}

func openingOf(s *reports.Story) *opening {
	r := s.Replay
	o := &opening{Verdict: r.Overall(), Said: verdictSentence(r), Story: r.Story, Facts: runFacts(r), Again: r.Again}
	if r.Remedies != nil {
		o.More = append(o.More, remedySentences(r.Remedies)...)
	}
	if len(s.Hypotheses) > 0 {
		o.More = append(o.More, hypothesisWords(s.Hypotheses))
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

// remedySentences say what the variants do to the harm, and which is best.
func remedySentences(r *reports.Remedies) []string {
	var said []string
	if words := remedyWords(r); words != "" {
		said = append(said, "Of the "+reports.Plural(len(r.Rows)-1, "variant", "variants")+" beside it, "+words+".")
	}
	for _, row := range r.Rows {
		if row.Best {
			said = append(said, "Best is "+row.Variant+". "+sentence(row.Says)+" "+gains(r, row))
		}
	}
	return said
}

// gains say what a remedy changes: `failed attempts 1 → 0, until whole 2 h 57 m → 0 s`.
func gains(r *reports.Remedies, row reports.Remedy) string {
	var words []string
	for _, i := range reports.HarmsThenCosts(r.Columns) {
		if i >= len(row.Values) || i >= len(r.Rows[0].Values) {
			continue
		}
		was, is := reports.Quantity(r.Rows[0].Values[i], r.Columns[i].Unit), reports.Quantity(row.Values[i], r.Columns[i].Unit)
		if was != is {
			words = append(words, r.Columns[i].Label+" "+was+" → "+is)
		}
	}
	return sentence(strings.Join(words, ", "))
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
