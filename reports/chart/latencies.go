package chart

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"

	"reprise/reports"
)

// latencies is an axis of seconds. Where they span decades it is logarithmic, from one power of ten to another; below a
// microsecond it does not go.
type latencies struct {
	low, high int     // exponents, of a logarithmic one
	most      float64 // of a straight one, which begins at 0
	log       bool
}

const leastExponent = -6

// latenciesOf fits all the values; one that is 0 is not there.
func latenciesOf(values []float64) (latencies, error) {
	least, most := math.Inf(1), 0.0
	for _, v := range values {
		if !(v >= 0) || math.IsInf(v, 0) {
			return latencies{}, fmt.Errorf("a latency is %v", v)
		}
		if v > 0 {
			least, most = min(least, v), max(most, v)
		}
	}
	if most <= least*linearUpTo {
		return latencies{most: most * 1.05}, nil
	}
	low := max(int(math.Floor(math.Log10(least)+1e-9)), leastExponent)
	return latencies{low: low, high: max(int(math.Ceil(math.Log10(most)-1e-9)), low+1), log: true}, nil
}

// at is where a latency stands, in the numbers of the axis: those of a logarithmic one are powers of ten, as of chances.
func (a latencies) at(seconds float64) float64 {
	if a.log {
		return max(math.Log10(seconds), float64(a.low))
	}
	return seconds
}

func (a latencies) apply(axis *plot.Axis) {
	axis.Min, axis.Max, axis.Tick.Marker = 0, a.most, roundTicks{"s"}
	if a.log {
		axis.Min, axis.Max, axis.Tick.Marker = float64(a.low), float64(a.high), a
	}
}

// Ticks are at powers of ten, as many of them named as there is room for, and where that is all of them also between.
func (a latencies) Ticks(float64, float64) []plot.Tick {
	step := (a.high-a.low)/8 + 1
	var ticks []plot.Tick
	for e := a.low; e <= a.high; e++ {
		tick := plot.Tick{Value: float64(e)}
		if (e-a.low)%step == 0 {
			tick.Label = reports.Quantity(math.Pow10(e), "s")
		}
		ticks = append(ticks, tick)
		for times := 2; step == 1 && e < a.high && times < 10; times++ {
			ticks = append(ticks, plot.Tick{Value: float64(e) + math.Log10(float64(times))})
		}
	}
	return ticks
}
