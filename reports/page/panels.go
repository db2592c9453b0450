package page

import (
	"slices"
	"strings"
	"time"

	"reprise/reports"
)

// panel is one chart of a story: gauges as lines, or counters as bars.
type panel struct {
	Chart  string // as in reports.Line and reports.Count
	Title  string
	Bars   bool
	Nested bool     // the first counter holds the others, which stand before it; else bars are stacked
	Series []series // of stacked bars the lowest first
}

// series is one line, or one layer of bars.
type series struct {
	Metric string
	Label  string
	Unit   string
	Look   string // a class that says colour and dash
}

// titles of charts as a person would put them.
var titles = map[string]string{
	"configs":     "Configs held, against active servers",
	"pool":        "Accounts in the pool",
	"attempts":    "Attempts to connect",
	"sign-ups":    "Sign-ups",
	"connections": "Connections through the tunnel",
	"picks":       "Servers picked",
}

func titleOf(chart string) string {
	if title, known := titles[chart]; known {
		return title
	}
	return chart
}

// nested are charts whose first counter holds the others.
var nested = []string{"connections", "picks"}

// toldRun is the run that the page tells: the last one of the replay's variant.
func toldRun(s *reports.Story) reports.Run {
	for _, run := range slices.Backward(s.Runs) {
		if run.Variant == s.Replay.Variant {
			return run
		}
	}
	return reports.Run{Variant: s.Replay.Variant, Log: s.Replay.Log}
}

// panelsOf are the charts of a story, and in words what they leave out: gauges that stand still in every run, and counters of
// what never happens in any.
func panelsOf(s *reports.Story) (panels []panel, left string) {
	course := toldRun(s).Course
	if course == nil {
		return nil, ""
	}
	var still, never []string
	for _, lines := range byChart(course.Lines, func(l reports.Line) string { return l.Chart }) {
		if !slices.ContainsFunc(lines, func(l reports.Line) bool { return changes(s, l.Metric) }) {
			for _, l := range lines {
				still = append(still, l.Label+" "+reports.Quantity(l.Values[0], l.Unit))
			}
			continue
		}
		panels = append(panels, linePanel(lines))
	}
	for _, counts := range byChart(course.Counts, func(c reports.Count) string { return c.Chart }) {
		happens := slices.DeleteFunc(slices.Clone(counts), func(c reports.Count) bool { return !counted(s, c.Metric) })
		for _, c := range counts {
			if !counted(s, c.Metric) {
				never = append(never, c.Label)
			}
		}
		if len(happens) > 0 {
			panels = append(panels, barPanel(happens, course.BinSeconds))
		}
	}
	return panels, leftOut(still, never)
}

func leftOut(still, never []string) string {
	var words []string
	if len(still) > 0 {
		words = append(words, "The same at all times, in every run: "+strings.Join(still, ", ")+".")
	}
	if len(never) > 0 {
		words = append(words, "Never, in any run: "+strings.Join(never, ", ")+".")
	}
	return strings.Join(words, " ")
}

// byChart are the items chart by chart, both in the order they came.
func byChart[T any](items []T, chart func(T) string) [][]T {
	var groups [][]T
	for _, item := range items {
		k := slices.IndexFunc(groups, func(group []T) bool { return chart(group[0]) == chart(item) })
		if k < 0 {
			groups = append(groups, []T{item})
		} else {
			groups[k] = append(groups[k], item)
		}
	}
	return groups
}

// linePanel draws the first line strongest.
func linePanel(lines []reports.Line) panel {
	p := panel{Chart: lines[0].Chart, Title: titleOf(lines[0].Chart)}
	looks := []string{"line-1", "line-2", "line-3"}
	for i, l := range lines {
		p.Series = append(p.Series, series{l.Metric, l.Label, l.Unit, looks[min(i, len(looks)-1)]})
	}
	return p
}

// barPanel puts what is bad at the bottom of a stack, where it can be compared.
func barPanel(counts []reports.Count, bin float64) panel {
	p := panel{Chart: counts[0].Chart, Bars: true, Nested: slices.Contains(nested, counts[0].Chart)}
	p.Title = titleOf(p.Chart) + ", each " + reports.Span(time.Duration(bin*float64(time.Second)))
	var bad, good []series
	for i, c := range counts {
		one := series{Metric: c.Metric, Label: c.Label}
		switch {
		case c.Good || p.Nested && i == 0:
			one.Look = "bar-good"
			good = append(good, one)
		case len(bad) == 0:
			one.Look = "bar-harm"
			bad = append(bad, one)
		default:
			one.Look = "bar-trouble"
			bad = append(bad, one)
		}
	}
	p.Series = append(bad, good...)
	return p
}

// changes tells whether a gauge changes in some run, or is another in one run than in the next.
func changes(s *reports.Story, metric string) bool {
	var first *float64
	for _, run := range s.Runs {
		for _, v := range lineOf(run, metric).Values {
			if first == nil {
				first = &v
			}
			if v != *first {
				return true
			}
		}
	}
	return false
}

// counted tells whether a counter counts anything in some run.
func counted(s *reports.Story, metric string) bool {
	return slices.ContainsFunc(s.Runs, func(run reports.Run) bool {
		return slices.ContainsFunc(countOf(run, metric).Values, func(v float64) bool { return v != 0 })
	})
}

// lineOf is a gauge of a run; without values where the run has none.
func lineOf(run reports.Run, metric string) reports.Line {
	if run.Course != nil {
		for _, l := range run.Course.Lines {
			if l.Metric == metric {
				return l
			}
		}
	}
	return reports.Line{Metric: metric}
}

// countOf is a counter of a run; without values where the run has none.
func countOf(run reports.Run, metric string) reports.Count {
	if run.Course != nil {
		for _, c := range run.Course.Counts {
			if c.Metric == metric {
				return c
			}
		}
	}
	return reports.Count{Metric: metric}
}
