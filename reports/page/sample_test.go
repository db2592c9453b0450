package page

import (
	"fmt"
	"time"

	"reprise/reports"
)

// at is an instant of the Felis days, `20 11:42:00`, in January 2026.
func at(moment string) time.Time {
	t, err := time.Parse("2006-01 2 15:04:05", "2026-01 "+moment)
	if err != nil {
		panic(err) // a slip in a test's own table
	}
	return t
}

func entry(moment string, kind reports.LogKind, because int, event string, fields ...reports.Field) reports.LogEntry {
	return reports.LogEntry{T: at(moment), Event: event, Fields: fields, Kind: kind, Because: because}
}

// told is a story that takes every branch of the page; its figures are made up. The start of the run is 17 January, 09:00.
func told() *reports.Story {
	log := []reports.LogEntry{
		entry("17 10:00:00", reports.Cause, -1, "SERVERS_DEACTIVATED", reports.Field{Key: "count", Value: int64(46)}),
		entry("20 11:42:00", reports.Cause, -1, "APP_OPENED", reports.Field{Key: "client", Value: "user"}),
		entry("20 11:42:00", reports.Trouble, 1, "CONFIG_FROM_DB_INCOMPLETE", reports.Field{Key: "healthyConfigs", Value: int64(26)}, reports.Field{Key: "share", Value: 0.53}),
		entry("20 11:42:00", reports.Detail, 2, "LIST_STORED", reports.Field{Key: "says", Value: "26, 東京 among them"}),
	}
	log[0].Origin = &reports.Origin{Key: "timeline[0]", Documented: []string{"SYNC-01"}, Assumed: "the hour"}
	for i := range 80 { // more than a list for people shows
		log = append(log, entry(fmt.Sprintf("20 12:00:%02d", i/2), "curious", 0, "SERVER_SYNCED", reports.Field{Key: "server", Value: fmt.Sprint("LV-", i)}))
	}
	log = append(log, entry("20 14:27:00", reports.Harm, 3, "CONNECT_FAILED", reports.Field{Key: "reason", Value: "no config on the device"}),
		entry("20 14:39:00", reports.Good, -1, "CONFIG_FROM_DB_SUCCESS"))
	expectations := []reports.Expectation{
		{ID: "partial-list", Verdict: reports.Pass, Actual: "26/49 at 11:42:00", Limit: "26/49 at 11:42:00", Margin: "0 s", Facts: []string{"SYNC-02"}},
		{ID: "user-fails", Verdict: reports.Fail, Actual: "0", Limit: ">= 1", Margin: "-1", Facts: []string{"SYNC-06"}, Replication: 7, File: "scenarios/felis.yaml", Line: 34},
	}
	fired, harm := at("20 11:44:00"), at("20 14:27:00")
	asWas := reports.Run{
		Variant: "as-was", Verdict: reports.Fail, TraceHash: "9f2c", Expectations: expectations, Log: log, Course: course(26, 1),
		Alerts: []reports.AlertChange{
			{Alert: "ConfigsIncomplete", Labels: map[string]string{"client": "user", "severity": "page"}, State: reports.Pending, T: at("20 11:42:30")},
			{Alert: "ConfigsIncomplete", Labels: map[string]string{"client": "user", "severity": "page"}, State: reports.Firing, T: fired, Summary: "26 of 49"},
			{Alert: "ConfigsIncomplete", Labels: map[string]string{"client": "user", "severity": "page"}, State: reports.Resolved, T: at("20 11:50:00")},
			{Alert: "AccountPoolLow", State: reports.Pending, T: at("20 12:00:00")},
		},
		Detection: []reports.Detection{
			{Alert: "ConfigsIncomplete", File: "alerts/configs.yaml", Line: 3, Fired: &fired, AfterSeconds: 265440, Hit: map[string]float64{"client.partial_lists": 1}, FirstHarm: &harm, AheadSeconds: 9780},
			{Alert: "TooLate", File: "alerts/configs.yaml", Line: 9, Fired: &harm, AfterSeconds: 275220, AheadSeconds: -60, FirstHarm: &fired},
			{Alert: "AccountPoolLow", File: "alerts/pool.yaml", Line: 2},
			{Alert: "Blind", File: "alerts/pool.yaml", Line: 8, Lacks: []string{"account_pool_age"}},
		},
	}
	r := &reports.Replay{
		Scenario: "felis", Title: "26 of 49 configs, and a cache that kept them",
		Story: "46 servers were switched off in bulk & nobody asked for a resync.\nThree days later an app was handed 26 of 49 configs.", Source: "felis-postmortem.txt",
		Variant: "as-was", Says: "nothing is changed", Seed: 1, Reps: 20, Verdict: reports.Fail, TraceHash: "9f2c", Start: at("17 09:00:00"), End: at("20 15:00:00"),
		Expectations: expectations, Log: log, Metrics: map[string]float64{"client.partial_lists": 1}, Again: "reprise replay felis --seed 1",
		Remedies:    remedies(expectations),
		Assumptions: []reports.Origin{{Key: "sync.workers", Value: "6", Documented: []string{"SYNC-13"}, Assumed: "23 servers at 2 min each within 8 min", Default: true}},
		Documented:  []reports.Origin{{Key: "config.partial.threshold", Value: "0.8", Documented: []string{"SYNC-14"}}},
	}
	return &reports.Story{Replay: r, Harms: []reports.Column{{Metric: "client.partial_lists", Label: "partial lists"}}, Hypotheses: rivals(), Runs: []reports.Run{
		asWas,
		{Variant: "resync-pending", Verdict: reports.Pass, Course: course(49, 0), Changes: []reports.Changed{{Key: "servers.deactivate.resync", Value: "pending", Was: "none"}}},
		{Variant: "refuse", Verdict: reports.Fail, Course: course(26, 1)},
		{Variant: "bare", Verdict: reports.Pass},
	}}
}

