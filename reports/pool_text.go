package reports

import (
	"io"
	"strings"
)

// frontierLines keep a choice on two screens.
const frontierLines = 12

// TextPoolPlan writes a plan for a person at a terminal: the answer, what it is for and what must be known before believing
// it, then its grounds.
func TextPoolPlan(w io.Writer, plan *PoolPlan, o Style) error {
	p := newPage(o)
	p.line(in(strong, "plan pool"), in(faint, " · "+plan.method()))
	verdict, words := plan.answer()
	for i, sentence := range nonEmpty(words...) {
		lead, ink := text{}, plain
		if i == 0 {
			ink = strong
			if verdict.words != "" {
				lead = in(verdict.ink, verdict.words+" ")
			}
		}
		p.prose(2, 2, lead, sentence, ink)
	}
	p.prose(2, 2, in(faint, "for "), plan.Workload.Says, faint)
	for _, note := range plan.Notes {
		p.prose(2, 2, in(warns, "! "), note, plain)
	}
	for _, s := range plan.sections(frontierLines) {
		p.line()
		p.section(s)
	}
	p.line()
	p.line(bare("  again: "), in(strong, plan.Again))
	return p.writeTo(w)
}

func (p *page) section(s section) {
	p.line(in(strong, "  "+s.title))
	for _, words := range s.words {
		p.prose(2, 2, text{}, words, faint)
	}
	p.table(s.table)
	for _, line := range s.diff {
		ink := good
		if strings.HasPrefix(line, "-") {
			ink = bad
		}
		p.line(in(ink, "  "+line))
	}
	for _, line := range s.drawing {
		p.line(append([]text{bare("  ")}, line...)...)
	}
	for _, words := range s.after {
		p.prose(2, 2, text{}, words, faint)
	}
}
