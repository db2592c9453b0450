package reports

import (
	"math"
	"slices"
	"strings"
)

// sketch is p99 against the offered rate in so many columns and rows of text: rates on a straight scale, p99 on one of
// powers of ten.
type sketch struct {
	rows             [][]rune
	least, most      float64 // p99, the bound among them
	slowest, fastest float64 // rates
}

const (
	sketchRows   = 11
	sketchLabels = 9  // columns
	sketchMin    = 36 // columns: a narrower one tells nothing
	sketchMax    = 72
)

// newSketch is an empty sketch that all the points and the bound fit into; nil where they do not span anything.
func newSketch(points []LoadPoint, bound float64, room int) *sketch {
	s := &sketch{least: bound, most: bound, slowest: math.Inf(1)}
	for _, p := range points {
		s.least, s.most = min(s.least, p.Latency.P99), max(s.most, p.Latency.P99)
		s.slowest, s.fastest = min(s.slowest, p.OfferedRate), max(s.fastest, p.OfferedRate)
	}
	if s.slowest >= s.fastest || math.Log(s.least) >= math.Log(s.most) {
		return nil
	}
	for range sketchRows {
		s.rows = append(s.rows, slices.Repeat([]rune{' '}, room))
	}
	return s
}

// sketched is the sketch, where there are rates to set apart and room for it.
func (k *LoadKnee) sketched(columns int) section {
	fits := func(v float64) bool { return v > 0 && !math.IsInf(v, 0) }
	points := slices.DeleteFunc(slices.Clone(k.Points), func(p LoadPoint) bool { return !fits(p.Latency.P99) || !fits(p.OfferedRate) })
	room := min(columns-sketchLabels-2, sketchMax)
	if room < sketchMin || !fits(k.P99Max) {
		return section{}
	}
	s := newSketch(points, k.P99Max, room)
	if s == nil {
		return section{}
	}
	bound := s.row(k.P99Max)
	copy(s.rows[bound], []rune(strings.Repeat("┄", room)))
	signs := []string{"● p99"}
	for _, kind := range []struct {
		sign  rune
		words string
		is    func(LoadPoint) bool
	}{
		{'○', "○ not valid", func(p LoadPoint) bool { return !p.Valid }},
		{'●', "", func(p LoadPoint) bool { return p.Valid }},
		{'★', "★ the highest that keeps the bound", func(p LoadPoint) bool { return p.Kept && p.OfferedRate == k.Rate }},
	} { // the later stand above the earlier
		if slices.ContainsFunc(points, kind.is) {
			signs = append(signs, nonEmpty(kind.words)...)
		}
		for _, p := range points {
			if kind.is(p) {
				s.rows[s.row(p.Latency.P99)][s.column(p.OfferedRate)] = kind.sign
			}
		}
	}
	labels := map[int]string{0: latency(s.most), sketchRows - 1: latency(s.least)}
	labels[bound] = latency(k.P99Max)
	return section{title: "how p99 grows with the offered rate", words: []string{list(append(signs, "┄ the bound"))}, drawing: s.lines(labels)}
}

// row is where a p99 stands, the highest on top.
func (s *sketch) row(p99 float64) int {
	below := (math.Log(s.most) - math.Log(p99)) / (math.Log(s.most) - math.Log(s.least))
	return int(math.Round(below * (sketchRows - 1)))
}

func (s *sketch) column(rate float64) int {
	return int(math.Round((rate - s.slowest) / (s.fastest - s.slowest) * float64(len(s.rows[0])-1)))
}

// lines are the rows between their axes.
func (s *sketch) lines(labels map[int]string) [][]text {
	var lines [][]text
	for i, row := range s.rows {
		lines = append(lines, []text{in(faint, blanks(labels[i], sketchLabels)+labels[i]+" │"), bare(string(row))})
	}
	room := len(s.rows[0])
	left, right := perSecond(s.slowest), perSecond(s.fastest)
	return append(lines,
		[]text{in(faint, blanks("", sketchLabels)+" └"+strings.Repeat("─", room))},
		[]text{in(faint, blanks("", sketchLabels+2)+left+blanks(left, room-width(right))+right)})
}
