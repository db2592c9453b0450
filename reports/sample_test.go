package reports

import (
	"fmt"
	"math"
	"time"
)

// at is an instant of the Felis days, `20 11:42:00`, in January 2026.
func at(moment string) time.Time {
	t, err := time.Parse("2006-01 2 15:04:05.999", "2026-01 "+moment)
	if err != nil {
		panic(err) // a slip in a test's own table
	}
	return t
}

func entry(moment string, kind LogKind, because int, event string, fields ...Field) LogEntry {
	return LogEntry{T: at(moment), Event: event, Fields: fields, Kind: kind, Because: because}
}

func from(e LogEntry, o Origin) LogEntry {
	e.Origin = &o
	return e
}

// felis is a replay that takes every branch of the views; its figures are made up.
func felis() *Replay {
	r := &Replay{
		Scenario: "felis",
		Title:    "26 of 49 configs, and a cache that kept them",
		Story:    "46 servers were switched off in bulk & nobody asked for a resync.\nThree days later a desktop app was handed 26 of 49 configs, and kept them.",
		Source:   "felis-postmortem.txt",
		Variant:  "as-was", Seed: 1, Reps: 20, Verdict: Fail,
		TraceHash: "9f2c4b7a11d0e8f3", Start: at("17 09:00:00"), End: at("20 15:00:00"),
		Events: 12345, Elapsed: 11 * time.Millisecond,
		Expectations: []Expectation{
			{ID: "partial-list", Verdict: Pass, Actual: "26/49 at 11:42:00", Limit: "26/49 at 11:42:00", Margin: "0 s", Facts: []string{"SYNC-02"}},
			{ID: "whole-again", Verdict: Pass, Actual: "11:50:00", Limit: "11:50:00 ± 1 m", Margin: "1 m", Facts: []string{"SYNC-04", "SYNC-13"}},
			{ID: "user-fails", Verdict: Fail, Actual: "0", Limit: ">= 1", Margin: "-1", Facts: []string{"SYNC-06"}, Replication: 7, File: "scenarios/felis.yaml", Line: 34},
		},
		Log: []LogEntry{
			from(entry("17 10:00:00", Cause, -1, "servers.deactivate", Field{"count", int64(46)}), Origin{Key: "timeline[0]", Documented: []string{"SYNC-01"}}),
			entry("17 10:00:00", Detail, 0, "CONFIG_ROWS_INACTIVE", Field{"rows", int64(46)}),
			from(entry("20 11:42:00", Cause, -1, "client.open", Field{"client", "user"}), Origin{Key: "timeline[1]", Documented: []string{"SYNC-02"}}),
			entry("20 11:42:00", Trouble, 0, "CONFIG_FROM_DB_INCOMPLETE", Field{"healthyConfigs", int64(26)}, Field{"activeServers", int64(49)}, Field{"share", 0.53}),
			entry("20 11:42:00", Detail, 3, "BACKGROUND_SYNC_STARTED", Field{"servers", int64(23)}),
			entry("20 11:42:00", Detail, 2, "CLIENT_LIST_CACHED", Field{"client", "user"}, Field{"says", "a list of 26, 東京 among them"}),
			entry("20 11:42:00.35", Detail, 4, "SERVER_SYNCED", Field{"server", "LV-2"}),
			entry("20 11:50:00", Good, 6, "CONFIG_FROM_DB_SUCCESS", Field{"countries", int64(27)}, Field{"servers", int64(49)}),
			from(entry("20 12:00:00", Cause, -1, "fault.panel", Field{"errors", 0.5}, Field{"for", "30m"}), Origin{Key: "timeline[2]", Documented: []string{"SYNC-05"},
				Assumed: "the documents give neither a rate nor a length; half an hour is what the graphs of the panel could have hidden"}),
			entry("20 14:27:00", Harm, 5, "CONNECT_FAILED", Field{"server", "LV-2"}, Field{"reason", "no config on the device"}),
			entry("20 14:39:00", Good, -1, "CONFIG_FROM_DB_SUCCESS", Field{"countries", int64(27)}, Field{"servers", int64(49)}),
			entry("20 14:39:00", "curious", 10, "A_KIND_OF_ITS_OWN", Field{"empty", ""}),
		},
		Metrics: map[string]float64{"client.partial_lists": 1, "client.failed_attempts": 0, "client.list_age": 9900},
		Intervals: map[string]Interval{
			"client.partial_lists": {Mean: 1, Low: 1, High: 1, N: 20},
			"sync.until_whole":     {Unit: "s", Mean: 480.4, Low: 470, High: 490.8, N: 20},
		},
		Remedies: &Remedies{
			Alike: "95 % interval of paired differences holds 0", Why: "reprise why felis",
			Columns: []Column{
				{Metric: "client.partial_lists", Label: "partial lists"},
				{Metric: "client.refused_requests", Label: "refused", Cost: true},
				{Metric: "client.failed_attempts", Label: "failed attempts"},
				{Metric: "client.stale_share", Label: "stale", Unit: "share"},
				{Metric: "sync.until_whole", Label: "until whole", Unit: "s"},
			},
			Rows: []Remedy{
				{Variant: "as-was", Verdict: Fail, Values: []float64{1, 0, 1, 0.125, 10620}, Effect: NotReproduced},
				{Variant: "resync-pending", Says: "after the deactivation, rows of inactive servers are set to PENDING", Verdict: Pass,
					Values: []float64{0, 0, 0, 0, math.NaN()}, Effect: Prevents, Best: true, Less: []string{"client.partial_lists", "client.failed_attempts"}},
				{Variant: "refuse-below-0.8", Says: "a partial list is refused, and the client keeps the list it had", Verdict: Fail,
					Values: []float64{0, 1234567, 2, 0.00001, 480}, Effect: Moves, More: []string{"client.failed_attempts"}, Less: []string{"client.partial_lists"},
					Expectations: []Expectation{{ID: "price", Verdict: Fail, Actual: "1,234,567", Limit: "<= 10", Margin: "-1,234,557", File: "scenarios/felis.yaml", Line: 88}}},
				{Variant: "more-workers", Verdict: Pass, Values: []float64{1, 0, 1, 0.125}, Effect: Nothing},
				{Variant: "longer-cache", Verdict: Pass, Values: []float64{1, 0, 3, 0.99999, 90061}, Effect: Worsens, More: []string{"client.failed_attempts", "client.unlisted"}},
				{Variant: "shorter-cache", Verdict: Pass, Values: []float64{1, 0, 0, 0.0416, 3661}, Effect: Eases, Less: []string{"client.failed_attempts"}},
			},
		},
		Assumptions: []Origin{
			{Key: "sync.workers", Value: "6", Assumed: "23 servers at 2 min each within 8 min takes 6"},
			{Key: "client.retry.pause", Value: "5s", Assumed: "nothing is said about retries, and five seconds is what most clients of this sort do when a first attempt fails", Default: true},
		},
		Documented: []Origin{
			{Key: "config.partial.threshold", Value: "0.8", Documented: []string{"SYNC-15"}},
			{Key: "client.desktop.cache.ttl", Value: "1h", Documented: []string{"SYNC-08"}, Default: true},
		},
		Again: "reprise replay felis --seed 1 --reps 20",
	}
	r.Remedies.Rows[0].Expectations = r.Expectations
	return r
}

