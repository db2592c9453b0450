package alerts_test

import (
	"context"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/sim/alerts"
)

var start = time.Date(2026, 1, 17, 9, 0, 0, 0, time.UTC)

// minutely are scrapes of one series a, once a minute.
func minutely(values ...float64) alerts.Scrapes {
	return alerts.Scrapes{Start: start, Every: time.Minute, Series: []alerts.Series{{Name: "a", Labels: []alerts.Label{{Name: "host", Value: "x"}}, Values: values}}}
}

func loaded(t testing.TB, file string) []*alerts.Rules {
	t.Helper()
	rules, err := alerts.Load("team.yaml", []byte(file))
	require.NoError(t, err)
	return []*alerts.Rules{rules}
}

// TestHistory is what a person is told: each alert's way, and what of it was never gone.
func TestHistory(t *testing.T) {
	rules := loaded(t, one(`  - alert: High
    expr: a > 5
    for: 2m
    labels: {severity: page}
    annotations: {summary: 'a is {{ $value }} on {{ $labels.host }}'}
  - alert: Other
    expr: b > a
  - alert: AtOnce
    expr: a == 9
`))
	h, err := alerts.Evaluate(context.Background(), rules, minutely(6, 1, 6, 7, 8, 9, 1, math.NaN(), 6), alerts.Options{})
	require.NoError(t, err)
	at := func(minute int) time.Time { return start.Add(time.Duration(minute) * time.Minute) }
	high := []alerts.Label{{Name: "host", Value: "x"}, {Name: "severity", Value: "page"}}
	low := high[:1]
	require.Equal(t, []alerts.Change{
		{Rule: 0, Alert: "High", Labels: high, State: alerts.Pending, At: at(0), Value: 6, Summary: "a is 6 on x"},
		{Rule: 0, Alert: "High", Labels: high, State: alerts.Inactive, At: at(1), Value: 6, Summary: "a is 6 on x"},
		{Rule: 0, Alert: "High", Labels: high, State: alerts.Pending, At: at(2), Value: 6, Summary: "a is 6 on x"},
		{Rule: 0, Alert: "High", Labels: high, State: alerts.Firing, At: at(4), Value: 8, Summary: "a is 8 on x"},
		{Rule: 2, Alert: "AtOnce", Labels: low, State: alerts.Firing, At: at(5), Value: 9},
		{Rule: 0, Alert: "High", Labels: high, State: alerts.Resolved, At: at(6), Value: 9, Summary: "a is 9 on x"},
		{Rule: 2, Alert: "AtOnce", Labels: low, State: alerts.Resolved, At: at(6), Value: 9},
		{Rule: 0, Alert: "High", Labels: high, State: alerts.Pending, At: at(8), Value: 6, Summary: "a is 6 on x"},
	}, h.Changes)
	require.Equal(t, []alerts.Seen{{Pending: true, Firing: true}, {Missing: []string{"b"}, Hollow: true}, {Firing: true}}, h.Seen)
	require.Equal(t, []time.Time{start, at(8)}, []time.Time{h.From, h.To})
	require.Equal(t, []string{"High", "Other", "AtOnce"}, []string{h.Rules[0].Alert, h.Rules[1].Alert, h.Rules[2].Alert})
}

// TestRecordsOfOtherFiles are found by rules of this one, and what they read stands for them.
func TestRecordsOfOtherFiles(t *testing.T) {
	files := append(loaded(t, one("  - {record: twice, expr: 2 * a}\n")), loaded(t, one("  - {alert: High, expr: twice > 5}\n"))...)
	h, err := alerts.Evaluate(context.Background(), files, minutely(1, 2, 3), alerts.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"a"}, h.Rules[0].Reads)
	require.Empty(t, h.Seen[0].Missing)
	require.Len(t, h.Changes, 1)
	require.Equal(t, start.Add(2*time.Minute), h.Changes[0].At)
}

// TestFailures: a rule whose expression cannot be evaluated is told of, and others go on, as in Prometheus.
func TestFailures(t *testing.T) {
	rules := loaded(t, one("  - {alert: Broken, expr: a / on () a > 1}\n  - {alert: Sound, expr: a > 1}\n"))
	s := minutely(1, 2, 3)
	s.Series = append(s.Series, alerts.Series{Name: "a", Values: []float64{math.NaN(), 2, 2}})
	h, err := alerts.Evaluate(context.Background(), rules, s, alerts.Options{})
	require.NoError(t, err)
	require.Len(t, h.Failures, 1)
	f := h.Failures[0]
	require.Contains(t, f.Problem, "found duplicate series for the match group {}")
	f.Problem = ""
	require.Equal(t, alerts.Failure{File: "team.yaml", Line: 4, Name: "Broken", First: start.Add(time.Minute), Count: 2}, f)
	require.True(t, h.Seen[1].Firing)
}

