package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// TextAlerts writes of every run which alert would have told of it, how long before or after the first user was hit, and who
// had been hit by then; then how each rule did in all of them.
func TextAlerts(w io.Writer, t *AlertTrial, o Style) error {
	p := newPage(o)
	for i := range t.Runs {
		if i > 0 {
			p.line()
		}
		p.alertRun(t, &t.Runs[i])
	}
	p.line()
	p.alertRules(t)
	p.line()
	p.prose(2, 0, text{}, fmt.Sprintf("one replication of each, seed %d; scraped every %s, rules evaluated every %s unless their group says otherwise",
		t.Seed, inSeconds(t.ScrapeSeconds), inSeconds(t.EverySeconds)), faint)
	p.line(bare("  again: "), in(strong, t.Again))
	return p.writeTo(w)
}

func inSeconds(s float64) string { return Span(time.Duration(s * float64(time.Second))) }

// alertRun draws one run: who told of it, the first first, and who did not.
func (p *page) alertRun(t *AlertTrial, run *AlertRun) {
	p.prose(0, 2, in(strong, run.Scenario+" "+run.Variant+" · "), run.Title, plain)
	cause := run.Cause
	if cause == "" {
		cause = "the start: no cause of the timeline came before what is seen"
	}
	p.prose(2, 17, in(faint, "first cause      "), date(run.FirstCause, run.FirstCause)+" "+clock(run.FirstCause)+" "+cause, plain)
	if run.FirstHarm == nil {
		p.prose(2, 17, in(faint, "first user hit   "), noHarm(run), plain)
	} else {
		after := Span(run.FirstHarm.Sub(run.FirstCause))
		p.prose(2, 17, in(faint, "first user hit   "), moment(*run.FirstHarm, run.FirstCause)+", "+after+" after it; in the end "+harmWords(run.Columns, run.Harm), plain)
	}
	p.table(toldTable(run))
	p.silent(t, run)
	for _, f := range run.Failures {
		p.prose(2, 4, in(bad, "✗ "), fmt.Sprintf("%s (%s:%d) could not be evaluated %s, first at %s: %s", f.Rule, f.File, f.Line,
			plural(f.Count, "time", "times"), moment(f.First, run.FirstCause), f.Problem), plain)
	}
}

// noHarm says why there is no first user.
func noHarm(run *AlertRun) string {
	if words := harmWords(run.Columns, run.Harm); words != "none" {
		return "not known: no harm of the scenario counts users; in the end " + words
	}
	return "none"
}

// toldTable are the rules that fired, the first first.
func toldTable(run *AlertRun) table {
	t := table{head: heads("", "alert", "pending", "firing", "resolved", "after", "the first user", "hit by then"), right: map[int]bool{5: true}}
	for _, d := range fired(run) {
		sign, user := in(faint, "·"), "nobody was hit"
		switch {
		case d.FirstHarm != nil && d.AheadSeconds < 0:
			sign, user = in(warns, "▲"), inSeconds(-d.AheadSeconds)+" too late"
		case d.FirstHarm != nil:
			sign, user = in(good, "✓"), inSeconds(d.AheadSeconds)+" before"
		case run.unknownHarm():
			user = "-"
		}
		firing := instant(d.Fired, run)
		if d.Times > 1 {
			firing += fmt.Sprintf(" ×%d", d.Times)
		}
		t.add(sign, in(strong, d.Alert), bare(instant(d.Pending, run)), bare(firing), bare(instant(d.Resolved, run)), bare(inSeconds(d.AfterSeconds)),
			in(sign.ink, user), bare(HitWords(run.Columns, d.Hit)))
	}
	return t
}

// unknownHarm tells that there was harm, and none of a kind that counts users.
func (r *AlertRun) unknownHarm() bool {
	return r.FirstHarm == nil && harmWords(r.Columns, r.Harm) != "none"
}

