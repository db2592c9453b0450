package reports

import (
	"io"
	"strings"
)

// frontierRows is how many settings of a frontier a document shows.
const frontierRows = 40

// MarkdownPoolPlan writes a plan as a document to keep or to send: the parts of TextPoolPlan. picture is the file of its
// chart, beside it; empty where there is none.
func MarkdownPoolPlan(w io.Writer, plan *PoolPlan, picture string) error {
	m := &markdown{}
	m.para("# Plan of the account pool")
	verdict, words := plan.answer()
	for i, sentence := range nonEmpty(words...) {
		if i == 0 {
			m.para(strings.TrimSpace(verdict.words + " **" + escaped(sentence) + "**"))
		} else {
			m.para(escaped(sentence))
		}
	}
	m.list(plan.Notes)
	m.para("- " + escaped(plan.Workload.Says) + "\n- " + escaped(plan.method()))
	if picture != "" {
		m.para("![p_fallback against stock and against the rate](" + picture + ")")
	}
	for _, s := range plan.sections(frontierRows) {
		m.section(s)
	}
	m.para("## Again")
	m.code("sh", plan.Again)
	_, err := io.WriteString(w, m.text.String())
	return err
}

func (m *markdown) section(s section) {
	m.para("## " + escaped(strings.ToUpper(s.title[:1])+s.title[1:]))
	m.list(s.words)
	m.table(s.table)
	m.code("diff", s.diff...)
	if len(s.drawing) > 0 {
		drawn := newPage(Style{})
		for _, line := range s.drawing {
			drawn.line(line...)
		}
		m.drawing(drawn)
	}
	m.list(s.after)
}

// list writes one sentence a line.
func (m *markdown) list(sentences []string) {
	var lines []string
	for _, sentence := range sentences {
		lines = append(lines, "- "+escaped(sentence))
	}
	m.para(strings.Join(lines, "\n"))
}
