package reports

import (
	"bytes"
	"io"
	"strings"
)

// Style is how a view for people is drawn.
type Style struct {
	Color bool // ANSI colours
	Width int  // columns; 100 when 0
}

const (
	defaultWidth = 100
	minWidth     = 40
	maxWidth     = 240
)

// ink is the meaning of a colour, not the colour.
type ink string

const (
	plain  ink = ""
	strong ink = "1"
	faint  ink = "2"
	bad    ink = "31"
	good   ink = "32"
	warns  ink = "33"
	acts   ink = "36"
)

// text is a piece of a line, in one ink.
type text struct {
	words string
	ink   ink
}

func in(i ink, words string) text { return text{words, i} }
func bare(words string) text      { return text{words, plain} }

// mark is the sign of a verdict.
func mark(v Verdict) text {
	if v == Pass {
		return in(good, "✓")
	}
	return in(bad, "✗")
}

// page collects the lines of a view; it is written at once, so that no view appears by half.
type page struct {
	lines bytes.Buffer
	style Style
}

func newPage(s Style) *page {
	if s.Width <= 0 {
		s.Width = defaultWidth
	}
	s.Width = min(max(s.Width, minWidth), maxWidth)
	return &page{style: s}
}

func (p *page) writeTo(w io.Writer) error {
	_, err := w.Write(p.lines.Bytes())
	return err
}

// line writes the pieces one after another, without blanks at the end.
func (p *page) line(pieces ...text) {
	for len(pieces) > 0 {
		last := &pieces[len(pieces)-1]
		last.words = strings.TrimRight(last.words, " ")
		if last.words != "" {
			break
		}
		pieces = pieces[:len(pieces)-1]
	}
	for _, piece := range pieces {
		p.lines.WriteString(p.style.paint(piece))
	}
	p.lines.WriteByte('\n')
}

// prose writes a text in as many lines as it takes; lines after the first are indented by hang more columns.
func (p *page) prose(indent, hang int, lead text, words string, i ink) {
	margin := strings.Repeat(" ", indent)
	room := p.style.Width - indent
	for n, part := range wrapAfter(words, room-width(lead.words), room-hang) {
		if n == 0 {
			p.line(bare(margin), lead, in(i, part))
		} else {
			p.line(bare(margin+strings.Repeat(" ", hang)), in(i, part))
		}
	}
}

// paint makes control characters visible, whatever a scenario file put there, and colours.
func (s Style) paint(t text) string {
	words := Visible(t.words)
	if !s.Color || t.ink == plain || words == "" {
		return words
	}
	return "\x1b[" + string(t.ink) + "m" + words + "\x1b[0m"
}
