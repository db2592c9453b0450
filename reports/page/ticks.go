package page

import "math"

// tick is an instant with a label.
type tick struct {
	Place float64 // on the axis
	Label string
	Date  string // where the day is another than at the tick before
}

// steps are the distances of ticks that people read easily, in seconds.
var steps = []float64{
	1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800,
	3600, 2 * 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86400, 2 * 86400, 7 * 86400,
}

// ticks label the axis so that there are at most so many of them.
func (a axis) ticks(most int) []tick {
	step := a.step(1 / float64(most))
	var ticks []tick
	last := ""
	for _, s := range a.Spans {
		if s.Folded {
			continue
		}
		offset := math.Mod(float64(a.Start.Unix()), step)
		for k := math.Ceil((s.From + offset) / step); k*step-offset <= s.To; k++ {
			t := tick{Place: a.place(k*step - offset)}
			instant := a.time(k*step - offset)
			t.Label = instant.Format("15:04")
			if step < 60 {
				t.Label = instant.Format("15:04:05")
			}
			if day := instant.Format("2 Jan"); day != last {
				t.Date, last = day, day
			}
			ticks = append(ticks, t)
		}
	}
	return ticks
}

// step is the shortest step that takes at least so much room.
func (a axis) step(room float64) float64 {
	for _, s := range a.Spans {
		if s.Folded {
			continue
		}
		perSecond := (s.Until - s.At) / (s.To - s.From)
		for _, step := range steps {
			if step*perSecond >= room {
				return step
			}
		}
	}
	return steps[len(steps)-1]
}
