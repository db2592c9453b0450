package reports

import (
	"fmt"
	"slices"
	"strings"
)

// frontier shows so many settings of it, evenly over those that fills left aside are the best, and always those that are marked
// and the neighbours of the recommended one.
func (p *PoolPlan) frontier(rows int) section {
	if len(p.Frontier) == 0 {
		return section{}
	}
	s := section{title: "the frontier: more stock, fewer fallbacks", table: table{
		head: heads("", "min", "target", "in stock", "p_fallback", "fallbacks", "fills an hour"), right: map[int]bool{}}}
	workers, priced := p.frontierVaries()
	if workers {
		s.table.head = append(s.table.head, heads("workers")...)
	}
	if priced {
		s.table.head = append(s.table.head, heads("cost an hour")...)
	}
	for i := range s.table.head[1:] {
		s.table.right[i+1] = true
	}
	marks := map[string]bool{}
	points := p.leanFrontier()
	for i, f := range points {
		mark, shown := f.mark(), sampled(i, len(points), rows)
		if mark.words == "" && !shown && !besideRecommended(points, i) {
			continue
		}
		marks[mark.words] = true
		row := []text{mark, bare(count(f.MinSize)), bare(count(f.TargetSize)), bare(number(f.MeanStock)), bare(f.chance()),
			bare(f.often()), bare(number(f.FillsPerHour))}
		if workers {
			row = append(row, bare(count(f.Workers)))
		}
		if priced {
			row = append(row, bare(number(f.CostPerHour)))
		}
		s.table.add(row...)
	}
	if p.Grid != nil {
		s.words = append(s.words, p.Grid.words())
	}
	s.after = nonEmpty(legend(marks, len(s.table.rows), len(p.Frontier)))
	return s
}

// frontierVaries tells whether the settings differ in their workers, and whether they have prices.
func (p *PoolPlan) frontierVaries() (workers, priced bool) {
	workers = slices.ContainsFunc(p.Frontier, func(f PoolPoint) bool { return f.Workers != p.Frontier[0].Workers })
	priced = slices.ContainsFunc(p.Frontier, func(f PoolPoint) bool { return f.CostPerHour != 0 })
	return workers, priced
}

// leanFrontier are those of which none has less stock and fewer fallbacks, and those that are marked; all, where none is Lean.
func (p *PoolPlan) leanFrontier() []PoolPoint {
	if !slices.ContainsFunc(p.Frontier, func(f PoolPoint) bool { return f.Lean }) {
		return p.Frontier
	}
	return slices.DeleteFunc(slices.Clone(p.Frontier), func(f PoolPoint) bool { return !f.Lean && f.mark().words == "" })
}

func besideRecommended(points []PoolPoint, i int) bool {
	return i > 0 && points[i-1].Recommended || i+1 < len(points) && points[i+1].Recommended
}

// sampled tells whether the i-th of so many is among rows spread evenly over them, the first and the last included.
func sampled(i, of, rows int) bool {
	return of <= rows || i == 0 || i*(rows-1)/(of-1) != (i-1)*(rows-1)/(of-1)
}

func (f *PoolPoint) mark() text {
	switch {
	case f.Recommended:
		return in(good, "★")
	case f.Current && f.Dominated:
		return in(warns, "○")
	case f.Current:
		return in(acts, "●")
	}
	return text{}
}

// legend says what the marks mean that are there, and how much of the frontier is not.
func legend(marks map[string]bool, shown, all int) string {
	var words []string
	for _, mark := range []struct{ sign, words string }{
		{"★", "★ recommended"}, {"●", "● current"}, {"○", "○ current; another setting is better in all three"},
	} {
		if marks[mark.sign] {
			words = append(words, mark.words)
		}
	}
	if shown < all {
		words = append(words, fmt.Sprintf("%s of %s settings; the others, also those that hold more stock for fewer fills, are in --format json", count(shown), count(all)))
	}
	return strings.Join(words, "; ")
}

// words say what was searched.
func (g *PoolGrid) words() string {
	kept := count(g.Kept) + " keep what was asked"
	if g.Kept == 1 {
		kept = "1 keeps what was asked"
	}
	return fmt.Sprintf("%s: %s, %s", g.Says, plural(g.Settings, "setting", "settings"), kept)
}
