package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"reprise/scenarios/strict"
	"reprise/sim/world"
)

// expectations checks one list. Only a remedy can be held against as-was (relative).
func (c *checker) expectations(key string, expect []Expectation, relative bool) {
	ids := make([]string, len(expect))
	for i, e := range expect {
		ids[i] = e.ID
		at := fmt.Sprintf("%s[%d]", key, i)
		c.facts(at+".facts", e.Facts)
		c.subject(at, e)
		if !relative {
			c.absolute(at+".is", e.Is)
			c.absolute(at+".count", e.Count)
		}
	}
	c.unique(key, "%s[%d].id", ids)
}

// subject checks what an expectation is on, which is one thing, and what is said of it.
func (c *checker) subject(key string, e Expectation) {
	on := given(has{"a log event", e.Log != ""}, has{"an alert", e.Alert != ""}, has{"a metric", e.Metric != ""})
	switch {
	case len(on) == 0:
		c.wrong(key, "is on nothing", "give log, alert or metric")
	case len(on) > 1:
		c.wrong(key, "is on "+strings.Join(on, " and on "), "give log, alert or metric, and one of them")
	case e.Log != "":
		c.onLog(key, e)
	case e.Alert != "":
		c.onAlert(key, e)
	default:
		c.onMetric(key, e)
	}
}

// absolute refuses a bound that would hold as-was against itself.
func (c *checker) absolute(key string, bound strict.Bound) {
	if bound.Relative() {
		c.wrong(key, "holds as-was against itself", "a bound with a number")
	}
}

// sameIDs checks the expectations of variant as-was, which are judged together with the scenario's.
func (c *checker) sameIDs(key string, expect []Expectation) {
	for i, e := range expect {
		if slices.ContainsFunc(c.sc.Expect, func(other Expectation) bool { return other.ID == e.ID }) {
			c.wrong(fmt.Sprintf("%s[%d].id", key, i), quote(e.ID)+" is an expectation of the scenario already", "another id")
		}
	}
}

// onLog checks an expectation on a log event.
func (c *checker) onLog(key string, e Expectation) {
	c.add(key+".log", checkLogEvent(e.Log))
	c.none(key, "is for metrics", "an expectation on a log event has at, never or count", has{"over", len(e.Over) > 0}, has{"is", e.Is.Set()})
	c.none(key, "is for alerts", "an expectation on a log event has at, never or count", has{"state", e.State != ""}, has{"labels", len(e.Labels) > 0})
	c.whenOrHowOften(key, e.Log, e)
	c.fields(key+".fields", e)
}

// onAlert checks what can be known of an expectation on an alert without its rule (checkAlerts).
func (c *checker) onAlert(key string, e Expectation) {
	const allowed = "an expectation on an alert has at, never or count"
	c.none(key, "is for metrics", allowed, has{"over", len(e.Over) > 0}, has{"is", e.Is.Set()})
	c.none(key, "is for log events", allowed+", and labels", has{"fields", len(e.Fields) > 0})
	c.whenOrHowOften(key, e.Alert, e)
}

// whenOrHowOften checks that there is exactly one of at, never and count.
func (c *checker) whenOrHowOften(key, what string, e Expectation) {
	switch said := given(has{"at", e.At.Set()}, has{"never", e.Never}, has{"count", e.Count.Set()}); len(said) {
	case 0:
		c.wrong(key, "does not say when or how often "+what+" is expected", "exactly one of at, never: true, count")
	case 1:
	default:
		c.wrong(key, "has "+strings.Join(said, " and "), "exactly one of at, never: true, count")
	}
	if e.At.Set() {
		c.within(key+".at", e.At)
	} else if e.Within.Set() {
		c.wrong(key+".within", "stands without at", "within says how far from at the event may be")
	}
}

// fields checks the fields of an expectation on a log event: a field that no such line carries, or a client that there
// is not, would hold as never for no reason; so would the time or a field of lines about a crowd, which are only counted.
func (c *checker) fields(key string, e Expectation) {
	known := world.EventKeys(e.Log)
	for _, f := range e.Fields {
		if known != nil && !slices.Contains(known, f.Key) {
			c.wrong(key+"."+f.Key, e.Log+" has no such field"+strict.Suggest(f.Key, known), strings.Join(known, ", "))
		}
		if f.Key == "client" && slices.Contains(known, "client") {
			c.named(key+".client", f.Value.String())
		}
	}
	_, named := e.Fields.Get("client")
	if c.sc.World.Population != nil && slices.Contains(known, "client") && !named && (e.At.Set() || len(e.Fields) > 0) {
		c.wrong(key, "lines about unnamed users are counted, without times and fields", "never or count without fields; or a field client; or a metric")
	}
}

// onMetric checks an expectation on a metric: a bound, and perhaps a window.
func (c *checker) onMetric(key string, e Expectation) {
	c.add(key+".metric", checkMetric(e.Metric))
	c.none(key, "is for log events", "an expectation on a metric has is, and over if need be",
		has{"at", e.At.Set()}, has{"within", e.Within.Set()}, has{"fields", len(e.Fields) > 0}, has{"never", e.Never}, has{"count", e.Count.Set()})
	c.none(key, "is for alerts", "an expectation on a metric has is, and over if need be", has{"state", e.State != ""}, has{"labels", len(e.Labels) > 0})
	if !e.Is.Set() {
		c.wrong(key+".is", "is missing", `required: a bound such as ">= 1", or report`)
	}
	for i, at := range e.Over {
		c.within(fmt.Sprintf("%s.over[%d]", key, i), at)
	}
	if len(e.Over) == 2 && !e.Over[1].Time.After(e.Over[0].Time) {
		c.wrong(key+".over", "does not end after it starts", "[from, to] with from before to")
	}
}

// has is a key and whether it was given.
type has struct {
	key   string
	given bool
}

// given are the keys of those that were.
func given(keys ...has) []string {
	var names []string
	for _, h := range keys {
		if h.given {
			names = append(names, h.key)
		}
	}
	return names
}

// none refuses keys that say nothing here.
func (c *checker) none(key, problem, allowed string, keys ...has) {
	for _, h := range keys {
		if h.given {
			c.wrong(key+"."+h.key, problem, allowed)
		}
	}
}