// course has a user who holds so many configs on the last day, and fails so often.
func course(held, failed float64) *reports.Course {
	counts := make([]float64, 78)
	counts[77] = failed
	return &reports.Course{
		BinSeconds: 3600,
		Lines: []reports.Line{
			{Chart: "configs", Metric: "client.held", Label: "configs held", Seconds: []float64{0, 268800, 268950, 280800}, Values: []float64{72, 72, held, held}},
			{Chart: "configs", Metric: "servers.active", Label: "active servers", Seconds: []float64{0, 3500, 3650, 280800}, Values: []float64{72, 72, 49, 49}},
			{Chart: "pool", Metric: "account_pool_size", Label: "pool", Seconds: []float64{0, 280800}, Values: []float64{500, 500}},
		},
		Counts: []reports.Count{
			{Chart: "attempts", Metric: "client.connects", Label: "connects", Good: true, Values: make([]float64, 78)},
			{Chart: "attempts", Metric: "client.failed_attempts", Label: "failed attempts", Values: counts},
		},
	}
}

func remedies(expectations []reports.Expectation) *reports.Remedies {
	harm := "client.failed_attempts"
	return &reports.Remedies{
		Columns: []reports.Column{{Metric: "backend.requests", Label: "requests", Cost: true}, {Metric: harm, Label: "failed attempts"}, {Metric: "client.until_whole", Label: "until whole", Unit: "s"}},
		Alike:   "within 1 %", Why: "reprise why felis",
		Rows: []reports.Remedy{
			{Variant: "as-was", Verdict: reports.Fail, Values: []float64{2, 1, 10620}, Effect: reports.NotReproduced, Expectations: expectations},
			{Variant: "resync-pending", Says: "a resync after it", Verdict: reports.Pass, Values: []float64{2, 0, 0}, Effect: reports.Prevents, Less: []string{harm}, Best: true, Expectations: expectations[:1]},
			{Variant: "refuse", Says: "below 0.8 an error", Verdict: reports.Fail, Values: []float64{2, 3}, Effect: reports.Moves, More: []string{harm}, Less: []string{"client.until_whole"}, Expectations: expectations},
			{Variant: "bare", Verdict: reports.Pass, Effect: reports.Worsens},
		},
	}
}

func rivals() []reports.Hypothesis {
	seen := []reports.Observation{
		{ID: "partial-list", Matched: true, Actual: "26/49", Limit: "26/49"},
		{ID: "user-fails", Actual: "0", Limit: ">= 1", Facts: []string{"SYNC-06"}},
	}
	return []reports.Hypothesis{
		{ID: "as-documented", About: "why the attempt failed", Says: "a partial list lives for an hour", Documented: []string{"SYNC-08"}, BreaksAt: "user-fails", Observations: seen},
		{ID: "age-at-start-only", About: "why the attempt failed", Says: "the age is looked at only at the start", Consistent: true, Needs: "the app ran on", TellApart: "its crash report", Observations: seen[:1]},
		{ID: "denied", Says: "a cache of a day", Contradicts: []string{"SYNC-08"}, Observations: seen[:1]},
	}
}
