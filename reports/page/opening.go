package page

import (
	"fmt"

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
	return &opening{Verdict: r.Overall(), Said: reports.VerdictWords(r), Story: r.Story, Facts: runFacts(r), Again: r.Again}
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
