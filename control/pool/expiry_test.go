package pool_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
)

// POOL-06: which route fill-account follows.
func TestFillsAccount(t *testing.T) {
	require.True(t, pool.FromPool.FillsAccount())
	require.False(t, pool.Fallback.FillsAccount())
	require.False(t, pool.Owned.FillsAccount())
}

func TestExpiryAfterAClaim(t *testing.T) {
	trial := noon.Add(72 * time.Hour)
	for _, tc := range []struct {
		name   string
		ok     bool
		took   time.Duration
		server time.Time
	}{
		{"POOL-06: it succeeds", true, 5 * time.Second, trial},
		{"POOL-06: just within 120 s", true, 120*time.Second - 1, trial},
		{"POOL-06: the time-out: 2099 stays", true, 120 * time.Second, day(2099, 1, 1)},
		{"POOL-06: it fails: 2099 stays", false, 5 * time.Second, day(2099, 1, 1)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			claimed := pool.Unclaimed().Claimed(trial)
			require.Equal(t, pool.Expiry{Database: trial, Server: day(2099, 1, 1)}, claimed)
			require.True(t, claimed.Leaks(), "until fill-account is done")

			after := claimed.Filled(tc.ok, tc.took)
			require.Equal(t, pool.Expiry{Database: trial, Server: tc.server}, after)
			require.Equal(t, tc.server != trial, after.Leaks())
		})
	}
	require.False(t, pool.Unclaimed().Leaks(), "in the pool both have 2099")
}

// POOL-06: only the expiry on servers changes, only to the database's, and what did not leak does not begin to.
func TestExpiryLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := func(name string) time.Time { return noon.Add(time.Duration(rapid.Int64Range(0, 1e6).Draw(t, name))) }
		e := pool.Expiry{Database: at("database"), Server: at("server")}
		ok, took := rapid.Bool().Draw(t, "ok"), time.Duration(rapid.Int64Range(0, int64(4*time.Minute)).Draw(t, "took"))
		after := e.Filled(ok, took)
		require.Equal(t, e.Database, after.Database)
		require.True(t, after.Server.Equal(e.Server) || after.Server.Equal(e.Database))
		require.False(t, !e.Leaks() && after.Leaks())
		require.Equal(t, after, after.Filled(ok, took), "again changes nothing")
		require.Equal(t, e.Server, e.Claimed(noon).Server)
	})
}
