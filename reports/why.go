package reports

import (
	"fmt"
	"io"
	"strings"
)

// TextWhy writes which explanations agree with what was observed, which causes the incident needed, which remedies help
// whatever is true, and which assumed numbers it hangs on.
func TextWhy(w io.Writer, y *Why, o Style) error {
	p := newPage(o)
	title, seed := " · "+y.Title, fmt.Sprintf("   seed %d", y.Seed)
	if width(y.Scenario)+width(title) <= p.style.Width {
		p.line(in(strong, y.Scenario), bare(title), in(faint, seed))
	} else {
		p.prose(0, 2, in(strong, y.Scenario), title, plain)
		p.line(in(faint, seed))
	}
	if y.Verdict == Fail {
		p.prose(2, 2, in(bad, "✗ as-was does not show the incident: "), list(y.Failed)+"; what follows says little before it does", plain)
	}
	p.hypotheses(y.Hypotheses)
	p.causes(y.Causes)
	p.remediesTried(y)
	p.sensitive(y.Assumptions)
	p.line()
	p.line(bare("  again: "), in(strong, y.Again))
	return p.writeTo(w)
}

// hypotheses stand rival beside rival: those that answer the same question under it.
func (p *page) hypotheses(hypotheses []Hypothesis) {
	var questions []string
	rivals := map[string][]Hypothesis{}
	for _, h := range hypotheses {
		if _, known := rivals[h.About]; !known {
			questions = append(questions, h.About)
		}
		rivals[h.About] = append(rivals[h.About], h)
	}
	for _, question := range questions {
		p.line()
		if question == "" {
			question = "rival explanations"
			p.line(in(strong, "  "+question))
			p.survivors(rivals[""])
			p.rivals(rivals[""])
			continue
		}
		p.prose(2, 0, text{}, question, strong)
		p.survivors(rivals[question])
		p.rivals(rivals[question])
	}
}

// survivors says in a line or two which explanations are left, and whether the documents' own is.
func (p *page) survivors(hypotheses []Hypothesis) {
	var left []string
	for _, h := range hypotheses {
		if h.Consistent {
			left = append(left, h.ID)
		}
	}
	words := "none is left"
	if len(left) > 0 {
		words = fmt.Sprintf("%d of %d are left: %s", len(left), len(hypotheses), list(left))
	}
	p.prose(2, 2, text{}, words, plain)
	for _, h := range hypotheses {
		switch given := list(h.Documented); {
		case given == "":
		case h.Consistent:
			p.prose(2, 2, in(good, "the documents' own explanation "), fmt.Sprintf("(%s), %s, is among them", given, h.ID), plain)
		default:
			p.prose(2, 2, in(bad, "the documents' own explanation "), fmt.Sprintf("(%s), %s, is not among them: %s", given, h.ID, refuted(h)), plain)
		}
	}
}

// refuted says what an explanation that is not left fails on.
func refuted(h Hypothesis) string {
	if h.BreaksAt == "" {
		return "it contradicts " + list(h.Contradicts)
	}
	return "it breaks at " + h.BreaksAt
}

func (p *page) rivals(hypotheses []Hypothesis) {
	for _, h := range hypotheses {
		lead := in(bad, "✗ "+h.ID+": ")
		if h.Consistent {
			lead = in(good, "✓ "+h.ID+": ")
		}
		p.prose(2, 4, lead, h.Says, plain)
		p.prose(6, 2, text{}, matchWords(h), faint)
		for _, seen := range h.Observations {
			if !seen.Matched {
				p.prose(6, 2, in(bad, "✗ "), fmt.Sprintf("%s: replayed %s; observed %s %s", seen.ID, seen.Actual, seen.Limit, strings.Join(seen.Facts, " ")), plain)
			}
		}
		if len(h.Contradicts) > 0 {
			p.prose(6, 2, in(bad, "contradicts "), strings.Join(h.Contradicts, " "), plain)
		}
		if h.Needs != "" {
			p.prose(6, 2, in(faint, "needs: "), h.Needs, plain)
		}
		if h.TellApart != "" {
			p.prose(6, 2, in(faint, "to tell: "), h.TellApart, plain)
		}
	}
}

func matchWords(h Hypothesis) string {
	matched := 0
	for _, seen := range h.Observations {
		if seen.Matched {
			matched++
		}
	}
	words := fmt.Sprintf("matches %d of %d observations", matched, len(h.Observations))
	if h.BreaksAt != "" {
		words += ", breaks at " + h.BreaksAt
	}
	return words
}

func (p *page) causes(causes []CauseTried) {
	if len(causes) == 0 {
		return
	}
	p.line()
	p.line(in(strong, "  causes, each tried the other way: what was done is left out, what was left undone is done"))
	t := table{head: heads("cause", "for the incident", "what was done", "what then turns")}
	for _, c := range causes {
		says := c.Says
		if c.Omission {
			says = "left undone: " + says
		}
		t.add(bare(c.ID), needed(c), bare(says), in(faint, orNothing(c.Changed)))
	}
	p.table(t)
}

// needed says whether the incident needed a cause. An omission is no deed: what was needed is that nobody did it.
func needed(c CauseTried) text {
	switch {
	case !c.Necessary:
		return in(faint, "not needed")
	case c.Omission:
		return in(warns, "its absence was needed")
	}
	return in(warns, "needed")
}

// sensitive draws the assumed numbers that the replay hangs on, and names those that it does not.
func (p *page) sensitive(assumptions []Sensitive) {
	if len(assumptions) == 0 {
		return
	}
	var free []string
	p.line()
	p.line(in(strong, "  assumed numbers, each tried at other values"))
	for _, a := range assumptions {
		if !a.Carries {
			free = append(free, a.Key+" = "+a.Value)
			continue
		}
		p.prose(2, 4, in(warns, "▲ "+a.Key+" = "+a.Value+": "), a.Reason, plain)
		for _, tried := range a.Tried {
			p.prose(6, 2, bare("at "+tried.Value+" turns "), orNothing(tried.Changed), faint)
		}
	}
	if len(free) > 0 {
		p.prose(2, 4, in(good, "✓ "), "nothing turns on "+list(free), plain)
	}
}

func orNothing(expectations []string) string {
	if len(expectations) == 0 {
		return "nothing"
	}
	return list(expectations)
}
