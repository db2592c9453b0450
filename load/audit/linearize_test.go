package audit_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/audit"
	"reprise/load/history"
)

// POOL-08: who has what, by porcupine, where no order is promised.
func TestLinearizeWhoHasWhat(t *testing.T) {
	one, two, nobodys := given(1, "a", 5), given(2, "a", 25), given(1, "", 5)
	nobody := func(from, to int) history.Op {
		op := asks("", from, to, pool.FromPool, nobodys)
		op.Request.Flow, op.Request.PayStatus = pool.AdminCreated, pool.Trial
		return op
	}
	stock := rows{pooled(1), pooled(2)}
	for _, tc := range []struct {
		name string
		run  audit.Run
		want audit.Linearity
	}{
		{"one each", byHand(stock, rows{one, given(2, "b", 5)}, asks("a", 0, 10, pool.FromPool, one), asks("b", 0, 10, pool.FromPool, given(2, "b", 5))),
			audit.Linear},
		{"a device with two", byHand(stock, rows{one, two}, asks("a", 0, 10, pool.FromPool, one), asks("a", 20, 30, pool.FromPool, two)), audit.Illegal},
		{"an account of two who have no name", byHand(stock, rows{nobodys, pooled(2)}, nobody(0, 10), nobody(1, 11)), audit.Illegal},
		{"owned before it was given", byHand(stock, rows{pooled(1), two}, asks("a", 0, 10, pool.Owned, two), asks("a", 20, 30, pool.FromPool, two)), audit.Illegal},
		{"owned since", byHand(stock, rows{one, pooled(2)}, asks("a", 0, 10, pool.FromPool, one), asks("a", 20, 30, pool.Owned, one)), audit.Linear},
		{"owned, and given meanwhile", byHand(stock, rows{one, pooled(2)}, asks("a", 0, 10, pool.FromPool, one), asks("a", 8, 9, pool.Owned, one)), audit.Linear},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.run.Ordered = false
			verdict, says := audit.Linearize(tc.run, patience)
			require.Equal(t, tc.want, verdict, says)
		})
	}
}

// Without time there is no answer, and that is told.
func TestLinearizeOutOfTime(t *testing.T) {
	verdict, says := audit.Linearize(simulate(seeded(1), 2000, 2000, true), time.Nanosecond)
	require.Equal(t, audit.Unknown, verdict)
	require.Equal(t, "the order of ids: unknown", says)
}

// POOL-07: a fallback while the stock is not empty is illegal, where order is promised; porcupine alone is asked for that.
func TestFallbackWhileThePoolIsNotEmpty(t *testing.T) {
	run := byHand(rows{pooled(1)}, rows{pooled(1), given(2, "a", 5)}, asks("a", 0, 10, pool.Fallback, given(2, "a", 5)))
	verdict, says := audit.Linearize(run, patience)
	require.Equal(t, audit.Illegal, verdict)
	require.Equal(t, "the order of ids: illegal", says)
	run.Ops = append(run.Ops, asks("b", 0, 10, pool.FromPool, given(1, "b", 5)))
	run.After.Rows[0] = given(1, "b", 5)
	verdict, says = audit.Linearize(run, patience)
	require.Equal(t, audit.Linear, verdict, says)
}
