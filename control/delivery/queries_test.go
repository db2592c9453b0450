package delivery_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
)

// config is a row of vpn_user_server_config, and isActive the set of ids in server with is_active = 1: what the naive
// queries below run on.
type config struct{ server int }

func tables(servers []delivery.Server, rows []delivery.Row) (configs []config, isActive map[int]bool) {
	isActive = map[int]bool{}
	for id, s := range servers {
		isActive[id] = s.Active
	}
	for id, r := range rows {
		if r&delivery.HasConfig != 0 {
			configs = append(configs, config{server: id})
		}
	}
	return configs, isActive
}

// SYNC-22: query 1 written as the SQL is: a nested-loop join, COUNT(*), SUM(CASE), and a subquery.
func TestCountConfigsAgreesWithTheJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		servers, rows := drawFleet(t)
		configs, isActive := tables(servers, rows)
		var want delivery.Counts
		for _, c := range configs {
			for id := range servers {
				if c.server != id {
					continue
				}
				want.TotalConfigs++
				if isActive[id] {
					want.ActiveConfigs++
				}
			}
		}
		for id := range servers {
			if isActive[id] {
				want.ActiveServers++
			}
		}
		got := delivery.CountConfigs(servers, rows)
		require.Equal(t, want, got)
		require.GreaterOrEqual(t, got.ActiveConfigs,
			delivery.Measure(servers, rows).Healthy, "query 1 never sees less than is healthy")
	})
}

func TestCountConfigsOfTheIncident(t *testing.T) {
	servers, rows := felis()
	want := delivery.Counts{TotalConfigs: 26 + 46, ActiveConfigs: 26, ActiveServers: 49}
	require.Equal(t, want, delivery.CountConfigs(servers, rows), "SYNC-22")
}

// SYNC-22 reads a table that the status is not in, so its verdict can be better than the backend's.
func TestQuery1DoesNotSeePending(t *testing.T) {
	servers := []delivery.Server{active, active}
	rows := []delivery.Row{whole, delivery.Pending | delivery.HasConfig}
	want := delivery.Counts{TotalConfigs: 2, ActiveConfigs: 2, ActiveServers: 2}
	require.Equal(t, want, delivery.CountConfigs(servers, rows))
	require.Equal(t, 0.5, delivery.Measure(servers, rows).Ratio())
}

func TestWithoutConfigs(t *testing.T) {
	none := []delivery.Row{delivery.Pending, delivery.Synced | delivery.OnPanel}
	for _, tc := range []struct {
		name    string
		account delivery.Account
		rows    []delivery.Row
		want    bool
	}{
		{"paid, no config row", delivery.Account{PayStatus: delivery.Paid}, none, true},
		{"trial, no row of any kind", delivery.Account{PayStatus: delivery.Trial}, nil, true},
		{"in the pool", delivery.Account{PayStatus: delivery.Pool}, none, false},
		{"deleted", delivery.Account{PayStatus: delivery.Paid, Deleted: true}, none, false},
		{"one config row, wherever it is", delivery.Account{PayStatus: delivery.Paid}, []delivery.Row{0, delivery.HasConfig}, false},
	} {
		t.Run("SYNC-23: "+tc.name, func(t *testing.T) {
			require.Equal(t, tc.want, delivery.WithoutConfigs(tc.account, tc.rows))
		})
	}
}
