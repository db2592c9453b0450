package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/sim"
	"reprise/sim/random"
)

// short is a world of four servers of which one is active from the start, and two are switched on without the checklist;
// its user opens the app at 2 h and gets one config of three. The sync has one worker.
func short(more ...any) Config {
	causes := append(do(time.Hour, Activate{[]int32{1, 2}}, 2*time.Hour, OpenApp{}), causesOf(more)...)
	return Config{
		Servers: fleet(4, 1), Clients: user(delivery.Desktop), Causes: causes,
		Settings: with(func(s *Settings) { s.Sync.Workers = 1 }),
	}
}

func causesOf(more []any) []Cause {
	if len(more) == 0 {
		return nil
	}
	return do(more[0].(time.Duration), more[1].(Deed), more[2:]...)
}

// A push that fails is tried again after a pause, with whoever waits by then, until it goes well.
func TestFailedPushesAreTriedAgain(t *testing.T) {
	const push = 2 * time.Minute
	begin := 2*time.Hour + queried
	for _, test := range []struct {
		name     string
		fault    Deed
		finished time.Duration // after the start of the sync
		pushes   float64
		metric   string
		failures float64
	}{
		{"none fails", VerifyConfigs{} /* which does nothing */, 2 * (push + queried), 2, "panel.errors", 0},
		// 1 fails at 2 min and 2 at 4 min, when 1 is up again: served at 6 min; 2 at 8 min.
		{"SYNC-05: panels", FailPanels{Errors: 1, Slower: 1, For: 5 * time.Minute}, 4*push + 2*queried, 4, "panel.errors", 2},
		// 1 is pushed by 2 min and waits 30 s for a connection; its worker is free for 2, which gets one.
		{"SYNC-05: database", TakeConnections{Connections: 10, For: 3 * time.Minute},
			30*time.Second + 3*push + 2*queried, 3, "database.timeouts", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := run(t, short(2*time.Hour+time.Second, test.fault), 2*time.Hour+20*time.Minute)
			require.Equal(t, []time.Duration{begin + test.finished}, w.times(SyncFinished))
			require.Equal(t, test.pushes, w.value(t, "sync.pushes"))
			require.Equal(t, test.failures, w.value(t, test.metric))
			require.Equal(t, 1.0, w.value(t, "sync.jobs"))
			require.Equal(t, span(0, 3), w.healthy(0))
		})
	}
}

// A server that is switched off while an account waits for it is waited for no longer; one that is off by the time its
// push is done has the config all the same.
func TestDeactivationInTheMiddleOfASync(t *testing.T) {
	begin, push := 2*time.Hour+queried, 2*time.Minute+queried
	for _, test := range []struct {
		name     string
		off      int32
		finished time.Duration
		rows     map[int32]delivery.Row
	}{
		{"of a server in line", 2, begin + push, map[int32]delivery.Row{1: delivery.Pushed(0), 2: delivery.None}},
		{"of the server at hand", 1, begin + 2*push, map[int32]delivery.Row{1: delivery.Pushed(0), 2: delivery.Pushed(0)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := run(t, short(2*time.Hour+time.Minute, Deactivate{[]int32{test.off}}), 3*time.Hour)
			require.Equal(t, []time.Duration{test.finished}, w.times(SyncFinished))
			for s, row := range test.rows {
				require.Equal(t, row, w.rows.get(0, s), "server %d", s)
			}
			require.Len(t, w.lines(ConfigSuccess), 1, "what is left is whole")
		})
	}
}

// A sync counts the servers that it began with. One that is prepared for everybody meanwhile is none of them.
func TestPreparingAnotherServerDoesNotEndASync(t *testing.T) {
	cfg := short(119*time.Minute-time.Second, checklist(true),
		119*time.Minute, Activate{[]int32{3}})
	cfg.Settings.Sync.Workers = 2
	w := run(t, cfg, 3*time.Hour)
	prepared := 121*time.Minute + queried
	require.Equal(t, []time.Duration{prepared + 2*time.Minute + queried}, w.times(SyncFinished), "two of the three pushes in turn")
	require.True(t, w.servers[3].Active)
	require.Equal(t, span(0, 4), w.healthy(0))
}

// The same with the pipeline, where that makes configs that no row asks for (SYNC-19).
func TestThePipelineServingAnotherServerDoesNotEndASync(t *testing.T) {
	cfg := short(2*time.Hour+time.Second, Activate{[]int32{3}})
	cfg.Settings.Pipeline = PipelineSettings{Enabled: true, CreatesRows: true}
	cfg.Settings.Panel.Capacity = 4
	cfg.Causes[0] = Cause{At: sim.Time(2*time.Hour - time.Millisecond), Do: Activate{[]int32{1, 2}}}
	w := made(t, cfg)
	for at := 2 * time.Hour; at < 2*time.Hour+15*time.Minute; at += 10 * time.Second {
		w.goTo(t, at)
		require.Equal(t, len(w.healthy(0)) >= 3 && w.rows.get(0, 1).Healthy() && w.rows.get(0, 2).Healthy(), len(w.lines(SyncFinished)) == 1, at)
	}
	require.Equal(t, span(0, 4), w.healthy(0))
}

