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

// axisOf fits all the values, of which those in must are to stand above the floor.
func axisOf(values, must []float64) chances {
	least, top := math.Inf(1), 0.0
	for _, v := range append(append([]float64{}, values...), must...) {
		top = max(top, v)
		if v > 0 {
			least = min(least, v)
		}
	}
	if top == 0 {
		return chances{top: 1}
	}
	if top/least <= linearUpTo && !hasZero(values) {
		return chances{top: top * 1.05, log: false}
	}
	floor := leastFloor
	for _, v := range must {
		if v > 0 {
			floor = min(floor, v*math.Pow10(-headroom))
		}
	}
	floor = max(decadeBelow(max(floor, least)), 1e-300)
	a := chances{floor: floor, top: min(decadeBelow(top)*10, 1), log: true}
	if a.top < top || a.top/a.floor < 10 {
		a.top = a.floor * 10
	}
	for _, v := range values {
		a.cut = a.cut || v < a.floor
	}
	return a
}

func hasZero(values []float64) bool {
	for _, v := range values {
		if v == 0 {
			return true
		}
	}
	return false
}

// decadeBelow is the power of ten at or below v.
func decadeBelow(v float64) float64 { return math.Pow10(int(math.Floor(math.Log10(v) + 1e-9))) }

// at is where a probability stands, in the numbers of the axis. A logarithmic one counts powers of ten, for gonum's own
// takes no zeros, and leaves room for its title where the middle of the numbers is, which is its upper end.
func (a chances) at(p float64) float64 {
	if a.log {
		return math.Log10(max(p, a.floor))
	}
	return p
}

// below tells whether a probability stands on the floor for being less.
func (a chances) below(p float64) bool { return a.log && p < a.floor }

func (a chances) apply(axis *plot.Axis) {
	axis.Min, axis.Max = a.at(a.floor), a.at(a.top)
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
