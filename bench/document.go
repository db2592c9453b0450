package bench

import (
	"fmt"
	"strconv"

	"reprise/reports"
)

// Document is the report as a page tells it, with the numbers of Text.
func (r *Report) Document(again string) *reports.Document {
	few, many := strconv.Itoa(pendingSizes[0]), strconv.Itoa(pendingSizes[len(pendingSizes)-1])
	speeds := reports.Section{Title: "events a second", Table: reports.Grid{
		Head: []string{"load", "median", "best round", "with trace hash"}, Right: []bool{false, true, true, true}}}
	for _, row := range rows() {
		speeds.Table.Rows = append(speeds.Table.Rows, []reports.Cell{{Words: row.name},
			{Words: Millions(row.of(r.Speeds))}, {Words: Millions(row.of(r.Best))}, {Words: Millions(row.of(r.Hashed))}})
	}
	p := r.Replications
	return &reports.Document{
		Command: "bench", Title: "The engine, measured", Again: again,
		Answer: fmt.Sprintf("%s events a second with %s pending, %s with %s, on one core", Millions(r.Hold[few]), few, Millions(r.Hold[many]), many),
		About:  []string{r.Machine.String(), fmt.Sprintf("%s, %d rounds", r.Date, r.Rounds)},
		Notes:  []string{"figures of one machine on one day: set beside each other only what was measured in one run"},
		Sections: []reports.Section{speeds, {Title: "all cores, and memory", Table: reports.Grid{
			Head: []string{"", ""}, Right: []bool{false, true}, Rows: [][]reports.Cell{
				{{Words: "replications on one core, events a second"}, {Words: Millions(p.OneCore)}},
				{{Words: fmt.Sprintf("on %d cores", p.Cores)}, {Words: Millions(p.AllCores)}},
				{{Words: "times as many"}, {Words: fmt.Sprintf("%.2f", p.SpeedUp)}},
				{{Words: "allocations an event"}, {Words: fmt.Sprintf("%.3g", r.AllocsPerEvent)}},
				{{Words: "bytes a pending event"}, {Words: fmt.Sprintf("%.1f", r.BytesPerPending)}},
			}}}},
	}
}
