package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// strip is a number over the run, drawn on one axis of time with others.
type strip struct {
	name    string
	values  []float64 // at even steps from the start of the run
	seconds float64   // that all of them stand for
	say     func(float64) string
	worst   func([]float64) float64 // of the values that share a bar
}

// loadRun is what there is to draw of a run.
type loadRun struct {
	seconds float64 // of the longest strip
	strips  []strip
	faults  []LoadFault
}

const (
	stripNames  = 8  // columns before the bars
	stripScales = 15 // and after them
	barsMin     = 10
)

// overTime draws the pool, the accounts given, what failed and the p99 of every second, one above another, and below them
// when the faults struck.
func (l *LoadClaim) overTime(columns int) section {
	strips := l.strips()
	total := 0.0
	for _, s := range strips {
		total = max(total, s.seconds)
	}
	if total == 0 {
		return section{}
	}
	room := max(barsMin, columns-stripNames-stripScales)
	drawn := section{title: "over time", words: []string{fmt.Sprintf(
		"%s from left to right; each bar is the worst of %s", timeOf(total), latency(total/float64(room)))},
		run: &loadRun{total, strips, l.Faults}}
	for _, s := range strips {
		most := slices.Max(s.values)
		bars := max(1, int(math.Round(float64(room)*s.seconds/total)))
		drawn.drawing = append(drawn.drawing, []text{in(strong, s.name+blanks(s.name, stripNames)),
			bare(sparkline(s.values, bars, most, s.worst) + strings.Repeat(" ", room-bars)), in(faint, gap+"0 to "+s.say(most))})
	}
	for i, row := range faultRows(l.Faults, total, room) {
		name := ""
		if i == 0 {
			name = "faults"
		}
		drawn.drawing = append(drawn.drawing, []text{in(strong, name+blanks(name, stripNames)), in(bad, row)})
	}
	return drawn
}

func (l *LoadClaim) strips() []strip {
	var strips []strip
	if n := len(l.Pool); n > 1 {
		sizes := make([]float64, n)
		for i, level := range l.Pool {
			sizes[i] = float64(level.Size)
		}
		strips = append(strips, strip{"pool", sizes, (l.Pool[1].At - l.Pool[0].At) * float64(n), number, slices.Min[[]float64]})
	}
	seconds := l.Attack.Series
	given, failed, p99 := make([]float64, len(seconds)), make([]float64, len(seconds)), make([]float64, len(seconds))
	for i, s := range seconds {
		given[i], failed[i], p99[i] = float64(s.Given), float64(s.Failed), s.P99
	}
	if n := float64(len(seconds)); n > 0 {
		strips = append(strips, strip{"given", given, n, perSecond, slices.Min[[]float64]})
		if slices.Max(failed) > 0 {
			strips = append(strips, strip{"failed", failed, n, perSecond, slices.Max[[]float64]})
		}
		strips = append(strips, strip{"p99", p99, n, latency, slices.Max[[]float64]})
	}
	return strips
}

// faultRows are the numbers of the faults where they struck, with a rule for as long as they lasted; those that would stand
// on one another have rows of their own.
func faultRows(faults []LoadFault, total float64, room int) []string {
	var rows [][]rune
	for i, f := range faults {
		sign := []rune(fmt.Sprint(i + 1))
		from := min(max(0, int(f.At/total*float64(room))), room-len(sign))
		to := min(int(math.Ceil(f.Until/total*float64(room))), room)
		for len(sign) < to-from {
			sign = append(sign, '─')
		}
		free := func(row []rune) bool {
			return !slices.ContainsFunc(row[max(0, from-1):min(room, from+len(sign)+1)], func(r rune) bool { return r != ' ' })
		}
		at := slices.IndexFunc(rows, free)
		if at < 0 {
			at = len(rows)
			rows = append(rows, slices.Repeat([]rune{' '}, room))
		}
		copy(rows[at][from:], sign)
	}
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = string(row)
	}
	return lines
}
