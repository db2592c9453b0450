package page

import "reprise/reports"

// expectationsOf are the expectations of the run that is told, judged; nil where it has none.
func expectationsOf(s *reports.Story) any {
	if len(s.Replay.Expectations) == 0 {
		return nil
	}
	return []table{expectationTable("Expectations of "+s.Replay.Variant, s.Replay.Expectations)}
}

func expectationTable(caption string, expectations []reports.Expectation) table {
	t := table{Caption: caption, Head: []column{{Name: "expectation"},
		{Name: "actual", Wide: true}, {Name: "limit", Wide: true}, {Name: "margin"}, {Name: "facts"}}}
	for _, e := range expectations {
		class := ""
		if e.Verdict != reports.Pass {
			class = "fail"
		}
		id := name(e.ID)
		id.Mark, id.Note = e.Verdict, where(e)
		t.add(class, id, text(e.Actual), text(e.Limit), text(e.Margin), facts(e.Facts))
	}
	return t
}
