package reports

import (
	"io"
	"strings"
)

// TextList writes the scenarios at hand: what each is about, what can be asked of it and which facts it covers.
func TextList(w io.Writer, l *Listing, o Style) error {
	p := newPage(o)
	for i, s := range l.Scenarios {
		if i > 0 {
			p.line()
		}
		p.prose(0, 2, in(strong, s.Name+" · "), s.Title, plain)
		for _, item := range []struct{ name, words string }{
			{"source", s.Source},
			{"variants", list(s.Variants)},
			{"hypotheses", list(s.Hypotheses)},
			{"facts", strings.Join(s.Facts, " ")},
		} {
			if item.words != "" {
				p.prose(2, 12, in(faint, item.name+blanks(item.name, 12)), item.words, plain)
			}
		}
	}
	return p.writeTo(w)
}
