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
	for _, w := range p.WhatIf {
		words = append(words, w.answer())
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

// whatIf has a line a number, so that any of them fit a page.
func (p *PoolPlan) whatIf() section {
	s := section{title: "what if", table: table{head: heads("", "", "in the mean", "95 % confidence"), right: map[int]bool{2: true}}}
	for _, w := range p.WhatIf {
		s.words = append(s.words, w.Cause+": "+w.Says)
		for i, line := range []struct {
			label, name string
			value       *float64
			say         func(float64) string
		}{
			{"empty after" + w.someOf(w.Emptied), "time_to_empty_seconds", w.TimeToEmpty, timeOf},
			{"recovered after" + w.someOf(w.Recovered), "time_to_recover_seconds", w.TimeToRecover, timeOf},
			{"users until then", "claims", &w.Claims, oneIn},
			{"of them fall back", "fallbacks", &w.Fallbacks, oneIn},
		} {
			cause, value, between := text{}, in(faint, "never"), text{}
			if i == 0 {
				cause = bare(w.Cause)
			}
			if line.value != nil {
				value = bare(line.say(*line.value))
			}
			if i, ok := w.Intervals[line.name]; ok {
				between = bare(i.words(line.say))
			}
			s.table.add(cause, bare(line.label), value, between)
		}
	}
	return s
}

// someOf says in how many replications, unless it is in all or in none.
func (w *PoolWhatIf) someOf(n int) string {
	if n == 0 || n == w.Reps {
		return ""
	}
	return ", in " + count(n) + "/" + count(w.Reps)
}

// answer is a what-if in a sentence.
func (w *PoolWhatIf) answer() string {
	words := w.Cause + ": the pool is never empty"
	if w.TimeToEmpty != nil {
		words = fmt.Sprintf("%s: empty after %s%s, %s of %s users fall back", w.Cause, timeOf(*w.TimeToEmpty), w.someOf(w.Emptied), oneIn(w.Fallbacks), oneIn(w.Claims))
	}
	if w.TimeToRecover == nil {
		return words + ", and it does not recover while it is watched"
	}
	return words + ", recovered after " + timeOf(*w.TimeToRecover) + w.someOf(w.Recovered)
}

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
