package scenarios

import (
	"encoding"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"reprise/control/xray"
	"reprise/reports"
	"reprise/scenarios/strict"
	"reprise/sim/random"
	"reprise/sim/world"
)

// input is what a setting takes, and how it gets into the settings of a world.
type input struct {
	reports.Input
	read func(s *world.Settings, text string) error
}

// wrong is the error about a value, quoted, that the input does not take.
func wrong(in reports.Input, text, problem string) error {
	return strict.Wrong(fmt.Sprintf("%q %s", text, problem), in.Allowed)
}

// word is one of the names of an enumeration, which count from 0.
func word[T interface {
	~uint8
	fmt.Stringer
}, P interface {
	*T
	encoding.TextUnmarshaler
}](field func(*world.Settings) *T) input {
	in := reports.Input{Kind: reports.WordInput}
	for v := T(0); P(new(T)).UnmarshalText([]byte(v.String())) == nil; v++ {
		in.Words = append(in.Words, v.String())
	}
	in.Allowed = "allowed: " + strings.Join(in.Words, ", ")
	return input{in, func(s *world.Settings, text string) error { return P(field(s)).UnmarshalText([]byte(text)) }}
}

func flag(field func(*world.Settings) *bool) input {
	in := reports.Input{Kind: reports.FlagInput, Allowed: "true or false"}
	return input{in, func(s *world.Settings, text string) error {
		if text != "true" && text != "false" {
			return wrong(in, text, "is neither true nor false")
		}
		*field(s) = text == "true"
		return nil
	}}
}

// oneOf is a choice of two words, of which the second is true.
func oneOf(no, yes string, field func(*world.Settings) *bool) input {
	in := reports.Input{Kind: reports.WordInput, Words: []string{no, yes}, Allowed: no + " or " + yes}
	return input{in, func(s *world.Settings, text string) error {
		if !slices.Contains(in.Words, text) {
			return wrong(in, text, "is neither of the two")
		}
		*field(s) = text == yes
		return nil
	}}
}

func share(field func(*world.Settings) *float64) input {
	in := reports.Input{Kind: reports.ShareInput, High: 1, Allowed: "a share from 0 to 1"}
	return input{in, real(in, field)}
}

func number(lo, hi float64, field func(*world.Settings) *float64) input {
	in := reports.Input{Kind: reports.NumberInput, Low: lo, High: hi, Allowed: fmt.Sprintf("a number from %g to %g", lo, hi)}
	return input{in, real(in, field)}
}

// real reads a number in the bounds of an input, which NaN is not.
func real(in reports.Input, field func(*world.Settings) *float64) func(*world.Settings, string) error {
	return func(s *world.Settings, text string) error {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(v) || v < in.Low || v > in.High {
			return wrong(in, text, "is out of range")
		}
		*field(s) = v
		return nil
	}
}

func count(lo, hi int, field func(*world.Settings) *int) input {
	in := whole(lo, hi)
	return input{in, func(s *world.Settings, text string) error {
		v, err := strconv.Atoi(text)
		if err != nil || v < lo || v > hi {
			return wrong(in, text, "is out of range")
		}
		*field(s) = v
		return nil
	}}
}

// whole is what a whole number in bounds takes.
func whole(lo, hi int) reports.Input {
	return reports.Input{Kind: reports.CountInput, Low: float64(lo), High: float64(hi), Allowed: fmt.Sprintf("a whole number from %d to %d", lo, hi)}
}

func span(lo, hi time.Duration, field func(*world.Settings) *time.Duration) input {
	in := reports.Input{Kind: reports.SpanInput, Allowed: fmt.Sprintf("a number with its unit (5ms, 30s, 2m, 1h, 3d) from %v to %v", lo, hi)}
	return input{in, func(s *world.Settings, text string) error {
		v, err := strict.ParseDuration(text)
		if err != nil || v < lo || v > hi {
			return wrong(in, text, "is no duration in range")
		}
		*field(s) = v
		return nil
	}}
}

// distribution takes a distribution of durations with a mean of at least lo, under which a run would hardly advance.
func distribution(lo time.Duration, field func(*world.Settings) *random.Span) input {
	in := reports.Input{Kind: reports.DistributionInput, Allowed: fmt.Sprintf("a mean of at least %v; %s", lo, random.SpanGrammar)}
	return input{in, func(s *world.Settings, text string) error {
		v, err := random.ParseDist(text)
		if err != nil {
			return err
		}
		if v.Mean() < lo {
			return strict.Wrong(fmt.Sprintf("%q is too short", text), fmt.Sprintf("a mean of at least %v", lo))
		}
		*field(s) = v
		return nil
	}}
}

// own stands for what the backend would write by itself.
const own = "own"

// name takes a name that goes into a config, or own.
func name(field func(*world.Settings) *string) input {
	in := reports.Input{Kind: reports.TextInput, Allowed: "own, or up to 64 letters, digits, dots, dashes and underscores"}
	return input{in, func(s *world.Settings, text string) error {
		if !plainName.MatchString(text) {
			return strict.Wrong(quote(text)+" is no name", in.Allowed)
		}
		*field(s) = text
		if text == own {
			*field(s) = ""
		}
		return nil
	}}
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// address takes the URL of a probe.
func address(field func(*world.Settings) *string) input {
	in := reports.Input{Kind: reports.TextInput, Allowed: "http:// or https://, and a host"}
	return input{in, func(s *world.Settings, text string) error {
		scheme, _, found := strings.Cut(text, "://")
		if !found || scheme != "http" && scheme != "https" || xray.Host(text) == "" || strings.ContainsAny(text, " \t\n\"") || len(text) > 2000 {
			return strict.Wrong(quote(text)+" is no URL", in.Allowed)
		}
		*field(s) = text
		return nil
	}}
}
