package scenarios

import (
	"math"
	"slices"

	"reprise/reports"
)

// alike is how much two values may differ, relative to the larger, before a remedy counts as having changed them.
const alike = 0.01

// remedies sets every variant beside as-was, which comes first: its harm and cost, and what it does to the harm.
func (s *Scenario) remedies(runs []result) *reports.Remedies {
	out := &reports.Remedies{Columns: s.columns()}
	for _, run := range runs {
		row := reports.Remedy{Variant: run.rehearsal.variant, Says: run.rehearsal.says, Verdict: run.verdict(), Expectations: run.judged}
		for _, c := range out.Columns {
			row.Values = append(row.Values, run.mean(c.Metric))
		}
		out.Rows = append(out.Rows, row)
	}
	for i := range out.Rows {
		weigh(&out.Rows[i], out.Rows[0], out.Columns)
	}
	if best := bestOf(out.Rows, out.Columns); best > 0 {
		out.Rows[best].Best = true
	}
	return out
}

// columns are the metrics of harm, worst first, and those of cost.
func (s *Scenario) columns() []reports.Column {
	var columns []reports.Column
	add := func(names []string, cost bool) {
		for _, name := range names {
			_, m, _ := metricOf(name)
			columns = append(columns, reports.Column{Metric: name, Label: m.Label, Unit: m.Unit, Cost: cost})
		}
	}
	add(s.Harm, false)
	add(s.Cost, true)
	return columns
}

// weigh says what a remedy does to the harm, seen against the incident.
func weigh(row *reports.Remedy, incident reports.Remedy, columns []reports.Column) {
	left := false
	for i, c := range columns {
		if c.Cost {
			continue
		}
		left = left || row.Values[i] > 0
		switch compare(row.Values[i], incident.Values[i]) {
		case -1:
			row.Less = append(row.Less, c.Metric)
		case 1:
			row.More = append(row.More, c.Metric)
		}
	}
	switch {
	case row.Variant == AsWas:
		row.Effect = reports.Baseline
	case !left:
		row.Effect = reports.Prevents
	case len(row.Less) == 0 && len(row.More) == 0:
		row.Effect = reports.Nothing
	case len(row.More) == 0:
		row.Effect = reports.Eases
	case len(row.Less) == 0:
		row.Effect = reports.Worsens
	default:
		row.Effect = reports.Moves
	}
}

// bestOf is the remedy with the least harm, metric by metric from the worst, then with the least cost; the earlier one
// of two that are alike. It is 0, the incident, when no remedy does better.
func bestOf(rows []reports.Remedy, columns []reports.Column) int {
	best := 0
	for i := range rows {
		for c := range columns {
			sign := compare(rows[i].Values[c], rows[best].Values[c])
			if sign < 0 && !(best == 0 && columns[c].Cost) {
				best = i
			}
			if sign != 0 {
				break
			}
		}
	}
	return best
}

// compare is -1, 0 or 1 as a is less than, alike with, or more than b.
func compare(a, b float64) int {
	switch {
	case math.Abs(a-b) <= alike*max(math.Abs(a), math.Abs(b)):
		return 0
	case a < b:
		return -1
	default:
		return 1
	}
}

// variants are the names of all variants, as-was first.
func (s *Scenario) variants() []string {
	names := []string{AsWas}
	for _, v := range s.Variants {
		if !slices.Contains(names, v.Key) {
			names = append(names, v.Key)
		}
	}
	return names
}
