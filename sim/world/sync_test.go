package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/sim"
	"reprise/sim/random"
)

// exchanged is the fleet of the incident, whose servers are exchanged after an hour; the user opens the app an hour
// after that, if at all.
func exchanged(s Settings, more ...any) Config {
	servers, _, retiring, replacements := january()
	causes := do(time.Hour, Deactivate{Servers: retiring}, time.Hour, Activate{Servers: replacements})
	if len(more) > 0 {
		causes = append(causes, do(more[0].(time.Duration), more[1].(Deed), more[2:]...)...)
	}
	return Config{Servers: servers, Clients: user(delivery.Desktop), Settings: s, Causes: causes}
}

// SYNC-02, SYNC-03, SYNC-04, SYNC-14: the account gets 26 of 49 configs and keeps them, 23 are synced in the
// background, and 23 pushes of 2 min by 6 workers later the backend is whole.
func TestPartialListThenSyncOfTheMissing(t *testing.T) {
	w := run(t, exchanged(documented(), 2*time.Hour, OpenApp{}), 3*time.Hour)
	asked := 2*time.Hour + queried
	rounds := 4 * (2*time.Minute + queried)

	require.Equal(t, []time.Duration{asked}, w.times(ConfigIncomplete))
	require.Equal(t, int64(26), w.lines(ConfigIncomplete)[0].field("healthyConfigs"))
	require.Equal(t, int64(49), w.lines(ConfigIncomplete)[0].field("activeServers"))

	require.Equal(t, []time.Duration{asked}, w.times(SyncStarted))
	require.Equal(t, int64(23), w.lines(SyncStarted)[0].field("servers"))

	require.Equal(t, []time.Duration{asked + rounds}, w.times(ConfigSuccess), "SYNC-04: about 8 min")
	require.Equal(t, int64(27), w.lines(ConfigSuccess)[0].field("countries"))
	require.Equal(t, int64(49), w.lines(ConfigSuccess)[0].field("servers"))

	require.Equal(t, span(0, 26), w.holds(0), "SYNC-14: the partial list is what the client goes on with")
	require.Equal(t, 1.0, w.value(t, "client.partial_lists"))
	require.Equal(t, 23.0, w.value(t, "sync.pushes"))
}

// SYNC-11, SYNC-12, SYNC-13, SYNC-21: what the clean-ups repair, and when. The last column is what an account can be
// served ten minutes later, and ten minutes after its own next request.
func TestResync(t *testing.T) {
	for _, test := range []struct {
		name              string
		option            delivery.Resync
		scope             delivery.PendingScope
		alone, afterAsked int
	}{
		{"SYNC-21: nothing looks by itself", delivery.NoResync, delivery.AccountScope, 26, 49},
		{"SYNC-11: pending, account by account", delivery.ResyncPending, delivery.AccountScope, 49, 49},
		{"SYNC-11: pending, row by row", delivery.ResyncPending, delivery.RowScope, 26, 49},
		{"SYNC-12: delete, rebuilt by the next request", delivery.ResyncDelete, delivery.AccountScope, 26, 49},
	} {
		t.Run(test.name, func(t *testing.T) {
			settings := with(func(s *Settings) { s.Sync.Scope = test.scope })
			w := made(t, exchanged(settings, 70*time.Minute, ResyncConfigs{test.option}, 2*time.Hour, OpenApp{}))
			w.goTo(t, 70*time.Minute+delivery.ResyncWait)
			require.Len(t, active(w, w.healthy(0)), test.alone, "SYNC-13")
			w.goTo(t, 2*time.Hour+delivery.ResyncWait)
			require.Len(t, active(w, w.healthy(0)), test.afterAsked)
			require.Equal(t, test.alone == 26, len(w.lines(ConfigIncomplete)) == 1)
		})
	}
}

// active are those of the servers that are.
func active(w *World, servers []int32) []int32 {
	var found []int32
	for _, s := range servers {
		if w.servers[s].Active {
			found = append(found, s)
		}
	}
	return found
}

// SYNC-11 and SYNC-12 leave their traces in the tables: PENDING rows of inactive servers go away with the sync, deleted
// configs leave the status and the panel's client behind.
func TestWhatResyncLeavesOfInactiveServers(t *testing.T) {
	for option, left := range map[delivery.Resync]delivery.Row{
		delivery.NoResync:      delivery.Pushed(0),
		delivery.ResyncPending: delivery.None,
		delivery.ResyncDelete:  delivery.Synced | delivery.OnPanel,
	} {
		w := run(t, exchanged(documented(), 70*time.Minute, ResyncConfigs{option}), 72*time.Minute)
		require.Equal(t, left, w.rows.get(0, 26), option.String())
	}
}

// SYNC-21, turned on: a deactivation that brings its resync with it.
func TestResyncByItself(t *testing.T) {
	settings := with(func(s *Settings) { s.Deactivate.Resync = delivery.ResyncPending })
	w := run(t, exchanged(settings), 80*time.Minute)
	require.Len(t, active(w, w.healthy(0)), 49)
	require.Equal(t, int64(46), w.lines(ConfigsResynced)[0].field("rows"))
	require.Zero(t, w.value(t, "backend.requests"))
}

// SYNC-23: the scan finds an account that has no config at all, without anyone asking, as soon as there is a server to
// push to; and a row left on an inactive server is enough to hide it.
func TestScanFindsAccountsWithoutConfigs(t *testing.T) {
	served := 10*time.Minute + 2*time.Minute + queried
	for _, test := range []struct {
		name   string
		active int
		causes []Cause
		found  bool
	}{
		{"none from the start", 0, do(10*time.Minute, Activate{[]int32{1}}), true},
		{"deleted with its servers", 1,
			do(time.Minute, Deactivate{[]int32{0}}, time.Minute, ResyncConfigs{delivery.ResyncDelete}, 10*time.Minute, Activate{[]int32{1}}), true},
		{"retired with its servers", 1,
			do(time.Minute, Deactivate{[]int32{0}}, time.Minute, ResyncConfigs{delivery.ResyncPending}, 10*time.Minute, Activate{[]int32{1}}), true},
		{"hidden by a row of an inactive server", 1,
			do(time.Minute, Deactivate{[]int32{0}}, 10*time.Minute, Activate{[]int32{1}}), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := made(t, Config{Servers: fleet(2, test.active), Clients: user(delivery.IOS), Settings: documented(), Causes: test.causes})
			w.goTo(t, served-1)
			require.False(t, w.rows.get(0, 1).Healthy())
			w.goTo(t, served)
			require.Equal(t, test.found, w.rows.get(0, 1).Healthy())
			w.goTo(t, 24*time.Hour)
			require.Equal(t, test.found, w.rows.get(0, 1).Healthy())
			require.Zero(t, w.value(t, "backend.requests"))
		})
	}
}

// short is a world of three servers of which two were switched on without the checklist; its user opens the app at 2 h
// and gets one config of three. The sync has one worker.
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
		{"none fails", VerifyConfigs{}, 2 * (push + queried), 2, "panel.errors", 0},
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
	cfg.Settings.Panel.Push = random.Fixed(time.Minute)
	w := made(t, cfg)
	for i, want := range []int{1, 2, 3} {
		w.goTo(t, 2*time.Hour+queried+time.Duration(i)*(time.Minute+queried))
		require.Len(t, w.healthy(0), want)
		require.Equal(t, span(0, int32(want)), w.healthy(0))
	}
}
