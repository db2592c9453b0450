package delivery_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
)

var moments = []delivery.Moment{
	delivery.Start, delivery.Connect, delivery.Expiry, delivery.Restart, delivery.Invalidated,
}

func drawRules() *rapid.Generator[delivery.CacheRules] {
	return rapid.Custom(func(t *rapid.T) delivery.CacheRules {
		return delivery.CacheRules{
			TTL:             rapid.SampledFrom([]time.Duration{0, time.Minute, time.Hour}).Draw(t, "ttl"),
			Refresh:         drawOneOf(t, delivery.AtStart, delivery.OnUse, delivery.OnExpiry),
			OnError:         drawOneOf(t, delivery.KeepOnError, delivery.DropOnError),
			OnEmpty:         drawOneOf(t, delivery.KeepOnEmpty, delivery.StoreOnEmpty),
			AfterFailure:    drawOneOf(t, delivery.Retry, delivery.Wait, delivery.Stop),
			SurvivesRestart: rapid.Bool().Draw(t, "survives restart"),
		}
	})
}

func drawHeld() *rapid.Generator[delivery.Held] {
	return rapid.Custom(func(t *rapid.T) delivery.Held {
		return delivery.Held{
			Has:          rapid.Bool().Draw(t, "has"),
			Age:          time.Duration(rapid.Int64Range(0, int64(2*time.Hour)).Draw(t, "age")),
			FailedBefore: rapid.Bool().Draw(t, "failed before"),
		}
	})
}

func TestDefaultRules(t *testing.T) {
	desktop := delivery.DefaultRules(delivery.Desktop)
	fresh := delivery.Held{Has: true, Age: time.Hour - 1}
	require.False(t, desktop.Fetches(delivery.Connect, fresh), "SYNC-08: 1 h from the cache")
	require.True(t, desktop.Fetches(delivery.Connect, delivery.Held{Has: true, Age: time.Hour}), "SYNC-08: and no longer")
	require.True(t, desktop.ClearedBy(delivery.Restart), "SYNC-08: a restart clears it")
	require.True(t, desktop.Fetches(delivery.Restart, fresh))

	for _, phone := range []delivery.Platform{delivery.Android, delivery.IOS} {
		rules := delivery.DefaultRules(phone)
		require.True(t, rules.Fetches(delivery.Connect, delivery.Held{Has: true}), "SYNC-09, -10: each request")
		require.False(t, rules.ClearedBy(delivery.Restart), "SYNC-09, -10: it is stored")
	}
	for _, p := range []delivery.Platform{delivery.Desktop, delivery.Android, delivery.IOS} {
		require.Equal(t, delivery.Keep, delivery.DefaultRules(p).Receives(delivery.Error), "SYNC-15")
		require.Equal(t, delivery.Keep, delivery.DefaultRules(p).Receives(delivery.EmptyList), "SYNC-15")
	}
}

func TestFetches(t *testing.T) {
	due := delivery.Held{Has: true, Age: time.Hour}
	fresh := delivery.Held{Has: true, Age: time.Hour - 1}
	failed := delivery.Held{Has: true, Age: time.Hour, FailedBefore: true}
	nothing := delivery.Held{}
	for _, tc := range []struct {
		name    string
		refresh delivery.Refresh
		after   delivery.AfterFailure
		held    delivery.Held
		want    string // the moments at which the client asks
	}{
		{"at-start, due", delivery.AtStart, delivery.Retry, due, "start restart invalidated"},
		{"on-use, due", delivery.OnUse, delivery.Retry, due, "start connect restart invalidated"},
		{"on-expiry, due", delivery.OnExpiry, delivery.Retry, due, "start connect expiry restart invalidated"},
		{"on-expiry, fresh", delivery.OnExpiry, delivery.Retry, fresh, "restart invalidated"},
		{"at-start, nothing held", delivery.AtStart, delivery.Retry, nothing, "start restart invalidated"},
		{"on-use, nothing held", delivery.OnUse, delivery.Wait, nothing, "start connect restart invalidated"},
		{"retry after a failure", delivery.OnUse, delivery.Retry, failed, "start connect restart invalidated"},
		{"stop before a failure", delivery.OnUse, delivery.Stop, due, "start connect restart invalidated"},
		{"stop after a failure", delivery.OnExpiry, delivery.Stop, failed, "restart invalidated"},
		{"stop, nothing held", delivery.OnExpiry, delivery.Stop, delivery.Held{FailedBefore: true}, "restart invalidated"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			rules := delivery.CacheRules{TTL: time.Hour, Refresh: tc.refresh, AfterFailure: tc.after}
			var asks []string
			for _, m := range moments {
				if rules.Fetches(m, tc.held) {
					asks = append(asks, m.String())
				}
			}
			require.Equal(t, tc.want, strings.Join(asks, " "))
		})
	}
}

