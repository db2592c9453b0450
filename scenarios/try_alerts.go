package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"reprise/reports"
	"reprise/sim/alerts"
)

// AlertOptions are how alert rules are tried.
type AlertOptions struct {
	Options                     // Variant, Set, Seed, Progress, Workers and Context count
	Rules         []*RuleFile   // none: those of fixtures/alerts
	AllVariants   bool          // every variant, not as-was alone
	Scrape, Every time.Duration // of Prometheus; 0: 15 s and 1 min
}

// TryAlerts tells of alert rules when each would have told of what happens in scenarios, what it had cost by then, and which
// never did. Of each run it plays one replication.
func TryAlerts(all []*Scenario, o AlertOptions) (*reports.AlertTrial, error) {
	watch, err := o.watch()
	if err != nil {
		return nil, err
	}
	tasks, err := o.tasks(all, watch)
	if err != nil {
		return nil, err
	}
	outcomes, err := runAll(tasks, o.Options)
	if err != nil {
		return nil, err
	}
	trial := &reports.AlertTrial{
		Files: []string{}, Seed: o.Seed, ScrapeSeconds: watch.scrape.Seconds(), EverySeconds: watch.every.Seconds(), Runs: []reports.AlertRun{},
		Again: o.again(all),
	}
	for _, file := range watch.rules {
		trial.Files = append(trial.Files, file.File())
	}
	for i, t := range tasks {
		trial.Runs = append(trial.Runs, t.rehearsal.alertRun(outcomes[i], o.Options))
	}
	for i, rule := range alerts.Together(watch.rules) {
		trial.Rules = append(trial.Rules, summed(rule, i, trial.Runs))
	}
	return trial, nil
}

// watch is how the runs are watched.
func (o AlertOptions) watch() (*monitoring, error) {
	if err := scrapeSteps(o.Scrape, o.Every); err != nil {
		return nil, err
	}
	m := &monitoring{rules: o.Rules, scrape: scrapeEvery, every: evaluateEvery}
	if len(m.rules) == 0 {
		var err error
		if m.rules, err = shippedRules(); err != nil {
			return nil, err
		}
	}
	if o.Scrape > 0 {
		m.scrape = o.Scrape
	}
	if o.Every > 0 {
		m.every = o.Every
	}
	return m, nil
}

// tasks are the runs: of each scenario the variant that is asked for, or as-was, or all.
func (o AlertOptions) tasks(all []*Scenario, watch *monitoring) ([]task, error) {
	over, err := parseSettings(o.Set)
	if err != nil {
		return nil, err
	}
	var tasks []task
	for _, s := range all {
		if n := s.scrapes(watch.scrape); n > scrapesMost {
			return nil, usage("%s: %d scrapes, one every %s; at most %d: scrape less often (--scrape)", s.Name, n, watch.scrape, scrapesMost)
		}
		names := []string{AsWas}
		switch {
		case o.AllVariants:
			names = s.variants()
		case o.Variant != "":
			if _, err := s.wanted(o.Variant); err != nil {
				return nil, err
			}
			names = []string{o.Variant}
		}
		for _, name := range names {
			r := s.rehearse(name).set(over)
			if name == o.Variant {
				r = s.rehearse(name).insist(over)
			}
			tasks = append(tasks, task{rehearsal: r, watch: watch})
		}
	}
	return tasks, nil
}

// alertRun is a run as the rules saw it.
func (r *rehearsal) alertRun(o *outcome, with Options) reports.AlertRun {
	s := r.scenario
	since, cause, harm := r.since(o)
	with.Variant = r.variant
	run := reports.AlertRun{
		Scenario: s.Name, Title: s.Title, Variant: r.variant, TraceHash: o.hash, Start: s.Start.Time, End: s.End.Time,
		FirstCause: since, Cause: cause, FirstHarm: harm.first(), Columns: []reports.Column{}, Harm: harm.until(s.End.Time),
		Alerts: o.alertChanges(), Detection: r.detection(o), Again: again("replay", s, with),
	}
	for _, c := range s.columns() {
		if !c.Cost {
			run.Columns = append(run.Columns, c)
		}
	}
	for _, f := range o.history.Failures {
		run.Failures = append(run.Failures, reports.RuleFailure{Rule: f.Name, File: f.File, Line: f.Line, Problem: f.Problem, First: f.First, Count: f.Count})
	}
	return run
}

