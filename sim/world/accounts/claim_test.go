package accounts

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
	"reprise/sim"
	"reprise/sim/random"
)

const ms = time.Millisecond

// POOL-05: claims go by id, also where fills have put accounts into the pool in another order.
func TestClaimsGoByID(t *testing.T) {
	uniform, err := random.ParseDist("uniform:1s,60s")
	require.NoError(t, err)
	o := open(t, plain(func(s *Settings) { s.Pool.Target, s.Workers, s.Create = 100, 20, uniform }), Config{})
	o.goTo(10 * time.Minute)
	require.Len(t, o.pooled, 100)
	require.False(t, slices.IsSorted(o.pooled), "fills have ended in the order of their ids")
	o.arrive(11*time.Minute, 100)
	o.goTo(12 * time.Minute)
	require.Len(t, o.given, 100)
	for i, id := range o.ids() {
		require.Equal(t, int64(i), id)
	}
}

// POOL-08: whatever comes at once, no account goes to two: those who wait get the next one.
func TestNoAccountIsClaimedTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stock, users := rapid.IntRange(0, 60).Draw(t, "stock"), rapid.IntRange(1, 60).Draw(t, "users")
		set := plain(func(s *Settings) { s.Claim, s.LockTimeout = pick(t, "claim", 0, ms, time.Second), time.Hour })
		o := openWith(t, set, Config{Stock: stock}, rapid.IntRange(1, 70).Draw(t, "connections"))
		o.StopScheduler()
		o.desk.patience = time.Hour
		for n := users; n > 0; {
			together := rapid.IntRange(1, n).Draw(t, "together")
			o.arrive(time.Duration(rapid.Int64Range(0, int64(2*time.Second)).Draw(t, "at")), together)
			n -= together
		}
		o.goTo(time.Hour)
		ids := o.ids()
		slices.Sort(ids)
		require.Equal(t, min(stock, users), o.Measures().Claimed)
		require.Equal(t, users-min(stock, users), o.Measures().Fallbacks)
		for i, id := range ids[:min(stock, users)] {
			require.Equal(t, int64(i), id)
		}
	})
}

// POOL-05, POOL-07, POOL-10: every flow claims first, and falls back where the pool is empty or (assumed) switched off; what
// is given is valid for the flow's days, from the commit on.
func TestEveryFlowClaimsFirst(t *testing.T) {
	const day = 24 * time.Hour
	for _, flow := range []struct {
		flow pool.Flow
		pay  pool.PayStatus
		days time.Duration
	}{{pool.TrialRegistration, pool.Trial, 3}, {pool.PaidSubscription, pool.Paid, 30}, {pool.AdminCreated, pool.Trial, 3}} {
		for _, c := range []struct {
			name    string
			stock   int
			enabled bool
			from    pool.Route
			waited  time.Duration
		}{
			{"from the pool", 200, true, pool.FromPool, 7 * ms},
			{"empty", 0, true, pool.Fallback, 20 * time.Second},
			{"switched off", 200, false, pool.Fallback, 20 * time.Second},
		} {
			t.Run(flow.flow.String()+" "+c.name, func(t *testing.T) {
				o := open(t, plain(func(s *Settings) { s.Claim, s.Pool.Enabled = 7*ms, c.enabled }), Config{Stock: c.stock})
				user := User{Name: 4, Because: 9, Flow: flow.flow}
				o.at(0, func() { o.SignUp(user, "phone") })
				o.goTo(21 * time.Second)
				user.Waited = c.waited
				id := int64(0)
				if c.from == pool.Fallback {
					id = int64(c.stock)
				}
				require.Equal(t, []gift{{sim.Time(c.waited), user, c.from, pool.Account{
					ID: id, PayStatus: flow.pay, DeviceID: "phone", ValidTo: noon.Add(c.waited + flow.days*day),
				}}}, o.given)
				require.True(t, o.accounts[id].configured)
				require.Equal(t, c.from == pool.FromPool, o.Size() == c.stock-1)
			})
		}
	}
}

// POOL-10: unnamed users come by the flows in their shares.
func TestFlowsComeInTheirShares(t *testing.T) {
	o := open(t, plain(), Config{Stock: 1000, Demand: Demand{Flows: [Flows]float64{0.5, 0.3, 0.2}}})
	o.arrive(0, 1000)
	o.goTo(time.Minute)
	counts := map[pool.Flow]float64{}
	for _, g := range o.given {
		counts[g.user.Flow]++
	}
	require.InDelta(t, 500, counts[pool.TrialRegistration], 64, "4 standard deviations")
	require.InDelta(t, 300, counts[pool.PaidSubscription], 58)
	require.InDelta(t, 200, counts[pool.AdminCreated], 51)
}