// crowded is a replay whose log is far longer than a screen: a population in trouble.
func crowded() *Replay {
	r := &Replay{
		Scenario: "crowd", Title: "too much to read", Variant: "as-was", Says: "everybody at once", Seed: 7, Reps: 1, Verdict: Pass,
		TraceHash: "00ff", Start: at("20 09:00:00"), End: at("21 15:00:00"), Again: "reprise replay crowd --seed 7",
	}
	r.Log = append(r.Log, entry("20 09:00:00", Cause, -1, "servers.deactivate", Field{"count", int64(46)}))
	for i := range 214 {
		e := entry("20 09:00:00", Detail, 0, "SERVER_SYNCED", Field{"server", fmt.Sprintf("LV-%d", i)})
		e.T = e.T.Add(time.Duration(i) * time.Second)
		r.Log = append(r.Log, e)
	}
	r.Log = append(r.Log, entry("20 10:00:00", Trouble, 100, "CONFIG_FROM_DB_INCOMPLETE", Field{"healthyConfigs", int64(26)}))
	for i := range 3000 {
		e := entry("20 11:00:00", Harm, 215, "CONNECT_FAILED", Field{"client", fmt.Sprintf("c-%d", i)})
		if i%10 == 9 {
			e.Kind, e.Event = Good, "RECONNECTED"
		}
		e.T = e.T.Add(time.Duration(i) * 20 * time.Second)
		r.Log = append(r.Log, e)
	}
	r.Log = append(r.Log, entry("21 09:00:00", Cause, -1, "servers.activate", Field{"group", "a"}))
	return r
}

func felisCheck() *Check {
	r := felis()
	return &Check{
		Verdict: Fail,
		Again:   "reprise check felis pool --seed 1",
		Runs: []CheckRun{
			{Scenario: "felis", Variant: "as-was", Seed: 1, Reps: 20, Verdict: Fail, TraceHash: r.TraceHash, Expectations: r.Expectations,
				Again: "reprise replay felis --variant as-was --seed 1 --reps 20", Elapsed: 11 * time.Millisecond},
			{Scenario: "felis", Variant: "resync-pending", Seed: 1, Reps: 20, Verdict: Pass, TraceHash: "77",
				Expectations: []Expectation{{ID: "no-partial-list", Verdict: Pass, Actual: "0", Limit: "== 0", Margin: "0"}}, Elapsed: 9 * time.Millisecond},
			{Scenario: "pool", Variant: "as-was", Seed: 1, Reps: 1, Verdict: Pass, TraceHash: "abcdefabcdefabcdef",
				Expectations: []Expectation{{ID: `stock "low" & < min`, Verdict: Pass, Actual: "49", Limit: "< 50", Margin: "1", File: "scenarios/pool.yaml", Line: 12}}, Elapsed: 2500 * time.Millisecond},
		},
	}
}

