package delivery_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
)

var (
	active   = delivery.Server{Active: true}
	inactive = delivery.Server{Active: false}
	paid     = delivery.Account{PayStatus: delivery.Paid}
)

// apply runs a clean-up's statement over an account's rows.
func apply(o delivery.Resync, servers []delivery.Server, rows []delivery.Row) []delivery.Row {
	out := slices.Clone(rows)
	for i := range out {
		out[i] = o.Apply(servers[i], out[i])
	}
	return out
}

func TestApplyToARowOfAnInactiveServer(t *testing.T) {
	for _, tc := range []struct {
		name         string
		resync       delivery.Resync
		before, want delivery.Row
	}{
		{"SYNC-21: nothing", delivery.NoResync, whole, whole},
		{"SYNC-11: the status only", delivery.ResyncPending, whole, delivery.Pending | delivery.HasConfig | delivery.OnPanel},
		{"SYNC-11: an UPDATE creates no row", delivery.ResyncPending, delivery.None, delivery.None},
		{"SYNC-11: nor one beside a lone config row", delivery.ResyncPending, delivery.HasConfig, delivery.HasConfig},
		{"SYNC-12: the config row only", delivery.ResyncDelete, whole, delivery.Synced | delivery.OnPanel},
		{"SYNC-12: PENDING stays", delivery.ResyncDelete, delivery.Pending | delivery.HasConfig, delivery.Pending},
	} {
		t.Run(tc.name, func(t *testing.T) {
			require.Equal(t, tc.want.String(), tc.resync.Apply(inactive, tc.before).String())
		})
	}
}

func TestResyncLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		servers, rows := drawFleet(t)
		o := drawOneOf(t, delivery.NoResync, delivery.ResyncPending, delivery.ResyncDelete)
		once := apply(o, servers, rows)
		for i := range rows {
			if servers[i].Active {
				require.Equal(t, rows[i], once[i], "SYNC-11, -12: rows of active servers are not touched")
			}
			require.Equal(t, rows[i]&delivery.OnPanel, once[i]&delivery.OnPanel, "no statement reaches a panel")
		}
		require.Equal(t, once, apply(o, servers, once), "idempotent")
		require.Equal(t, delivery.Measure(servers, rows), delivery.Measure(servers, once), "neither clean-up changes completeness")
	})
}

// What the clean-ups of rule 1 do for the account of the incident: which of them makes a sync due, and for how many
// servers it runs.
func TestWhichResyncRepairsTheIncident(t *testing.T) {
	for _, tc := range []struct {
		name   string
		resync delivery.Resync
		scope  delivery.PendingScope
		due    bool
		wanted int
	}{
		{"SYNC-21: without one nothing is due", delivery.NoResync, delivery.AccountScope, false, 23},
		{"SYNC-11 if PENDING means the account", delivery.ResyncPending, delivery.AccountScope, true, 23},
		{"SYNC-11 if PENDING means the row: due, and repairs nothing", delivery.ResyncPending, delivery.RowScope, true, 0},
		{"SYNC-12: 26 configs are left, so nothing is due", delivery.ResyncDelete, delivery.AccountScope, false, 23},
	} {
		t.Run(tc.name, func(t *testing.T) {
			servers, rows := felis()
			rows = apply(tc.resync, servers, rows)
			require.Equal(t, tc.due, delivery.SyncDue(paid, rows))
			require.Len(t, delivery.Wanted(tc.scope, servers, rows, nil), tc.wanted)
		})
	}
}

func TestWanted(t *testing.T) {
	servers := []delivery.Server{active, active, inactive, active}
	rows := []delivery.Row{whole, delivery.Pending, delivery.Pending} // and none on the last
	require.Equal(t, []int32{1, 3}, delivery.Wanted(delivery.AccountScope, servers, rows, nil))
	require.Equal(t, []int32{1}, delivery.Wanted(delivery.RowScope, servers, rows, nil))
	require.Equal(t, []int32{7, 1}, delivery.Wanted(delivery.RowScope, servers, rows, []int32{7}), "appended")

	bare := []delivery.Row{delivery.Synced}
	require.Equal(t, []int32{0, 1, 3}, delivery.Wanted(delivery.RowScope, servers, bare, nil), "SYNC-23: no config at all")
}

func TestSyncDue(t *testing.T) {
	pooled := delivery.Account{PayStatus: delivery.Pool}
	deleted := delivery.Account{PayStatus: delivery.Paid, Deleted: true}
	for _, tc := range []struct {
		name    string
		account delivery.Account
		rows    []delivery.Row
		want    bool
	}{
		{"whole", paid, []delivery.Row{whole, whole}, false},
		{"some row PENDING", paid, []delivery.Row{whole, delivery.Pending}, true},
		{"SYNC-21: short, nothing PENDING", paid, []delivery.Row{whole, delivery.None}, false},
		{"SYNC-12: a config row went, its status stayed", paid, []delivery.Row{whole, delivery.Synced}, false},
		{"SYNC-23: no config at all", paid, []delivery.Row{delivery.Synced}, true},
		{"SYNC-23: no row at all", paid, nil, true},
		{"SYNC-23: a POOL account is not asked for", pooled, nil, false},
		{"a POOL account's row PENDING", pooled, []delivery.Row{delivery.Pending}, true},
		{"SYNC-23: deleted", deleted, nil, false},
		{"deleted, row PENDING", deleted, []delivery.Row{delivery.Pending}, false},
	} {
		t.Run(tc.name, func(t *testing.T) { require.Equal(t, tc.want, delivery.SyncDue(tc.account, tc.rows)) })
	}
}

// A sync ends: when the wanted servers are pushed to and the rest is retired, an account of AccountScope is whole and no
// longer due. Under RowScope it is no longer due either, but may stay short.
func TestASyncSettlesTheAccount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		servers, rows := drawFleet(t)
		for len(rows) < len(servers) {
			rows = append(rows, delivery.None)
		}
		scope := drawOneOf(t, delivery.AccountScope, delivery.RowScope)
		for _, i := range delivery.Wanted(scope, servers, rows, nil) {
			require.True(t, servers[i].Active, "no push to an inactive server")
			rows[i] = delivery.Pushed(rows[i])
			require.Equal(t, whole, rows[i])
		}
		for i := range rows {
			rows[i] = delivery.Retire(servers[i], rows[i])
		}
		c := delivery.Measure(servers, rows)
		if scope == delivery.AccountScope {
			require.True(t, c.Whole())
		}
		if c.Healthy > 0 {
			require.False(t, delivery.SyncDue(paid, rows))
		}
	})
}

func TestRetire(t *testing.T) {
	pending := delivery.Pending | delivery.HasConfig | delivery.OnPanel
	require.Equal(t, delivery.None, delivery.Retire(inactive, pending))
	require.Equal(t, whole, delivery.Retire(inactive, whole), "only PENDING rows are the sync's work")
	require.Equal(t, pending, delivery.Retire(active, pending))
}
