package alerts_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"reprise/control/pool"
	"reprise/fixtures"
	"reprise/sim/alerts"
)

func shippedAlert(t require.TestingT, name string) (*alerts.Rules, alerts.Rule) {
	files, err := alerts.Shipped()
	require.NoError(t, err)
	for _, file := range files {
		for _, r := range file.Alerts() {
			if r.Alert == name {
				return file, r
			}
		}
	}
	require.Fail(t, "no such alert", name)
	return nil, alerts.Rule{}
}

// TestAccountPoolLow is shipped as documented, and as control/pool has it (POOL-15).
func TestAccountPoolLow(t *testing.T) {
	_, r := shippedAlert(t, pool.AlertName)
	require.Equal(t, pool.QueryLow, r.Expr)
	require.Equal(t, pool.AlertFor, r.For)
	require.Equal(t, []alerts.Label{{Name: "contact", Value: pool.AlertContact}, {Name: "severity", Value: pool.AlertSeverity}}, r.Labels)
	require.Equal(t, []string{pool.GaugeMin, pool.GaugeSize}, r.Reads)
	data, err := fs.ReadFile(fixtures.Alerts, "alerts/pool.yaml")
	require.NoError(t, err)
	require.Contains(t, string(data), "expr: "+pool.QueryPercent+"\n", "the second query of POOL-17")
}

// TestTheEngineAndTheWatch: the engine's AccountPoolLow fires when control/pool's does, and at 10 minutes sharp as well, where the
// document says "more than" (POOL-15).
func TestTheEngineAndTheWatch(t *testing.T) {
	file, rule := shippedAlert(t, pool.AlertName)
	set := pool.Documented()
	sharp := 0
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(2026, 2, 24, 0, 0, 0, 0, time.UTC)
		n := rapid.IntRange(10, 120).Draw(t, "scrapes")
		size, low, high := make([]float64, n), make([]float64, n), make([]float64, n)
		isLow := false
		for i := range n {
			if rapid.IntRange(0, 12).Draw(t, "turns") == 0 {
				isLow = !isLow
			}
			size[i], low[i], high[i] = float64(set.Min), float64(set.Min), float64(set.Target)
			if isLow {
				size[i]--
			}
		}
		h, err := alerts.Evaluate(context.Background(), []*alerts.Rules{file}, alerts.Scrapes{Start: start, Every: time.Minute, Series: []alerts.Series{
			{Name: pool.GaugeSize, Values: size}, {Name: pool.GaugeMin, Values: low}, {Name: pool.GaugeTarget, Values: high},
		}}, alerts.Options{})
		require.NoError(t, err)
		var w pool.Watch
		for i := range n {
			at := start.Add(time.Duration(i) * time.Minute)
			w = w.See(set.Status(int(size[i])), at)
			want := w.Fires(at) || w.Low && at.Sub(w.Since) == pool.AlertFor
			require.Equal(t, want, len(firing(h, rule.Alert, at)) > 0, "at minute %d of %v", i, size)
			if want && !w.Fires(at) {
				sharp++
			}
		}
	})
	require.NotZero(t, sharp)
}

// exposed are the series in fixtures/alerts/exposed.txt, as name and labels. A test in load/claimd holds that list against the
// live service.
func exposed(t *testing.T) []labels.Labels {
	data, err := os.ReadFile("../../fixtures/alerts/exposed.txt")
	require.NoError(t, err)
	var all []labels.Labels
	for line := bufio.NewScanner(strings.NewReader(string(data))); line.Scan(); {
		if text := line.Text(); text != "" && !strings.HasPrefix(text, "#") {
			l, err := parser.NewParser(parser.Options{}).ParseMetric(text)
			require.NoError(t, err)
			all = append(all, l)
		}
	}
	require.NotEmpty(t, all)
	return all
}

// selectors are all selectors in an expression.
func selectors(t *testing.T, expr string) (all []*parser.VectorSelector) {
	tree, err := parser.NewParser(parser.Options{}).ParseExpr(expr)
	require.NoError(t, err, expr)
	parser.Inspect(tree, func(n parser.Node, _ []parser.Node) error {
		if s, ok := n.(*parser.VectorSelector); ok {
			all = append(all, s)
		}
		return nil
	})
	return all
}

