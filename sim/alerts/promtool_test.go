package alerts_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"reprise/sim/alerts"
)

// unitTests is a file as `promtool test rules` takes it, as far as fixtures/alerts/tests goes.
type unitTests struct {
	RuleFiles          []string       `yaml:"rule_files"`
	EvaluationInterval model.Duration `yaml:"evaluation_interval"`
	Tests              []unitTest     `yaml:"tests"`
}

type unitTest struct {
	Name        string         `yaml:"name"`
	Interval    model.Duration `yaml:"interval"`
	InputSeries []struct {
		Series string `yaml:"series"`
		Values string `yaml:"values"`
	} `yaml:"input_series"`
	AlertRuleTest []struct {
		EvalTime  model.Duration `yaml:"eval_time"`
		Alertname string         `yaml:"alertname"`
		ExpAlerts []struct {
			ExpLabels      map[string]string `yaml:"exp_labels"`
			ExpAnnotations map[string]string `yaml:"exp_annotations"`
		} `yaml:"exp_alerts"`
	} `yaml:"alert_rule_test"`
	PromqlExprTest []any `yaml:"promql_expr_test"` // promtool's own business
}

// scrapes are the input series, up to the last instant that is asked about. What they write as stale is NaN here; a gap without a
// marker (`_` behind a value) is nothing that a scrape can leave.
func (u unitTest) scrapes(t *testing.T) alerts.Scrapes {
	s := alerts.Scrapes{Start: time.Unix(0, 0).UTC(), Every: time.Duration(u.Interval)}
	for _, in := range u.InputSeries {
		name, values, err := parser.NewParser(parser.Options{}).ParseSeriesDesc(in.Series + " " + in.Values)
		require.NoError(t, err)
		one := alerts.Series{Name: name.Get(model.MetricNameLabel)}
		name.Range(func(l labels.Label) {
			if l.Name != model.MetricNameLabel {
				one.Labels = append(one.Labels, alerts.Label{Name: l.Name, Value: l.Value})
			}
		})
		for _, v := range values {
			require.False(t, v.Omitted, "%s: write stale", in.Series)
			if one.Values = append(one.Values, v.Value); math.IsNaN(v.Value) {
				one.Values[len(one.Values)-1] = math.NaN()
			}
		}
		s.Series = append(s.Series, one)
	}
	last := 0
	for _, a := range u.AlertRuleTest {
		last = max(last, int(time.Duration(a.EvalTime)/s.Every))
	}
	nothing := make([]float64, last+1) // promtool goes on to the last instant, whatever there is to scrape
	for i := range nothing {
		nothing[i] = math.NaN()
	}
	s.Series = append(s.Series, alerts.Series{Name: "nothing", Values: nothing})
	return s
}

// firing are the alerts of a name that fire at an instant: labels and summary of each.
func firing(h *alerts.History, name string, at time.Time) []string {
	last := map[string]alerts.Change{}
	for _, c := range h.Changes {
		if c.Alert == name && !c.At.After(at) {
			last[fmt.Sprint(c.Rule, c.Labels)] = c
		}
	}
	all := []string{}
	for _, c := range last {
		if c.State == alerts.Firing {
			l := map[string]string{}
			for _, one := range c.Labels {
				l[one.Name] = one.Value
			}
			all = append(all, fmt.Sprint(l))
		}
	}
	return all
}

// TestUnitTestsOfTheShippedRules: the rules' own tests, in promtool's format, hold here; each rule has one that sees it fire,
// and one that does not (POOL-15, POOL-18, SYNC-15).
func TestUnitTestsOfTheShippedRules(t *testing.T) {
	paths, err := filepath.Glob("../../fixtures/alerts/tests/*.yaml")
	require.NoError(t, err)
	fires, rests := map[string]bool{}, map[string]bool{}
	for _, path := range paths {
		var file unitTests
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, yaml.Unmarshal(data, &file))
		var files []*alerts.Rules
		for _, name := range file.RuleFiles {
			data, err := os.ReadFile(filepath.Join(filepath.Dir(path), name))
			require.NoError(t, err)
			rules, err := alerts.Load(name, data)
			require.NoError(t, err)
			files = append(files, rules)
		}
		for _, u := range file.Tests {
			t.Run(filepath.Base(path)+" "+u.Name, func(t *testing.T) {
				s := u.scrapes(t)
				h, err := alerts.Evaluate(context.Background(), files, s, alerts.Options{Every: time.Duration(file.EvaluationInterval)})
				require.NoError(t, err)
				require.Empty(t, h.Failures)
				for _, want := range u.AlertRuleTest {
					expected := []string{}
					for _, a := range want.ExpAlerts {
						expected = append(expected, fmt.Sprint(a.ExpLabels))
					}
					at := s.Start.Add(time.Duration(want.EvalTime))
					require.ElementsMatch(t, expected, firing(h, want.Alertname, at), "%s at %s", want.Alertname, want.EvalTime)
					fires[want.Alertname] = fires[want.Alertname] || len(expected) > 0
					rests[want.Alertname] = rests[want.Alertname] || len(expected) == 0
					for _, c := range h.Changes {
						if c.Alert == want.Alertname && c.State == alerts.Firing && c.At.Equal(at) {
							require.Equal(t, want.ExpAlerts[0].ExpAnnotations["summary"], c.Summary)
						}
					}
				}
			})
		}
	}
	shipped, err := alerts.Shipped()
	require.NoError(t, err)
	for _, file := range shipped {
		for _, r := range file.Alerts() {
			require.True(t, fires[r.Alert] && rests[r.Alert], "%s: %s wants a test that sees it fire, and one that does not", r.File, r.Alert)
		}
	}
}
