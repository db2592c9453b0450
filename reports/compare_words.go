package reports

import (
	"math"
	"strconv"
	"strings"
)

// Sentence says what the change does to the harm, in one sentence.
func (c *Compare) Sentence() string {
	switch c.Verdict {
	case Worse, Better, Mixed:
		return c.calledSentence()
	case NoDifference:
		return "no difference seen: " + c.mostWords()
	case TooSmall:
		return "no difference that matters: " + c.mostWords()
	case Same:
		return "B is the same: no harm differs in " + rail(c.Reps == 1, "the one replication", "any of "+count(c.Reps)+" replications")
	case Undecided:
		return "undecided, of " + list(c.openHarms()) + moreWords(true, c.More)
	}
	if len(c.harms()) == 0 {
		return "not judged: the scenario names no harm"
	}
	return "not judged: one replication tells nothing of chance; --reps 2 or more"
}

func (c *Compare) harms() []CompareMetric {
	var harms []CompareMetric
	for _, m := range c.Metrics {
		if m.Role == HarmRole {
			harms = append(harms, m)
		}
	}
	return harms
}

// calledSentence says which harms are worse, which better, and of which it is open.
func (c *Compare) calledSentence() string {
	var parts []string
	for _, verdict := range []Change{Worse, Better} {
		var said []string
		for _, m := range c.harms() {
			if m.Verdict == verdict && m.Counts {
				said = append(said, m.name()+" "+m.changeWords())
			}
		}
		if len(said) > 0 {
			parts = append(parts, string(verdict)+": "+list(said))
		}
	}
	if open := c.openHarms(); len(open) > 0 {
		parts = append(parts, "undecided: "+list(open))
	}
	return "B is " + strings.Join(parts, "; ")
}

// openHarms are those of which it is open what the change does to them.
func (c *Compare) openHarms() []string {
	var said []string
	for _, m := range c.harms() {
		if m.Verdict == Undecided || (m.Verdict == Worse || m.Verdict == Better) && !m.Counts {
			said = append(said, m.name())
		}
	}
	return said
}

// mostWords say how much difference is left possible.
func (c *Compare) mostWords() string {
	var said []string
	for _, m := range c.harms() {
		if m.AtMost != nil && m.Verdict != Same {
			said = append(said, m.name()+" by at most "+strings.TrimPrefix(m.atMostWords(), "< "))
		}
	}
	return list(said)
}

// name is the label, as it stands in a list.
func (m CompareMetric) name() string { return strings.ReplaceAll(m.Label, ",", "") }

// changeWords are a difference as a person would say it: `+2 m 10 s (+12.4 %)`.
func (m CompareMetric) changeWords() string {
	words := difference(m.Difference, m.Unit)
	if m.Relative != nil {
		words += " (" + relative(*m.Relative) + ")"
	}
	return words
}

func (m CompareMetric) atMostWords() string {
	if m.AtMostRelative != nil {
		return strings.TrimPrefix(relative(*m.AtMostRelative), "+")
	}
	return strings.TrimPrefix(difference(*m.AtMost, m.Unit), "+")
}

// difference says a change in the unit of its metric, with its sign: `+12.4`, `-2 m 10 s`; a share changes by percentage points.
func difference(value float64, unit string) string {
	size, sign := math.Abs(value), "+"
	switch {
	case value == 0:
		sign = ""
	case value < 0:
		sign = "-"
	}
	if unit == "share" {
		size, unit = size*100, "pp"
	}
	switch {
	case size > 0 && size < 0.01 && unit != "s":
		return strings.TrimRight(sign+strconv.FormatFloat(size, 'g', 2, 64)+" "+unit, " ")
	case unit == "pp":
		return sign + decimal(size, 2) + " pp"
	}
	return sign + Quantity(size, unit)
}

// relative is a change as a share of what was: `+12.4 %`, `-100 %`, and `×31` from tenfold on.
func relative(share float64) string {
	size, sign := math.Abs(share)*100, rail(share < 0, "-", "+")
	switch {
	case share == 0:
		return "0 %"
	case share >= 9:
		return "×" + oneIn(share+1)
	case size < 0.01:
		return rail(share < 0, "> -0.01 %", "< 0.01 %")
	case size < 1:
		return sign + decimal(size, 2) + " %"
	case share > -1 && size >= 99.95 && size < 100:
		return "> -100 %" // something is left
	}
	return sign + decimal(size, 1) + " %"
}