// SYNC-19 beside SYNC-03: whichever of sync and pipeline comes to a server first, the sync ends at the instant at which
// the last row is there.
func TestASyncEndsWithItsLastRowWhoeverBringsIt(t *testing.T) {
	alone := 3 * (2*time.Minute + queried)
	sooner, byPipeline := 0, 0
	for after := time.Duration(0); after < 7*time.Minute; after += 15 * time.Second {
		cfg := short()
		cfg.Settings.Pipeline.Enabled = true
		opens := 2*time.Hour + after
		cfg.Causes[0].Do, cfg.Causes[1].At = Activate{span(1, 4)}, sim.Time(opens)
		w := run(t, cfg, opens+time.Hour)
		require.Len(t, w.lines(SyncFinished), 1)
		end := w.times(SyncFinished)[0]

		again := made(t, cfg)
		again.goTo(t, end-1)
		require.Less(t, len(again.healthy(0)), 4)
		again.goTo(t, end)
		require.Equal(t, span(0, 4), again.healthy(0))

		require.LessOrEqual(t, end, opens+queried+alone)
		if end < opens+queried+alone {
			sooner++
		}
		if w.value(t, "sync.pushes") < 3 {
			byPipeline++
		}
	}
	require.Positive(t, sooner, "the pipeline is of no help")
	require.Positive(t, byPipeline, "the pipeline spares no push")
}

// A clean-up that comes while the account's sync is under way is not forgotten: the account is looked at once it ends.
func TestResyncDuringASyncIsLookedAtAfterwards(t *testing.T) {
	w := run(t, short(2*time.Hour+time.Minute, Deactivate{[]int32{0}}, 2*time.Hour+time.Minute, ResyncConfigs{delivery.ResyncPending},
		2*time.Hour+3*time.Minute, Activate{[]int32{3}}), 3*time.Hour)
	require.Equal(t, []int32{1, 2, 3}, w.healthy(0))
	require.Equal(t, 1.0, w.value(t, "backend.requests"))
}

// SYNC-17, SYNC-23: an account without any config is no reason to start a sync that can push to nothing, scan after scan.
func TestTheScanStartsNoSyncThatCanPushNothing(t *testing.T) {
	servers := fleet(1, 1)
	servers[0].Whitelist, servers[0].TransportParams = true, false
	w := run(t, Config{Servers: servers, Clients: user(delivery.IOS), Settings: documented()}, time.Hour)
	require.Zero(t, w.value(t, "sync.jobs"))
	require.Equal(t, []int32{0}, w.sync.due, "it is looked at all the same")
}

// One push carries all accounts that wait for its server.
func TestOnePushCarriesEveryoneWhoWaits(t *testing.T) {
	cfg := short()
	cfg.Clients = nil
	for _, name := range []string{"a", "b", "c"} {
		cfg.Clients = append(cfg.Clients, Client{Name: name, Platform: delivery.Desktop, HoldsList: true})
	}
	cfg.Causes = do(time.Hour, Activate{[]int32{1, 2}}, 2*time.Hour, OpenApp{0},
		2*time.Hour+time.Minute, OpenApp{1}, 2*time.Hour+time.Minute, OpenApp{2})
	w := run(t, cfg, 3*time.Hour)
	for a := range int32(3) {
		require.Equal(t, span(0, 3), w.healthy(a))
	}
	require.Equal(t, 3.0, w.value(t, "sync.pushes"), "the first user's to 1, then 2 for all three, then 1 for the other two")
}

// SYNC-17, SYNC-20: where a finished sync tells its client, one that could push nothing does not, or the two would go on
// without end.
func TestASyncThatPushesNothingTellsNobody(t *testing.T) {
	servers := fleet(2, 1)
	servers[1].Whitelist, servers[1].TransportParams = true, false
	w := run(t, Config{
		Servers: servers, Clients: user(delivery.Desktop), Settings: with(func(s *Settings) { s.Invalidate = true }),
		Causes: do(time.Hour, Activate{[]int32{1}}, 2*time.Hour, OpenApp{}),
	}, 24*time.Hour)
	require.Equal(t, 1.0, w.value(t, "backend.requests"))
	require.Zero(t, w.value(t, "client.invalidations"))
	require.Len(t, w.lines(PushRefused), 1)
}

// Servers wait in line for a worker: first asked for, first pushed to.
func TestWorkersServeInOrderOfAsking(t *testing.T) {
	cfg := short()
	cfg.Settings.Sync.Push, cfg.Settings.Pipeline.Push = random.Fixed(time.Minute), random.Fixed(time.Minute)
	w := made(t, cfg)
	for i, want := range []int{1, 2, 3} {
		w.goTo(t, 2*time.Hour+queried+time.Duration(i)*(time.Minute+queried))
		require.Len(t, w.healthy(0), want)
		require.Equal(t, span(0, int32(want)), w.healthy(0))
	}
}
