package world

import (
	"bufio"
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"reprise/control/delivery"
	"reprise/sim"
	"reprise/sim/random"
)

// traced is one line of an engine's trace.
type traced struct {
	T      sim.Time `json:"t"`
	Kind   string   `json:"kind"`
	Target int32    `json:"target"`
	A      int64    `json:"a"`
}

// trace runs a world to its horizon, and gives the events of some kinds or, of none, all.
func trace(t *testing.T, cfg Config, kinds ...string) []traced {
	var lines bytes.Buffer
	cfg.Trace = &lines
	w := made(t, cfg)
	require.NoError(t, w.RunUntil(cfg.Horizon))
	wanted := map[string]bool{}
	for _, k := range kinds {
		wanted[k] = true
	}
	var events []traced
	for scan := bufio.NewScanner(&lines); scan.Scan(); {
		var e traced
		require.NoError(t, json.Unmarshal(scan.Bytes(), &e))
		if wanted[e.Kind] || len(kinds) == 0 {
			events = append(events, e)
		}
	}
	return events
}

// requireChiSquare fails sound counts once in 1000 seeds, and the seeds are fixed.
func requireChiSquare(t *testing.T, counts, expected []float64) {
	t.Helper()
	require.Less(t, stat.ChiSquare(counts, expected), distuv.ChiSquared{K: float64(len(counts) - 1)}.Quantile(0.999))
}

func TestPlatformsComeInTheirShares(t *testing.T) {
	cfg := crowd(20_000)
	w := made(t, cfg)
	counts := make([]float64, platforms)
	homes := make([]float64, len(w.countries))
	for i := range w.clients {
		counts[w.clients[i].platform]++
		homes[w.clients[i].home]++
	}
	n := float64(len(w.clients))
	expected := make([]float64, platforms)
	for p, share := range cfg.Population.Shares {
		expected[p] = n * share
	}
	requireChiSquare(t, counts, expected)

	evenly := make([]float64, len(w.countries))
	for _, country := range w.countryOf {
		evenly[country] += n / float64(len(w.servers))
	}
	requireChiSquare(t, homes, evenly)
}

// Apps are opened over the day as the profile says, and in all as often as it says.
func TestOpensFollowTheProfileOfTheDay(t *testing.T) {
	const accounts, days, perDay = 1000, 5, 4.0
	profile := [24]float64{3, 2, 1, 1, 1, 2, 4, 6, 8, 9, 9, 9, 10, 10, 10, 10, 11, 12, 14, 15, 14, 12, 9, 5}
	const begins = 9 * time.Hour
	rate, err := random.NewDaily(perDay/(24*60*60), profile, begins)
	require.NoError(t, err)
	cfg := crowd(accounts)
	cfg.Population.Opens, cfg.Horizon, cfg.Causes = rate, sim.Time(days*24*time.Hour-1), nil

	opens := trace(t, cfg, "client.open")
	counts, expected := make([]float64, 24), make([]float64, 24)
	for _, e := range opens {
		counts[(begins+time.Duration(e.T))/time.Hour%24]++
	}
	sum := 0.0
	for _, weight := range profile {
		sum += weight
	}
	for hour, weight := range profile {
		expected[hour] = accounts * days * perDay * weight / sum
	}
	requireChiSquare(t, counts, expected)
	require.InEpsilon(t, accounts*days*perDay, len(opens), 4/141.4, "4 standard deviations of a Poisson count of 20,000")
}

// Two variants share their draws: whatever a setting changes, the same users open their apps at the same instants, and
// one user more changes nothing for those before.
func TestVariantsShareTheirDraws(t *testing.T) {
	base := trace(t, crowd(300), "client.open")
	require.Greater(t, len(base), 400)

	changed := crowd(300)
	changed.Settings.Partial.Partial = delivery.Refuse
	changed.Settings.Sync.Push = random.Fixed(7 * time.Minute)
	changed.Settings.Cache[delivery.Desktop].Refresh = delivery.OnExpiry
	changed.Causes = append(changed.Causes, do(2*time.Hour, FailPanels{Errors: 0.5, Slower: 2, For: time.Hour})...)
	require.Equal(t, base, trace(t, changed, "client.open"))
	require.NotEqual(t, trace(t, crowd(300)), trace(t, changed), "the setting changes nothing at all")

	var before []traced
	for _, e := range trace(t, crowd(301), "client.open") {
		if e.Target < 300 {
			before = append(before, e)
		}
	}
	require.Equal(t, base, before)

	other := crowd(300)
	other.Replication = 1
	require.NotEqual(t, base, trace(t, other, "client.open"))
}

// An unnamed user whose attempt fails restarts the app and tries again, once; who has a session by then does not.
func TestUnnamedUsersRestartOnce(t *testing.T) {
	cfg := crowd(1)
	cfg.Causes = do(0, Deactivate{span(0, 95)})
	var kinds []string
	var times []sim.Time
	for _, e := range trace(t, cfg, "client.open", "client.connect", "client.restart") {
		kinds, times = append(kinds, e.Kind), append(times, e.T)
	}
	require.Equal(t, []string{"client.open", "client.connect", "client.restart"}, kinds[:3])
	require.Equal(t, time.Minute, times[1].Sub(times[0]))
	require.Equal(t, 12*time.Minute+queried, times[2].Sub(times[1]), "from the failure, which the answer brings")
	require.NotContains(t, kinds[3:4], "client.restart")

	w := run(t, cfg, time.Duration(times[2])+time.Minute)
	require.Equal(t, 2.0, w.value(t, "client.failed_attempts"))
	require.Equal(t, 1.0, w.value(t, "log.APP_RESTARTED"))
	w.clients[0].session = 0
	w.onRestart(sim.Event{Target: 0, A: 0})
	require.Equal(t, 1.0, w.value(t, "log.APP_RESTARTED"))
	require.Equal(t, int32(0), w.clients[0].session)
}

// Unnamed users cost no allocation an event: what there is comes from lists that grow to their size, and stays.
func TestACrowdAllocatesNothing(t *testing.T) {
	cfg := crowd(2000)
	w := made(t, cfg)
	require.NoError(t, w.RunUntil(sim.Time(12*time.Hour)))
	events, before := w.Events(), mallocs()
	require.NoError(t, w.RunUntil(cfg.Horizon))
	require.Greater(t, w.Events()-events, uint64(10_000))
	require.Less(t, float64(mallocs()-before)/float64(w.Events()-events), 0.01)
}

// A draw falls to the one whose share holds it, and what rounding leaves beyond the sum to the last that has any.
func TestWhoseDrawItIs(t *testing.T) {
	shares := []float64{0.25, 0, 0.75, 0}
	share := func(i int) float64 { return shares[i] }
	for u, want := range map[float64]int{0: 0, 0.2499: 0, 0.25: 2, 0.999: 2, 1: 2} {
		require.Equal(t, want, whose(u, len(shares), share), "%v", u)
	}
}
