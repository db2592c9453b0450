package stats

import (
	"fmt"
	"math"
)

// Sample keeps the mean, variance and extremes of numbers without keeping the numbers (Welford 1962).
// The zero value is an empty sample. It does not allocate.
type Sample struct {
	n        int64
	mean, m2 float64 // m2 is the sum of squared deviations from the mean
	min, max float64
	refused  int64
}

// Add takes one number in. One that is not finite, or so large that the sums would overflow, is refused: nothing
// changes but Err.
func (s *Sample) Add(x float64) {
	n := s.n + 1
	delta := x - s.mean
	mean := s.mean + delta/float64(n)
	m2 := s.m2 + float64(delta*(x-mean))
	if !finite(mean) || !finite(m2) {
		s.refused++
		return
	}
	if s.n == 0 {
		s.min, s.max = x, x
	}
	s.n, s.mean, s.m2 = n, mean, m2
	s.min, s.max = min(s.min, x), max(s.max, x)
}

// N is how many numbers were taken in.
func (s *Sample) N() int64 { return s.n }

// Mean is 0 for an empty sample.
func (s *Sample) Mean() float64 { return s.mean }

// Var is the unbiased variance (divided by N-1), and 0 for fewer than two numbers.
func (s *Sample) Var() float64 {
	if s.n < 2 {
		return 0
	}
	return s.m2 / float64(s.n-1)
}

// StdDev is the square root of Var.
func (s *Sample) StdDev() float64 { return math.Sqrt(s.Var()) }

// Min is 0 for an empty sample.
func (s *Sample) Min() float64 { return s.min }

// Max is 0 for an empty sample.
func (s *Sample) Max() float64 { return s.max }

// Err is not nil if any number was refused.
func (s *Sample) Err() error {
	if s.refused == 0 {
		return nil
	}
	return fmt.Errorf("sample: %d numbers refused: not finite, or too large to sum", s.refused)
}
