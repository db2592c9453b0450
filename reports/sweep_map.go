package reports

import (
	"fmt"
	"math"
	"strings"
)

// shades go from little to much, and can be told apart without colour.
var shades = []rune("·░▒▓█")

// shading cuts the range of a map's values into as many classes of the same width as there are shades.
type shading struct{ low, high float64 }

func shadingOf(values []float64) shading {
	s := shading{math.Inf(1), math.Inf(-1)}
	for _, v := range values {
		s.low, s.high = min(s.low, v), max(s.high, v)
	}
	return s
}

// of is the shade of a value.
func (s shading) of(v float64) string {
	if s.high <= s.low {
		return string(shades[0])
	}
	return string(shades[min(int((v-s.low)/(s.high-s.low)*float64(len(shades))), len(shades)-1)])
}

// scale says what each shade is: `· 0 to 12, ░ to 24, …`.
func (s shading) scale(unit string) string {
	words := make([]string, len(shades))
	for i, shade := range shades {
		to := s.low + (s.high-s.low)*float64(i+1)/float64(len(shades))
		words[i] = fmt.Sprintf("%c to %s", shade, Quantity(to, unit))
	}
	return strings.Replace(list(words), " to", " "+Quantity(s.low, unit)+" to", 1)
}

// maps are a heat map for each metric that varies, the first key downwards and the second across, and one of the expectations that
// hold. nil: one of them does not fit into so many columns of text.
func (s *Sweep) maps(width int) []section {
	var out []section
	for _, c := range s.varying() {
		values := make([]float64, len(s.Points))
		for i, p := range s.Points {
			values[i] = p.Responses[c].Mean
		}
		out = append(out, s.heat(s.Columns[c].Label, values, s.Columns[c].Unit, width))
	}
	if s.Judged > 0 {
		values := make([]float64, len(s.Points))
		for i, p := range s.Points {
			values[i] = float64(p.Held)
		}
		title := fmt.Sprintf("how many of the %s of %s hold in every replication", plural(s.Judged, "expectation", "expectations"), s.Variant)
		holds := s.heat(title, values, "", width)
		holds.after = nil // counts need no scale
		out = append(out, holds)
	}
	for _, m := range out {
		if m.table.total() > width {
			return nil
		}
	}
	if len(out) > 0 {
		last := &out[len(out)-1]
		last.after = append(last.after, nonEmpty(s.constant(), "means; their intervals are in --format json, and in table.csv of --out DIR")...)
	}
	return out
}

// heat is one map. Where the numbers do not fit, the shades stand alone.
func (s *Sweep) heat(title string, values []float64, unit string, width int) section {
	shade := shadingOf(values)
	out := section{title: title, words: []string{fmt.Sprintf("%s downwards, %s across", s.Keys[0].Key, s.Keys[1].Key)}}
	if shade.low < shade.high {
		out.after = []string{shade.scale(unit)}
	}
	for _, numbers := range []bool{true, false} {
		t := table{head: heads(append([]string{""}, s.Keys[1].Values...)...), right: map[int]bool{0: true}, apart: 1}
		across := len(s.Keys[1].Values)
		for i, down := range s.Keys[0].Values {
			row := []text{in(strong, down)}
			for j := range across {
				t.right[j+1] = true
				v := values[i*across+j]
				cell := shade.of(v)
				if numbers {
					cell = Quantity(v, unit) + " " + cell
				}
				row = append(row, bare(cell))
			}
			t.add(row...)
		}
		if out.table = t; t.total() <= width {
			break
		}
	}
	return out
}

// total is how many columns of text the table takes where nothing is squeezed.
func (t *table) total() int {
	total := 2
	for i, w := range t.widths(math.MaxInt32) {
		total += w + width(t.before(i))
	}
	return total
}