// summed is how the i-th rule did in all runs.
func summed(rule alerts.Rule, i int, runs []reports.AlertRun) reports.AlertRule {
	sum := reports.AlertRule{
		Alert: rule.Alert, Group: rule.Group, File: rule.File, Line: rule.Line, Expr: rule.Expr, ForSeconds: rule.For.Seconds(),
		Reads: append([]string{}, rule.Reads...),
	}
	for _, run := range runs {
		d := run.Detection[i]
		if len(d.Lacks) > 0 {
			continue
		}
		sum.Could++
		if d.Early > 0 {
			sum.Early++
		}
		if d.Fired == nil {
			continue
		}
		switch sum.Fired++; {
		case d.FirstHarm == nil:
			sum.Unhit++
		case d.AheadSeconds >= 0:
			sum.Ahead++
		default:
			sum.Late++
		}
	}
	if sum.Could == 0 {
		sum.Lacks = lackedByAll(i, runs)
	}
	return sum
}

// lackedByAll are the metrics that the i-th rule reads and no run has.
func lackedByAll(i int, runs []reports.AlertRun) []string {
	var lacks []string
	for n, run := range runs {
		if n == 0 {
			lacks = slices.Clone(run.Detection[i].Lacks)
		}
		lacks = slices.DeleteFunc(lacks, func(name string) bool { return !slices.Contains(run.Detection[i].Lacks, name) })
	}
	return lacks
}

func (o AlertOptions) again(all []*Scenario) string {
	text := "reprise alerts"
	for _, file := range o.Rules {
		text += " " + reports.ShellWord(file.File())
	}
	var named []string
	for _, s := range all {
		named = append(named, s.reference())
	}
	if !slices.Equal(named, Builtin()) { // which is what no name at all means
		text += " --scenario " + strings.Join(named, " --scenario ")
	}
	if o.AllVariants {
		text += " --all-variants"
	}
	if o.Scrape > 0 {
		text += fmt.Sprintf(" --scrape %s", o.Scrape)
	}
	if o.Every > 0 {
		text += fmt.Sprintf(" --every %s", o.Every)
	}
	return text + flags(o.Options)
}

// Series describes every series that scrapes can have.
func Series() *reports.SeriesList {
	out := &reports.SeriesList{}
	for _, e := range scrapedSeries {
		at := slices.IndexFunc(out.Series, func(s reports.SeriesInfo) bool { return s.Name == e.Name })
		if at < 0 {
			m := metrics[e.Place]
			at = len(out.Series)
			out.Series = append(out.Series, reports.SeriesInfo{
				Name: e.Name, Label: e.Label, Gauge: e.Gauge, Backend: e.Backend(), Load: m.Load, Core: m.Core, Pool: m.Pool,
			})
		}
		s := &out.Series[at]
		if e.Label != "" {
			s.Values = append(s.Values, e.Value)
		}
		s.Says = append(s.Says, e.Says)
	}
	return out
}

// scrapeSteps tells what is wrong with how often Prometheus is to look: nothing, or a UsageError.
func scrapeSteps(scrape, every time.Duration) error {
	for _, d := range []struct {
		flag     string
		value    time.Duration
		low, top time.Duration
	}{{"--scrape", scrape, time.Second, 5 * time.Minute}, {"--every", every, time.Second, time.Hour}} {
		if d.value != 0 && (d.value < d.low || d.value > d.top || d.value%time.Second != 0) {
			return usage("%s %s: allowed are whole seconds from %s to %s", d.flag, d.value, d.low, d.top)
		}
	}
	return nil
}
