package reports

import (
	"fmt"
	"strings"
)

// section is a part of a plan; both the text and the Markdown view draw it.
type section struct {
	title string
	words []string // before the table
	table table
	diff  []string // lines of a patch
	after []string
}

// sections are the parts of a plan that it has something to say in, the answer's grounds first. Of the frontier so many
// rows are shown.
func (p *PoolPlan) sections(frontierRows int) []section {
	var shown []section
	for _, s := range []section{
		p.whatIf(), p.fares(), p.claims(), p.frontier(frontierRows), p.regrets(), p.sensitivities(), p.promised(), p.deployed(),
	} {
		if len(s.words)+len(s.table.rows)+len(s.diff) > 0 {
			shown = append(shown, s)
		}
	}
	return shown
}

// answer is the first sentence, and what keeps it from being better.
func (p *PoolPlan) answer() (verdict text, words []string) {
	fare := p.emptiness()
	asked := ""
	if p.Asked != nil {
		verdict = mark(p.Verdict)
		asked = "; asked was " + p.Asked.limits()
	}
	switch {
	case p.Recommend != nil:
		verdict = in(good, "★")
		size := PoolSize{p.Recommend.MinSize, p.Recommend.TargetSize, p.Recommend.Workers}
		words = append(words, p.todays()+size.words()+": "+fare+asked, p.playedSays(), p.Binding, p.workersSay())
	case p.Nothing != "":
		verdict = mark(Fail)
		words = append(words, p.Nothing, "the best there is, "+p.todays()+p.Setting.words()+": "+fare+asked, p.playedSays())
	default:
		words = append(words, p.todays()+p.Setting.words()+": "+fare+asked, p.playedSays())
	}
	return verdict, words
}

// todays begins a sentence about the current setting.
func (p *PoolPlan) todays() string {
	if p.isCurrent() {
		return "today's setting, "
	}
	return ""
}

// playedSays is what the record itself has to say against the answer.
func (p *PoolPlan) playedSays() string {
	i, ok := p.played()
	if !ok {
		return ""
	}
	return fmt.Sprintf("the record itself, played: p_fallback %s; %s", within(chance(i.Mean), i, true, chance), p.Trace.Says)
}

// emptiness is how often claims find the pool empty, as people feel it.
func (p *PoolPlan) emptiness() string {
	who := claimsThatFallBack(p.Fallback)
	switch {
	case p.Fallback == 0:
		return who + " finds the pool empty (p_fallback 0)"
	case p.AtMost:
		return fmt.Sprintf("at most %s finds the pool empty (p_fallback %s, %s)", who, p.chance(), p.often())
	case p.Fallback >= 0.01:
		return fmt.Sprintf("%s find the pool empty, %s", who, p.often())
	}
	return fmt.Sprintf("%s finds the pool empty (p_fallback %s, %s)", who, p.chance(), p.often())
}

func (p *PoolPlan) workersSay() string {
	if p.Recommend.WorkersSay == "" || p.Recommend.Workers == 0 {
		return p.Recommend.WorkersSay
	}
	return plural(p.Recommend.Workers, "worker", "workers") + ": " + p.Recommend.WorkersSay
}

// method is how the numbers were found.
func (p *PoolPlan) method() string {
	if p.Method == "exact" {
		return "exact"
	}
	most := 0
	for _, i := range p.Intervals {
		most = max(most, i.N)
	}
	return fmt.Sprintf("simulated, %s, 95 %% confidence", plural(most, "replication", "replications"))
}

// settingName is what the setting at hand is called in a table.
func (p *PoolPlan) settingName() string {
	switch {
	case p.Recommend != nil:
		return "recommended"
	case p.Nothing != "":
		return "the best there is"
	}
	return "asked about"
}

func (p *PoolPlan) whatIf() section {
	s := section{title: "what if", table: table{
		head:  heads("cause", "empty after", "claims", "fall back", "recovered after", "emptied", "recovered"),
		right: map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true},
	}}
	optional := func(w PoolWhatIf, value *float64, name string) text {
		if value == nil {
			return in(faint, "never")
		}
		return bare(w.measured(timeOf(*value), name, timeOf))
	}
	for _, w := range p.WhatIf {
		s.words = append(s.words, w.Cause+": "+w.Says)
		s.table.add(bare(w.Cause), optional(w, w.TimeToEmpty, "time_to_empty_seconds"),
			bare(w.measured(number(w.Claims), "claims", number)), bare(w.measured(number(w.Fallbacks), "fallbacks", number)),
			optional(w, w.TimeToRecover, "time_to_recover_seconds"), bare(partOf(w.Emptied, w.Reps)), bare(partOf(w.Recovered, w.Reps)))
	}
	return s
}

// measured is a number of a what-if with its interval.
func (w *PoolWhatIf) measured(value, name string, say func(float64) string) string {
	i, ok := w.Intervals[name]
	return within(value, i, ok, say)
}

func partOf(n, all int) string { return count(n) + "/" + count(all) }

// claims is what a trace told.
func (p *PoolPlan) claims() section {
	t := p.Trace
	if t == nil {
		return section{}
	}
	s := section{title: "the claims in " + t.File, words: []string{t.Says}, table: table{
		head: heads("claims", "hours", "an hour", "index of dispersion", "p", "distance of gaps", "p"), right: map[int]bool{},
	}, after: t.Notes}
	for i := range s.table.head {
		s.table.right[i] = true
	}
	known := func(value *float64, say func(float64) string) text {
		if value == nil {
			return in(faint, "-")
		}
		return bare(say(*value))
	}
	probability := func(p float64) string { return decimal(p, 4) }
	s.table.add(bare(count(t.Claims)), bare(number(t.Hours)), bare(number(t.RatePerHour)), bare(number(t.Dispersion)),
		bare(probability(t.DispersionP)), known(t.KS, number), known(t.KSP, probability))
	return s
}

// promised is the runbook's promise, and how many workers keep it.
func (p *PoolPlan) promised() section {
	s := section{title: strings.TrimSpace("the runbook's promise " + p.Promise.Fact), words: nonEmpty(p.Promise.Says), table: table{
		head:  heads("from", "an account takes", "least workers"),
		right: map[int]bool{0: true, 1: true, 2: true, 3: true},
	}}
	counted := p.Workload.Workers > 0
	if counted {
		s.table.head = append(s.table.head, heads(plural(p.Workload.Workers, "worker takes", "workers take"), "")...)
	}
	for _, c := range p.Promise.Cases {
		least := count(c.LeastWorkers)
		if c.LeastWorkers == 0 {
			least = "no number"
		}
		row := []text{bare(count(c.FromSize)), bare(timeOf(c.CreateSeconds)), bare(least)}
		if counted {
			takes, kept := bare("-"), text{}
			if c.TakesSeconds != nil {
				takes = bare(timeOf(*c.TakesSeconds))
			}
			if c.Kept != nil {
				kept = mark(Of(*c.Kept))
			}
			row = append(row, takes, kept)
		}
		s.table.add(row...)
	}
	return s
}

// deployed are the properties that change.
func (p *PoolPlan) deployed() section {
	s := section{title: "to deploy"}
	switch {
	case p.Nothing != "":
		s.title = "to deploy the best there is"
	case p.Recommend == nil:
		s.title = "to deploy what was asked about"
	}
	for _, property := range p.Deploy {
		s.diff = append(s.diff, "-"+property.Name+"="+property.Old, "+"+property.Name+"="+property.New)
	}
	return s
}

func nonEmpty(words ...string) []string {
	var left []string
	for _, w := range words {
		if w != "" {
			left = append(left, w)
		}
	}
	return left
}
