package experiments

import (
	"slices"
	"strings"

	"reprise/reports"
	"reprise/scenarios"
)

// report is the comparison as it is shown.
func (x *experiment) report(t *trial) *reports.Compare {
	s := x.Scenario
	c := &reports.Compare{
		Scenario: s.Name, Title: s.Title, Seed: x.Seed, A: x.side(t, 0), B: x.side(t, 1),
		Reps: t.reps(), RepsBy: x.repsBy(t), Common: !x.Independent, Drawn: t.drawn, Level: 1 - alpha, Looks: len(x.schedule.looks), All: x.All,
	}
	j := x.schedule.judge(t)
	undecided := reports.Of(x.UndecidedPasses)
	for _, g := range x.gates {
		c.Gates = append(c.Gates, j.judgeGate(x.metrics, g, t.pair(g.metric), undecided))
	}
	for _, w := range x.widths {
		c.Widths = append(c.Widths, x.judgeWidth(w, t))
	}
	for _, i := range x.order() {
		p, role := t.pair(i), x.role(i)
		if p.same() && !x.All && role != reports.HarmRole && role != reports.CostRole && !x.asked(i) {
			c.Unmoved++
			continue
		}
		c.Metrics = append(c.Metrics, x.row(j, i, role, p))
	}
	x.headline(c, t)
	c.Says = c.Sentence()
	return c
}

func (x *experiment) side(t *trial, arm int) reports.CompareArm {
	a := x.arms[arm]
	return reports.CompareArm{Variant: a.Variant(), Changes: a.Changes(), TraceHash: t.arms[arm][0].Hash}
}

// order is the places of all metrics: the harms of the scenario, worst first, its costs, then the others.
func (x *experiment) order() []int {
	var order []int
	for _, name := range slices.Concat(x.Scenario.Harm, x.Scenario.Cost) {
		if i := x.place(name); i >= 0 && !slices.Contains(order, i) {
			order = append(order, i)
		}
	}
	for i := range x.metrics {
		if !slices.Contains(order, i) {
			order = append(order, i)
		}
	}
	return order
}

func (x *experiment) place(name string) int {
	return slices.IndexFunc(x.metrics, func(m scenarios.Measured) bool { return m.Name == name })
}

func (x *experiment) role(metric int) reports.MetricRole {
	switch name := x.metrics[metric].Name; {
	case slices.Contains(x.Scenario.Harm, name):
		return reports.HarmRole
	case slices.Contains(x.Scenario.Cost, name):
		return reports.CostRole
	case strings.HasPrefix(name, logLines):
		return reports.LogRole
	}
	return reports.OtherRole
}

// asSet are metrics that say what was set: more is not better, though it is no harm.
var asSet = []string{"account_pool_min", "account_pool_target"}

// direction is -1 where less of a metric is better, 1 where more is. A cost is a price, and whether it is worth it is not for us to
// say.
func direction(m scenarios.Measured, role reports.MetricRole) int {
	switch {
	case role == reports.HarmRole:
		return -1
	case role == reports.OtherRole && m.MoreIsBetter && !slices.Contains(asSet, m.Name):
		return 1
	}
	return 0
}

// asked tells whether a gate or a width names the metric.
func (x *experiment) asked(metric int) bool {
	return slices.ContainsFunc(x.gates, func(g gate) bool { return g.metric == metric }) ||
		slices.ContainsFunc(x.widths, func(w width) bool { return w.metric == metric })
}

// row is one metric of both arms, judged by itself.
func (x *experiment) row(j judge, metric int, role reports.MetricRole, p pair) reports.CompareMetric {
	m, least := x.metrics[metric], x.least[metric]
	differences := p.differences()
	d, a := j.estimate(differences), mean(p.a)
	row := reports.CompareMetric{
		Metric: m.Name, Label: m.Label, Unit: m.Unit, Role: role, A: a, B: mean(p.b), Difference: d.mean,
		Variances: [3]float64{varianceOf(p.a), varianceOf(p.b), varianceOf(differences)},
		Verdict:   j.verdict(p, least, direction(m, role)), Least: least.of(a),
	}
	if d.sound {
		row.Low, row.High, row.AtMost = pointer(d.low), pointer(d.high), pointer(max(-d.low, d.high))
	}
	if a != 0 {
		row.Relative = pointer(d.mean / abs(a))
	}
	if a != 0 && d.sound {
		row.AtMostRelative = pointer(*row.AtMost / abs(a))
	}
	if v := row.Variances; v[2] > 0 {
		row.VarianceReduction = pointer((v[0] + v[1]) / v[2])
	}
	if row.Verdict == reports.Undecided {
		row.More = j.moreFor(p, least)
	}
	return row
}
