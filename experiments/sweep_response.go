package experiments

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/stat"

	"reprise/reports"
	"reprise/sim/stats"
)

// report is what the runs came to. It depends on nothing but their outcomes, which are taken in the order of points and replications.
func (p *plan) report(j *journal) (*reports.Sweep, error) {
	out := &reports.Sweep{
		Scenario: p.Scenario.Name, Title: p.Scenario.Title, Variant: p.arms[0].Variant(), Set: p.Set, Seed: p.Seed, Reps: p.Reps,
		Design: reports.DesignGrid, Columns: p.columns, Judged: len(p.arms[0].Judges()), Again: p.Again,
	}
	responses := p.responses(j)
	for i, point := range p.points {
		shown := reports.SweepPoint{Failed: p.failed(j, i)}
		shown.Held = out.Judged - len(shown.Failed)
		for _, v := range point {
			shown.Values, shown.At = append(shown.Values, v.text), append(shown.At, v.at)
		}
		for c, column := range p.columns {
			interval, err := stats.Confidence(responses[c][i], 0.95)
			if err != nil {
				return nil, fmt.Errorf("%s at %v: %w", column.Metric, shown.Values, err)
			}
			shown.Responses = append(shown.Responses, intervalOf(interval, column.Unit))
		}
		out.Points = append(out.Points, shown)
	}
	if p.Points > 0 {
		out.Design = reports.DesignHypercube
		out.Influences = p.influences(out.Points)
	}
	for i, a := range p.axes {
		out.Keys = append(out.Keys, p.sweptKey(i))
		if p.Points > 0 || out.Keys[i].NoCliff != "" {
			continue
		}
		for c := range p.columns {
			cliffs, err := p.cliffs(i, c, responses[c])
			if err != nil {
				return nil, fmt.Errorf("%s along %s: %w", p.columns[c].Metric, a.key, err)
			}
			out.Cliffs = append(out.Cliffs, cliffs...)
		}
	}
	return out, nil
}

func intervalOf(i stats.Interval, unit string) reports.Interval {
	return reports.Interval{Unit: unit, Mean: i.Mean, Low: i.Lo(), High: i.Hi(), N: i.N}
}

// responses are the metrics of all runs: by column, by point, by replication.
func (p *plan) responses(j *journal) [][][]float64 {
	all := make([][][]float64, len(p.columns))
	for c := range p.columns {
		all[c] = make([][]float64, len(p.points))
		for point := range p.points {
			for rep := range p.Reps {
				all[c][point] = append(all[c][point], j.done[run{point, rep}].Values[c])
			}
		}
	}
	return all
}

// failed are the expectations that do not hold in every replication of a point, in the order of the scenario.
func (p *plan) failed(j *journal, point int) []string {
	some := map[string]bool{}
	for rep := range p.Reps {
		for _, id := range j.done[run{point, rep}].Failed {
			some[id] = true
		}
	}
	return slices.DeleteFunc(p.arms[point].Judges(), func(id string) bool { return !some[id] })
}

// sweptKey is an axis, and why no cliff is looked for along it.
func (p *plan) sweptKey(i int) reports.SweptKey {
	a := p.axes[i]
	key := reports.SweptKey{Key: a.key, Over: a.over, Kind: a.kind()}
	for _, v := range a.values {
		key.Values = append(key.Values, v.text)
	}
	switch {
	case p.Points > 0:
		key.NoCliff = "a hypercube has no neighbours"
	case key.Kind == reports.KeyWord:
		key.NoCliff = "its values have no order"
	case len(a.values) < leastValues:
		key.NoCliff = fmt.Sprintf("fewer than %d values tell no cliff from a slope", leastValues)
	case p.Reps < leastReps(p.pairs(i)):
		key.NoCliff = fmt.Sprintf("%d replications tell no cliff from chance; it takes %d", p.Reps, leastReps(p.pairs(i)))
	}
	return key
}

// pairs is how many pairs of neighbours there are along an axis of a grid.
func (p *plan) pairs(i int) int {
	n := len(p.axes[i].values)
	return len(p.points) / n * (n - 1)
}

// cliffs are those of one column along one axis, on every line of the grid.
func (p *plan) cliffs(axis, column int, response [][]float64) ([]reports.Cliff, error) {
	values := p.axes[axis].values
	stride := 1
	for _, later := range p.axes[axis+1:] {
		stride *= len(later.values)
	}
	var found []reports.Cliff
	for start, first := range p.points {
		if first[axis] != values[0] {
			continue
		}
		var at []float64
		var line [][]float64
		for k, v := range values {
			at, line = append(at, v.at), append(line, response[start+k*stride])
		}
		jumps, err := jumps(at, line, p.pairs(axis))
		if err != nil {
			return nil, err
		}
		for _, jump := range jumps {
			found = append(found, reports.Cliff{
				Key: p.axes[axis].key, From: values[jump.from].text, To: values[jump.from+1].text, Where: p.where(first, axis),
				Metric: p.columns[column].Metric, Before: mean(line[jump.from]), After: mean(line[jump.from+1]),
				Difference: intervalOf(jump.difference, p.columns[column].Unit),
			})
		}
	}
	return found, nil
}

// where are the values of all axes but one.
func (p *plan) where(at point, but int) []reports.SweptValue {
	var values []reports.SweptValue
	for i, v := range at {
		if i != but {
			values = append(values, reports.SweptValue{Key: p.axes[i].key, Value: v.text})
		}
	}
	return values
}

func mean(values []float64) float64 {
	var sample stats.Sample
	for _, v := range values {
		sample.Add(v)
	}
	return sample.Mean()
}

// influences are the rank correlations of every key that has an order with every metric.
func (p *plan) influences(points []reports.SweepPoint) []reports.Influence {
	var out []reports.Influence
	for i, a := range p.axes {
		if a.kind() == reports.KeyWord || len(points) < leastValues {
			continue
		}
		at := make([]float64, len(points))
		for n, point := range points {
			at[n] = point.At[i]
		}
		for c, column := range p.columns {
			means := make([]float64, len(points))
			for n, point := range points {
				means[n] = point.Responses[c].Mean
			}
			r := stat.Correlation(ranks(at), ranks(means), nil)
			if math.IsNaN(r) {
				r = 0 // one of them never changes
			}
			out = append(out, reports.Influence{Key: a.key, Metric: column.Metric, Rank: r, Chance: min(1, 1.96/math.Sqrt(float64(len(points)-1)))})
		}
	}
	return out
}

// ranks are the places of values in their order, equal ones in the middle of theirs.
func ranks(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return values[order[i]] < values[order[j]] })
	out := make([]float64, len(values))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && values[order[to]] == values[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			out[i] = float64(from+to-1) / 2
		}
		from = to
	}
	return out
}
