package reports

import (
	"strings"
	"unicode"
)

// wide are the runes that take two columns of a terminal (East Asian Wide and Fullwidth, and the pictographs).
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1},
		{Lo: 0x2e80, Hi: 0x303e, Stride: 1},
		{Lo: 0x3041, Hi: 0xa4cf, Stride: 1},
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1},
		{Lo: 0xf900, Hi: 0xfaff, Stride: 1},
		{Lo: 0xfe30, Hi: 0xfe6f, Stride: 1},
		{Lo: 0xff00, Hi: 0xff60, Stride: 1},
		{Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1},
		{Lo: 0x1f680, Hi: 0x1f6ff, Stride: 1},
		{Lo: 0x1f900, Hi: 0x1f9ff, Stride: 1},
		{Lo: 0x20000, Hi: 0x3fffd, Stride: 1},
	},
}

// width is how many columns of a terminal the text takes.
func width(s string) int {
	columns := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case unicode.Is(wide, r):
			columns += 2
		default:
			columns++
		}
	}
	return columns
}

// blanks fill a text up to so many columns.
func blanks(s string, columns int) string {
	return strings.Repeat(" ", max(0, columns-width(s)))
}

// wrap breaks the text at blanks into lines of at most so many columns; a longer word has a line of its own, or several where no
// terminal would hold it. There is always one line.
func wrap(s string, columns int) []string { return wrapAfter(s, columns, columns) }

// wrapAfter is wrap with another width for the first line, which has a lead before it.
func wrapAfter(s string, first, columns int) []string {
	var words []string
	for _, word := range strings.Fields(s) {
		words = append(words, pieces(word, min(first, columns))...)
	}
	if len(words) == 0 {
		return []string{""}
	}
	lines, limit := []string{words[0]}, first
	for _, word := range words[1:] {
		last := &lines[len(lines)-1]
		if width(*last)+1+width(word) <= limit {
			*last += " " + word
		} else {
			lines, limit = append(lines, word), columns
		}
	}
	return lines
}

// pieces are a word, cut where it is wider than any page.
func pieces(word string, columns int) []string {
	if width(word) <= maxWidth {
		return []string{word}
	}
	var cut []string
	piece, taken := "", 0
	for _, r := range word {
		wide := width(string(r))
		if taken > 0 && taken+wide > max(columns, textWidthMin) {
			cut, piece, taken = append(cut, piece), "", 0
		}
		piece, taken = piece+string(r), taken+wide
	}
	return append(cut, piece)
}
