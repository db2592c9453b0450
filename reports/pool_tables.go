package reports

import (
	"fmt"
	"strings"
)

// fares sets the setting at hand beside the current one.
func (p *PoolPlan) fares() section {
	s := section{title: "in the long run", table: table{head: heads("", p.settingName()+" "+sizes(p.Setting.MinSize, p.Setting.TargetSize)),
		right: map[int]bool{1: true, 2: true}}}
	beside := !p.isCurrent()
	if beside {
		s.table.head = append(s.table.head, in(faint, "current "+sizes(p.Current.MinSize, p.Current.TargetSize)))
	} else {
		s.table.head[1] = in(faint, "current "+sizes(p.Setting.MinSize, p.Setting.TargetSize))
	}
	for _, row := range fareRows {
		own, current := row.of(&p.PoolFare), row.of(&p.Current.PoolFare)
		if row.name == "cost_per_hour" && own == 0 && current == 0 {
			continue // no prices were given
		}
		i, measured := p.Intervals[row.name]
		cells := []text{bare(row.label), bare(within(row.words(&p.PoolFare), i, measured, row.say))}
		if beside {
			cells = append(cells, bare(row.words(&p.Current.PoolFare)))
		}
		s.table.add(cells...)
		if played, ok := p.played(); ok && row.name == "p_fallback" {
			cells = []text{bare("the record itself, played"), bare(within(chance(played.Mean), played, true, chance))}
			if beside {
				cells = append(cells, in(faint, "-"))
			}
			s.table.add(cells...)
		}
	}
	if w := p.WorstSlot; w != nil && !p.AtMost {
		s.after = append(s.after, fmt.Sprintf("worst at %s: %s claims an hour, p_fallback %s (%s), %s accounts in stock",
			w.Name, number(w.RatePerHour), chance(w.Fallback), howOften(w.FallbackPerHour), number(w.MeanStock)))
	}
	return s
}

// isCurrent tells whether the setting at hand is today's.
func (p *PoolPlan) isCurrent() bool {
	return p.Setting == PoolSize{p.Current.MinSize, p.Current.TargetSize, p.Current.Workers}
}

// played is p_fallback under the claims of the record itself.
func (p *PoolPlan) played() (i Interval, ok bool) {
	if p.Trace != nil {
		i, ok = p.Trace.Played["p_fallback"]
	}
	return i, ok
}

// fareRows are the lines of a fare, by their names in JSON.
var fareRows = []fareRow{
	{"p_fallback", "p_fallback", func(f *PoolFare) float64 { return f.Fallback }, chance, true},
	{"fallback_per_hour", "fallbacks", func(f *PoolFare) float64 { return f.FallbackPerHour }, howOften, true},
	{"mean_stock", "accounts in stock", func(f *PoolFare) float64 { return f.MeanStock }, number, false},
	{"fills_per_hour", "fills an hour", func(f *PoolFare) float64 { return f.FillsPerHour }, number, false},
	{"created_per_hour", "accounts made an hour", func(f *PoolFare) float64 { return f.CreatedPerHour }, number, false},
	{"mean_fill", "accounts a fill", func(f *PoolFare) float64 { return f.MeanFill }, number, false},
	{"mean_fill_seconds", "a fill takes", func(f *PoolFare) float64 { return f.FillSeconds }, timeOf, false},
	{"p_below_min_at_review", "checks that start a fill", func(f *PoolFare) float64 { return f.BelowMin }, chance, false},
	{"mean_check_gap_seconds", "between checks", func(f *PoolFare) float64 { return f.CheckGapSeconds }, timeOf, false},
	{"cost_per_hour", "cost an hour", func(f *PoolFare) float64 { return f.CostPerHour }, number, false},
}

type fareRow struct {
	name, label string
	of          func(*PoolFare) float64
	say         func(float64) string
	bounded     bool // where the fare is AtMost, so is this number
}

func (r fareRow) words(f *PoolFare) string {
	return atMost(r.say(r.of(f)), r.of(f), r.bounded && f.AtMost)
}

// regrets are what the recommendation comes to if the rate is another.
func (p *PoolPlan) regrets() section {
	s := section{title: "if the rate is another", words: nonEmpty(p.robust()), table: table{
		head:  heads("claims an hour", "p_fallback of "+sizes(p.Setting.MinSize, p.Setting.TargetSize), "", "best for that rate", "its p_fallback", "in stock", ""),
		right: map[int]bool{0: true, 1: true, 4: true, 5: true},
	}}
	for _, r := range p.Regret {
		best := r.Best.MinSize != r.Recommended.MinSize || r.Best.TargetSize != r.Recommended.TargetSize
		row := []text{bare(fmt.Sprintf("%s (%s)", number(r.RatePerHour), signed(r.Factor-1))), bare(r.Recommended.chance()), mark(Of(r.Keeps))}
		if best {
			row = append(row, bare(sizes(r.Best.MinSize, r.Best.TargetSize)), bare(r.Best.chance()), bare(number(r.Best.MeanStock)), mark(Of(r.BestKeeps)))
		} else {
			row = append(row, in(faint, "the same"), text{}, text{}, text{})
		}
		s.table.add(row...)
		if r.Says != "" {
			s.after = append(s.after, "at "+number(r.RatePerHour)+" an hour: "+r.Says)
		}
	}
	return s
}

// robust is the setting that keeps what was asked whatever the rate, beside the recommendation; where the rate itself leaves
// none, that is the answer, and where no limit was given every setting would do.
func (p *PoolPlan) robust() string {
	if len(p.Regret) == 0 || p.Recommend == nil || !p.Asked.limited() {
		return ""
	}
	var rates []string
	for _, r := range p.Regret {
		rates = append(rates, number(r.RatePerHour))
	}
	everywhere := "what was asked at the rate as given and at " + list(rates) + " claims an hour"
	r := p.Robust
	switch {
	case r == nil:
		return "no one setting of the grid keeps " + everywhere
	case r.MinSize == p.Setting.MinSize && r.TargetSize == p.Setting.TargetSize:
		return "what is recommended keeps " + everywhere
	}
	return fmt.Sprintf("%s keeps %s: %s accounts in stock and p_fallback %s at the rate as given",
		PoolSize{r.MinSize, r.TargetSize, r.Workers}.words(), everywhere, number(r.MeanStock), r.chance())
}

// sensitivities are p_fallback under other values of each input.
func (p *PoolPlan) sensitivities() section {
	s := section{title: "p_fallback if one input is another", table: table{head: heads("input", "value", "lower", "higher")}}
	for _, input := range p.Sensitivity {
		var lower, higher []string
		for _, t := range input.Tried {
			words := t.Value + ": "
			if t.Fallback != nil {
				words += atMost(chance(*t.Fallback), *t.Fallback, t.AtMost)
			} else {
				words += t.Why
			}
			if t.Change < 0 {
				lower = append(lower, words)
			} else {
				higher = append(higher, words)
			}
		}
		s.table.add(bare(input.Key), bare(input.Value), bare(strings.Join(lower, "; ")), bare(strings.Join(higher, "; ")))
	}
	return s
}
