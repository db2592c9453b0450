package reports

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// trial is rules tried on four runs: one that was told of in time, by one rule, and too late by another; one in which nobody was
// hit; one whose harm counts no users; and one of a hostile file.
func trial() *AlertTrial {
	start := time.Date(2026, time.March, 10, 6, 0, 0, 0, time.UTC)
	at := func(after time.Duration) *time.Time {
		t := start.Add(after)
		return &t
	}
	const hostile = "\x1b[31mRed\r\nherring\u202e"
	fallbacks := Column{Metric: "signup.fallbacks", Label: "fallbacks"}
	recover := Column{Metric: "pool.to_recover", Label: "to recover", Unit: "s"}
	rule := func(name string, line int) Detection { return Detection{Alert: name, File: "ours.yaml", Line: line} }
	low, late, blind, quiet := rule("PoolLow", 4), rule("Fallbacks", 9), rule("CoresFail", 14), rule("Quiet", 19)
	blind.Lacks = []string{"sim_connections_failed_total"}

	spike := AlertRun{
		Scenario: "pool-spike", Title: "ten times the sign-ups for an hour", Variant: "as-was", TraceHash: "ab12", Start: start, End: *at(24 * time.Hour),
		FirstCause: *at(12 * time.Hour), Cause: "signups.spike", FirstHarm: at(12*time.Hour + 22*time.Minute), Columns: []Column{fallbacks, recover},
		Harm: map[string]float64{"signup.fallbacks": 268, "pool.to_recover": 5879}, Again: "reprise replay pool-spike --variant as-was --seed 1",
	}
	inTime, tooLate := low, late
	inTime.Pending, inTime.Fired, inTime.Resolved, inTime.Times = at(12*time.Hour+9*time.Minute), at(12*time.Hour+19*time.Minute), at(13*time.Hour+47*time.Minute), 2
	inTime.AfterSeconds, inTime.AheadSeconds, inTime.Hit, inTime.FirstHarm = 1140, 180, map[string]float64{"signup.fallbacks": 0, "pool.to_recover": 644}, spike.FirstHarm
	tooLate.Fired, tooLate.Times, tooLate.Early = at(26*time.Hour), 1, 1
	tooLate.AfterSeconds, tooLate.AheadSeconds, tooLate.Hit, tooLate.FirstHarm = 50_400, -49_080, map[string]float64{"signup.fallbacks": 46}, spike.FirstHarm
	spike.Detection = []Detection{inTime, tooLate, blind, quiet}
	spike.Alerts = []AlertChange{{Alert: "PoolLow", Labels: map[string]string{"severity": "warning"}, State: Firing, T: *inTime.Fired, Summary: "24 left"}}

	spared := AlertRun{
		Scenario: "pool-spike", Title: spike.Title, Variant: "twice-the-target", Start: start, End: spike.End, FirstCause: spike.FirstCause, Cause: "signups.spike",
		Columns: []Column{fallbacks}, Harm: map[string]float64{"signup.fallbacks": 0},
	}
	idle := low
	idle.Fired, idle.Times, idle.AfterSeconds, idle.Hit = at(13*time.Hour), 1, 3600, map[string]float64{"signup.fallbacks": 0}
	spared.Detection = []Detection{idle, late, blind, quiet}

	slow := AlertRun{
		Scenario: "herding", Title: "old scores", Variant: "as-was", Start: start, End: spike.End, FirstCause: start,
		Columns: []Column{{Metric: "sessions.slow_share", Label: "slow", Unit: "share"}}, Harm: map[string]float64{"sessions.slow_share": 0.0021},
	}
	told := late
	told.Fired, told.Times, told.AfterSeconds, told.Hit = at(time.Hour), 1, 3600, map[string]float64{"sessions.slow_share": 0.01}
	slow.Detection = []Detection{low, told, blind, quiet}

	red := spared
	red.Scenario, red.Title, red.Cause, red.Detection = hostile, hostile, hostile, []Detection{low, late, blind, quiet}
	red.Failures = []RuleFailure{{Rule: hostile, File: "ours.yaml", Line: 19, Problem: "many-to-many matching " + hostile, First: start, Count: 12}}
	return &AlertTrial{
		Files: []string{"ours.yaml"}, Seed: 1, ScrapeSeconds: 15, EverySeconds: 60,
		Rules: []AlertRule{
			{Alert: "PoolLow", Group: "g", File: "ours.yaml", Line: 4, Expr: "account_pool_size < account_pool_min", ForSeconds: 600,
				Reads: []string{"account_pool_min", "account_pool_size"}, Could: 4, Fired: 2, Ahead: 1, Unhit: 1},
			{Alert: "Fallbacks", File: "ours.yaml", Line: 9, Could: 4, Fired: 2, Late: 1, Unhit: 1, Early: 1},
			{Alert: "CoresFail", File: "ours.yaml", Line: 14, Lacks: []string{"sim_connections_failed_total"}},
			{Alert: "Quiet", File: "ours.yaml", Line: 19, Could: 4},
		},
		Runs: []AlertRun{spike, spared, slow, red}, Again: "reprise alerts ours.yaml --scenario pool-spike --all-variants --seed 1",
	}
}

func seriesList() *SeriesList {
	many := SeriesInfo{Name: "sim_log_lines_total", Label: "event"}
	for _, event := range strings.Fields("A B C D E F G H I J K") {
		many.Values, many.Says = append(many.Values, event), append(many.Says, "lines of the log")
	}
	return &SeriesList{Series: []SeriesInfo{
		{Name: "account_pool_size", Gauge: true, Backend: true, Says: []string{"accounts that are POOL"}, Pool: true},
		{Name: "config_answers_total", Label: "result", Values: []string{"success", "incomplete"}, Backend: true, Says: []string{"whole", "short"}},
		many,
	}}
}

// A rule that never fired is told apart from one that never could.
func TestNeverFired(t *testing.T) {
	never := trial().NeverFired()
	require.Len(t, never, 2)
	require.NotEmpty(t, never[0].Lacks)
	require.Empty(t, never[1].Lacks)
}
