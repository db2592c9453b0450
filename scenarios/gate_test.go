package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/reports"
)

// runsOf are the runs of a check, each as `scenario/variant`.
func runsOf(all []*Scenario, parts [][]string) []string {
	var runs []string
	for i, variants := range parts {
		for _, v := range variants {
			runs = append(runs, all[i].Name+"/"+v)
		}
	}
	return runs
}

func builtins(t *testing.T) []*Scenario {
	t.Helper()
	var all []*Scenario
	for _, name := range Builtin() {
		all = append(all, open(t, name))
	}
	return all
}

// TestShardsAreAPartition: every run is in exactly one part, in the order of the whole, however many parts and whatever is checked.
func TestShardsAreAPartition(t *testing.T) {
	all := builtins(t)
	rapid.Check(t, func(t *rapid.T) {
		some := all[rapid.IntRange(0, len(all)-1).Draw(t, "from"):]
		n := rapid.IntRange(1, 300).Draw(t, "n")
		o := Options{Reps: rapid.IntRange(0, 100_000).Draw(t, "reps")}
		warn := rapid.Bool().Draw(t, "warn")
		var runs []string
		for i := 1; i <= n; i++ {
			runs = append(runs, runsOf(some, Shard{i, n}.of(some, o, warn))...)
		}
		if whole := runsOf(some, Shard{}.of(some, o, warn)); !slices.Equal(whole, runs) {
			t.Fatalf("the parts are %v", runs)
		}
	})
}

// TestShardsWeighTheSame: no part is heavier than an even one by more than its two ends, of which either may be a run's half.
func TestShardsWeighTheSame(t *testing.T) {
	all := builtins(t)
	weigh := func(s Shard) (sum, heaviest int64) {
		for i, variants := range s.of(all, Options{}, true) {
			for _, v := range variants {
				weight := all[i].weight(v, Options{}, true)
				sum, heaviest = sum+weight, max(heaviest, weight)
			}
		}
		return sum, heaviest
	}
	total, heaviest := weigh(Shard{})
	for _, n := range []int{2, 3, 4, 8} {
		for i := 1; i <= n; i++ {
			sum, _ := weigh(Shard{i, n})
			require.LessOrEqual(t, sum, total/int64(n)+heaviest, "%d/%d", i, n)
			require.GreaterOrEqual(t, sum, total/int64(n)-heaviest, "%d/%d", i, n)
		}
	}
}

// TestWeightsFollowTheWork: what a run is taken to weigh goes with its engine events, within a factor of two, where events cost
// alike: a run of the core, or of the pool, does more for each.
func TestWeightsFollowTheWork(t *testing.T) {
	perMillisecond := map[string]float64{}
	for _, name := range []string{"server-down", "fleet-day", "felis-fleet", "turbo-feedback", "proxy-full"} {
		s := open(t, name)
		run, err := s.asWas().run(1, 0, nil)
		require.NoError(t, err)
		perMillisecond[name] = float64(run.events) / float64(s.weight(AsWas, Options{Reps: 1}, false))
	}
	for name, rate := range perMillisecond {
		ratio := rate / perMillisecond["server-down"]
		require.Greater(t, ratio, 0.5, name)
		require.Less(t, ratio, 2.0, name)
	}
}

