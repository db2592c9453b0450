package reports

import (
	"io"
	"strings"
)

// MarkdownCompare writes a comparison as a comment on a pull request: what the change does, what the gates say, and the metrics
// folded away.
func MarkdownCompare(w io.Writer, c *Compare) error {
	m := &markdown{}
	m.para("### " + escaped("reprise compare "+c.Scenario))
	m.para(strings.TrimSpace(c.sign() + " **" + escaped(c.Says) + "**"))
	m.para("- A: " + escaped(c.A.words()) + "\n- B: " + escaped(c.B.words()) + "\n- " + escaped(c.setup()))
	m.table(c.gateTable())
	for _, width := range c.Widths {
		m.para(mark(Of(width.Reached)).words + " " + escaped(width.words()))
	}
	m.para("<details><summary>" + plural(len(c.Metrics), "metric", "metrics") + "</summary>")
	m.table(c.metricTable())
	m.list(nonEmpty(append(c.notes(), c.savedNote(true))...))
	m.command(c.Again)
	m.para("</details>")
	_, err := io.WriteString(w, m.text.String())
	return err
}

// sign is what stands before the sentence: the gates', where there are any.
func (c *Compare) sign() string {
	switch {
	case len(c.Gates) > 0:
		return mark(c.GateVerdict()).words
	case c.Verdict == Worse || c.Verdict == Mixed:
		return mark(Fail).words
	case c.Verdict == Better:
		return mark(Pass).words
	}
	return ""
}

// command is a line for a shell, in a fence longer than any run of backticks in it.
func (m *markdown) command(line string) {
	fence := "```"
	for strings.Contains(line, fence) {
		fence += "`"
	}
	m.para(fence + "sh\n" + Visible(line) + "\n" + fence)
}
