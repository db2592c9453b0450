package scenarios

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/reports"
)

// open loads a built-in scenario.
func open(t testing.TB, name string) *Scenario {
	t.Helper()
	s, err := Open(name, os.ReadFile)
	require.NoError(t, err)
	return s
}

// play replays one variant and gives its expectations by id.
func play(t *testing.T, s *Scenario, o Options) (*reports.Replay, map[string]reports.Expectation) {
	t.Helper()
	replay, err := Replay(s, o)
	require.NoError(t, err)
	byID := map[string]reports.Expectation{}
	for _, e := range replay.Expectations {
		byID[e.ID] = e
	}
	return replay, byID
}

// TestFelisHoldsForFiftySeeds: as-was fails no expectation, and each remedy does what its variant says. SYNC-01 to
// SYNC-07, SYNC-11 to SYNC-16, SYNC-20, SYNC-21.
func TestFelisHoldsForFiftySeeds(t *testing.T) {
	if testing.Short() {
		t.Skip("some seven hundred runs")
	}
	s := open(t, "felis")
	for seed := uint64(1); seed <= 50; seed++ {
		check, err := CheckAll([]*Scenario{s}, Options{Seed: seed})
		require.NoError(t, err)
		require.Len(t, check.Runs, len(s.Variants))
		for _, run := range check.Runs {
			for _, e := range run.Expectations {
				require.Equal(t, reports.Pass, e.Verdict, "seed %d, %s, %s: %s, not %s", seed, run.Variant, e.ID, e.Actual, e.Limit)
			}
		}
	}
}

// effects are what each cause of Felis brings about: without it, these are no longer seen.
var effects = map[string][]string{
	"servers-off":      {"partial-list", "whole-again", "user-fails", "app-crashes", "restart-helps"},
	"replacements-on":  {"partial-list", "sync-starts", "whole-again", "restart-helps"}, // LV then has no server at all
	"user-opens":       {"partial-list", "sync-starts", "whole-again", "user-fails", "app-crashes", "restart-helps"},
	"panel-trouble":    {"panel-errors"},
	"database-trouble": {"pool-trouble"},
	"user-connects":    {"user-fails", "app-crashes"},
	"user-restarts":    {"restart-helps"},
}

// TestEffectsGoWithTheirCauses takes each cause away in turn. Nothing may be seen because it was written down: every
// expectation falls with some cause, and without any cause none is left.
func TestEffectsGoWithTheirCauses(t *testing.T) {
	s := open(t, "felis")
	why, err := Why(s, Options{Seed: 1})
	require.NoError(t, err)
	gone := map[string]bool{}
	tried := 0
	for _, c := range why.Causes {
		if c.Omission {
			continue
		}
		tried++
		require.Equal(t, effects[c.ID], c.Changed, "without %s", c.ID)
		for _, id := range c.Changed {
			gone[id] = true
		}
	}
	require.Equal(t, len(s.Timeline), tried)
	for _, e := range s.Expect {
		require.True(t, gone[e.ID], "%s is seen whatever cause is taken away", e.ID)
	}

	var all []string
	for i := range s.Timeline {
		all = append(all, s.causeID(i))
	}
	results, err := rehearseAll([]*rehearsal{s.suppose(Hypothesis{Without: all})}, Options{Seed: 1})
	require.NoError(t, err)
	for _, e := range results[0].judged {
		require.Equal(t, reports.Fail, e.Verdict, "%s is seen without any cause", e.ID)
	}
}

// TestRemediesOfFelis: what each remedy of the documents does to the harm. SYNC-11, SYNC-12, SYNC-15, SYNC-16, SYNC-20, SYNC-21.
func TestRemediesOfFelis(t *testing.T) {
	replay, _ := play(t, open(t, "felis"), Options{Seed: 1})
	effects := map[string]reports.Effect{}
	best := ""
	for _, row := range replay.Remedies.Rows {
		effects[row.Variant] = row.Effect
		if row.Best {
			best = row.Variant
		}
	}
	require.Equal(t, map[string]reports.Effect{
		"as-was":                   reports.Baseline,
		"resync-pending":           reports.Prevents,
		"resync-pending-by-row":    reports.Nothing,
		"check-afterwards":         reports.Nothing, // SYNC-18: it shows the trouble three days early, and repairs nothing
		"resync-delete":            reports.Nothing, // SYNC-12: the next request starts the rebuild, and is answered with what there is
		"refuse-by-error":          reports.Moves,   // SYNC-15: the old list is full of servers switched off
		"refuse-and-ask-again":     reports.Moves,
		"refuse-all-and-ask-again": reports.Moves,
		"refuse-by-empty":          reports.Moves,
		"refuse-by-empty-stored":   reports.Moves,
		"auto-resync":              reports.Prevents,
		"auto-resync-too-early":    reports.Nothing,
		"activation-checklist":     reports.Prevents,
		"age-looked-at-on-use":     reports.Eases,
		"force-invalidate":         reports.Eases,
	}, effects)
	require.Equal(t, "resync-pending", best)
}

