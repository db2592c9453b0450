package experiments

import (
	"regexp"

	"reprise/reports"
)

// gate is a limit on B - A that a change must not credibly be beyond.
type gate struct {
	metric int // its place
	above  bool
	limit  amount
}

var gateShape = regexp.MustCompile(`^\s*([\w.-]+)\s*([<>])\s*(\S+)\s*$`)

// parseGate reads `failed_attempts > +5%`.
func (ms measured) parseGate(text string) (gate, error) {
	parts := gateShape.FindStringSubmatch(text)
	if parts == nil {
		return gate{}, usage("%q is no limit on a difference; METRIC > AMOUNT or METRIC < AMOUNT, as in 'failed_attempts > +5%%'", text)
	}
	i, err := ms.find(parts[1])
	if err != nil {
		return gate{}, err
	}
	limit, ok := parseAmount(parts[3], ms[i].Unit)
	if !ok {
		return gate{}, usage("%q: %q is no difference of %s; %s", text, parts[3], ms[i].Name, allowedAmount(ms[i].Unit))
	}
	return gate{metric: i, above: parts[2] == ">", limit: limit}, nil
}

// gateText is the gate as it is written, with the whole name of its metric.
func (ms measured) gateText(g gate) string {
	sign := "<"
	if g.above {
		sign = ">"
	}
	return ms[g.metric].Name + " " + sign + " " + g.limit.written
}

// hold holds a pair against a gate: it fails where the whole interval is beyond the limit, and holds where none of it is.
func (j judge) hold(g gate, p pair) (reports.GateOutcome, estimate) {
	e := j.estimate(p.excess(g.limit))
	if p.same() { // what varies in the excess is A alone
		e = exact(e.mean, e.n, j.estimate(p.differences()).sound)
	}
	low, high := e.low, e.high
	if !g.above {
		low, high = -high, -low
	}
	switch {
	case !e.sound:
		return reports.GateUndecided, e
	case low > 0:
		return reports.GateFails, e
	case high <= 0:
		return reports.GateHolds, e
	}
	return reports.GateUndecided, e
}

// judgeGate is the gate as the report has it. Its interval is that which decided it, as a difference again.
func (j judge) judgeGate(ms measured, g gate, p pair, undecided reports.Verdict) reports.CompareGate {
	outcome, e := j.hold(g, p)
	a := mean(p.a)
	limit := g.limit.of(a)
	out := reports.CompareGate{
		Gate: ms.gateText(g), Metric: ms[g.metric].Name, Unit: ms[g.metric].Unit, Outcome: outcome, Verdict: reports.Of(outcome == reports.GateHolds),
		Relative: g.limit.Relative && a != 0,
	}
	scale := 1.0
	if out.Relative {
		scale = 1 / abs(a)
	}
	out.Limit, out.Actual = limit*scale, (e.mean+limit)*scale
	if e.sound {
		out.Low, out.High = pointer((e.low+limit)*scale), pointer((e.high+limit)*scale)
	}
	if outcome == reports.GateUndecided {
		out.Verdict, out.More = undecided, j.more(e, abs(e.mean), likely)
	}
	return out
}
