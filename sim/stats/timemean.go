package stats

import (
	"fmt"
	"math"
)

// TimeMean averages a value that holds between changes (a queue length, units in use), weighted by the time it held.
// It is a small value that does not allocate. Times must not go back; see Err.
type TimeMean struct {
	start, last int64 // ns
	value, max  float64
	area        float64 // integral of the value from start to last, in value times ns
	refused     int64
}

// NewTimeMean starts at start (ns) with the value that holds from then on.
func NewTimeMean(start int64, value float64) TimeMean {
	m := TimeMean{start: start, last: start}
	if !finite(value) {
		m.refused++
		return m
	}
	m.value, m.max = value, value
	return m
}

// Set makes v the value from t (ns) on. A v that is not finite, or a t before the last change, is refused: nothing
// changes but Err.
func (m *TimeMean) Set(t int64, v float64) {
	area := m.areaAt(t)
	if t < m.last || !finite(v) || !finite(area) {
		m.refused++
		return
	}
	m.area, m.last, m.value = area, t, v
	m.max = max(m.max, v)
}

// Add changes the value by delta from t (ns) on.
func (m *TimeMean) Add(t int64, delta float64) { m.Set(t, m.value+delta) }

// Value is the value that holds now.
func (m *TimeMean) Value() float64 { return m.value }

// Max is the largest value so far, one that held for no time included.
func (m *TimeMean) Max() float64 { return m.max }

// Mean is the mean from the start to t (ns), the last value holding until then. Where no time has passed it is the
// value itself, and a t before the last change counts as that change.
func (m *TimeMean) Mean(t int64) float64 {
	t = max(t, m.last)
	if t == m.start {
		return m.value
	}
	return m.areaAt(t) / elapsed(m.start, t)
}

// Err is not nil if any change was refused.
func (m *TimeMean) Err() error {
	if m.refused == 0 {
		return nil
	}
	return fmt.Errorf("time mean: %d changes refused: not finite, or earlier than the change before", m.refused)
}

func (m *TimeMean) areaAt(t int64) float64 {
	// The conversion keeps a CPU from fusing the multiplication into the sum, which would change the last bit.
	return m.area + float64(m.value*elapsed(m.last, t))
}

// elapsed is exact in int64 even where the difference of two instants is not.
func elapsed(from, to int64) float64 { return float64(uint64(to) - uint64(from)) }

func finite(v float64) bool { return math.Abs(v) <= math.MaxFloat64 }
