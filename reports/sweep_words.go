package reports

import (
	"fmt"
	"slices"
	"strings"
)

// header says what was played: `13 points, 20 replications each`.
func (s *Sweep) header() string {
	return fmt.Sprintf("seed %d · %s × %s", s.Seed, plural(len(s.Points), "point", "points"), plural(s.Reps, "replication", "replications"))
}

// asked are the keys and what they were swept over, and what all points share.
func (s *Sweep) asked() []string {
	lines := []string{"variant " + s.Variant}
	if len(s.Set) > 0 {
		lines[0] += " with " + strings.Join(s.Set, " ")
	}
	for _, k := range s.Keys {
		line := k.Key + " over " + k.Over
		if len(k.Values) > 0 {
			line += fmt.Sprintf(" (%s)", plural(len(k.Values), "value", "values"))
		}
		lines = append(lines, line)
	}
	if s.Design == DesignHypercube {
		lines = append(lines, "a Latin hypercube: each key has a point in each of as many strata as there are points")
	}
	return lines
}

// found are the cliffs, a sentence for each place, and those keys along which none was looked for, or none was found.
func (s *Sweep) found() (cliffs, none []string) {
	for i := 0; i < len(s.Cliffs); i++ {
		c := s.Cliffs[i]
		jumps := []string{s.jump(c)}
		for _, other := range s.Cliffs[i+1:] {
			if c.samePlace(other) {
				jumps = append(jumps, s.jump(other))
			}
		}
		if slices.ContainsFunc(s.Cliffs[:i], c.samePlace) {
			continue // said with the first
		}
		words := fmt.Sprintf("%s between %s and %s: %s", c.Key, c.From, c.To, list(jumps))
		if len(c.Where) > 0 {
			words += ", at " + placeWords(c.Where)
		}
		cliffs = append(cliffs, words)
	}
	for _, k := range s.Keys {
		switch {
		case s.Design == DesignHypercube:
		case k.NoCliff != "":
			none = append(none, "no cliff was looked for along "+k.Key+": "+k.NoCliff)
		case !slices.ContainsFunc(s.Cliffs, func(c Cliff) bool { return c.Key == k.Key }):
			none = append(none, "no cliff along "+k.Key)
		}
	}
	return cliffs, none
}

func (c Cliff) samePlace(other Cliff) bool {
	return c.Key == other.Key && c.From == other.From && slices.Equal(c.Where, other.Where)
}

// jump is what a metric does at a cliff: `failed attempts 0 → 1`.
func (s *Sweep) jump(c Cliff) string {
	column := s.column(c.Metric)
	return fmt.Sprintf("%s %s → %s", column.Label, Quantity(c.Before, column.Unit), Quantity(c.After, column.Unit))
}

func placeWords(where []SweptValue) string {
	var words []string
	for _, v := range where {
		words = append(words, v.Key+"="+v.Value)
	}
	return strings.Join(words, " ")
}

func (s *Sweep) column(metric string) Column {
	return s.Columns[slices.IndexFunc(s.Columns, func(c Column) bool { return c.Metric == metric })]
}

// varying are the indices of the metrics that are not the same at all points.
func (s *Sweep) varying() []int {
	var varying []int
	for c := range s.Columns {
		if slices.ContainsFunc(s.Points, func(p SweepPoint) bool { return p.Responses[c].Mean != s.Points[0].Responses[c].Mean }) {
			varying = append(varying, c)
		}
	}
	return varying
}

// constant says what the other metrics are.
func (s *Sweep) constant() string {
	var words []string
	varying := s.varying()
	for c, column := range s.Columns {
		if !slices.Contains(varying, c) && len(s.Points) > 0 {
			words = append(words, column.Label+" "+Quantity(s.Points[0].Responses[c].Mean, column.Unit))
		}
	}
	if len(words) == 0 {
		return ""
	}
	return "the same at every point: " + list(words)
}

// held is how many expectations hold at a point: `6/8`.
func (s *Sweep) held(p SweepPoint) text {
	words := fmt.Sprintf("%d/%d", p.Held, s.Judged)
	if p.Held < s.Judged {
		return in(warns, words)
	}
	return bare(words)
}

// give is a mean with how far it may be off: `12.3 ± 0.4`.
func give(i Interval) string {
	half := (i.High - i.Low) / 2
	if half == 0 {
		return Quantity(i.Mean, i.Unit)
	}
	return Quantity(i.Mean, i.Unit) + " ± " + Quantity(half, i.Unit)
}

// heldNote says what the last column of a table is.
func (s *Sweep) heldNote() string {
	if s.Judged == 0 {
		return ""
	}
	return fmt.Sprintf("holds: how many of the %s of %s hold there in every replication", plural(s.Judged, "expectation", "expectations"), s.Variant)
}