// TestRivalExplanations: which hypotheses the observations leave standing. SYNC-06 against SYNC-08, SYNC-19.
func TestRivalExplanations(t *testing.T) {
	why, err := Why(open(t, "felis"), Options{Seed: 1})
	require.NoError(t, err)
	breaks := map[string]string{}
	for _, h := range why.Hypotheses {
		verdict := "consistent"
		switch {
		case h.BreaksAt != "":
			verdict = h.BreaksAt
		case len(h.Contradicts) > 0:
			verdict = "contradicts " + h.Contradicts[0]
		}
		require.Equal(t, verdict == "consistent", h.Consistent, h.ID)
		breaks[h.ID] = verdict
	}
	require.Equal(t, map[string]string{
		"as-documented":                   "user-fails", // the hour ends at 12:42
		"age-on-use":                      "user-fails",
		"age-at-start-only":               "consistent",
		"sleeping-clock":                  "consistent",
		"failed-refresh-retried":          "user-fails",
		"failed-refresh-waits-its-hour":   "user-fails",
		"failed-refresh-given-up":         "consistent",
		"second-partial":                  "user-fails",
		"late-second-partial":             "consistent",
		"longer-cache":                    "contradicts SYNC-08",
		"no-checklist":                    "consistent",
		"rows-left-synced":                "consistent",
		"pipeline-too-slow":               "partial-list", // three days are many rounds
		"pipeline-slower-than-documented": "panel-errors", // no visit ends within the trouble
		"sync-reads-back":                 "consistent",
		"client-asked":                    "user-fails", // its list would have been whole
		"two-minutes-a-server":            "consistent",
		"one-by-one":                      "consistent",
		"as-a-registration":               "whole-again", // it would have taken seconds
		"workers-4":                       "whole-again",
		"workers-5":                       "whole-again",
		"workers-6":                       "consistent",
		"workers-7":                       "consistent",
		"workers-8":                       "whole-again",
	}, breaks)
}

// TestCausesOfFelis: which causes, and which omissions, the incident could not do without.
func TestCausesOfFelis(t *testing.T) {
	why, err := Why(open(t, "felis"), Options{Seed: 1})
	require.NoError(t, err)
	necessary := map[string]bool{}
	for _, c := range why.Causes {
		necessary[c.ID] = c.Necessary
	}
	require.Equal(t, map[string]bool{
		"servers-off": true, "replacements-on": true, "user-opens": true, "user-connects": true,
		"panel-trouble": false, "database-trouble": false, "user-restarts": false,
		"resync-pending": true, "auto-resync": true, "activation-checklist": true,
		"age-looked-at-on-use": true, "force-invalidate": true,
	}, necessary)
}

// TestWorkerCountsDecideWhenAllIsWhole: 23 servers at about 2 min each take as many rounds of the workers as it needs
// (SYNC-04, SYNC-13, SYNC-19).
func TestWorkerCountsDecideWhenAllIsWhole(t *testing.T) {
	s := open(t, "felis")
	for _, workers := range []int{1, 2, 3, 6, 12, 23, 100} {
		over, err := parseSettings([]string{"sync.workers=" + strconv.Itoa(workers), "sync.push.time=2m", "pipeline.enabled=false"})
		require.NoError(t, err)
		calm := s.suppose(Hypothesis{Without: []string{"panel-trouble", "database-trouble"}}).set(over)
		results, err := rehearseAll([]*rehearsal{calm}, Options{Seed: 1})
		require.NoError(t, err)
		log := results[0].log()
		at := slices.IndexFunc(log, func(e reports.LogEntry) bool { return e.Event == "BACKGROUND_SYNC_FINISHED" })
		require.GreaterOrEqual(t, at, 0, "%d workers", workers)
		rounds := (23 + workers - 1) / workers
		took := log[at].T.Sub(s.Timeline[2].At.Time)
		require.InDelta(t, 120*rounds, took.Seconds(), 2, "%d workers", workers)
	}
}

// TestThresholds: 26 of 49 is short only under a threshold above 26/49; at or below it the short list is called a
// success and nothing repairs it (SYNC-02, SYNC-14).
func TestThresholds(t *testing.T) {
	s := open(t, "felis")
	for _, c := range []struct {
		threshold string
		short     bool
	}{{"0", false}, {"0.5", false}, {"0.53", false}, {"0.5307", true}, {"0.8", true}, {"1", true}} {
		replay, byID := play(t, s, Options{Seed: 1, Variant: AsWas, Set: []string{"config.partial.threshold=" + c.threshold}})
		require.Equal(t, c.short, byID["partial-list"].Verdict == reports.Pass, c.threshold)
		require.Equal(t, c.short, byID["sync-starts"].Verdict == reports.Pass, c.threshold)
		require.Equal(t, reports.Pass, byID["user-fails"].Verdict, "the list is short either way")
		require.Equal(t, c.short, byID["restart-helps"].Verdict == reports.Pass, "nothing has repaired it")
		require.Equal(t, c.short, replay.Metrics["client.partial_lists"] == 1, "the restart is handed another")
	}
}

// TestFelisFleet: the same causes over 10,000 accounts, drawn anew: what the postmortem's one user stood for.
func TestFelisFleet(t *testing.T) {
	if testing.Short() {
		t.Skip("ten thousand users, twice")
	}
	s := open(t, "felis-fleet")
	for seed := uint64(1); seed <= 2; seed++ {
		check, err := CheckAll([]*Scenario{s}, Options{Seed: seed})
		require.NoError(t, err)
		for _, run := range check.Runs {
			for _, e := range run.Expectations {
				require.Equal(t, reports.Pass, e.Verdict, "seed %d, %s, %s: %s, not %s", seed, run.Variant, e.ID, e.Actual, e.Limit)
			}
		}
	}
}

func BenchmarkReplayFelis(b *testing.B) {
	s := open(b, "felis")
	for b.Loop() {
		if _, err := s.asWas().run(1, 0, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFelisFleetAllVariants(b *testing.B) {
	s := open(b, "felis-fleet")
	for b.Loop() {
		if _, err := CheckAll([]*Scenario{s}, Options{Seed: 1, Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleReplay() {
	s, err := Open("felis", os.ReadFile)
	if err != nil {
		panic(err)
	}
	replay, err := Replay(s, Options{Variant: AsWas, Seed: 1})
	if err != nil {
		panic(err)
	}
	fmt.Println(replay.Verdict, replay.Expectations[0].Actual)
	// Output: pass 26/49 at 11:42:00
}
