package experiments

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"reprise/reports"
	"reprise/scenarios"
)

// The grammar of what a key is swept over:
//
//	over  = key "=" ( range | list )
//	range = lo ":" hi ":" step       lo, lo+step, … up to hi, exactly
//	      | lo ":" hi [ ":log" ]     for a hypercube alone; log: by factors
//	list  = value { "," value }      numbers and durations are put in order
//	      | value { "|" value }      where values have commas of their own
//
// lo, hi and step are decimals (0.05, 300), or durations (5m, 1h30m).

// axis is a setting and the values that it is given.
type axis struct {
	key, over string
	values    []value // of a list, or a range with a step
	span      *span   // of a range without one
}

// value is one of them, and where it stands: the number, the seconds of a duration, the index of a word.
type value struct {
	text string
	at   float64
}

// span is a range of which any value may be drawn.
type span struct {
	scale    scale
	low, max int64
	log      bool
}

// most is how many runs a sweep may come to, points times replications.
const most = 100_000

// parseAxis reads one --over.
func parseAxis(over string) (*axis, error) {
	key, text, found := strings.Cut(over, "=")
	if !found || key == "" {
		return nil, wrong(over, "no value", "key=lo:hi:step or key=a,b,c")
	}
	a := &axis{key: key, over: text}
	parts := strings.Split(text, ":")
	if len(parts) == 2 || len(parts) == 3 {
		if _, isRange := scaleOf(parts[0], parts[1]); isRange {
			return a, a.readRange(parts)
		}
	}
	return a, a.readList()
}

// kind is what the values are.
func (a *axis) kind() string {
	texts := make([]string, len(a.values))
	for i, v := range a.values {
		texts[i] = v.text
	}
	s, ordered := scaleOf(texts...)
	if a.span != nil {
		s, ordered = a.span.scale, true
	}
	switch {
	case !ordered:
		return reports.KeyWord
	case s.duration:
		return reports.KeyDuration
	}
	return reports.KeyNumber
}

func (a *axis) readRange(parts []string) error {
	step := len(parts) == 3 && parts[2] != "log"
	s, ok := scaleOf(parts[:2]...)
	if step {
		s, ok = scaleOf(parts...)
	}
	low, okLow := s.read(parts[0])
	high, okHigh := s.read(parts[1])
	switch {
	case !ok || !okLow || !okHigh:
		return a.wrong("cannot be read exactly", fmt.Sprintf("lo:hi:step, all decimals of at most %d places, or all durations", placesMax))
	case low >= high:
		return a.wrong(parts[0]+" is not below "+parts[1], "a range from low to high")
	case !step && len(parts) == 3 && low <= 0:
		return a.wrong("a log scale begins at "+parts[0], "a range above 0")
	case !step:
		a.span = &span{scale: s, low: low, max: high, log: len(parts) == 3}
		return nil
	}
	by, ok := s.read(parts[2])
	if !ok || by <= 0 {
		return a.wrong("the step is "+parts[2], "a step above 0, in the unit of the range")
	}
	if (high-low)/by >= most {
		return a.wrong("has too many values", fmt.Sprintf("at most %d runs in all", most))
	}
	for at := low; at <= high; at += by {
		a.values = append(a.values, value{s.write(at), s.number(at)})
	}
	return nil
}

func (a *axis) readList() error {
	mark := ","
	if strings.Contains(a.over, "|") {
		mark = "|"
	}
	texts := strings.Split(a.over, mark)
	s, ordered := scaleOf(texts...)
	seen := map[string]bool{}
	units := map[string]int64{}
	for i, text := range texts {
		same, at := text, float64(i)
		if ordered {
			n, ok := s.read(text)
			if !ok {
				return a.wrong(text+" cannot be read exactly", fmt.Sprintf("decimals of at most %d places, or durations", placesMax))
			}
			units[text], same, at = n, s.write(n), s.number(n)
		}
		if text == "" || seen[same] {
			return a.wrong(fmt.Sprintf("%q is there twice, or empty", text), "each value once, as in a,b,c")
		}
		seen[same] = true
		a.values = append(a.values, value{text, at})
	}
	if ordered {
		slices.SortFunc(a.values, func(x, y value) int { return cmp.Compare(units[x.text], units[y.text]) })
	}
	return nil
}

// wrong is what is wrong with the axis, in a line.
func (a *axis) wrong(problem, allowed string) error { return wrong(a.key+"="+a.over, problem, allowed) }

func wrong(over, problem, allowed string) error {
	return &scenarios.UsageError{Text: fmt.Sprintf("--over %s: %s; %s", over, problem, allowed)}
}

// usage is what is wrong with the question, in a line.
func usage(format string, args ...any) error {
	return &scenarios.UsageError{Text: fmt.Sprintf(format, args...)}
}

// point is a value for each axis.
type point []value

// grid is every value of each axis with every one of the others, the last axis going fastest. More than bound is an error.
func grid(axes []*axis, bound int) ([]point, error) {
	points := []point{nil}
	for _, a := range axes {
		if a.span != nil {
			return nil, a.wrong("a range without a step", "lo:hi:step, or --lhs N for points drawn from it")
		}
		if len(points) > bound/len(a.values) {
			return nil, tooMany(bound)
		}
		var wider []point
		for _, p := range points {
			for _, v := range a.values {
				wider = append(wider, append(slices.Clone(p), v))
			}
		}
		points = wider
	}
	return points, nil
}

func tooMany(bound int) error {
	return usage("--over: more than %d points, so that points times --reps is above %d; fewer values, fewer --reps, or --lhs N", bound, most)
}
