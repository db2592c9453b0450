package page

import (
	"fmt"
	"slices"

	"reprise/reports"
)

// mini is a small chart of a variant with the incident dashed behind it.
type mini struct {
	Title         string
	Top           string // the highest value of the scale
	Width, Height int
	Was, Is       string // paths
	Says          string // for those who do not see it
}

const (
	miniWidth  = 320
	miniHeight = 56
	minisMost  = 2
)

// minisOf are the charts that tell variants apart: of each the first line, or what went wrong.
func minisOf(s *reports.Story) []panel {
	panels, _ := panelsOf(s)
	was := toldRun(s)
	var telling []panel
	for _, p := range panels {
		if p.Bars && p.Series[0].Look != "bar-good" {
			p.Series = slices.DeleteFunc(slices.Clone(p.Series), func(s series) bool { return s.Look == "bar-good" })
		} else {
			p.Series = p.Series[:1]
		}
		if slices.ContainsFunc(s.Runs, func(run reports.Run) bool { return p.differs(run, was) }) {
			telling = append(telling, p)
		}
	}
	return telling[:min(len(telling), minisMost)]
}

// differs tells whether two runs look another in a panel.
func (p panel) differs(run, was reports.Run) bool {
	return slices.ContainsFunc(p.Series, func(s series) bool {
		a, b := lineOf(run, s.Metric), lineOf(was, s.Metric)
		return !slices.Equal(a.Values, b.Values) || !slices.Equal(a.Seconds, b.Seconds) ||
			!slices.Equal(countOf(run, s.Metric).Values, countOf(was, s.Metric).Values)
	})
}

func (p panel) mini(run, was reports.Run, a axis) mini {
	top := max(p.top(run), p.top(was))
	unit := p.Series[0].Unit
	m := mini{Title: p.Series[0].Label, Top: reports.Quantity(top, unit), Width: miniWidth, Height: miniHeight}
	for _, s := range p.Series[1:] {
		m.Title += ", " + s.Label
	}
	m.Is, m.Was = p.miniPath(run, top, a), p.miniPath(was, top, a)
	m.Says = fmt.Sprintf("%s over time: %s, in %s; %s, in %s", m.Title, p.sum(run), run.Variant, p.sum(was), was.Variant)
	return m
}

// miniPath is the line of a run, or the outline of its bars.
func (p panel) miniPath(run reports.Run, top float64, a axis) string {
	y := func(v float64) float64 { return 3 + (1-v/top)*(miniHeight-6) }
	l := lineOf(run, p.Series[0].Metric)
	if p.Bars {
		layers := p.layers(run)
		for k, v := range layers[len(layers)-1] {
			l.Seconds = append(l.Seconds, float64(k)*run.Course.BinSeconds)
			l.Values = append(l.Values, v)
		}
		l.Seconds, l.Values = append(l.Seconds, a.whole()), append(l.Values, l.Values[len(l.Values)-1])
	}
	var path pen
	for i, v := range l.Values {
		at := a.place(l.Seconds[i]) * miniWidth
		if i == 0 {
			path.move(at, y(v))
		} else if v != l.Values[i-1] || i == len(l.Values)-1 {
			path.to(at, y(v))
		}
	}
	return path.String()
}

// sum is a run in a few words: how often, or from the lowest to the highest.
func (p panel) sum(run reports.Run) string {
	if !p.Bars {
		values := lineOf(run, p.Series[0].Metric).Values
		if len(values) == 0 {
			return "not known"
		}
		unit := p.Series[0].Unit
		return reports.Quantity(slices.Min(values), unit) + " to " + reports.Quantity(slices.Max(values), unit)
	}
	sum := 0.0
	for _, s := range p.Series {
		for _, v := range countOf(run, s.Metric).Values {
			sum += v
		}
	}
	return reports.Quantity(sum, "") + " in all"
}