// TestTooMuchWork ends with one line, at the rule.
func TestTooMuchWork(t *testing.T) {
	s := minutely(make([]float64, 7*24*60)...)
	for i := range 20 {
		s.Series = append(s.Series, alerts.Series{Name: "b", Labels: []alerts.Label{{Name: "i", Value: strings.Repeat("i", i+1)}}, Values: s.Series[0].Values})
	}
	for name, c := range map[string]struct{ file, want string }{
		"samples at once": {"groups:\n- name: g\n  interval: 12h\n  rules:\n  - {alert: A, expr: 'max_over_time(b[6d:10s]) > 0'}\n",
			"team.yaml:5:22: groups[0].rules[0].expr: is too much work at 2026-01-23T09:00:00Z: query processing would load too many samples into memory"},
		"evaluations": {"groups:\n- name: g\n  interval: 1ms\n  rules:\n  - {alert: A, expr: a}\n",
			"team.yaml:2:9: groups[0].name: is due every 1ms, for 167h59m0s: with the groups before it, that is too often; allowed are at most 10000000"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := alerts.Evaluate(context.Background(), loaded(t, c.file), s, alerts.Options{})
			var wrong *alerts.Error
			require.ErrorAs(t, err, &wrong)
			require.Contains(t, err.Error(), c.want)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

// TestWrongScrapes are a mistake of the program that made them.
func TestWrongScrapes(t *testing.T) {
	rules := loaded(t, one("  - {alert: A, expr: a}\n"))
	good := minutely(1)
	for want, spoil := range map[string]func(*alerts.Scrapes, *alerts.Options){
		"nothing was scraped":       func(s *alerts.Scrapes, _ *alerts.Options) { s.Series = nil },
		"scraping every 0s":         func(s *alerts.Scrapes, _ *alerts.Options) { s.Every = 0 },
		"whole milliseconds":        func(s *alerts.Scrapes, _ *alerts.Options) { s.Start = s.Start.Add(1) },
		"evaluating every 1ns":      func(_ *alerts.Scrapes, o *alerts.Options) { o.Every = 1 },
		"it is there twice":         func(s *alerts.Scrapes, _ *alerts.Options) { s.Series = append(s.Series, s.Series[0]) },
		"has no name":               func(s *alerts.Scrapes, _ *alerts.Options) { s.Series = []alerts.Series{{Values: []float64{1}}} },
		`its label "__name__"`:      func(s *alerts.Scrapes, _ *alerts.Options) { s.Series = named("a", "__name__", "b") },
		`label "\xff"`:              func(s *alerts.Scrapes, _ *alerts.Options) { s.Series = named("a", "\xff", "b") },
		"scraping \"a\": its label": func(s *alerts.Scrapes, _ *alerts.Options) { s.Series = named("a", "x", "\xff") },
	} {
		s, o := good, alerts.Options{}
		spoil(&s, &o)
		_, err := alerts.Evaluate(context.Background(), rules, s, o)
		require.ErrorContains(t, err, want)
	}
}

func named(name, label, value string) []alerts.Series {
	return []alerts.Series{{Name: name, Labels: []alerts.Label{{Name: label, Value: value}}, Values: []float64{1}}}
}

// TestCancelled ends soon, and leaves nothing running.
func TestCancelled(t *testing.T) {
	rules, err := alerts.Shipped()
	require.NoError(t, err)
	before := runtime.NumGoroutine()
	s := threeDays()
	ctx, cancel := context.WithCancelCause(context.Background())
	calls := 0
	polled := pollingContext{ctx, func() {
		if calls++; calls == 200 {
			cancel(context.Canceled)
		}
	}}
	_, err = alerts.Evaluate(polled, rules, s, alerts.Options{})
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, calls, 2000, "it went on")
	_, err = alerts.Evaluate(context.Background(), rules, minutely(1, 2), alerts.Options{})
	require.NoError(t, err)
	for range 1000 { // those of tests before this one may still be ending
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("something is still running")
}

// pollingContext tells whenever it is asked whether it is over.
type pollingContext struct {
	context.Context
	asked func()
}

func (c pollingContext) Err() error {
	c.asked()
	return c.Context.Err()
}

// TestDeterminism: alerts of many series, in one order whatever the order of maps.
func TestDeterminism(t *testing.T) {
	rules := loaded(t, one("  - {alert: A, expr: 'a > 1', for: 1m}\n  - {record: total, expr: sum(a)}\n  - {alert: B, expr: total > 0, annotations: {summary: '{{ $value }}'}}\n"))
	s := minutely(1)
	for i := range 40 {
		s.Series = append(s.Series, alerts.Series{
			Name: "a", Labels: []alerts.Label{{Name: "host", Value: strings.Repeat("h", i+1)}}, Values: []float64{1 / float64(i+3), 3.3, 0.1 * float64(i), 7},
		})
	}
	first, err := alerts.Evaluate(context.Background(), rules, s, alerts.Options{})
	require.NoError(t, err)
	require.Greater(t, len(first.Changes), 50)
	for range 20 {
		again, err := alerts.Evaluate(context.Background(), rules, s, alerts.Options{})
		require.NoError(t, err)
		require.Equal(t, first, again)
	}
}
