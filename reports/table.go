package reports

import (
	"slices"
	"strings"
)

// table is rows under a head, aligned; both the text and the Markdown view draw it.
type table struct {
	head []text
	rows [][]text
	// right are columns of numbers, which stand flush right; only their heads wrap.
	right map[int]bool
	// apart is the column before which a rule stands; 0 is no rule.
	apart int
}

const (
	gap          = "  "
	rule         = " │ "
	textWidthMin = 16 // no column of text is squeezed below this
)

func (t *table) add(cells ...text) { t.rows = append(t.rows, cells) }

// table draws the table two columns in, squeezing text columns when it is wider than the page. A head of
// no words is left out, and so is one without rows.
func (p *page) table(t table) {
	if len(t.rows) == 0 {
		return
	}
	widths := t.widths(p.style.Width - 2)
	if slices.ContainsFunc(t.head, func(name text) bool { return name.words != "" }) {
		p.tableRow(t, widths, t.head)
	}
	for _, row := range t.rows {
		p.tableRow(t, widths, row)
	}
}

// widths are the natural widths; where the table is wider than the limit, first the heads over numbers give way, then
// the widest text columns, none below its longest word.
func (t *table) widths(limit int) []int {
	widths, floors := make([]int, len(t.head)), make([]int, len(t.head))
	for n, row := range append([][]text{t.head}, t.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], width(cell.words))
			floors[i] = max(floors[i], longestWord(cell.words))
			if t.right[i] && n > 0 {
				floors[i] = max(floors[i], width(cell.words))
			}
		}
	}
	excess := -limit
	for i, w := range widths {
		excess += w + width(t.before(i))
	}
	for _, numbers := range []bool{true, false} {
		for ; excess > 0; excess-- {
			widest := -1
			for i, w := range widths {
				gives := w > floors[i] && (t.right[i] || w > textWidthMin)
				if t.right[i] == numbers && gives && (widest < 0 || w > widths[widest]) {
					widest = i
				}
			}
			if widest < 0 {
				break
			}
			widths[widest]--
		}
	}
	return widths
}

// fitted leaves out the columns of these names, the first first, for as long as the table does not fit so many columns of
// text: numbers cannot be squeezed.
func (t *table) fitted(limit int, names ...string) table {
	fit := *t
	for _, name := range names {
		left := slices.IndexFunc(fit.head, func(head text) bool { return head.words == name })
		total := 0
		for i, w := range fit.widths(limit) {
			total += w + width(fit.before(i))
		}
		if total <= limit || left < 0 {
			continue
		}
		fit = fit.without(left)
	}
	return fit
}

// without is the table without one column.
func (t *table) without(column int) table {
	cut := func(row []text) []text { return slices.Delete(slices.Clone(row), column, column+1) }
	left := table{head: cut(t.head), right: map[int]bool{}, apart: t.apart}
	if column < t.apart {
		left.apart--
	}
	for _, row := range t.rows {
		left.rows = append(left.rows, cut(row))
	}
	for i, flush := range t.right {
		switch {
		case i < column:
			left.right[i] = flush
		case i > column:
			left.right[i-1] = flush
		}
	}
	return left
}

func longestWord(s string) int {
	longest := 0
	for _, word := range strings.Fields(s) {
		if w := width(word); w <= maxWidth { // a wider one is cut
			longest = max(longest, w)
		}
	}
	return longest
}

// before is what stands between a column and the one to its left.
func (t *table) before(column int) string {
	switch {
	case column == 0:
		return ""
	case column == t.apart:
		return rule
	}
	return gap
}

func (p *page) tableRow(t table, widths []int, row []text) {
	cells := make([][]string, len(row))
	height := 1
	for i, cell := range row {
		cells[i] = []string{cell.words}
		if width(cell.words) > widths[i] {
			cells[i] = wrap(cell.words, widths[i])
		}
		height = max(height, len(cells[i]))
	}
	for n := range height {
		line := []text{bare("  ")}
		for i, cell := range row {
			words := ""
			if n < len(cells[i]) {
				words = cells[i][n]
			}
			fill := bare(blanks(words, widths[i]))
			line = append(line, in(faint, t.before(i)))
			if t.right[i] {
				line = append(line, fill, in(cell.ink, words))
			} else {
				line = append(line, in(cell.ink, words), fill)
			}
		}
		p.line(line...)
	}
}

// heads are the names of columns, all in the ink of a head.
func heads(names ...string) []text {
	cells := make([]text, len(names))
	for i, name := range names {
		cells[i] = in(faint, name)
	}
	return cells
}

func list(items []string) string { return strings.Join(items, ", ") }
