package random

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/gonum/mathext"
)

// MinCV and MaxCV bound a coefficient of variation (standard deviation over mean): the inversion of the gamma
// distribution is tested between them, and nothing measured lies outside.
const (
	MinCV = 0.01
	MaxCV = 10.0
)

// Dist is a distribution of numbers in whatever unit its parameters were given. Draw takes exactly one uniform from
// the stream (Constant none), does not allocate, and returns a finite number. String names it as scenario files do.
type Dist interface {
	Draw(*Stream) float64
	Mean() float64
	String() string
}

// Constant is always the same value.
type Constant struct{ value float64 }

// NewConstant refuses a value that is not finite.
func NewConstant(value float64) (Constant, error) {
	return Constant{value}, requireFinite("constant", "value", value)
}

func (c Constant) Draw(*Stream) float64 { return c.value }
func (c Constant) Mean() float64        { return c.value }
func (c Constant) String() string       { return "constant:" + number(c.value) }

// Uniform is uniform between lo and hi.
type Uniform struct{ lo, hi float64 }

// NewUniform refuses bounds that are not finite and lo above hi.
func NewUniform(lo, hi float64) (Uniform, error) {
	if err := requireFinite("uniform", "width", hi-lo); err != nil {
		return Uniform{}, err
	}
	if lo > hi {
		return Uniform{}, fmt.Errorf("uniform: lower bound %v is above upper bound %v", lo, hi)
	}
	return Uniform{lo, hi}, nil
}

func (d Uniform) Draw(s *Stream) float64 { return d.lo + (d.hi-d.lo)*s.Float64() }
func (d Uniform) Mean() float64          { return d.lo + (d.hi-d.lo)/2 }
func (d Uniform) String() string         { return "uniform:" + number(d.lo) + "," + number(d.hi) }

// Exponential is the gap between the events of a Poisson process.
type Exponential struct{ mean float64 }

// NewExponential takes the mean, which must be above 0.
func NewExponential(mean float64) (Exponential, error) {
	return Exponential{mean}, requirePositive("exp", "mean", mean)
}

func (d Exponential) Draw(s *Stream) float64 { return -d.mean * math.Log(1-s.Open()) }
func (d Exponential) Mean() float64          { return d.mean }
func (d Exponential) String() string         { return "exp:" + number(d.mean) }

// LogNormal has a logarithm that is normal.
type LogNormal struct{ mean, cv, mu, sigma float64 }

// NewLogNormal takes the mean, above 0, and the coefficient of variation, MinCV to MaxCV.
func NewLogNormal(mean, cv float64) (LogNormal, error) {
	if err := requireMeanCV("lognormal", mean, cv); err != nil {
		return LogNormal{}, err
	}
	variance := math.Log1p(cv * cv)
	return LogNormal{mean: mean, cv: cv, mu: math.Log(mean) - variance/2, sigma: math.Sqrt(variance)}, nil
}

func (d LogNormal) Draw(s *Stream) float64 {
	return math.Exp(d.mu + d.sigma*mathext.NormalQuantile(s.Open()))
}
func (d LogNormal) Mean() float64  { return d.mean }
func (d LogNormal) String() string { return "lognormal:" + number(d.mean) + "," + number(d.cv) }

func requireFinite(dist, name string, v float64) error {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return fmt.Errorf("%s: %s is %v; it must be finite", dist, name, v)
	}
	return nil
}

func requirePositive(dist, name string, v float64) error {
	if err := requireFinite(dist, name, v); err != nil {
		return err
	}
	if v <= 0 {
		return fmt.Errorf("%s: %s is %v; it must be above 0", dist, name, v)
	}
	return nil
}

func requireMeanCV(dist string, mean, cv float64) error {
	if err := requirePositive(dist, "mean", mean); err != nil {
		return err
	}
	if !(cv >= MinCV && cv <= MaxCV) {
		return fmt.Errorf("%s: coefficient of variation is %v; it must be %v to %v", dist, cv, MinCV, MaxCV)
	}
	return nil
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
