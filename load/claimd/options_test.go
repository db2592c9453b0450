package claimd_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/claimd"
)

// TestOptionsThatCannotBe: one line, and never the key.
func TestOptionsThatCannotBe(t *testing.T) {
	for want, spoil := range map[string]func(*claimd.Options){
		"no store":                         func(o *claimd.Options) { o.Store = nil },
		"account.pool.target-size is 0":    func(o *claimd.Options) { o.Pool = pool.Settings{} },
		"allowed: http://host:port":        func(o *claimd.Options) { o.ConfigsURL = "vcs:80" },
		"has 31 bytes; allowed: 32":        func(o *claimd.Options) { o.AdminKey = key[:31] },
		"workers are -1":                   func(o *claimd.Options) { o.Workers = -1 },
		"days of a trial are 36501":        func(o *claimd.Options) { o.TrialDays = pool.DaysMax + 1 },
		"days of a subscription are -1":    func(o *claimd.Options) { o.PaidDays = -1 },
		"claims at once are 1048577":       func(o *claimd.Options) { o.ClaimsMax = 1<<20 + 1 },
		"claim service: a time below 0":    func(o *claimd.Options) { o.CheckEvery = -time.Second },
		"workers are 10001; allowed: 1 to": func(o *claimd.Options) { o.Workers = claimd.WorkersMax + 1 },
	} {
		o := options(newMemory(still, 0), &worker{})
		spoil(&o)
		_, err := claimd.New(o)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), string(key[:31]))
	}
}
