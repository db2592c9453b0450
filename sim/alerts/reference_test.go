package alerts_test

import (
	"context"
	"math"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/model/timestamp"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/util/teststorage"
	"github.com/stretchr/testify/require"

	"reprise/sim/alerts"
)

// reference evaluates files of rules as promtool's unit tests do, with the rules manager, the engine's own storage (tsdb) and
// instant queries; but each group at its own interval, as Prometheus does. It shares no code with the package.
type reference struct {
	storage storage.Storage
	groups  []*rules.Group // in the order of the files
	scrapes alerts.Scrapes
	done    []int // by series: scrapes put into the storage
}

func newReference(t require.TestingT, files []string, s alerts.Scrapes, every time.Duration) *reference {
	memory, err := teststorage.NewWithError()
	require.NoError(t, err)
	queries := parser.NewParser(parser.Options{})
	engine := promql.NewEngine(promql.EngineOpts{
		MaxSamples: 1_000_000, Timeout: time.Minute, Parser: queries, EnableAtModifier: true, EnableNegativeOffset: true,
		NoStepSubqueryIntervalFn: func(int64) int64 { return every.Milliseconds() },
	})
	manager := rules.NewManager(&rules.ManagerOptions{
		QueryFunc: rules.EngineQueryFunc(engine, memory), Appendable: memory, Context: context.Background(), Parser: queries,
		NotifyFunc: func(context.Context, string, ...*rules.Alert) {}, Logger: promslog.NewNopLogger(),
	})
	r := &reference{storage: memory, scrapes: s, done: make([]int, len(s.Series))}
	for _, file := range files {
		groups, errs := manager.LoadGroups(every, labels.EmptyLabels(), "", nil, false, file)
		require.Empty(t, errs)
		written, errs := rulefmt.ParseFile(file, false, model.UTF8Validation, queries, promslog.NewNopLogger())
		require.Empty(t, errs)
		for _, g := range written.Groups { // the manager has them in a map
			r.groups = append(r.groups, groups[rules.GroupKey(file, g.Name)])
		}
	}
	for _, rule := range r.alerts() {
		rule.SetRestored(true)
	}
	return r
}

// alerts are the alerting rules of all files, in order.
func (r *reference) alerts() (all []*rules.AlertingRule) {
	for _, g := range r.groups {
		for _, rule := range g.Rules() {
			if alerting, ok := rule.(*rules.AlertingRule); ok {
				all = append(all, alerting)
			}
		}
	}
	return all
}

// scrapeUntil puts into the storage what has been scraped.
func (r *reference) scrapeUntil(t require.TestingT, now time.Time) {
	last := 0
	for _, s := range r.scrapes.Series {
		last = max(last, len(s.Values))
	}
	app := r.storage.Appender(context.Background())
	for i, s := range r.scrapes.Series {
		name := labels.NewBuilder(labels.FromStrings(model.MetricNameLabel, s.Name))
		for _, l := range s.Labels {
			name.Set(l.Name, l.Value)
		}
		for ; r.done[i] < last; r.done[i]++ {
			n := r.done[i]
			at := r.scrapes.Start.Add(time.Duration(n) * r.scrapes.Every)
			if at.After(now) {
				break
			}
			v := math.NaN()
			if n < len(s.Values) {
				v = s.Values[n]
			}
			if math.IsNaN(v) {
				if n == 0 || n > len(s.Values) || math.IsNaN(s.Values[n-1]) {
					continue
				}
				v = math.Float64frombits(value.StaleNaN)
			}
			_, err := app.Append(0, name.Labels(), timestamp.FromTime(at), v)
			require.NoError(t, err)
		}
	}
	require.NoError(t, app.Commit())
}

// told is a change of state, in a form that can be compared.
type told struct {
	rule    int
	labels  string
	state   alerts.State
	at      time.Time
	value   uint64 // the bits of the number
	summary string
}

// known is an alert as it was last seen.
type known struct {
	told
	labels labels.Labels
}

// run evaluates up to the last scrape, and tells every change of a state, and how many evaluations failed.
func (r *reference) run(t require.TestingT) (changes []told, failures int) {
	scrapes, step := 0, time.Duration(0)
	for _, s := range r.scrapes.Series {
		scrapes = max(scrapes, len(s.Values))
	}
	for _, g := range r.groups {
		step = gcd(step, g.Interval())
	}
	all := r.alerts()
	active := make([]map[string]known, len(all))
	for elapsed := time.Duration(0); elapsed <= time.Duration(scrapes-1)*r.scrapes.Every; elapsed += step {
		now := r.scrapes.Start.Add(elapsed)
		r.scrapeUntil(t, now)
		for _, g := range r.groups {
			if elapsed%g.Interval() != 0 {
				continue
			}
			g.Eval(context.Background(), now)
			for _, rule := range g.Rules() {
				if rule.LastError() != nil {
					failures++
				}
			}
		}
		for i, rule := range all {
			var here []told
			here, active[i] = compare(active[i], i, rule, now)
			changes = append(changes, here...)
		}
	}
	return changes, failures
}

// compare tells what has become of a rule's alerts.
func compare(before map[string]known, rule int, engine *rules.AlertingRule, now time.Time) (changes []told, active map[string]known) {
	active = map[string]known{}
	var all []known
	for _, a := range engine.ActiveAlerts() {
		l := labels.NewBuilder(a.Labels).Del(labels.AlertName).Labels()
		k := known{told{rule, l.String(), alerts.State(a.State.String()), now, math.Float64bits(a.Value), a.Annotations.Get("summary")}, l}
		if last, was := before[k.told.labels]; !was || last.state != k.state {
			all = append(all, k)
		}
		active[k.told.labels] = k
	}
	for key, last := range before {
		if _, still := active[key]; still {
			continue
		}
		last.at = now
		if last.state == alerts.Firing {
			last.state = alerts.Resolved
		} else {
			last.state = alerts.Inactive
		}
		all = append(all, last)
	}
	slices.SortFunc(all, func(a, b known) int { return labels.Compare(a.labels, b.labels) })
	for _, k := range all {
		changes = append(changes, k.told)
	}
	return changes, active
}

func gcd(a, b time.Duration) time.Duration {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func (r *reference) close(t require.TestingT) { require.NoError(t, r.storage.Close()) }

// toldBy is what a history tells, in the form of the reference.
func toldBy(h *alerts.History) (changes []told) {
	for _, c := range h.Changes {
		l := labels.NewBuilder(labels.EmptyLabels())
		for _, one := range c.Labels {
			l.Set(one.Name, one.Value)
		}
		changes = append(changes, told{c.Rule, l.Labels().String(), c.State, c.At, math.Float64bits(c.Value), c.Summary})
	}
	return changes
}

func shippedFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("../../fixtures/alerts/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}
