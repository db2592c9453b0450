package reports

import (
	"io"
	"strings"
)

// LoadResult is what a load run came to: a LoadClaim, a LoadKnee, a LoadCompare or a LoadSoak.
type LoadResult interface {
	Holds() bool // all that was asked of it
	// story is what there is to tell, its drawings at most so many columns wide.
	story(columns int) loadStory
}

// loadStory is a load run as a reader is told of it; both the text and the Markdown view do.
type loadStory struct {
	command  string // `load claim`
	title    string // of a document
	setup    string // what was loaded and how
	verdict  Verdict
	answer   string
	failed   []string // a sentence each
	db       LoadDB
	notes    []string
	sections []section
	again    string
}

// TextLoad writes a load run for a person at a terminal: whether it holds and what failed, what must be known before believing
// the numbers; then its grounds. Of a single run those are the load and its latencies, the run second by second with its faults,
// and the audit as a checklist.
func TextLoad(w io.Writer, l LoadResult, o Style) error {
	p := newPage(o)
	s := l.story(p.style.Width - 2)
	p.prose(0, 2, in(strong, s.command+" "), "· "+s.setup, faint)
	sign := mark(s.verdict)
	p.prose(2, 2, in(sign.ink, sign.words+" "), s.answer, strong)
	for _, sentence := range s.failed {
		p.prose(2, 2, in(bad, "✗ "), sentence, plain)
	}
	p.prose(2, 2, in(faint, "on "), s.db.ready(), faint)
	for _, note := range s.notes {
		p.prose(2, 2, in(warns, "! "), note, plain)
	}
	for _, part := range s.sections {
		p.line()
		p.section(part)
	}
	p.line()
	p.line(bare("  again: "), in(strong, s.again))
	return p.writeTo(w)
}

// MarkdownLoad writes what a load run came to as a document to keep, or to put under a pull request: the parts of the text.
// picture is the file of its chart, beside it; empty where there is none.
func MarkdownLoad(w io.Writer, l LoadResult, picture string) error {
	m := &markdown{}
	s := l.story(defaultWidth)
	m.para("# " + escaped(s.title))
	m.para(mark(s.verdict).words + " **" + escaped(s.answer) + "**")
	var failed []string
	for _, sentence := range s.failed {
		failed = append(failed, "✗ "+sentence)
	}
	m.list(failed)
	m.list(s.notes)
	m.list([]string{s.setup, "on " + s.db.ready()})
	if picture != "" {
		m.para("![latency against offered rate](" + picture + ")")
	}
	for _, part := range s.sections {
		m.section(part)
	}
	m.para("## Again")
	m.code("sh", s.again)
	_, err := io.WriteString(w, m.text.String())
	return err
}

// joined are the words that are there, set apart: `for-update · at most 8 connections`.
func joined(words ...string) string { return strings.Join(nonEmpty(words...), " · ") }
