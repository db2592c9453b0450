package attack

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"time"

	"reprise/sim/arrivals"
)

// Bounds of what is asked for.
const (
	MaxRate     = 1e6        // requests a second
	MaxRequests = 10_000_000 // of one run: as many as a record may hold
	MaxOver     = 24 * time.Hour
)

const (
	rateGrammar  = "allowed: a number above 0 per s, m, h or d, up to 1000000/s, as in 400/s"
	shapeGrammar = "allowed: constant, poisson, ramp:100/s..800/s, sine:MEAN,AMPLITUDE,PERIOD as in sine:400/s,200/s,10s, trace:FILE"
)

// Shape is how the requests of a run are spread over it. The zero value is `constant`.
type Shape struct {
	kind     kind
	from, to float64 // of a ramp, a second; of a sine its mean and amplitude
	period   time.Duration
	file     string
	text     string
}

type kind uint8

const (
	evenKind kind = iota
	poissonKind
	rampKind
	sineKind
	traceKind
)

// String is the text that the shape was read from.
func (s Shape) String() string {
	if s.text == "" {
		return "constant"
	}
	return s.text
}

// ParseRate reads `400/s`, or a rate per m, h or d, and gives it a second.
func ParseRate(text string) (perSecond float64, err error) {
	perHour, err := arrivals.ParseRate(text)
	perSecond = perHour / time.Hour.Seconds()
	if err != nil || perSecond > MaxRate {
		return 0, fmt.Errorf("%.40q is no rate; %s", text, rateGrammar)
	}
	return perSecond, nil
}

// ParseShape reads `constant`, `poisson`, `ramp:100/s..800/s` (over the run), `sine:400/s,200/s,10s` (mean, amplitude, period) or
// `trace:FILE` (a record as sim/arrivals reads it). It opens no file. An error is one line that says what is allowed.
func ParseShape(text string) (Shape, error) {
	s := Shape{text: text}
	name, rest, parameters := strings.Cut(text, ":")
	var err error
	switch {
	case text == "constant":
	case text == "poisson":
		s.kind = poissonKind
	case name == "ramp":
		err = s.parseRamp(rest)
	case name == "sine":
		err = s.parseSine(rest)
	case name == "trace" && parameters && rest != "":
		s.kind, s.file = traceKind, rest
	default:
		return Shape{}, fmt.Errorf("%.60q is no shape of arrivals; %s", text, shapeGrammar)
	}
	if err != nil {
		return Shape{}, fmt.Errorf("%.60q: %w", text, err)
	}
	return s, nil
}

func (s *Shape) parseRamp(text string) (err error) {
	s.kind = rampKind
	from, to, both := strings.Cut(text, "..")
	if !both {
		return errors.New("a ramp has two rates; " + shapeGrammar)
	}
	if s.from, err = ParseRate(from); err != nil {
		return err
	}
	s.to, err = ParseRate(to)
	return err
}

func (s *Shape) parseSine(text string) (err error) {
	s.kind = sineKind
	parts := strings.Split(text, ",")
	if len(parts) != 3 {
		return errors.New("a sine has a mean, an amplitude and a period; " + shapeGrammar)
	}
	if s.from, err = ParseRate(parts[0]); err != nil {
		return err
	}
	if s.to, err = ParseRate(parts[1]); err != nil {
		return err
	}
	if s.to > s.from {
		return errors.New("the amplitude is above the mean; allowed: up to it, so that the rate is never below 0")
	}
	s.period, err = time.ParseDuration(parts[2])
	if err != nil || s.period < time.Millisecond || s.period > MaxOver {
		return fmt.Errorf("%.20q is no period; allowed: a duration from 1ms to 24h, as in 10s", parts[2])
	}
	return nil
}

// Arrivals are those of a run at a rate a second that lasts as long as over; seed is for what is left to chance. A ramp and a sine have
// rates of their own, and take none. A record is sped up until its mean rate is the one that is asked for, and what does not fit
// into over is left out; at a rate of 0 it is sped up until all of it just fits.
func (s Shape) Arrivals(rate float64, over time.Duration, seed uint64) (Arrivals, error) {
	if over <= 0 || over > MaxOver {
		return Arrivals{}, fmt.Errorf("the run lasts %v; allowed: above 0s, up to 24h", over)
	}
	if s.kind == traceKind {
		return s.record(rate, over, seed)
	}
	mean := rate
	switch s.kind {
	case rampKind:
		mean = (s.from + s.to) / 2
	case sineKind:
		mean = s.from
	}
	if !(mean > 0 && mean <= MaxRate) {
		return Arrivals{}, fmt.Errorf("%s arrivals need a rate; %s", s, rateGrammar)
	}
	if err := bounded(mean * over.Seconds()); err != nil {
		return Arrivals{}, err
	}
	var a Arrivals
	switch s.kind {
	case evenKind:
		a = constant(rate, over)
	case poissonKind:
		a = poisson(rate, over, seed)
	case rampKind:
		a = ramp(s.from, s.to, over)
	case sineKind:
		a = sine(s.from, s.to, s.period, over)
	}
	return a, bounded(float64(a.Count()))
}

func (s Shape) record(rate float64, over time.Duration, seed uint64) (Arrivals, error) {
	in, err := os.Open(s.file)
	if err != nil {
		return Arrivals{}, fmt.Errorf("%s: %w", s, err)
	}
	defer in.Close()
	t, err := arrivals.Read(s.file, in)
	if err != nil {
		return Arrivals{}, err
	}
	speed := float64(t.Span()) / float64(over)
	if rate > 0 {
		speed = rate * t.Span().Seconds() / float64(t.Len())
	}
	if !(speed > 0) || math.IsInf(speed, 0) {
		return Arrivals{}, fmt.Errorf("%s at %v a second for %v is played %v times as fast; allowed: what a run can hold", s, rate, over, speed)
	}
	a := replayed(t, speed, over, seed)
	return a, bounded(float64(a.Count()))
}

// bounded refuses a run without requests, and one of more than can be kept.
func bounded(requests float64) error {
	if requests > 0 && requests <= MaxRequests {
		return nil
	}
	return fmt.Errorf("the rate and the duration come to %.0f requests; allowed: 1 to %d", requests, MaxRequests)
}
