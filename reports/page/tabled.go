package page

import (
	"math"
	"slices"
	"time"

	"reprise/reports"
)

// rowsMost is how many rows a chart has as a table.
const rowsMost = 24

// table is a panel for those who do not see it: of lines the values where they changed or, if that is often, the lowest and
// the highest of even stretches; of bars what each stretch counted.
func (p panel) table(run reports.Run, a axis) table {
	t := table{Caption: p.Title + ", " + run.Variant, Head: []column{{Name: "from (UTC)"}}}
	for _, s := range p.Series {
		t.Head = append(t.Head, column{Name: s.Label, Number: true})
	}
	switch {
	case p.Bars:
		p.counts(&t, run, a)
	default:
		p.values(&t, run, a)
	}
	return t
}

// counts are the sums of as many bins as make at most so many rows; rows in which nothing happened are left out.
func (p panel) counts(t *table, run reports.Run, a axis) {
	bins := len(countOf(run, p.Series[0].Metric).Values)
	per := (bins + rowsMost - 1) / rowsMost
	t.Caption += ", summed over " + reports.Span(time.Duration(float64(per)*run.Course.BinSeconds*float64(time.Second)))
	for from := 0; from < bins; from += per {
		cells, any := []cell{a.moment(float64(from) * run.Course.BinSeconds)}, false
		for _, s := range p.Series {
			sum := 0.0
			values := countOf(run, s.Metric).Values
			for _, v := range values[min(from, len(values)):min(from+per, len(values))] {
				sum += v
			}
			any = any || sum != 0
			cells = append(cells, text(reports.Quantity(sum, "")))
		}
		if any {
			t.add("", cells...)
		}
	}
}

// values are the gauges where one of them changed.
func (p panel) values(t *table, run reports.Run, a axis) {
	changed := p.changed(run)
	if len(changed) <= rowsMost {
		for _, at := range changed {
			p.valueRow(t, run, a, at, at)
		}
		return
	}
	t.Caption += ", lowest to highest"
	for i := range rowsMost {
		p.valueRow(t, run, a, a.whole()*float64(i)/rowsMost, a.whole()*float64(i+1)/rowsMost)
	}
}

// changed are the instants from which some line has another value.
func (p panel) changed(run reports.Run) []float64 {
	at := []float64{0}
	for _, s := range p.Series {
		l := lineOf(run, s.Metric)
		for i := 1; i < len(l.Values); i++ {
			if l.Values[i] != l.Values[i-1] {
				at = append(at, l.Seconds[i])
			}
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}

func (p panel) valueRow(t *table, run reports.Run, a axis, from, to float64) {
	cells := []cell{a.moment(from)}
	for _, s := range p.Series {
		low, high := rangeOf(lineOf(run, s.Metric), from, to)
		words := reports.Quantity(low, s.Unit)
		if high != low {
			words += " to " + reports.Quantity(high, s.Unit)
		}
		cells = append(cells, text(words))
	}
	t.add("", cells...)
}

// rangeOf are the lowest and the highest value of a line over a stretch, its beginning included.
func rangeOf(l reports.Line, from, to float64) (low, high float64) {
	low, high = math.NaN(), math.NaN()
	for i, v := range l.Values {
		if l.Seconds[i] <= from {
			low, high = v, v
		} else if l.Seconds[i] < to {
			low, high = min(low, v), max(high, v)
		}
	}
	return low, high
}

// moment is an instant of the axis as the head of a row.
func (a axis) moment(seconds float64) cell {
	layout := "15:04:05"
	if !sameDay(a.Start, a.time(a.whole())) {
		layout = "2 Jan 15:04:05"
	}
	return cell{Text: a.time(seconds).Format(layout), Head: true}
}
