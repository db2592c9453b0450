package reports

import (
	"fmt"
	"slices"
	"strings"
)

// sections are the response as a reader sees it best: a key as a table, two as maps, more as a table of points. rows bounds what
// is shown of a table, width the columns of text that a map may take.
func (s *Sweep) sections(rows, width int) []section {
	if len(s.Points) == 0 {
		return nil
	}
	if s.Design == DesignGrid && len(s.Keys) == 2 {
		if maps := s.maps(width); maps != nil {
			return maps
		}
	}
	return told(s.influence(), s.table(rows))
}

// table is a row a point. Between two that a cliff lies between, a row says where it is; of many points it shows some, spread
// evenly, and always those beside a cliff.
func (s *Sweep) table(rows int) section {
	columns := s.varying()
	t := table{right: map[int]bool{}}
	for _, k := range s.Keys {
		t.right[len(t.head)] = k.Kind != KeyWord
		t.head = append(t.head, in(faint, s.short(k.Key)))
	}
	t.apart = len(t.head)
	for _, c := range columns {
		t.right[len(t.head)] = true
		t.head = append(t.head, in(faint, s.Columns[c].Label))
	}
	if s.Judged > 0 {
		t.right[len(t.head)] = true
		t.head = append(t.head, in(faint, "holds"))
	}
	last := -1
	for i, p := range s.Points {
		if !sampled(i, len(s.Points), rows) && !s.besideCliff(i) && !s.besideCliff(i+1) {
			continue
		}
		if s.besideCliff(i) {
			t.add(s.cliffRow(p, columns)...)
		} else if last != i-1 && len(s.Keys) == 1 {
			t.add(bare("…"))
		}
		last = i
		var row []text
		for _, v := range p.Values {
			row = append(row, in(strong, v))
		}
		for _, c := range columns {
			row = append(row, bare(give(p.Responses[c])))
		}
		if s.Judged > 0 {
			row = append(row, s.held(p))
		}
		t.add(row...)
	}
	for i := range t.rows {
		for len(t.rows[i]) < len(t.head) {
			t.rows[i] = append(t.rows[i], text{})
		}
	}
	out := section{title: "the response: means with 95 % intervals", table: t, after: nonEmpty(s.constant(), s.heldNote())}
	if last := len(s.Points); last > rows {
		out.after = append(out.after, fmt.Sprintf("of %s some are shown; all are in --format json, and in table.csv of --out DIR", plural(last, "point", "points")))
	}
	return out
}

// short is the last part of a key, where that names no other.
func (s *Sweep) short(key string) string {
	last := key[strings.LastIndexByte(key, '.')+1:]
	for _, k := range s.Keys {
		if k.Key != key && strings.HasSuffix(k.Key, last) {
			return key
		}
	}
	return last
}

// besideCliff tells whether, with a single key, a cliff lies between a point and the one before it.
func (s *Sweep) besideCliff(i int) bool {
	return len(s.Keys) == 1 && i > 0 && i < len(s.Points) &&
		slices.ContainsFunc(s.Cliffs, func(c Cliff) bool { return c.To == s.Points[i].Values[0] })
}

// cliffRow stands between two points: what jumps, in the columns of those metrics.
func (s *Sweep) cliffRow(after SweepPoint, columns []int) []text {
	row := []text{in(warns, "cliff ╌╌")}
	for _, c := range columns {
		cell := text{}
		for _, cliff := range s.Cliffs {
			if cliff.To == after.Values[0] && cliff.Metric == s.Columns[c].Metric {
				cell = in(warns, Quantity(cliff.Before, s.Columns[c].Unit)+" → "+Quantity(cliff.After, s.Columns[c].Unit))
			}
		}
		row = append(row, cell)
	}
	return row
}

// influence is how strongly each metric goes with each key of a hypercube, the strongest key of a metric first.
func (s *Sweep) influence() section {
	if len(s.Influences) == 0 {
		return section{}
	}
	t := table{head: heads("key"), right: map[int]bool{}}
	columns := s.varying()
	for _, c := range columns {
		t.right[len(t.head)] = true
		t.head = append(t.head, in(faint, s.Columns[c].Label))
	}
	for _, k := range s.Keys {
		row := []text{in(strong, k.Key)}
		for _, c := range columns {
			i := slices.IndexFunc(s.Influences, func(i Influence) bool { return i.Key == k.Key && i.Metric == s.Columns[c].Metric })
			if i < 0 {
				row = append(row, in(faint, "-")) // words have no order
				continue
			}
			row = append(row, influenceText(s.Influences[i]))
		}
		t.add(row...)
	}
	return section{title: "what goes with what: rank correlations, from -1 to 1", table: t,
		after: []string{fmt.Sprintf("within ± %s it may be chance; a key may act without: where a metric rises and falls again, or only together with another key", number(s.Influences[0].Chance))}}
}

func influenceText(i Influence) text {
	words := decimal(i.Rank, 2)
	if i.Rank > 0 {
		words = "+" + words
	}
	if i.Rank > i.Chance || i.Rank < -i.Chance {
		return in(strong, words)
	}
	return in(faint, words)
}
