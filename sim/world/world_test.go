package world

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
	"reprise/sim"
	"reprise/sim/random"
)

func TestAFleetHasServers(t *testing.T) {
	_, err := New(Config{})
	require.ErrorContains(t, err, "without servers")
}

// The log is bounded; what comes after its end is counted, and what follows from it points to what led to it.
func TestTheLogIsBounded(t *testing.T) {
	var j journal
	for i := range maxEntries {
		require.Equal(t, int32(i), j.write(Entry{Event: PanelError, Because: None}))
	}
	require.Equal(t, int32(7), j.write(Entry{Event: PanelError, Because: 7}))
	require.Len(t, j.entries, maxEntries)
	require.Equal(t, int64(maxEntries+1), j.counts[PanelError])
}

func TestEveryMetricAndLogLineHasANameOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Metrics() {
		require.NotEmpty(t, m.Name)
		require.Equal(t, m.Hidden, m.Label == "", m.Name)
		require.False(t, seen[m.Name], m.Name)
		seen[m.Name] = true
	}
	require.Len(t, made(t, felis()).Snapshot(), len(Metrics()))
}

// Whatever operators, users and the outside world do, and however the system is set: the run goes on, what is true of
// the world between two instants stays true, counters never fall, and the run can be repeated to the last event,
// looked at or not, traced or not.
func TestAnyTimeline(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { requireRun(t, drawConfig(t)) })
}

// requireRun runs a world, looking at it after each of its causes, and once more without looking.
func requireRun(t *rapid.T, cfg Config) {
	looks := []sim.Time{cfg.Horizon}
	for _, c := range cfg.Causes {
		looks = append(looks, c.At.Add(pick(t, "look", 0, queried, 30*time.Second, 3*time.Minute)))
	}
	slices.Sort(looks)

	w, err := New(cfg)
	require.NoError(t, err)
	before := w.Snapshot()
	for _, at := range looks {
		w.goTo(t, time.Duration(at))
		now := w.Snapshot()
		requireGrowth(t, before, now)
		before = now
	}

	var lines bytes.Buffer
	cfg.Trace = &lines
	again, err := New(cfg)
	require.NoError(t, err)
	again.goTo(t, time.Duration(cfg.Horizon))
	require.Equal(t, w.TraceHash(), again.TraceHash())
	require.Equal(t, w.Events(), again.Events())
	require.Equal(t, w.Log(), again.Log())
	require.Equal(t, w.Snapshot(), again.Snapshot())
	require.Equal(t, w.Events(), uint64(strings.Count(lines.String(), "\n")))
}

// requireGrowth: what is no gauge never falls, nor does the time that users were exposed for.
func requireGrowth(t require.TestingT, before, after []float64) {
	for i, m := range Metrics() {
		if !m.Gauge || m.Name == "client.exposed_time" {
			require.GreaterOrEqual(t, after[i], before[i], m.Name)
		}
	}
}

// drawConfig draws a few hours of a small fleet: all deeds, up to three named clients and up to five unnamed ones.
func drawConfig(t *rapid.T) Config {
	cfg := Config{Seed: rapid.Uint64().Draw(t, "seed"), Horizon: sim.Time(5 * time.Hour), Settings: drawSettings(t)}
	for i := range rapid.IntRange(1, 6).Draw(t, "servers") {
		cfg.Servers = append(cfg.Servers, delivery.Server{
			Name: fmt.Sprintf("s%d", i), Country: pick(t, "country", "DE", "GB", "LV"), Active: rapid.Bool().Draw(t, "active"),
			Whitelist: rapid.Bool().Draw(t, "whitelist"), TransportParams: pick(t, "transport params", true, true, false),
		})
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "clients") {
		cfg.Clients = append(cfg.Clients, Client{
			Name: fmt.Sprintf("user-%d", i), Platform: pick(t, "platform", delivery.Desktop, delivery.Android, delivery.IOS),
			HoldsList: rapid.Bool().Draw(t, "holds list"),
		})
	}
	if n := rapid.IntRange(0, 5).Draw(t, "unnamed"); n > 0 {
		cfg.Population = &Population{
			Accounts: n, Shares: [platforms]float64{0.4, 0.3, 0.3}, Opens: random.ConstantRate(1.0 / 3600),
			ConnectAfter: random.Fixed(10 * time.Second), RestartAfter: random.Fixed(5 * time.Minute), Session: random.Fixed(10 * time.Minute),
		}
	}
	var at time.Duration
	for range rapid.IntRange(0, 24).Draw(t, "causes") {
		// One deed may come in the middle of a query, a push, a pause or a cache's life that the one before began.
		at += pick(t, "gap", 0, queried/2, 10*time.Second, time.Minute, 10*time.Minute)
		cfg.Causes = append(cfg.Causes, Cause{At: sim.Time(at), Do: drawDeed(t, cfg)})
	}
	return cfg
}

