package page

import (
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"reprise/reports"
)

// PoolPlan writes report.html of a plan of the account pool. svg is its picture, as reports/chart draws it; nil: there is none.
func PoolPlan(w io.Writer, p *reports.PoolPlan, svg []byte) error {
	return Document(w, p.Document(), svg)
}

// Load writes report.html of a load run. svg as in PoolPlan.
func Load(w io.Writer, l reports.LoadResult, svg []byte) error {
	return Document(w, reports.LoadDocument(l), svg)
}

// Document writes report.html of a plan, a load run or a measurement: the answer, the picture, what must be known before believing
// it, its grounds, and the command that does it again. It shows all of it without scripts.
func Document(w io.Writer, d *reports.Document, svg []byte) error {
	shown := visible(d)
	drawn, err := pictureOf(shown.Picture, svg)
	if err != nil {
		return err
	}
	fillings := []filling{{"answer", "What it came to", "answer", &answer{shown, drawn}}}
	for i, part := range shown.Sections {
		made, err := partOf(part)
		if err != nil {
			return err
		}
		fillings = append(fillings, filling{fmt.Sprintf("part-%d", i+1), titled(part.Title), "part", made})
	}
	fillings = append(fillings, filling{"again", "Do it again", "command", shown.Again})
	sections, err := fill(fillings)
	if err != nil {
		return err
	}
	return (&sheet{Title: shown.Title, Kicker: shown.Command, Sections: sections, Scripts: []string{pageScript}}).write(w)
}

// answer is the first section of a document.
type answer struct {
	*reports.Document
	Drawn *picture
}

// part is one of its grounds.
type part struct {
	reports.Section
	Strips *picture
	Table  *table
}

func partOf(s reports.Section) (*part, error) {
	made := &part{Section: s}
	if len(s.Table.Rows) > 0 {
		made.Table = tableOf(s.Title, s.Table)
	}
	if len(s.Strips) > 0 {
		made.Strips = &picture{Says: titled(s.Title), Image: stripsImage(s.Strips, s.Stretches)}
	}
	return made, nil
}

// proseLeast is from how many letters on a cell is prose, which may wrap.
const proseLeast = 32

// tableOf is a table as the block `table` draws it.
func tableOf(caption string, g reports.Grid) *table {
	t := &table{Caption: titled(caption)}
	for i, head := range g.Head {
		prose := slices.ContainsFunc(g.Rows, func(cells []reports.Cell) bool { return len(cells[i].Words) >= proseLeast })
		t.Head = append(t.Head, column{Name: head, Number: g.Right[i], Wide: prose, Short: !prose})
	}
	for _, cells := range g.Rows {
		line := row{}
		for _, c := range cells {
			line.Cells = append(line.Cells, cellOf(c))
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

// cellOf is a cell; one that is a verdict's sign alone has its word too, for who does not see it.
func cellOf(c reports.Cell) cell {
	switch c.Words {
	case "✓":
		return cell{Mark: reports.Pass}
	case "✗":
		return cell{Mark: reports.Fail}
	}
	return cell{Text: c.Words, Class: string(c.Tone)}
}

// titled begins with a capital, unless it begins with a name: `p_fallback`.
func titled(words string) string {
	name, _, _ := strings.Cut(words, " ")
	if words == "" || words[0] < 'a' || words[0] > 'z' || strings.ContainsAny(name, "_0123456789") {
		return words // a name stays as it is written
	}
	return string(words[0]-'a'+'A') + words[1:]
}

// picture is a drawing with its words.
type picture struct {
	Says  string
	Image template.HTML
}
