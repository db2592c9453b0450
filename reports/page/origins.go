package page

import (
	"fmt"

	"reprise/reports"
)

// originTable is one kind of number: what the documents give, or what they leave open.
type originTable struct {
	Title, Hint string
	Table       table
}

// originsOf sets the numbers that the documents do not give apart from those that they do.
func originsOf(s *reports.Story) any {
	var tables []originTable
	if known := s.Replay.Documented; len(known) > 0 {
		t := table{Caption: "Documented numbers", Head: []column{{Name: "key"}, {Name: "value"}, {Name: "facts"}}}
		for _, o := range known {
			t.add("", name(o.Key), value(o), facts(o.Documented))
		}
		tables = append(tables, originTable{"Documented", "Numbers that the documents give, each with the fact that it stands in.", t})
	}
	if assumed := s.Replay.Assumptions; len(assumed) > 0 {
		t := table{Caption: "Assumed numbers", Head: []column{{Name: "key"}, {Name: "value"}, {Name: "why", Wide: true}}}
		for _, o := range assumed {
			t.add("", name(o.Key), value(o), cell{Text: o.Assumed, Facts: o.Documented})
		}
		const hint = "Numbers that the documents do not give, or only in part, each with the reason why it was taken to be so."
		tables = append(tables, originTable{"Assumed", hint, t})
	}
	if tables == nil {
		return nil
	}
	return tables
}

// value is a number as written; the scenario may have left it to the default.
func value(o reports.Origin) cell {
	c := code(o.Value)
	if o.Default {
		c.Facts = []string{"default"}
	}
	return c
}

// where says where an expectation that failed is written, and which replication decided it.
func where(e reports.Expectation) string {
	if e.Verdict == reports.Pass || e.File == "" {
		return ""
	}
	words := fmt.Sprintf("%s:%d", e.File, e.Line)
	if e.Replication > 0 {
		words += fmt.Sprintf(", replication %d", e.Replication)
	}
	return words
}