// At TTL 0 a list expires as it is stored: a timer that fetched would fetch for ever.
func TestNoTimerWithoutTTL(t *testing.T) {
	rules := delivery.CacheRules{TTL: 0, Refresh: delivery.OnExpiry}
	require.False(t, rules.Fetches(delivery.Expiry, delivery.Held{Has: true}))
	require.True(t, rules.Fetches(delivery.Connect, delivery.Held{Has: true}))
}

func TestOnlyARestartClears(t *testing.T) {
	for _, survives := range []bool{false, true} {
		rules := delivery.CacheRules{SurvivesRestart: survives}
		for _, m := range moments {
			require.Equal(t, m == delivery.Restart && !survives, rules.ClearedBy(m), "%v, survives %v", m, survives)
		}
	}
}

// SYNC-08's contradiction: by the wall a list of 11:42 is over at 12:42; by a clock that stood still while the computer
// slept for two hours it is 45 minutes old at 14:27.
func TestAgeByAClockThatSleeps(t *testing.T) {
	rules := delivery.DefaultRules(delivery.Desktop)
	wall, asleep := 2*time.Hour+45*time.Minute, 2*time.Hour
	for _, tc := range []struct {
		clock   delivery.AgeClock
		age     time.Duration
		fetches bool
	}{
		{delivery.WallClock, wall, true},
		{delivery.AwakeClock, 45 * time.Minute, false},
	} {
		age := tc.clock.Elapsed(wall, asleep)
		require.Equal(t, tc.age, age)
		require.Equal(t, tc.fetches, rules.Fetches(delivery.Connect, delivery.Held{Has: true, Age: age}), tc.clock)
	}
}

func TestAfter(t *testing.T) {
	old := delivery.Held{Has: true, Age: 2 * time.Hour}
	keptDue := delivery.Held{Has: true, Age: 2 * time.Hour, FailedBefore: true}
	fresh := delivery.Held{Has: true}
	for _, tc := range []struct {
		name  string
		rules delivery.CacheRules
		kind  delivery.AnswerKind
		want  delivery.Held
	}{
		{"SYNC-14: a partial list is as fresh as a full one", delivery.CacheRules{}, delivery.Partial, fresh},
		{"SYNC-15: kept on error, still due", delivery.CacheRules{AfterFailure: delivery.Retry}, delivery.Error, keptDue},
		{"SYNC-15: kept on an empty list, still due", delivery.CacheRules{}, delivery.EmptyList, keptDue},
		{"kept on error, aged anew", delivery.CacheRules{AfterFailure: delivery.Wait}, delivery.Error,
			delivery.Held{Has: true, FailedBefore: true}},
		{"an empty list stored is a list", delivery.CacheRules{OnEmpty: delivery.StoreOnEmpty}, delivery.EmptyList, fresh},
		{"dropped on error", delivery.CacheRules{OnError: delivery.DropOnError}, delivery.Error,
			delivery.Held{Age: 2 * time.Hour, FailedBefore: true}},
	} {
		t.Run(tc.name, func(t *testing.T) { require.Equal(t, tc.want, tc.rules.After(old, tc.kind)) })
	}
}

// A client never ends with nothing where it held something, unless drop, store or a restart that clears said so; and
// only an answer that carries configs replaces what it holds.
func TestCacheLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules, held := drawRules().Draw(t, "rules"), drawHeld().Draw(t, "held")
		k := drawOneOf(t, delivery.Full, delivery.Partial, delivery.Error, delivery.EmptyList)
		carries := k == delivery.Full || k == delivery.Partial
		told := k == delivery.Error && rules.OnError == delivery.DropOnError ||
			k == delivery.EmptyList && rules.OnEmpty == delivery.StoreOnEmpty

		require.Equal(t, carries, rules.Receives(k) == delivery.Replace)
		require.Equal(t, told, rules.Receives(k) == delivery.Clear)

		after := rules.After(held, k)
		if held.Has && !after.Has {
			require.True(t, told)
		}
		require.Equal(t, rules.Receives(k) == delivery.Keep || k == delivery.Error, after.FailedBefore)
	})
}

// The later a rule looks, the more it asks; and a list that ages is never less due than it was.
func TestFetchLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules, held := drawRules().Draw(t, "rules"), drawHeld().Draw(t, "held")
		m := drawOneOf(t, moments...)
		if !rules.Fetches(m, held) {
			return
		}
		older := held
		older.Age += time.Minute
		require.True(t, rules.Fetches(m, older), "older")
		none := held
		none.Has = false
		require.True(t, rules.Fetches(m, none), "nothing held")
		keen := rules
		keen.Refresh = delivery.OnExpiry
		require.True(t, keen.Fetches(m, held), "looking more often")
	})
}
