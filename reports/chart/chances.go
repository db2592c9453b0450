package chart

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"

	"reprise/reports"
)

// chances is an axis of probabilities. Where they span decades it is logarithmic, and what lies below its floor, 0 among it,
// stands on the floor.
type chances struct {
	floor, top float64
	log        bool
	cut        bool // something is below the floor
}

const (
	leastFloor = 1e-15 // one claim in 10^15: as good as never, and further decades would flatten the others
	headroom   = 3     // decades below the numbers that must be seen
	linearUpTo = 30    // largest over smallest
)

// reading is a probability, or what it is at most.
type reading struct {
	p      float64
	atMost bool
}

// axisOf fits all the values, of which those in must are to stand above the floor. Of those that are at most so much nothing
// is known below that, and neither does the axis go there.
func axisOf(values []reading, must []float64) chances {
	least, top, unknown := math.Inf(1), 0.0, 0.0
	note := func(p float64) {
		top = max(top, p)
		if p > 0 {
			least = min(least, p)
		}
	}
	zeros := false
	for _, v := range values {
		if v.atMost {
			unknown = max(unknown, v.p)
		} else {
			note(v.p)
		}
		zeros = zeros || v.atMost || v.p == 0
	}
	for _, p := range must {
		note(p)
	}
	if top == 0 && unknown == 0 {
		return chances{top: 1}
	}
	if top/least <= linearUpTo && !zeros {
		return chances{top: top * 1.05, log: false}
	}
	floor := leastFloor
	for _, v := range must {
		if v > 0 {
			floor = min(floor, v*math.Pow10(-headroom))
		}
	}
	if unknown > 0 {
		least = min(least, unknown)
	}
	floor = max(decadeBelow(max(floor, least)), decadeAbove(unknown), 1e-300)
	a := chances{floor: floor, top: min(decadeBelow(max(top, floor))*10, 1), log: true}
	if a.top < top || a.top/a.floor < 10 {
		a.top = a.floor * 10
	}
	for _, v := range values {
		a.cut = a.cut || a.below(v)
	}
	return a
}

// decadeBelow is the power of ten at or below v.
func decadeBelow(v float64) float64 { return math.Pow10(int(math.Floor(math.Log10(v) + 1e-9))) }

// decadeAbove is the power of ten at or above v; 0 has none.
func decadeAbove(v float64) float64 {
	if v == 0 {
		return 0
	}
	return math.Pow10(int(math.Ceil(math.Log10(v) - 1e-9)))
}

// at is where a probability stands, in the numbers of the axis. A logarithmic one counts powers of ten, for gonum's own
// takes no zeros, and leaves room for its title where the middle of the numbers is, which is its upper end.
func (a chances) at(r reading) float64 {
	switch {
	case a.below(r):
		return math.Log10(a.floor)
	case a.log:
		return math.Log10(r.p)
	}
	return r.p
}

// below tells whether a probability stands on the floor for being less.
func (a chances) below(r reading) bool { return a.log && (r.atMost || r.p < a.floor) }

func (a chances) apply(axis *plot.Axis) {
	axis.Min, axis.Max = a.at(reading{p: a.floor}), a.at(reading{p: a.top})
	axis.Tick.Marker = roundTicks{"share"}
	if a.log {
		axis.Tick.Marker = a
	}
}

// Ticks are at powers of ten, as many of them named as there is room for.
func (a chances) Ticks(float64, float64) []plot.Tick {
	low, high := exponentOf(a.floor), exponentOf(a.top)
	step := (high-low)/8 + 1
	var ticks []plot.Tick
	for e := high; e >= low; e-- {
		tick := plot.Tick{Value: float64(e)}
		if (high-e)%step == 0 || e == low {
			tick.Label = decadeName(e)
		}
		if a.cut && e == low {
			tick.Label = "≤ " + decadeName(e)
		}
		if a.cut && step > 1 && e-low < step && e != low {
			tick.Label = "" // too near the floor's own
		}
		ticks = append(ticks, tick)
	}
	return ticks
}

func exponentOf(v float64) int { return int(math.Round(math.Log10(v))) }

// chanceName is a probability in as few digits as tell it: `5 %`, `2.5e-4`.
func chanceName(p float64) string {
	if p >= 0.01 || p == 0 {
		return reports.Quantity(p, "share")
	}
	exponent := exponentOf(decadeBelow(p))
	return strconv.FormatFloat(p/math.Pow10(exponent), 'g', 3, 64) + "e" + strconv.Itoa(exponent)
}

func decadeName(exponent int) string {
	if exponent >= -2 {
		return strconv.FormatFloat(math.Pow10(exponent), 'f', -1, 64)
	}
	return "1e" + strconv.Itoa(exponent)
}
