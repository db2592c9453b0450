package chart

import (
	"image/color"
	"math"

	"reprise/reports"
)

// classes tell values apart in as many steps as there are colours.
type classes struct{ least, step float64 }

func classesOf(values []float64) classes {
	least, most := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		least, most = min(least, v), max(most, v)
	}
	return classes{least, (most - least) / float64(len(steps))}
}

func (c classes) color(v float64) color.Color {
	if c.step <= 0 {
		return steps[len(steps)/2]
	}
	return steps[max(0, min(int((v-c.least)/c.step), len(steps)-1))]
}

// legend names the classes of fills, the fewest first.
func (c classes) legend() []entry {
	entries := []entry{{nil, "fills an hour:"}}
	if c.step <= 0 {
		return append(entries, entry{swatch{c.color(c.least)}, twoDigits(c.least)})
	}
	for i, shade := range steps {
		low := c.least + float64(i)*c.step
		entries = append(entries, entry{swatch{shade}, twoDigits(low) + "–" + twoDigits(low+c.step)})
	}
	return entries
}

func twoDigits(v float64) string {
	if v > 0 {
		unit := decadeBelow(v) / 10
		v = math.Round(v/unit) * unit
	}
	return reports.Quantity(v, "")
}
