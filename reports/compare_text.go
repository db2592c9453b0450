package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// TextCompare writes a comparison for a person at a terminal: what the change does to the harm, what the gates say, and then every
// metric, harms first.
func TextCompare(w io.Writer, c *Compare, o Style) error {
	p := newPage(o)
	p.line(in(strong, c.Scenario), bare(" · "+c.Title))
	p.prose(2, 2, text{}, c.setup(), faint)
	p.line()
	for _, arm := range []struct {
		name string
		arm  CompareArm
	}{{"A", c.A}, {"B", c.B}} {
		p.prose(2, 3, in(strong, arm.name+"  "), arm.arm.words(), plain)
	}
	p.line()
	p.prose(2, 2, text{}, c.Says, changeInk(c.Verdict))
	p.compareGates(c)
	p.compareWidths(c)
	p.line()
	t := c.metricTable()
	fit := t.fitted(p.style.Width-2, "relative", "saved", "A")
	p.table(fit)
	shown := slices.ContainsFunc(fit.head, func(head text) bool { return head.words == "saved" })
	for _, note := range nonEmpty(append(c.notes(), c.savedNote(shown))...) {
		p.prose(2, 2, text{}, note, faint)
	}
	p.line()
	p.prose(2, 4, bare("again: "), c.Again, strong)
	return p.writeTo(w)
}

// setup says how the arms were played.
func (c *Compare) setup() string {
	randomness := "both on the same randomness"
	if !c.Common {
		randomness = "each with randomness of its own"
	}
	return fmt.Sprintf("%s of each arm (%s), %s, seed %d", plural(c.Reps, "replication", "replications"), c.RepsBy, randomness, c.Seed)
}

// words are an arm: its variant, and the settings that are not the scenario's.
func (a CompareArm) words() string {
	if len(a.Changes) == 0 {
		return a.Variant
	}
	var said []string
	for _, change := range a.Changes {
		said = append(said, fmt.Sprintf("%s = %s (was %s)", change.Key, change.Value, change.Was))
	}
	return a.Variant + ", " + list(said)
}

func changeInk(v Change) ink {
	switch v {
	case Worse, Mixed:
		return bad
	case Better:
		return good
	case Undecided:
		return warns
	case More, Less:
		return acts
	}
	return plain
}

// notes say how the table is to be read.
func (c *Compare) notes() []string {
	var notes []string
	if logs := c.logLines(); logs > 0 && !c.All {
		notes = append(notes, plural(logs, "count of log lines moved", "counts of log lines moved")+" too: --all shows them")
	}
	if c.Unmoved > 0 {
		notes = append(notes, plural(c.Unmoved, "other metric is", "other metrics are")+" the same in every replication")
	}
	switch {
	case !c.Drawn:
		notes = append(notes, "every replication is alike, so that the differences are exact")
	case c.Reps < 2:
		notes = append(notes, "one replication: the differences are what it showed, and may be chance")
	case c.Looks > 1:
		notes = append(notes, fmt.Sprintf("intervals hold at %s whichever of up to %d looks was the last: each is as wide as one at %s", share(c.Level), c.Looks,
			share(1-(1-c.Level)/float64(c.Looks))))
	}
	if slices.ContainsFunc(c.Metrics, func(m CompareMetric) bool { return m.More != nil }) {
		notes = append(notes, "undecided, +N: about so many more replications would tell")
	}
	return notes
}

// savedNote says what common random numbers saved, and of the harms how much, where the table has no room for it.
func (c *Compare) savedNote(shown bool) string {
	var harms []string
	for _, m := range c.harms() {
		if saved := m.saved(); saved != "-" {
			harms = append(harms, m.name()+" "+saved)
		}
	}
	switch {
	case !c.Common || c.Reps < 2 || !c.Drawn:
		return ""
	case shown:
		return "saved by common random numbers: independent replications would have to be so many times as many"
	case len(harms) == 0:
		return "saved by common random numbers: a wider terminal (COLUMNS), or --format json, has it"
	}
	return "saved by common random numbers: independent replications would have to be so many times as many, " + list(harms)
}

func (c *Compare) logLines() int {
	n := 0
	for _, m := range c.Metrics {
		if m.Role == LogRole {
			n++
		}
	}
	return n
}

// share is a level in words.
func share(level float64) string { return Quantity(level, "share") }

