package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is a confidence interval Mean ± Half of N observations at Level, such as 0.95.
type Interval struct {
	Mean, Half float64
	N          int
	Level      float64
}

// Lo is the lower end.
func (i Interval) Lo() float64 { return i.Mean - i.Half }

// Hi is the upper end.
func (i Interval) Hi() float64 { return i.Mean + i.Half }

// Covers tells whether x is within the interval, its ends included.
func (i Interval) Covers(x float64) bool { return i.Lo() <= x && x <= i.Hi() }

// Confidence is the Student t interval for the mean of independent observations. Fewer than two of them, one that is
// not finite, or a level outside (0, 1), is an error.
func Confidence(xs []float64, level float64) (Interval, error) {
	if !(level > 0 && level < 1) {
		return Interval{}, fmt.Errorf("confidence: level is %v; it must be above 0 and below 1", level)
	}
	if len(xs) < 2 {
		return Interval{}, fmt.Errorf("confidence: %d observations; at least 2 are needed", len(xs))
	}
	var sample Sample
	for i, x := range xs {
		sample.Add(x)
		if sample.Err() != nil {
			return Interval{}, fmt.Errorf("confidence: observation %d is %v: not finite, or too large to sum", i, x)
		}
	}
	n := float64(len(xs))
	t := distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile(0.5 + level/2)
	half := t * sample.StdDev() / math.Sqrt(n)
	if !finite(half) {
		return Interval{}, fmt.Errorf("confidence: level %v is too near 1 for %d observations", level, len(xs))
	}
	return Interval{Mean: sample.Mean(), Half: half, N: len(xs), Level: level}, nil
}

// Paired is the interval for the mean of the differences a[i]-b[i], as of two variants that share their randomness:
// what they have in common cancels out. Slices of different lengths are an error.
func Paired(a, b []float64, level float64) (Interval, error) {
	if len(a) != len(b) {
		return Interval{}, fmt.Errorf("paired: %d observations against %d", len(a), len(b))
	}
	differences := make([]float64, len(a))
	for i := range a {
		differences[i] = a[i] - b[i]
	}
	interval, err := Confidence(differences, level)
	if err != nil {
		return Interval{}, fmt.Errorf("paired: %w", err)
	}
	return interval, nil
}
