package page

import (
	"html/template"
	"strings"

	"reprise/reports"
)

// table is rows under a head, for the template `table`. It scrolls in a box of its own where the page is narrow.
type table struct {
	Caption string // said to those who do not see the heading above; shown where Named
	Named   bool   // the caption is shown
	Head    []column
	Rows    []row
}

// column is the head of one column.
type column struct {
	Name   string
	Number bool // flush right
	Apart  bool // a rule stands before it
	Wide   bool // its text may wrap
	Short  bool // its text does not wrap, but for its name
}

// row is one row; Class says what it is: `best`, `fail`, or nothing.
type row struct {
	Class string
	Cells []cell
}

// cell is one cell: text, with a verdict's sign before it and a note below it.
type cell struct {
	Text  string
	Note  string
	Mark  reports.Verdict // its sign stands before the text
	Code  bool            // set as code: a key, a value as written, a log word
	Head  bool            // the cell names its row
	Facts []string        // fact ids, after the text
	Class string          // colours the text
	Trend string          // more or less than in the incident: said by an arrow
}

func text(words string) cell  { return cell{Text: words} }
func code(words string) cell  { return cell{Text: words, Code: true} }
func name(words string) cell  { return cell{Text: words, Code: true, Head: true} }
func facts(ids []string) cell { return cell{Facts: ids} }

func (t *table) add(class string, cells ...cell) { t.Rows = append(t.Rows, row{class, cells}) }

// fact is a term and what it is, for the template `facts`.
type fact struct {
	Term  string
	Value string
	Code  bool
}

// placed is a cell of a table with what its column says of it.
type placed struct {
	cell
	column
}

// words are the functions of the templates.
var words = template.FuncMap{
	"place":     func(t table, i int, c cell) placed { return placed{c, t.Head[i]} },
	"join":      func(words []string) string { return strings.Join(words, " ") },
	"passed":    func(v reports.Verdict) bool { return v == reports.Pass },
	"removed":   func(line string) bool { return strings.HasPrefix(line, "-") },
	"bar":       func(look string) bool { return strings.HasPrefix(look, "bar-") },
	"glyph":     func(kind reports.LogKind) string { return glyphs[kind] },
	"kindWords": kindWords,
	"said":      func(v reports.Verdict) bool { return v != "" },
}
