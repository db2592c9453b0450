package reports

import (
	"slices"
	"strings"
	"time"
)

// bars are the heights of a value in a line of text.
var bars = []rune("▁▂▃▄▅▆▇█")

// series draws each gauge as a line of bars from 0 to its highest, the lowest of every stretch of time: a pool that was
// empty for a moment shows it.
func (p *page) series(r *Replay) {
	for _, s := range r.Series {
		if len(s.Values) == 0 {
			continue
		}
		most := slices.Max(s.Values)
		room := max(10, min(len(s.Values), p.style.Width-4))
		p.line(in(strong, "  "+s.Name), in(faint, ", 0 to "+number(most)+", each bar the lowest of "+Span(stretch(s, room))))
		p.line(bare("  " + sparkline(s.Values, room, most, slices.Min)))
		p.line()
	}
}

// stretch is the time that one of so many bars stands for.
func stretch(s Series, room int) time.Duration {
	return time.Duration(s.Seconds * float64(len(s.Values)) / float64(room) * float64(time.Second))
}

// sparkline is values as so many bars, from 0 to most, each the one that pick chooses of its values; only 0 itself is the
// lowest bar.
func sparkline(values []float64, room int, most float64, pick func([]float64) float64) string {
	var line strings.Builder
	for i := range room {
		from, to := i*len(values)/room, (i+1)*len(values)/room
		picked := pick(values[from:max(to, from+1)])
		bar := 0
		if picked > 0 && most > 0 {
			bar = 1 + min(int(picked/most*float64(len(bars)-1)), len(bars)-2)
		}
		line.WriteRune(bars[bar])
	}
	return line.String()
}
