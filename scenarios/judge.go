package scenarios

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"reprise/reports"
	"reprise/scenarios/strict"
	"reprise/sim/world"
)

// grain is how far an event may be from its instant when the scenario does not say: the log's own grain.
const grain = time.Second

// judge holds one run against everything that is expected of it. asWas is the same replication of as-was, for bounds
// that are relative to it; nil when none is.
func (r *rehearsal) judge(o, asWas *outcome) []reports.Expectation {
	judged := make([]reports.Expectation, len(r.expect))
	for i, e := range r.expect {
		judged[i] = r.judgeOne(e, o, asWas)
		judged[i].ID, judged[i].Facts = e.ID, append([]string{}, e.Facts...)
		judged[i].File, judged[i].Line = r.scenario.File, e.Pos.Line
	}
	return judged
}

func (r *rehearsal) judgeOne(e Expectation, o, asWas *outcome) reports.Expectation {
	switch {
	case e.Metric != "":
		return r.judgeMetric(e, o, asWas)
	case e.Alert != "" && e.At.Set():
		return r.judgeAlert(e, o)
	case e.At.Set():
		return judgeEvent(e, o)
	default:
		return r.judgeCount(e, o, asWas)
	}
}

// judgeMetric holds a number of the run against its bound.
func (r *rehearsal) judgeMetric(e Expectation, o, asWas *outcome) reports.Expectation {
	_, m, _ := metricOf(e.Metric)
	var base float64
	if asWas != nil {
		base = asWas.metric(r, Expectation{Metric: e.Metric, Over: e.Over})
	}
	return bounded(e.Is, o.metric(r, e), base, m.Unit)
}

// judgeCount holds the number of log lines of a name, or how often an alert came to a state, against its bound; `never` is none
// at all.
func (r *rehearsal) judgeCount(e Expectation, o, asWas *outcome) reports.Expectation {
	bound := e.Count
	if e.Never {
		bound = never
	}
	var base float64
	if asWas != nil {
		base = asWas.seen(e)
	}
	return bounded(bound, o.seen(e), base, "")
}

// never is the bound of what must not happen.
var never = func() strict.Bound {
	b, err := strict.ParseBound("== 0")
	if err != nil {
		panic(err) // a constant
	}
	return b
}()

// bounded is a number held against a bound.
func bounded(b strict.Bound, actual, asWas float64, unit string) reports.Expectation {
	out := reports.Expectation{
		Verdict: reports.Of(b.Holds(actual, asWas)),
		Actual:  reports.Quantity(actual, unit),
		Limit:   b.String(),
	}
	switch {
	case b.Report():
		out.Limit = "reported"
		return out
	case b.Relative():
		out.Limit = fmt.Sprintf("%s %s (%s)", b.Op(), reports.Quantity(b.Limit(asWas), unit), b)
	default:
		out.Limit = b.Op() + " " + reports.Quantity(b.Limit(asWas), unit)
	}
	out.Margin = reports.Quantity(b.Margin(actual, asWas), unit)
	return out
}

// seen is how many log lines an expectation's name and fields fit. Without fields every line counts, also those that
// the log does not keep.
func (o *outcome) seen(e Expectation) float64 {
	if e.Alert != "" {
		return o.came(e)
	}
	if len(e.Fields) == 0 {
		i, _, _ := metricOf("log." + e.Log)
		return o.final[i]
	}
	n := 0
	for _, line := range o.log {
		if line.Event.String() == e.Log && fits(line, e.Fields) {
			n++
		}
	}
	return float64(n)
}

// judgeEvent looks for a log line at its instant: the nearest one whose fields fit, or else the nearest of its name.
func judgeEvent(e Expectation, o *outcome) reports.Expectation {
	within := e.Within.D
	if !e.Within.Set() {
		within = grain
	}
	out := reports.Expectation{Verdict: reports.Fail, Limit: eventLimit(e, within), Actual: "never", Margin: "-"}
	line, found := o.nearest(e, true)
	if !found {
		if line, found = o.nearest(e, false); found {
			out.Actual = values(line, e.Fields) + o.clock(line, e.At.Time)
			out.Margin = "other fields"
		}
		return out
	}
	off := o.time(line.At).Sub(e.At.Time).Abs()
	out.Verdict = reports.Of(off <= within)
	out.Actual = values(line, e.Fields) + o.clock(line, e.At.Time)
	out.Margin = reports.Span(within - off)
	return out
}

// nearest is the log line of the expectation's name that is nearest to its instant.
func (o *outcome) nearest(e Expectation, fitting bool) (line world.Entry, found bool) {
	var best time.Duration
	for _, l := range o.log {
		if l.Event.String() != e.Log || fitting && !fits(l, e.Fields) {
			continue
		}
		if off := o.time(l.At).Sub(e.At.Time).Abs(); !found || off < best {
			line, best, found = l, off, true
		}
	}
	return line, found
}

// fits tells whether a log line carries all the fields.
func fits(line world.Entry, fields strict.Map[strict.Scalar]) bool {
	for _, want := range fields {
		got, there := field(line, want.Key)
		if !there || !same(got, want.Value) {
			return false
		}
	}
	return true
}

func field(line world.Entry, key string) (any, bool) {
	for _, f := range line.Fields {
		if f.Key == key {
			return f.Value, true
		}
	}
	return nil, false
}

// same tells whether a field's value is the one that is wanted, numbers by their worth.
func same(got any, want strict.Scalar) bool {
	if text := fmt.Sprint(got); text == want.String() {
		return true
	}
	number, err := strconv.ParseFloat(want.String(), 64)
	if err != nil {
		return false
	}
	switch v := got.(type) {
	case int64:
		return float64(v) == number
	case float64:
		return v == number
	}
	return false
}

// eventLimit says what was expected, as in `26/49 at 11:42:00 ± 30 s`.
func eventLimit(e Expectation, within time.Duration) string {
	var want []string
	for _, f := range e.Fields {
		want = append(want, f.Value.String())
	}
	text := ""
	if len(want) > 0 {
		text = strings.Join(want, "/") + " "
	}
	at := e.At.Time.Format(time.TimeOnly)
	if within >= 12*time.Hour {
		at = e.At.Time.Format("2 Jan ") + at
	}
	return text + "at " + at + " ± " + reports.Span(within)
}

// values are the line's own values of the fields that were asked for, as in `26/49 `.
func values(line world.Entry, fields strict.Map[strict.Scalar]) string {
	var got []string
	for _, f := range fields {
		v, there := field(line, f.Key)
		if !there {
			v = "no " + f.Key
		}
		got = append(got, fmt.Sprint(v))
	}
	if len(got) == 0 {
		return ""
	}
	return strings.Join(got, "/") + " "
}

// clock is when a line was logged: the time of day, and the day too where it is another than the expected one.
func (o *outcome) clock(line world.Entry, expected time.Time) string {
	t := o.time(line.At).Round(time.Second)
	if t.Format(time.DateOnly) == expected.Format(time.DateOnly) {
		return "at " + t.Format(time.TimeOnly)
	}
	return "at " + t.Format("2 Jan ") + t.Format(time.TimeOnly)
}