func finds(s *parser.VectorSelector, series []labels.Labels) bool {
	return slices.ContainsFunc(series, func(l labels.Labels) bool {
		return !slices.ContainsFunc(s.LabelMatchers, func(m *labels.Matcher) bool { return !m.Matches(l.Get(m.Name)) })
	})
}

// TestPoolRulesReadWhatTheServiceShows: every selector in the rules for the pool finds a series of the live service, labels and
// all, or what a rule records (POOL-14).
func TestPoolRulesReadWhatTheServiceShows(t *testing.T) {
	series := exposed(t)
	data, err := fs.ReadFile(fixtures.Alerts, "alerts/pool.yaml")
	require.NoError(t, err)
	var file rulefmt.RuleGroups
	require.NoError(t, yaml.Unmarshal(data, &file))
	var exprs []string
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			exprs = append(exprs, r.Expr)
			if r.Record != "" {
				series = append(series, labels.FromStrings(model.MetricNameLabel, r.Record))
			}
		}
	}
	require.NotEmpty(t, exprs)
	for _, expr := range exprs {
		for _, s := range selectors(t, expr) {
			require.True(t, finds(s, series), "%s in %s finds nothing", s, expr)
		}
	}
}

// dashboard is what of a Grafana dashboard is asked here.
type dashboard struct {
	Title, UID    string
	SchemaVersion int
	Templating    struct {
		List []struct{ Name, Type, Query string }
	}
	Panels []struct {
		ID          int
		Type, Title string
		Datasource  struct{ Type, UID string }
		GridPos     struct{ X, Y, W, H int }
		Targets     []struct{ RefID, Expr string }
		FieldConfig struct {
			Defaults struct {
				Thresholds struct{ Steps []struct{ Value *float64 } }
			}
		}
	}
}

// TestDashboards are the three of the documents, with a panel each, and ask what the service shows (POOL-16).
func TestDashboards(t *testing.T) {
	series := exposed(t)
	type panel struct{ title, kind, exprs string }
	got := map[string]panel{}
	names, err := fs.Glob(fixtures.Dashboards, "dashboards/*.json")
	require.NoError(t, err)
	uids := map[string]bool{}
	for _, name := range names {
		data, err := fs.ReadFile(fixtures.Dashboards, name)
		require.NoError(t, err)
		var d dashboard
		require.NoError(t, json.Unmarshal(data, &d), name)
		require.False(t, uids[d.UID], "%s: its uid is another's", name)
		uids[d.UID] = true
		require.NotEmpty(t, d.UID)
		require.GreaterOrEqual(t, d.SchemaVersion, 30)
		require.Len(t, d.Templating.List, 1)
		require.Equal(t, "datasource prometheus", d.Templating.List[0].Type+" "+d.Templating.List[0].Query)
		require.Len(t, d.Panels, 1, name)
		p := d.Panels[0]
		require.Equal(t, "${"+d.Templating.List[0].Name+"}", p.Datasource.UID)
		require.True(t, p.GridPos.W > 0 && p.GridPos.H > 0 && p.GridPos.X+p.GridPos.W <= 24, name)
		require.NotEmpty(t, p.FieldConfig.Defaults.Thresholds.Steps)
		var exprs []string
		for _, target := range p.Targets {
			read, err := alerts.MetricsIn(target.Expr)
			require.NoError(t, err, name)
			require.NotEmpty(t, read)
			for _, s := range selectors(t, target.Expr) {
				require.True(t, finds(s, series), "%s: %s finds nothing", name, s)
			}
			exprs = append(exprs, target.Expr)
		}
		got[d.Title] = panel{p.Title, p.Type, strings.Join(exprs, " | ")}
	}
	require.Equal(t, map[string]panel{
		"Business Executive": {"Account pool", "stat", pool.GaugeSize},
		"Executive SLA":      {"Account pool fill", "gauge", pool.QueryPercent},
		"API Security":       {"Account pool, size and target", "timeseries", pool.GaugeSize + " | " + pool.GaugeTarget},
	}, got)
}
