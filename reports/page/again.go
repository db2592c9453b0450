package page

import (
	"fmt"

	"reprise/reports"
)

// again is how to get the same result once more, and the result itself.
type again struct {
	Command string
	Facts   []fact
	File    string // the name of the download
}

func againOf(s *reports.Story) *again {
	r := s.Replay
	return &again{
		Command: r.Again,
		Facts:   []fact{{Term: "Seed", Value: fmt.Sprint(r.Seed)}, {Term: "Trace hash", Value: r.TraceHash, Code: true}},
		File:    fmt.Sprintf("%s-seed-%d.json", r.Scenario, r.Seed),
	}
}
