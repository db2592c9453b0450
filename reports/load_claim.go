package reports

import (
	"cmp"
	"fmt"
)

func (l *LoadClaim) story(columns int) loadStory {
	return loadStory{
		command: "load claim", title: "Claims under load", setup: l.Service.words(),
		verdict: l.Verdict,
		answer:  fmt.Sprintf("%s at %s on %s: %s", plural(l.Audit.Claims, "claim", "claims"), about(l.Attack.AchievedRate), l.DB.words(), l.Audit.words()),
		failed:  l.Says, db: l.DB, notes: l.Notes,
		sections: told(l.load(), l.answers(), l.overTime(columns), l.struck(), l.Counters.service(), l.Audit.checklist(l.Service), l.Audit.found()),
		again:    l.Again,
	}
}

// load is what was offered and how soon it was answered.
func (l *LoadClaim) load() section {
	a := &l.Attack
	s := section{
		title: "the load",
		words: []string{fmt.Sprintf("offered %s, achieved %s; %s in %s, success %s",
			perSecond(a.OfferedRate), perSecond(a.AchievedRate), plural(a.Requests, "request", "requests"), timeOf(a.Seconds), Quantity(a.Success, "share"))},
		table: table{head: heads(append([]string{"latency"}, quantiles...)...), right: map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true}},
	}
	s.table.add(append([]text{bare("from when it was to be sent")}, a.Latency.cells()...)...)
	s.table.add(append([]text{bare("from when it was sent")}, a.FromSent.cells()...)...)
	if c := l.Closed; c != nil {
		s.table.add(append([]text{bare(fmt.Sprintf("closed loop of %s, %s", plural(c.Clients, "client", "clients"), perSecond(c.Rate)))}, c.Latency.cells()...)...)
		s.after = nonEmpty(c.Says)
	}
	s.table.add(append([]text{bare("lag of the generator")}, a.Lag.cells()...)...)
	s.after = append(s.after, a.validity())
	return s
}

// validity is whether the latencies are the service's.
func (a *LoadAttack) validity() string {
	if a.Valid {
		return "the run is valid: the generator kept up, and the latencies are those of the service"
	}
	words := "the run is NOT valid, its latencies are those of the generator"
	if a.Invalid != "" {
		words += ": " + a.Invalid
	}
	return words
}

// answers are what came of the requests, the accounts that were given by their routes first.
func (l *LoadClaim) answers() section {
	a := &l.Attack
	s := section{title: "the answers", table: table{head: heads("", "", "requests"), right: map[int]bool{2: true}}}
	for _, part := range []struct {
		name   string
		ink    ink
		counts []LoadCount
	}{{"given", plain, a.Routes}, {"error", bad, a.Errors}} {
		name := part.name
		for _, c := range part.counts {
			s.table.add(in(part.ink, name), bare(cmp.Or(c.What, "no reason given")), bare(count(c.Count)))
			name = ""
		}
	}
	if a.Fallbacks > 0 {
		s.after = append(s.after, plural(a.Fallbacks, "claim", "claims")+" found the pool empty and fell back (POOL-07)")
	}
	return s
}

// struck are the faults and what came of them, numbered as they are drawn over time.
func (l *LoadClaim) struck() section {
	s := section{title: "faults", table: table{head: heads("", "fault", "at", "until", "what came of it"), right: map[int]bool{2: true, 3: true}}}
	for i, f := range l.Faults {
		until := in(faint, "-")
		if f.Until > f.At {
			until = bare(timeOf(f.Until))
		}
		s.table.add(in(bad, count(i+1)), bare(f.What), bare(timeOf(f.At)), until, bare(f.Note))
	}
	return s
}

// service is what the service says of itself.
func (c *LoadCounters) service() section {
	doubts := "every commit was answered"
	if c.InDoubt > 0 {
		doubts = fmt.Sprintf("%s without an answer: %s had committed all the same, %s had not and were claimed anew",
			plural(c.InDoubt, "commit", "commits"), count(c.HadCommitted), count(c.NotCommitted))
	}
	return section{title: "the service", words: []string{
		fmt.Sprintf("%s (1213), %s (1205), %s that broke under a claim", plural(c.Deadlocks, "deadlock", "deadlocks"),
			plural(c.LockTimeouts, "lock time-out", "lock time-outs"), plural(c.Broken, "connection", "connections")),
		doubts,
		fmt.Sprintf("%s put into the pool; %s failed", plural(c.Fills, "account", "accounts"), plural(c.FillsFailed, "fill", "fills")),
	}}
}
