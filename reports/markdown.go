package reports

import (
	"fmt"
	"io"
	"strings"
)

// Markdown writes a replay as a document to keep or to send: the sections of Text, with its story and its source.
func Markdown(w io.Writer, r *Replay) error {
	m := &markdown{}
	m.para("# " + escaped(r.Scenario+" · "+r.Title))
	m.para(escaped(r.Story))
	m.facts(r)
	m.para("## What happened")
	timeline := newPage(Style{})
	timeline.timeline(r)
	m.drawing(timeline)
	m.para("## Verdict")
	m.para(mark(r.Overall()).words + " " + verdictWords(r))
	m.table(expectationTable(r.Expectations))
	m.failures("", r.Expectations)
	if len(r.Intervals) > 0 {
		m.para(fmt.Sprintf("Over %s, with 95 %% confidence intervals:", plural(r.Reps, "replication", "replications")))
		m.table(intervalTable(r))
	}
	if r.Remedies != nil {
		m.remedies(r.Remedies)
	}
	if len(r.Assumptions) > 0 {
		m.para("## Assumed: the documents do not say")
		m.table(assumedTable(r.Assumptions))
	}
	if len(r.Documented) > 0 {
		m.para("## Documented")
		m.table(documentedTable(r.Documented))
	}
	m.para("## Again")
	m.code("sh", r.Again)
	_, err := io.WriteString(w, m.text.String())
	return err
}

type markdown struct{ text strings.Builder }

// para writes one block with a blank line before the next; an empty one is left out.
func (m *markdown) para(block string) {
	if block == "" {
		return
	}
	if m.text.Len() > 0 {
		m.text.WriteByte('\n')
	}
	m.text.WriteString(block)
	m.text.WriteByte('\n')
}

// code writes lines as they are. The fence is longer than any run of backticks in them, so that none of them ends it.
func (m *markdown) code(language string, lines ...string) {
	if len(lines) == 0 {
		return
	}
	fence := "```"
	for strings.Contains(strings.Join(lines, "\n"), fence) {
		fence += "`"
	}
	block := fence + language + "\n"
	for _, line := range lines {
		block += Visible(line) + "\n"
	}
	m.para(block + fence)
}

// drawing writes what was drawn on a page.
func (m *markdown) drawing(p *page) {
	m.code("text", strings.Split(strings.TrimRight(p.lines.String(), "\n"), "\n")...)
}

func (m *markdown) facts(r *Replay) {
	lines := []string{"variant **" + escaped(r.Variant) + "**"}
	if r.Says != "" {
		lines[0] += ": " + escaped(r.Says)
	}
	lines = append(lines,
		period(r.Start, r.End)+", "+Span(r.End.Sub(r.Start))+" simulated",
		fmt.Sprintf("seed %d, %s, trace `%s`", r.Seed, plural(r.Reps, "replication", "replications"), r.TraceHash))
	if r.Source != "" {
		lines = append(lines, "source: "+escaped(r.Source))
	}
	m.para("- " + strings.Join(lines, "\n- "))
}

func (m *markdown) failures(variant string, expectations []Expectation) {
	var lines []string
	for _, e := range expectations {
		if e.Verdict != Pass {
			lines = append(lines, "- ✗ "+escaped(failureWords(variant, e)))
		}
	}
	m.para(strings.Join(lines, "\n"))
}

func (m *markdown) remedies(r *Remedies) {
	m.para("## Remedies")
	m.table(remedyTable(r))
	m.para(escaped(strings.Join(remedyNotes(r), "; ")))
	var said []string
	for _, row := range r.Rows {
		if words := remedyWords(row, r.Columns); words != "" {
			said = append(said, "- **"+escaped(row.Variant)+"**: "+escaped(words))
		}
	}
	m.para(strings.Join(said, "\n"))
	for _, row := range r.Rows {
		if !row.Effect.isIncident() {
			m.failures(row.Variant, row.Expectations)
		}
	}
}

// table writes a pipe table; numbers stand flush right.
func (m *markdown) table(t table) {
	if len(t.rows) == 0 {
		return
	}
	var b strings.Builder
	pipes := func(cells []text) {
		for _, cell := range cells {
			b.WriteString(strings.TrimRight("| "+escapedInside(cell.words), " ") + " ")
		}
		b.WriteString("|\n")
	}
	pipes(t.head)
	for i := range t.head {
		b.WriteString("|" + rail(t.right[i], "--:", "---"))
	}
	b.WriteString("|\n")
	for _, row := range t.rows {
		pipes(row)
	}
	m.para(strings.TrimSuffix(b.String(), "\n"))
}
