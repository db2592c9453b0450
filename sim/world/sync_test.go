package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
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
