package reports

import (
	"fmt"
	"slices"
	"strings"
)

// section is a part of a plan or of a load run; both the text and the Markdown view draw it.
type section struct {
	title   string
	words   []string // before the table
	table   table
	diff    []string // lines of a patch
	drawing [][]text // lines that stand as they are, fitted to the page
	run     *loadRun // what the drawing shows, for a view that draws better; nil: it is not a run over time
	after   []string
}

// told are the sections that have something to say.
func told(sections ...section) []section {
	return slices.DeleteFunc(sections, func(s section) bool {
		return len(s.words)+len(s.table.rows)+len(s.diff)+len(s.drawing)+len(s.after) == 0
	})
}

// sections are the parts of a plan that it has something to say in, the answer's grounds first. Of the frontier so many
// rows are shown.
func (p *PoolPlan) sections(frontierRows int) []section {
	return told(p.whatIf(), p.fares(), p.claims(), p.frontier(frontierRows), p.regrets(), p.sensitivities(), p.promised(), p.deployed())
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
	who, find := claimsThatFallBack(p.Fallback), "finds"
	if p.Fallback >= 0.01 {
		find = "find"
	}
	if p.AtMost && p.Fallback > 0 {
		who = "at most " + who
	}
	i, simulated := p.Intervals["p_fallback"]
	if p.Fallback >= 0.01 && !simulated {
		return fmt.Sprintf("%s %s the pool empty, %s", who, find, p.often()) // the percentage is there already
	}
	numbers := "p_fallback " + p.chance()
	if simulated {
		numbers += ", " + i.words(chance)
	}
	if p.FallbackPerHour > 0 {
		numbers += "; " + p.often()
	}
	return fmt.Sprintf("%s %s the pool empty (%s)", who, find, numbers)
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
	return " (in " + count(n) + "/" + count(w.Reps) + ")"
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
		head: heads("claims", "hours", "an hour", "index of dispersion", "p if Poisson", "distance of gaps", "p if Poisson"), right: map[int]bool{},
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
	probability := func(p float64) string {
		if p < 1e-4 {
			return "< 0.0001"
		}
		return decimal(p, 4)
	}
	s.table.add(bare(count(t.Claims)), bare(number(t.Hours)), bare(number(t.RatePerHour)), bare(number(t.Dispersion)),
		bare(probability(t.DispersionP)), known(t.KS, number), known(t.KSP, probability))
	return s
}

// promised is the runbook's promise, and how many workers keep it: a row a time that an account takes, a column a stock to
// recover from.
func (p *PoolPlan) promised() section {
	s := section{title: strings.TrimSpace("the runbook's promise " + p.Promise.Fact), words: nonEmpty(p.Promise.Says), table: table{head: heads("an account takes")}}
	var takes []float64
	var from []int
	for _, c := range p.Promise.Cases {
		if !slices.Contains(takes, c.CreateSeconds) {
			takes = append(takes, c.CreateSeconds)
		}
		if !slices.Contains(from, c.FromSize) {
			from = append(from, c.FromSize)
			s.table.head = append(s.table.head, heads("from "+plural(c.FromSize, "account", "accounts"))...)
		}
	}
	for _, each := range takes {
		row := []text{bare(timeOf(each))}
		for _, size := range from {
			i := slices.IndexFunc(p.Promise.Cases, func(c PoolRecovery) bool { return c.CreateSeconds == each && c.FromSize == size })
			if i < 0 {
				row = append(row, in(faint, "-"))
			} else {
				row = append(row, p.Promise.Cases[i].cell(p.Workload.Workers))
			}
		}
		s.table.add(row...)
	}
	return s
}

// cell is the least workers, and how those there are fare: `34 workers; 16 take 10 m 40 s ✗`.
func (c *PoolRecovery) cell(workers int) text {
	words := "no number of workers"
	if c.LeastWorkers > 0 {
		words = plural(c.LeastWorkers, "worker", "workers")
	}
	if workers == 0 || c.TakesSeconds == nil || c.Kept == nil {
		return bare(words)
	}
	kept := mark(Of(*c.Kept))
	return in(kept.ink, fmt.Sprintf("%s; %s %s %s", words, plural(workers, "takes", "take"), timeOf(*c.TakesSeconds), kept.words))
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