func TestParseShard(t *testing.T) {
	for text, want := range map[string]Shard{"1/1": {1, 1}, "4/4": {4, 4}, "1000/1000": {1000, 1000}} {
		got, err := ParseShard(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
		require.Equal(t, text, got.String())
	}
	for _, text := range []string{"", "1", "/", "0/4", "5/4", "-1/4", "1/0", "1/1001", "1/4/2", "a/b", "1.5/2", "1/ 4"} {
		_, err := ParseShard(text)
		require.Error(t, err, text)
	}
}

// TestAShardIsJudgedAsTheWhole: the parts together are what the whole check gives, run by run: also those whose bounds look at an
// as-was that is in another part.
func TestAShardIsJudgedAsTheWhole(t *testing.T) {
	if testing.Short() {
		t.Skip("some thousand runs")
	}
	all := []*Scenario{open(t, "felis"), open(t, "pool-manual-fill"), open(t, "wl-observatory")}
	whole, err := Gate{Warnings: ShowWarnings}.Check(all, Options{Seed: 1, Reps: 1})
	require.NoError(t, err)
	const n = 7
	var runs []reports.CheckRun
	var warnings []reports.Warning
	split := false
	for i := 1; i <= n; i++ {
		part, err := Gate{Shard: Shard{i, n}, Warnings: ShowWarnings}.Check(all, Options{Seed: 1, Reps: 1})
		require.NoError(t, err)
		require.Equal(t, fmt.Sprintf("%d/%d", i, n), part.Shard)
		require.Contains(t, part.Again, " --shard "+part.Shard)
		split = split || len(part.Runs) > 0 && part.Runs[0].Variant != AsWas
		runs, warnings = append(runs, part.Runs...), append(warnings, part.Warnings...)
	}
	require.True(t, split, "some scenario lies across a cut")
	for i := range runs {
		runs[i].Elapsed, whole.Runs[i].Elapsed = 0, 0
	}
	require.Equal(t, whole.Runs, runs)
	require.Equal(t, len(whole.Warnings), len(warnings))
}

// odd is a scenario with settings that something depends on, in every way there is, and two that nothing does; and with variants
// that change nothing, of which one says so.
var odd = strings.Replace(small, "timeline:", `  config.partial.policy: {value: serve, assumed: the list that is served depends on it}
  client.cache.retry: {value: 1m, assumed: only a variant depends on it}
  client.ios.cache.ttl: {value: 10m, assumed: "nothing depends on it, and a variant says so"}
  client.desktop.cache.clock: {value: wall, assumed: only a hypothesis depends on it}
  client.desktop.cache.on-empty: {value: keep, assumed: nothing depends on it}
  mysql.query.time: {value: 5ms, assumed: nothing depends on it}
timeline:`, 1) + `  - {id: partial, metric: client.partial_lists, is: <= 1}
  - {id: synced, log: BACKGROUND_SYNC_FINISHED, at: 2026-01-17T11:30:00Z, within: 3h}
  - {id: asked, metric: backend.requests, is: ">= 1"}
variants:
  refuses:
    settings: {config.partial.policy: error, client.desktop.cache.asks-again: true}
    expect: [{id: refused, metric: client.refused_requests, is: ">= 0"}]
  unasked:
    settings: {client.ios.cache.ttl: 5m}
  unasked-and-said:
    settings: {client.ios.cache.ttl: 5m}
    expect: [{id: alike, metric: backend.requests, is: == as-was}]
hypotheses:
  slept:
    says: the computer slept
    timeline:
      - {at: 2026-01-17T11:10:00Z, do: client.sleep, with: {client: ann}, assumed: test}
      - {at: 2026-01-17T12:50:00Z, do: client.wake, with: {client: ann}, assumed: test}
`

// TestWarnings: of the settings that nothing expected depends on, and of the variants that change nothing, each at its line.
func TestWarnings(t *testing.T) {
	s, err := Load("odd.yaml", []byte(odd))
	require.NoError(t, err)
	fleet, err := s.openFleet(nil)
	require.NoError(t, err)
	require.NoError(t, s.link(fleet))
	check, err := Gate{Warnings: ShowWarnings}.Check([]*Scenario{s}, Options{Seed: 1})
	require.NoError(t, err)
	var keys []string
	for _, w := range check.Warnings {
		keys = append(keys, w.Key)
		require.Equal(t, "small", w.Scenario)
		require.Equal(t, "odd.yaml", w.File)
		_, name, _ := strings.Cut(w.Key, ".")
		require.Contains(t, strings.Split(odd, "\n")[w.Line-1], name+":")
	}
	require.Equal(t, []string{"settings.client.desktop.cache.on-empty", "settings.mysql.query.time", "variants.unasked"}, keys)
	require.Equal(t, reports.Pass, check.Verdict, "warnings fail only where they are asked to")
}

// TestWarningsCanFail, and nothing else changes.
func TestWarningsCanFail(t *testing.T) {
	s := smallWith(t, "  - {id: partial, metric: client.partial_lists, is: == 1}\n")
	for warnings, want := range map[Warnings]reports.Verdict{NoWarnings: reports.Pass, ShowWarnings: reports.Pass, FailWarnings: reports.Fail} {
		check, err := Gate{Warnings: warnings}.Check([]*Scenario{s}, Options{Seed: 1})
		require.NoError(t, err)
		require.Equal(t, want, check.Verdict)
		require.Equal(t, reports.Pass, check.Runs[0].Verdict)
		require.Equal(t, warnings != NoWarnings, len(check.Warnings) == 2, "both settings")
	}
}

// TestEverySettingHasAnotherValue: whatever setting a scenario gives at its default, the search has something to try.
func TestEverySettingHasAnotherValue(t *testing.T) {
	if testing.Short() {
		t.Skip("every setting, played twice")
	}
	for _, k := range knobs {
		s := smallWith(t, "  - {id: partial, metric: client.partial_lists, is: == 1}\n")
		subject := &subject{ground: newGround(s, nil, nil), setting: entryOf(k.Key, k.Default)}
		require.NotEmpty(t, subject.otherValues(), k.Key)
	}
}
