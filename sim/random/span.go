package random

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// MaxSpan is the longest duration a span may be written with: a year.
const MaxSpan = 8760 * time.Hour

// SpanGrammar is what an error about a span lists as allowed.
const SpanGrammar = "allowed: DURATION, constant:DURATION, uniform:LO,HI, exp:MEAN, lognormal:MEAN,CV, gamma:MEAN,CV " +
	"with durations such as 90s, 2m or 1h30m"

// Span is a distribution of durations, as scenario files write it. The zero value is always 0s.
type Span struct {
	dist Dist // in nanoseconds
	text string
}

// ParseDist reads a span:
//
//	span     = duration | "constant:" duration | "uniform:" lo "," hi
//	         | "exp:" mean | "lognormal:" mean "," cv | "gamma:" mean "," cv
//	duration = Go's notation with its unit, 0s to MaxSpan; a mean is above 0s, lo is at most hi
//	cv       = a number, MinCV to MaxCV: standard deviation over mean
//
// Spaces around the parts are allowed. An error is one line that says what is wrong and what is allowed.
func ParseDist(text string) (Span, error) {
	dist, err := parseDist(strings.TrimSpace(text))
	if err != nil {
		return Span{}, fmt.Errorf("%.60q: %w; %s", text, err, SpanGrammar)
	}
	return Span{dist: dist, text: strings.TrimSpace(text)}, nil
}

// Fixed is the span that is always d; a negative d counts as 0s.
func Fixed(d time.Duration) Span {
	d = max(d, 0)
	return Span{dist: Constant{float64(d)}, text: d.String()}
}

// Draw returns a duration to the nearest nanosecond, never negative; what a Duration cannot hold ends at its maximum.
func (p Span) Draw(s *Stream) time.Duration {
	if p.dist == nil {
		return 0
	}
	return nanoseconds(p.dist.Draw(s))
}

// Mean is the mean of the distribution, to the nearest nanosecond.
func (p Span) Mean() time.Duration {
	if p.dist == nil {
		return 0
	}
	return nanoseconds(p.dist.Mean())
}

// String is the text the span was read from; ParseDist reads it back to the same span.
func (p Span) String() string {
	if p.dist == nil {
		return "0s"
	}
	return p.text
}

func nanoseconds(ns float64) time.Duration {
	ns = math.Round(ns)
	if ns >= math.MaxInt64 {
		return math.MaxInt64
	}
	return time.Duration(max(ns, 0))
}

func parseDist(text string) (Dist, error) {
	family, rest, found := strings.Cut(text, ":")
	if !found {
		return parseConstant(text)
	}
	parts := strings.Split(rest, ",")
	want := map[string]int{"constant": 1, "exp": 1, "uniform": 2, "lognormal": 2, "gamma": 2}[family]
	if want == 0 {
		return nil, fmt.Errorf("unknown distribution %.20q", family)
	}
	if len(parts) != want {
		return nil, fmt.Errorf("%s takes %d parameters, not %d", family, want, len(parts))
	}
	switch family {
	case "constant":
		return parseConstant(parts[0])
	case "uniform":
		return parseUniform(parts[0], parts[1])
	}
	return parseByMean(family, parts)
}

func parseConstant(text string) (Dist, error) {
	d, err := parseDuration(text)
	if err != nil {
		return nil, err
	}
	return NewConstant(float64(d))
}

func parseUniform(loText, hiText string) (Dist, error) {
	lo, err := parseDuration(loText)
	if err != nil {
		return nil, err
	}
	hi, err := parseDuration(hiText)
	if err != nil {
		return nil, err
	}
	if lo > hi {
		return nil, fmt.Errorf("uniform: lower bound %v is above upper bound %v", lo, hi)
	}
	return NewUniform(float64(lo), float64(hi))
}

// parseByMean reads the families whose first parameter is their mean and whose second, if any, is their cv.
func parseByMean(family string, parts []string) (Dist, error) {
	d, err := parseDuration(parts[0])
	if err != nil {
		return nil, err
	}
	mean := float64(d)
	if family == "exp" {
		return NewExponential(mean)
	}
	cv, err := strconv.ParseFloat(strings.TrimSpace(parts[1]), 64)
	if err != nil {
		return nil, fmt.Errorf("coefficient of variation %.20q is not a number", parts[1])
	}
	if family == "gamma" {
		return NewGamma(mean, cv)
	}
	return NewLogNormal(mean, cv)
}

func parseDuration(text string) (time.Duration, error) {
	text = strings.TrimSpace(text)
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("%.20q is not a duration with its unit", text)
	}
	if last := text[len(text)-1]; last < 'a' { // ParseDuration lets a bare 0 pass
		return 0, fmt.Errorf("%.20q has no unit", text)
	}
	if d < 0 || d > MaxSpan {
		return 0, fmt.Errorf("%.20q is outside 0s to %v", text, MaxSpan)
	}
	return d, nil
}