func felisWhy() *Why {
	return &Why{
		Scenario: "felis", Title: "26 of 49 configs, and a cache that kept them", Seed: 1, Verdict: Fail, Failed: []string{"user-fails"},
		Hypotheses: []Hypothesis{
			{ID: "documented", Documented: []string{"SYNC-08"}, About: "why did the user still hold 26 servers at 14:27?", Says: "a partial list lives for one hour", BreaksAt: "user-fails", Observations: []Observation{
				{ID: "partial-list", Matched: true, Actual: "26/49", Limit: "26/49"},
				{ID: "user-fails", Actual: "0", Limit: ">= 1", Facts: []string{"SYNC-06", "SYNC-08"}},
			}, Contradicts: []string{"SYNC-07"}},
			{ID: "age-checked-at-start", About: "why did the user still hold 26 servers at 14:27?", Consistent: true,
				Says:  "a running app never looks at the age of its list, so that a list that was partial when the app started stays what it is for as long as the app runs",
				Needs: "the app ran from 11:42 to 14:27", TellApart: "the start time of the app's process in the crash report",
				Observations: []Observation{{ID: "partial-list", Matched: true}, {ID: "user-fails", Matched: true}}},
			{ID: "lone", Says: "nobody knows", Consistent: true},
		},
		Causes: []CauseTried{
			{ID: "servers.deactivate-0", Says: "46 servers switched off", Necessary: true, Changed: []string{"partial-list", "user-fails"}},
			{ID: "resync-pending", Says: "a resync after it", Omission: true, Necessary: true, Changed: []string{"partial-list"}},
			{ID: "fault.panel-2", Says: "panel errors"},
		},
		Columns: []Column{{Metric: "client.partial_lists", Label: "partial lists"}, {Metric: "client.failed_attempts", Label: "failed attempts"}},
		Alike:   "within 1 %",
		Remedies: []RemedyTried{
			{Variant: "resync-pending", Says: "a resync after it", Prevents: 1, Helps: 2, Readings: 4,
				Turned: []string{"age-checked-at-start", "sync.pending.scope=row", "sync.workers=12"}, Effects: []ReadingEffect{
					{Reading: "as-was", Effect: Prevents, Less: []string{"client.partial_lists"}},
					{Reading: "age-checked-at-start", Effect: Eases, Less: []string{"client.partial_lists"}},
					{Reading: "sync.pending.scope=row", Effect: Nothing},
					{Reading: "sync.workers=12", Effect: Nothing},
				}},
			{Variant: "refuse-below-0.8", Readings: 4, Turned: []string{"age-checked-at-start"}, Effects: []ReadingEffect{
				{Reading: "as-was", Effect: Moves, More: []string{"client.failed_attempts"}, Less: []string{"client.partial_lists"}},
				{Reading: "age-checked-at-start", Effect: Worsens, More: []string{"client.failed_attempts"}},
				{Reading: "sync.pending.scope=row", Effect: Moves, More: []string{"client.failed_attempts"}, Less: []string{"client.partial_lists"}},
				{Reading: "sync.workers=12", Effect: Moves, More: []string{"client.failed_attempts"}, Less: []string{"client.partial_lists"}},
			}},
			{Variant: "shorter-cache", Helps: 4, Readings: 4, Turned: []string{}, Effects: []ReadingEffect{{Reading: "as-was", Effect: Eases, Less: []string{"client.failed_attempts"}}}},
			{Variant: "checklist", Prevents: 4, Helps: 4, Readings: 4, Turned: []string{}, Robust: true, Effects: []ReadingEffect{{Reading: "as-was", Effect: Prevents}}},
			{Variant: "bare"},
		},
		Assumptions: []Sensitive{
			{Key: "sync.workers", Value: "6", Reason: "23 servers at 2 min each within 8 min", Carries: true, Tried: []Tried{{Value: "3", Changed: []string{"whole-again"}}, {Value: "12"}}},
			{Key: "fault.errors", Value: "0.5", Reason: "no rate is given"},
			{Key: "client.retry.pause", Value: "5s", Reason: "nothing is said"},
		},
		Again: "reprise why felis --seed 1",
	}
}

func listing() *Listing {
	return &Listing{Scenarios: []Listed{
		{Name: "felis", Title: "26 of 49 configs, and a cache that kept them", Source: "felis-postmortem.txt",
			Variants: []string{"as-was", "resync-pending"}, Hypotheses: []string{"documented", "age-checked-at-start"}, Facts: []string{"SYNC-01", "SYNC-02"}},
		{Name: "bare", Title: "nothing but a name"},
	}}
}
