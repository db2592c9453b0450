package pool_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
)

// run takes a fill to its end; the steps in failing fail. It gives the steps that were begun, too.
func run(v pool.PushFailure, failing ...pool.Step) (f pool.Fill, begun []pool.Step) {
	for !f.Over {
		step := f.Next
		begun = append(begun, step)
		ok := true
		for _, s := range failing {
			ok = ok && s != step
		}
		f = v.After(f, ok)
	}
	return f, begun
}

// POOL-04: the steps and their order, and what each failure leaves.
func TestFill(t *testing.T) {
	all := []pool.Step{pool.CreateAccount, pool.FillConfigs, pool.MarkPool}
	for _, tc := range []struct {
		name    string
		on      pool.PushFailure
		failing []pool.Step
		begun   []pool.Step
		left    string
		status  pool.PayStatus
	}{
		{"POOL-04: all is well", pool.MarkAnyway, nil, all, "account configs pooled", pool.Pool},
		{"POOL-04: all is well, the other reading", pool.Abandon, nil, all, "account configs pooled", pool.Pool},
		{"no account: nothing is left", pool.MarkAnyway, all[:1], all[:1], "", pool.Trial},
		{"POOL-20: in the pool without configs", pool.MarkAnyway, all[1:2], all, "account pooled", pool.Pool},
		{"POOL-20: not in the pool", pool.Abandon, all[1:2], all[:2], "account orphan", pool.Trial},
		{"configs, but no mark", pool.MarkAnyway, all[2:], all, "account configs orphan", pool.Trial},
		{"neither configs nor mark", pool.MarkAnyway, all[1:], all, "account orphan", pool.Trial},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, begun := run(tc.on, tc.failing...)
			require.Equal(t, tc.begun, begun)
			require.Equal(t, tc.left, left(f))
			require.Equal(t, tc.status, f.PayStatus())
		})
	}
}

// left are the words for what a fill leaves.
func left(f pool.Fill) (text string) {
	for _, is := range []struct {
		so   bool
		word string
	}{{f.Account, "account"}, {f.Configs, "configs"}, {f.Pooled, "pooled"}, {f.Orphan(), "orphan"}} {
		if is.so && text != "" {
			text += " "
		}
		if is.so {
			text += is.word
		}
	}
	return text
}

// A fill ends after three steps at most, stays as it ended, and leaves an account in the pool, an orphan or nothing; only
// MarkAnyway brings one without its configs into the pool.
func TestFillLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		on := rapid.SampledFrom([]pool.PushFailure{pool.MarkAnyway, pool.Abandon}).Draw(t, "on")
		var f pool.Fill
		whole := true
		for step := 0; !f.Over; step++ {
			require.Less(t, step, 3)
			require.Equal(t, pool.Step(step), f.Next)
			require.False(t, f.Orphan(), "it may still come into the pool")
			ok := rapid.Bool().Draw(t, "ok")
			whole = whole && ok
			f = on.After(f, ok)
		}
		require.Equal(t, f, on.After(f, true))
		require.Equal(t, f, on.After(f, false))
		require.Equal(t, f.Account, f.Pooled != f.Orphan())
		require.Equal(t, whole, f.Account && f.Configs && f.Pooled)
		if f.Pooled && !f.Configs {
			require.Equal(t, pool.MarkAnyway, on)
		}
	})
}

// POOL-02: the day is the documents'.
func TestUnclaimedUntil(t *testing.T) {
	require.Equal(t, day(2099, 1, 1), pool.UnclaimedUntil())
}
