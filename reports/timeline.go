package reports

import (
	"strings"
	"time"
)

// depthMax bounds how deep consequences are nested; what would be deeper says what it follows from instead.
const depthMax = 6

// branch is one row of the timeline, placed in the tree of what followed from what.
type branch struct {
	item
	depth int
	rails string // before the glyph: `│  ├─ `
	under string // before further lines of the same row
}

// branches puts the items in the order they are read: in order of time, and under what they follow from where that is
// at the same instant, or on the same day with nothing else in between.
func branches(shown []item) []branch {
	parents, followed := map[int]item{}, map[int]bool{}
	for _, it := range shown {
		if it.folded == 0 {
			parents[it.index] = it
		}
		followed[it.parent] = true
	}
	// Children at the instant of their parent move up to it; everything else stays where time puts it.
	together := map[int][]item{}
	var roots []item
	for _, it := range shown {
		if parent, ok := parents[it.parent]; ok && parent.entry.T.Equal(it.entry.T) {
			together[it.parent] = append(together[it.parent], it)
		} else {
			roots = append(roots, it)
		}
	}
	var tree []branch
	var path []item // from a root to the row last placed: what the next row may hang under
	var place func(item)
	place = func(it item) {
		depth := 0
		for d, above := range path {
			if above.folded == 0 && above.index == it.parent && d+1 < depthMax && sameDay(path[d].entry.T, it.entry.T) {
				depth = d + 1
			}
		}
		path = append(path[:depth], it)
		tree = append(tree, branch{item: it, depth: depth})
		if it.folded > 0 {
			return
		}
		// Last the ones that something follows from: what comes later can then hang under them.
		for _, last := range []bool{false, true} {
			for _, child := range together[it.index] {
				if followed[child.index] == last {
					place(child)
				}
			}
		}
	}
	for _, it := range roots {
		place(it)
	}
	drawRails(tree)
	return tree
}

// drawRails goes from the last row to the first, remembering at which depths a sibling is still to come.
func drawRails(tree []branch) {
	var open [depthMax + 1]bool
	for i := len(tree) - 1; i >= 0; i-- {
		row := &tree[i]
		var above strings.Builder
		for depth := 1; depth < row.depth; depth++ {
			above.WriteString(rail(open[depth], "│  ", "   "))
		}
		row.rails, row.under = above.String(), above.String()
		if row.depth > 0 {
			row.rails += rail(open[row.depth], "├─ ", "└─ ")
			row.under += rail(open[row.depth], "│  ", "   ")
		}
		row.under += rail(open[row.depth+1], "│ ", "  ")
		open[row.depth] = true
		for depth := row.depth + 1; depth < len(open); depth++ {
			open[depth] = false
		}
	}
}

func rail(open bool, yes, no string) string {
	if open {
		return yes
	}
	return no
}

// because says what a row follows from, when the tree does not show it.
func (b branch) because(log []LogEntry) string {
	cause := b.entry.Because
	if b.depth > 0 || b.folded > 0 || cause < 0 || cause >= b.index {
		return ""
	}
	return "↳ because " + moment(log[cause].T, b.entry.T) + " " + log[cause].Event
}

var glyphs = map[LogKind]text{
	Cause:   in(acts, "●"),
	Trouble: in(warns, "▲"),
	Harm:    in(bad, "✗"),
	Good:    in(good, "✓"),
	Detail:  in(faint, "·"),
}

// moment is a time as read beside another: with its date only on another day.
func moment(t, beside time.Time) string {
	if sameDay(t, beside) {
		return clock(t)
	}
	return date(t, beside) + " " + clock(t)
}

// clock is to the second, as the documents tell time; the parts of it are in the JSON and the CSV.
func clock(t time.Time) string { return t.UTC().Format(time.TimeOnly) }

// date has its year only beside a time of another year.
func date(t, beside time.Time) string {
	if t.UTC().Year() != beside.UTC().Year() {
		return t.UTC().Format("2 Jan 2006")
	}
	return t.UTC().Format("2 Jan")
}

func sameDay(a, b time.Time) bool {
	return a.UTC().Format(time.DateOnly) == b.UTC().Format(time.DateOnly)
}
