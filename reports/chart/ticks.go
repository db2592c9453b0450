package chart

import (
	"math"

	"gonum.org/v1/plot"

	"reprise/reports"
)

// roundTicks are at round numbers, said as the other views say them.
type roundTicks struct{ unit string }

// Ticks are seven at most.
func (r roundTicks) Ticks(low, high float64) []plot.Tick {
	step := roundStep((high - low) / 6)
	if r.unit == "s" {
		step = clockStep((high - low) / 6)
	}
	var ticks []plot.Tick
	for i := math.Ceil(low/step-1e-9) + 0; i*step <= high+step*1e-9; i++ { // + 0 makes a -0 a 0
		ticks = append(ticks, plot.Tick{Value: i * step, Label: reports.Quantity(i*step, r.unit)})
	}
	return ticks
}

// roundStep is 1, 2 or 5 times a power of ten, and not below the step given.
func roundStep(step float64) float64 {
	if !(step > 0) {
		return 1
	}
	power := decadeBelow(step)
	for _, times := range []float64{1, 2, 5} {
		if times*power >= step {
			return times * power
		}
	}
	return 10 * power
}

// clockStep is roundStep in seconds: from a second up to a day, what is round on a clock.
func clockStep(step float64) float64 {
	const minute, hour, day = 60, 60 * 60, 24 * 60 * 60
	if step > day {
		return day * roundStep(step/day)
	}
	for _, s := range []float64{1, 2, 5, 10, 15, 30, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day} {
		if step > 1 && s >= step {
			return s
		}
	}
	return roundStep(step)
}
