package strict

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"reprise/sim/random"
)

// Instant is a moment, as in 2026-01-20T11:42:00Z.
type Instant struct {
	Pos
	Time time.Time // in UTC
}

const instantGrammar = "expected RFC 3339 in UTC, as in 2026-01-20T11:42:00Z"

// instantPattern is stricter than time.Parse, which also takes "2026-01-20T1:42:00Z" and a comma for the fraction.
const instantPattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z$`

var instantText = regexp.MustCompile(instantPattern)

// ParseInstant reads an RFC 3339 moment in UTC. The error has no place.
func ParseInstant(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || !instantText.MatchString(text) {
		return time.Time{}, Wrong("is "+clip(text), instantGrammar)
	}
	return t.UTC(), nil
}

// Set reports whether the instant was given.
func (i Instant) Set() bool { return i.Pos != Pos{} || !i.Time.IsZero() }

// String is the instant in RFC 3339.
func (i Instant) String() string { return i.Time.Format(time.RFC3339Nano) }

// DecodeNode reads an RFC 3339 moment in UTC.
func (i *Instant) DecodeNode(n Node) (err error) {
	i.Pos = n.Pos()
	i.Time, err = decodeText(n, instantGrammar, ParseInstant)
	return err
}

// Duration is a length of time with its unit, 0s to MaxDuration.
type Duration struct {
	Pos
	D time.Duration
}

// MaxDuration is the longest duration that can be written: ten years, as long as a scenario may last.
const MaxDuration = 10 * 366 * 24 * time.Hour

const durationGrammar = "expected a duration with its unit, 0s to 3660d, as in 90s, 1h30m or 3d"

const durationPattern = `^([0-9]+(\.[0-9]+)?(d|h|ms|m|us|s|ns))+$`

var durationText = regexp.MustCompile(durationPattern)

// ParseDuration reads a duration in Go's notation, in which days come first: 90s, 1h30m, 3d, 1d12h. The error has no
// place.
func ParseDuration(text string) (time.Duration, error) {
	wrong := Wrong("is "+clip(text), durationGrammar)
	if !durationText.MatchString(text) {
		return 0, wrong
	}
	var d time.Duration
	if days, rest, found := strings.Cut(text, "d"); found {
		f, err := strconv.ParseFloat(days, 64)
		if err != nil || f > MaxDuration.Hours()/24 {
			return 0, wrong
		}
		d, text = time.Duration(f*24*float64(time.Hour)), rest
	}
	if text != "" {
		rest, err := time.ParseDuration(text)
		if err != nil || rest > MaxDuration {
			return 0, wrong
		}
		d += rest
	}
	if d > MaxDuration {
		return 0, wrong
	}
	return d, nil
}

// Set reports whether the duration was given.
func (d Duration) Set() bool { return d != Duration{} }

// String is the duration in Go's notation.
func (d Duration) String() string { return d.D.String() }

// DecodeNode reads a duration with its unit.
func (d *Duration) DecodeNode(n Node) (err error) {
	d.Pos = n.Pos()
	d.D, err = decodeText(n, durationGrammar, ParseDuration)
	return err
}

// Span is a distribution of durations, as in 2m, uniform:110s,130s or lognormal:12m,0.5.
type Span struct {
	Pos
	random.Span
}

const spanGrammar = "expected a span such as 2m, uniform:110s,130s, exp:5m, lognormal:12m,0.5 or gamma:10m,0.3"

// ParseSpan reads a distribution of durations. The error has no place.
func ParseSpan(text string) (random.Span, error) {
	span, err := random.ParseDist(text)
	if err != nil {
		problem, _, _ := strings.Cut(err.Error(), "; ")
		return random.Span{}, Wrong(fmt.Sprintf("is no span: %s", problem), spanGrammar)
	}
	return span, nil
}

// Set reports whether the span was given.
func (s Span) Set() bool { return s.Pos != Pos{} }

// DecodeNode reads a distribution of durations.
func (s *Span) DecodeNode(n Node) (err error) {
	s.Pos = n.Pos()
	s.Span, err = decodeText(n, spanGrammar, ParseSpan)
	return err
}

// decodeText reads a value that is written as text; what is no text is refused with the same grammar.
func decodeText[T any](n Node, grammar string, parse func(string) (T, error)) (T, error) {
	text, err := n.Text()
	if err != nil {
		var zero T
		return zero, n.Wrong("is "+n.describe(), grammar)
	}
	return parse(text)
}