// fired are those that fired, the first first.
func fired(run *AlertRun) []Detection {
	all := slices.DeleteFunc(slices.Clone(run.Detection), func(d Detection) bool { return d.Fired == nil })
	slices.SortStableFunc(all, func(a, b Detection) int { return a.Fired.Compare(*b.Fired) })
	return all
}

// HitWords say what harms came to before an alert fired; without those that are times, for how long something lasts an alert at
// its beginning cannot know.
func HitWords(harms []Column, hit map[string]float64) string {
	return harmWords(slices.DeleteFunc(slices.Clone(harms), func(c Column) bool { return c.Unit == "s" }), hit)
}

// instant is a time beside the first cause; - where there is none.
func instant(t *time.Time, run *AlertRun) string {
	if t == nil {
		return "-"
	}
	return moment(*t, run.FirstCause)
}

// harmWords say what the harms of a scenario came to, as in `fallbacks 46, to recover 20 m 44 s`.
func harmWords(columns []Column, values map[string]float64) string {
	var words []string
	for _, c := range columns {
		if v := values[c.Metric]; v != 0 {
			words = append(words, c.Label+" "+Quantity(v, c.Unit))
		}
	}
	if len(words) == 0 {
		return "none"
	}
	return list(words)
}

// silent says who did not tell of a run: those that could have, those that had told before there was anything, and those
// that lack what they read.
func (p *page) silent(t *AlertTrial, run *AlertRun) {
	var quiet, early, blind []string
	for i, d := range run.Detection {
		switch {
		case len(d.Lacks) > 0:
			blind = append(blind, t.Rules[i].Alert)
		case d.Fired == nil:
			quiet = append(quiet, d.Alert)
		}
		if d.Early > 0 {
			early = append(early, d.Alert)
		}
	}
	for _, s := range []struct {
		what  string
		names []string
	}{{"did not fire     ", quiet}, {"fired before it  ", early}, {"could not fire   ", blind}} {
		if len(s.names) > 0 {
			p.prose(2, 17, in(faint, s.what), list(s.names), faint)
		}
	}
}

// alertRules draws how each rule did in all runs, and says of those that never fired why they did not.
func (p *page) alertRules(t *AlertTrial) {
	table := table{
		head:  heads("rule", "runs it could tell of", "fired", "before the first user", "after", "nobody hit", "before any cause"),
		right: map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true},
	}
	for _, r := range t.Rules {
		table.add(in(strong, r.Alert), bare(count(r.Could)), bare(count(r.Fired)), bare(count(r.Ahead)), bare(count(r.Late)), bare(count(r.Unhit)), bare(count(r.Early)))
	}
	p.table(table)
	for _, r := range t.NeverFired() {
		at := fmt.Sprintf("(%s:%d) ", r.File, r.Line)
		if len(r.Lacks) > 0 {
			p.prose(2, 4, in(bad, "✗ "+r.Alert+" "), at+"could not fire: no run has "+strings.Join(r.Lacks, ", ")+" (reprise alerts --series)", plain)
			continue
		}
		p.prose(2, 4, in(warns, "▲ "+r.Alert+" "), at+"never fired: "+plural(r.Could, "run has", "runs have")+" what it reads", plain)
	}
}

// TextSeries writes every series that scrapes can have: those that a backend shows first.
func TextSeries(w io.Writer, l *SeriesList, o Style) error {
	p := newPage(o)
	for _, s := range l.Series {
		kind := "counter"
		if s.Gauge {
			kind = "gauge"
		}
		name := s.Name
		if s.Label != "" {
			name += "{" + s.Label + "}"
		}
		p.line(in(strong, name), in(faint, " ("+kind+")"))
		if len(s.Values) > 10 {
			p.prose(4, 4, bare(""), s.Says[0]+"; "+s.Label+" is one of "+list(s.Values), plain)
			continue
		}
		for i, says := range s.Says {
			if s.Label != "" {
				says = fmt.Sprintf("%q: %s", s.Values[i], says)
			}
			p.prose(4, 4, bare(""), says+needs(s.Load, s.Core, s.Pool), plain)
		}
	}
	return p.writeTo(w)
}