func drawDeed(t *rapid.T, cfg Config) Deed {
	some := func() []int32 {
		all := span(0, int32(len(cfg.Servers)))
		return rapid.Permutation(all).Draw(t, "servers")[:rapid.IntRange(1, len(all)).Draw(t, "count")]
	}
	who := int32(rapid.IntRange(0, len(cfg.Clients)-1).Draw(t, "client"))
	lasts := time.Duration(rapid.IntRange(0, 40).Draw(t, "lasts")) * time.Minute
	option := pick(t, "option", delivery.ResyncPending, delivery.ResyncDelete)
	change := func(apply func(*Settings)) Deed { return ChangeSetting{Key: "some.key", Value: "v", Apply: apply} }
	return pick[Deed](t, "deed",
		Deactivate{some()}, Activate{some()}, ResyncConfigs{option}, VerifyConfigs{},
		OpenApp{who}, RestartApp{who}, Sleep{who}, Wake{who}, TapConnect{Client: who, Country: None},
		TapConnect{Client: who, Country: int32(rapid.IntRange(0, len(Countries(cfg.Servers))-1).Draw(t, "to")), Code: "XX"},
		FailPanels{Errors: pick(t, "errors", 0, 0.5, 1), Slower: pick(t, "slower", 1.0, 3), For: lasts},
		TakeConnections{rapid.IntRange(1, 3).Draw(t, "connections"), lasts},
		change(func(s *Settings) { s.Activate.Checklist = !s.Activate.Checklist }),
		change(func(s *Settings) { s.Invalidate = !s.Invalidate }),
		change(func(s *Settings) { s.Pipeline.CreatesRows = !s.Pipeline.CreatesRows }),
		change(func(s *Settings) { s.Partial.Partial = (s.Partial.Partial + 1) % 3 }),
		change(func(s *Settings) { s.Cache[delivery.Desktop].TTL *= 2 }),
	)
}

func drawSettings(t *rapid.T) Settings {
	s := Settings{
		Partial: delivery.Policy{
			Partial: pick(t, "partial", delivery.Serve, delivery.Refuse, delivery.Empty), Threshold: pick(t, "threshold", 0, 0.5, 0.8, 1),
		},
		Invalidate: rapid.Bool().Draw(t, "invalidate"),
		Retry:      pick(t, "retry", time.Second, time.Minute),
		Sync: SyncSettings{
			Workers: rapid.IntRange(1, 3).Draw(t, "workers"), Scan: pick(t, "scan", 10*time.Second, time.Minute),
			Scope: pick(t, "scope", delivery.AccountScope, delivery.RowScope), Retry: pick(t, "sync retry", time.Second, time.Minute),
			Push: random.Fixed(pick(t, "push", 20*time.Second, 2*time.Minute)), ReadsBack: rapid.Bool().Draw(t, "reads back"),
		},
		Pipeline: PipelineSettings{
			Enabled: rapid.Bool().Draw(t, "pipeline"), CreatesRows: rapid.Bool().Draw(t, "creates rows"),
			Push: random.Fixed(pick(t, "visit", 20*time.Second, 2*time.Minute)),
		},
		Panel:      PanelSettings{Each: pick(t, "each", 0, time.Second), Capacity: rapid.IntRange(1, 2).Draw(t, "capacity")},
		Database:   DatabaseSettings{Connections: rapid.IntRange(1, 3).Draw(t, "pool"), Timeout: 30 * time.Second, Query: pick(t, "query", queried, 20*time.Second)},
		Deactivate: DeactivateSettings{pick(t, "resync", delivery.NoResync, delivery.ResyncPending, delivery.ResyncDelete)},
		Activate:   ActivateSettings{rapid.Bool().Draw(t, "checklist")},
	}
	for p := range s.Cache {
		s.Cache[p] = delivery.CacheRules{
			TTL:          pick(t, "ttl", 0, 5*time.Minute, time.Hour),
			Refresh:      pick(t, "refresh", delivery.AtStart, delivery.OnUse, delivery.OnExpiry),
			OnError:      pick(t, "on error", delivery.KeepOnError, delivery.DropOnError),
			OnEmpty:      pick(t, "on empty", delivery.KeepOnEmpty, delivery.StoreOnEmpty),
			AfterFailure: pick(t, "after failure", delivery.Retry, delivery.Wait, delivery.Stop),
			Clock:        pick(t, "clock", delivery.WallClock, delivery.AwakeClock), SurvivesRestart: rapid.Bool().Draw(t, "survives restart"),
			AsksAgain: rapid.Bool().Draw(t, "asks again"), OnMissing: pick(t, "on missing", delivery.FailOnMissing, delivery.CrashOnMissing),
		}
	}
	return s
}

func pick[E any](t *rapid.T, label string, values ...E) E {
	return rapid.SampledFrom(values).Draw(t, label)
}