// POOL-08: the lock is a queue; who waits in it makes the claims before him longer (the convoy).
func TestClaimersQueue(t *testing.T) {
	for _, c := range []struct {
		name          string
		claim, convoy time.Duration
		users         int
		waits         []time.Duration
	}{
		{"one", 100 * ms, 10 * ms, 1, []time.Duration{100 * ms}},
		{"no convoy", 100 * ms, 0, 4, []time.Duration{100 * ms, 200 * ms, 300 * ms, 400 * ms}},
		{"convoy", 100 * ms, 10 * ms, 4, []time.Duration{130 * ms, 250 * ms, 360 * ms, 460 * ms}},
		{"no time", 0, 10 * ms, 3, []time.Duration{20 * ms, 30 * ms, 30 * ms}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := open(t, plain(func(s *Settings) { s.Claim, s.Convoy = c.claim, c.convoy }), Config{Stock: 500})
			o.arrive(time.Minute, c.users)
			o.goTo(2 * time.Minute)
			require.Equal(t, c.waits, o.waits())
			require.Equal(t, []int64{0, 1, 2, 3}[:c.users], o.ids(), "in order of arrival")
		})
	}
}

// POOL-07: who waited for the lock, and finds the pool empty, takes the slow path after all. While the last account's claim is
// under way it still counts (POOL-03).
func TestTheLastAccount(t *testing.T) {
	o := open(t, plain(func(s *Settings) { s.Claim = 100 * ms }), Config{Stock: 1})
	o.StopScheduler()
	o.arrive(time.Second, 1)
	o.arrive(time.Second+50*ms, 1)
	o.goTo(time.Second + 60*ms)
	require.Equal(t, 1, o.Size())
	require.Empty(t, o.stock)
	o.goTo(time.Minute)
	require.Equal(t, []pool.Route{pool.FromPool, pool.Fallback}, []pool.Route{o.given[0].from, o.given[1].from})
	require.Equal(t, []time.Duration{100 * ms, 50*ms + 20*time.Second}, o.waits())
}

// Who waits too long for the lock is refused, and no account is lost by it.
func TestLockWaitTimeout(t *testing.T) {
	o := open(t, plain(func(s *Settings) { s.Claim, s.LockTimeout = 100*ms, 150*ms }), Config{Stock: 500})
	o.arrive(time.Second, 4)
	o.arrive(time.Minute, 1)
	o.goTo(2 * time.Minute)
	require.Equal(t, []int64{0, 1, 2}, o.ids())
	require.Equal(t, []time.Duration{100 * ms, 200 * ms, 100 * ms}, o.waits())
	late := told{at: sim.Time(time.Second + 150*ms), user: User{Name: Nobody, Because: Nobody, Waited: 150 * ms}, why: "lock wait time-out"}
	require.Equal(t, []told{late, late}, o.desk.refused)
	require.Equal(t, 497, o.Size())
	o.requireIdle(t)
}

// A claimer holds a connection while it waits for the lock, so that a few of them keep others from one.
func TestClaimersHoldConnections(t *testing.T) {
	o := openWith(t, plain(func(s *Settings) { s.Claim = 100 * ms }), Config{Stock: 500}, 2)
	o.desk.patience = 150 * ms
	o.arrive(time.Second, 4)
	o.goTo(time.Second + 50*ms)
	require.Equal(t, []int{2, 2, 1, 1}, []int{o.connections.InUse(), o.connections.Waiting(), o.lock.InUse(), o.lock.Waiting()})
	o.goTo(2 * time.Second)
	require.Equal(t, []time.Duration{100 * ms, 200 * ms, 300 * ms}, o.waits(), "the third had a connection at 100 ms")
	require.Len(t, o.desk.refused, 1)
	require.Equal(t, "no database connection", o.desk.refused[0].why)
	require.Equal(t, sim.Time(time.Second+150*ms), o.desk.refused[0].at)
	require.Zero(t, o.connections.InUse())
}

// createAccount() of the fallback keeps its connection, or not, by setting.
func TestTheFallbacksConnection(t *testing.T) {
	for _, holds := range []bool{false, true} {
		o := openWith(t, plain(func(s *Settings) { s.HoldsConnection = holds }), Config{}, 1)
		o.StopScheduler()
		o.desk.patience = 5 * time.Second
		o.arrive(0, 2)
		o.goTo(10 * time.Second)
		require.Equal(t, holds, o.connections.InUse() == 1)
		require.Equal(t, holds, len(o.desk.refused) == 1, "the second finds none")
		o.goTo(time.Minute)
		require.Equal(t, holds, len(o.given) == 1)
		require.Zero(t, o.connections.InUse())
	}
}

// A fallback that cannot push configs leaves its user without an account, or with one that has none, by setting. Its row stays.
func TestAFallbackThatFails(t *testing.T) {
	for _, handsOut := range []bool{false, true} {
		for _, byPushes := range []bool{false, true} {
			o := open(t, plain(func(s *Settings) { s.HandsOut, s.ByPushes = handsOut, byPushes }), Config{})
			o.StopScheduler()
			o.desk.refuses = func(int64) bool { return true }
			if !byPushes {
				o.Strike(Fault{FillConfigs, 1, 1})
			}
			o.desk.push = time.Second
			o.arrive(0, 1)
			o.goTo(time.Minute)
			require.Equal(t, handsOut, o.Measures().Bare == 1)
			require.Equal(t, []account{{given: handsOut}}, o.accounts)
			require.Equal(t, 1, o.Measures().Fallbacks)
			if !handsOut {
				require.Equal(t, []told{{at: sim.Time(time.Second), user: User{Name: Nobody, Because: Nobody, Waited: time.Second}, why: "fill_configs failed"}}, o.desk.refused)
			}
		}
	}
}
