package reports

import (
	"fmt"
	"math"
	"strings"
)

// latency says seconds in as few digits as tell two latencies apart: `840 µs`, `2.1 ms`, `240 ms`, `1.5 s`.
func latency(seconds float64) string {
	if seconds >= 0.00095 && seconds < 0.09995 {
		return decimal(seconds*1000, 1) + " ms"
	}
	return timeOf(seconds)
}

// perSecond is a rate in a table: `1,312/s`, `399.97/s`.
func perSecond(rate float64) string { return number(rate) + "/s" }

// about is a rate in a sentence, in three digits at most.
func about(rate float64) string { return oneIn(rate) + "/s" }

// inThreeDigits is a number rounded down, so that `at most 1 in so many` stays true of it.
func inThreeDigits(v float64) string {
	unit := max(1, decimalPower(v)/100)
	return number(math.Floor(v/unit) * unit)
}

// decimalPower is the power of ten at or below v.
func decimalPower(v float64) float64 { return math.Pow10(int(math.Floor(math.Log10(v)))) }

// product is the database's name and version: a server says `9.7.4`, and `10.11.6-MariaDB-0+deb12u1`.
func (d LoadDB) product() string {
	if version, _, maria := strings.Cut(d.Version, "-MariaDB"); maria {
		return "MariaDB " + version
	}
	return "MySQL " + d.Version
}

func (d LoadDB) words() string { return fmt.Sprintf("%s (%s)", d.product(), d.Kind) }

// ready is which database it was, why, and how soon.
func (d LoadDB) ready() string {
	words := d.words()
	if d.ReadySeconds > 0 {
		words += ", ready within " + latency(d.ReadySeconds)
	}
	if d.Why != "" {
		words += ": " + d.Why
	}
	return words
}

// words are how the service was set up, without what a comparison varies.
func (s LoadService) words() string {
	pool := ""
	if s.Stock > 0 {
		pool = fmt.Sprintf("%s in the pool, min %s, target %s", plural(s.Stock, "account", "accounts"), count(s.MinSize), count(s.Target))
	}
	return joined(s.Statement, s.Isolation, connections(s.Conns), pool, s.Arrivals)
}

func connections(most int) string {
	if most == 0 {
		return ""
	}
	return "at most " + plural(most, "connection", "connections")
}

// cells are the quantiles, under the heads of quantiles.
func (l LoadLatency) cells() []text {
	var cells []text
	for _, q := range []float64{l.P50, l.P90, l.P99, l.P999, l.Max} {
		cells = append(cells, bare(latency(q)))
	}
	return cells
}

var quantiles = []string{"p50", "p90", "p99", "p99.9", "max"}
