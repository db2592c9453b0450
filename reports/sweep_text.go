package reports

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// sweepRows keep a response on a screen; those of a document are sweepRowsKept.
const (
	sweepRows     = 40
	sweepRowsKept = 200
)

// TextSweep writes a sweep for a person at a terminal: where the cliffs are, and then the response.
func TextSweep(w io.Writer, s *Sweep, o Style) error {
	p := newPage(o)
	p.line(in(strong, "sweep "+s.Scenario), bare(" · "+s.Title))
	p.line(in(faint, "  "+s.header()))
	for _, words := range s.asked() {
		p.prose(2, 2, text{}, words, faint)
	}
	cliffs, none := s.found()
	if len(cliffs)+len(none) > 0 {
		p.line()
	}
	for _, words := range cliffs {
		p.prose(2, 2, in(warns, "▲ cliff: "), words, strong)
	}
	for _, words := range none {
		p.prose(2, 2, text{}, words, plain)
	}
	for _, part := range s.sections(sweepRows, p.style.Width) {
		p.line()
		p.section(part)
	}
	p.line()
	p.line(bare("  again: "), in(strong, s.Again))
	return p.writeTo(w)
}

// MarkdownSweep writes a sweep as a document to keep or to send: the parts of TextSweep. picture is the file of its chart, beside
// it; empty where there is none.
func MarkdownSweep(w io.Writer, s *Sweep, picture string) error {
	m := &markdown{}
	m.para("# " + escaped("sweep "+s.Scenario+" · "+s.Title))
	m.list(append([]string{s.header()}, s.asked()...))
	cliffs, none := s.found()
	for i := range cliffs {
		cliffs[i] = "▲ cliff: " + cliffs[i]
	}
	m.list(append(cliffs, none...))
	if picture != "" {
		m.para("![the response](" + picture + ")")
	}
	for _, part := range s.sections(sweepRowsKept, maxWidth) {
		m.section(part)
	}
	m.para("## Again")
	m.para("```sh\n" + s.Again + "\n```")
	_, err := io.WriteString(w, m.text.String())
	return err
}

// CSVSweep writes a row a point: the keys, of each metric the mean and its interval, and which expectations failed. All its words
// are names and values that the settings have taken, none of which begins a formula.
func CSVSweep(w io.Writer, s *Sweep) error {
	rows := csv.NewWriter(w)
	var head []string
	for _, k := range s.Keys {
		head = append(head, k.Key)
	}
	for _, c := range s.Columns {
		head = append(head, c.Metric, c.Metric+" low", c.Metric+" high")
	}
	if err := rows.Write(append(head, "held", "failed")); err != nil {
		return err
	}
	for _, p := range s.Points {
		row := append([]string{}, p.Values...)
		for _, i := range p.Responses {
			for _, v := range []float64{i.Mean, i.Low, i.High} {
				row = append(row, strconv.FormatFloat(v, 'g', -1, 64))
			}
		}
		if err := rows.Write(append(row, strconv.Itoa(p.Held), strings.Join(p.Failed, " "))); err != nil {
			return err
		}
	}
	rows.Flush()
	return rows.Error()
}

// WriteSweep puts a sweep into a folder of its own, as WriteRun does a replay: result.json, report.md, table.csv, and chart.svg,
// which draw writes; nil where there is nothing to draw.
func WriteSweep(dir string, s *Sweep, draw func(io.Writer) error) error {
	parts := []File{
		{"result.json", func(w io.Writer) error { return JSON(w, s) }},
		{"table.csv", func(w io.Writer) error { return CSVSweep(w, s) }},
	}
	picture := ""
	if draw != nil {
		picture = "chart.svg"
		parts = append(parts, File{picture, draw})
	}
	return writeFolder(dir, append(parts, File{"report.md", func(w io.Writer) error { return MarkdownSweep(w, s, picture) }}))
}