// compareGates draws what the gates say.
func (p *page) compareGates(c *Compare) {
	if len(c.Gates) == 0 {
		return
	}
	p.line()
	p.table(c.gateTable())
}

func (c *Compare) gateTable() table {
	t := table{head: heads("gate", "", "B - A", "95 % interval", "outcome"), right: map[int]bool{}}
	for _, g := range c.Gates {
		outcome := string(g.Outcome) + moreWords(g.Outcome == GateUndecided, g.More)
		t.add(bare(g.Gate), mark(g.Verdict), bare(g.amount(g.Actual)), bare(g.interval()), in(gateInk(g.Outcome), outcome))
	}
	return t
}

func gateInk(o GateOutcome) ink {
	switch o {
	case GateFails:
		return bad
	case GateUndecided:
		return warns
	}
	return good
}

func (g CompareGate) amount(value float64) string {
	if g.Relative {
		return relative(value)
	}
	return difference(value, g.Unit)
}

func (g CompareGate) interval() string {
	if g.Low == nil {
		return "-"
	}
	return g.amount(*g.Low) + " to " + g.amount(*g.High)
}

// compareWidths draws how narrow the intervals became.
func (p *page) compareWidths(c *Compare) {
	for i, w := range c.Widths {
		if i == 0 {
			p.line()
		}
		sign := mark(Of(w.Reached))
		p.prose(2, 2, in(sign.ink, sign.words+" "), w.words(), plain)
	}
}

func (w CompareWidth) words() string {
	half := "no interval"
	if w.Half != nil {
		half = "±" + strings.TrimPrefix(difference(*w.Half, w.Unit), "+")
	}
	words := fmt.Sprintf("%s: %s, ±%s asked for", w.Metric, half, w.Want)
	switch {
	case w.Reached:
		return words
	case w.More == nil:
		return words + "; no number of replications in sight would reach it"
	}
	return words + "; about " + plural(*w.More, "more replication", "more replications") + " would reach it"
}

// metricTable has a row a metric, and a line over the costs and over what else moved.
func (c *Compare) metricTable() table {
	t := table{head: heads("metric", "A", "B", "B - A", "95 %", "relative", "saved", "verdict"),
		right: map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true}}
	last := MetricRole("")
	for _, m := range c.Metrics {
		if m.Role == LogRole && !c.All {
			continue
		}
		if m.Role != last {
			t.add(in(faint, roleWords[m.Role]), text{}, text{}, text{}, text{}, text{}, text{}, text{})
			last = m.Role
		}
		t.add(bare(m.Metric), bare(Quantity(m.A, m.Unit)), bare(Quantity(m.B, m.Unit)), bare(difference(m.Difference, m.Unit)), bare(m.interval()),
			bare(m.relative()), bare(m.saved()), m.verdict())
	}
	return t
}

// roleWords stand over the metrics of a role.
var roleWords = map[MetricRole]string{HarmRole: "HARM", CostRole: "COST", OtherRole: "ALSO MOVED", LogRole: "LOG LINES"}

func (m CompareMetric) interval() string {
	if m.Low == nil || m.Verdict == Same {
		return "-"
	}
	return "±" + strings.TrimPrefix(difference(*m.High-m.Difference, m.Unit), "+")
}

func (m CompareMetric) relative() string {
	if m.Relative == nil {
		return "-"
	}
	return relative(*m.Relative)
}

// saved is the variance reduction; of a difference that does not vary, where the arms do, it is without bound.
func (m CompareMetric) saved() string {
	switch {
	case m.VarianceReduction != nil:
		return "×" + oneIn(*m.VarianceReduction)
	case m.Variances[0]+m.Variances[1] > 0:
		return "×∞"
	}
	return "-"
}

func (m CompareMetric) verdict() text {
	words := string(m.Verdict)
	switch {
	case m.Verdict == NoDifference || m.Verdict == TooSmall:
		words += ", ≤ " + strings.TrimPrefix(m.atMostWords(), "< ")
	case m.Verdict == Undecided && m.More != nil:
		words += ", +" + count(*m.More)
	case m.Role == HarmRole && (m.Verdict == Better || m.Verdict == Worse) && !m.Counts:
		words += ", by itself"
	}
	return in(changeInk(m.Verdict), words)
}
