package accounts

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/sim"
)

// byHand is a pool that nobody but an operator fills, and claims from after an hour: n accounts at the start of the run.
func byHand(t *testing.T, set Settings, n, connections int) *office {
	o := openWith(t, set, Config{}, connections)
	o.StopScheduler()
	o.at(0, func() { require.NoError(t, o.FillByHand(n, Nobody)) })
	o.arrive(time.Hour, n)
	return o
}

// POOL-04: the row, then the configs, then POOL: before that the account does not count and cannot be claimed.
func TestTheStepsOfAFill(t *testing.T) {
	o := byHand(t, plain(), 1, enough)
	o.desk.statement = time.Second
	for _, c := range []struct {
		at       time.Duration
		accounts []account
		size     int
	}{
		{time.Second - 1, nil, 0},
		{time.Second, []account{{}}, 0},
		{21*time.Second - 1, []account{{}}, 0},
		{21 * time.Second, []account{{configured: true}}, 0},
		{22*time.Second - 1, []account{{configured: true}}, 0},
		{22 * time.Second, []account{{configured: true, pooled: true}}, 1},
	} {
		o.goTo(c.at)
		require.Equal(t, c.accounts, o.accounts, "at %v", c.at)
		require.Equal(t, c.size, o.Size())
	}
	require.Equal(t, pool.Account{ID: 0, PayStatus: pool.Pool, ValidTo: pool.UnclaimedUntil()}, o.stock[0])
	require.Equal(t, 22*time.Second, o.finished[0].Took)
}

// POOL-20: where fill_configs fails, the account is in the pool without configs and is claimed like any other, or it is left
// in no pool and belongs to nobody: by setting. The others of the fill are made.
func TestAFillWhoseConfigsFail(t *testing.T) {
	for _, c := range []struct {
		on                                 pool.PushFailure
		made, orphans, bareInPool, claimed int
	}{
		{pool.MarkAnyway, 10, 0, 4, 10},
		{pool.Abandon, 6, 4, 0, 6},
	} {
		o := byHand(t, plain(func(s *Settings) { s.OnFailure, s.ByPushes, s.Workers, s.HandsOut = c.on, true, 2, false }), 10, enough)
		o.desk.refuses = func(id int64) bool { return id%3 == 0 } // 0, 3, 6, 9
		o.push = 10 * time.Second
		o.goTo(50 * time.Second)
		require.Equal(t, FillReport{ByHand: true, Asked: 10, Size: c.made, Made: c.made, Failed: 4, Took: 50 * time.Second}, o.finished[0].FillReport)
		m := o.Measures()
		require.Equal(t, []int{c.made, 4, c.orphans, c.bareInPool}, []int{m.Made, m.Unfilled, m.Orphans, m.BareInPool})
		for id, a := range o.accounts {
			require.Equal(t, account{configured: id%3 != 0, pooled: c.on == pool.MarkAnyway || id%3 != 0}, a, "account %d", id)
		}
		o.desk.refuses = func(int64) bool { return false }
		o.goTo(2 * time.Hour)
		m = o.Measures()
		require.Equal(t, []int{c.claimed, 10 - c.claimed, c.bareInPool, 0}, []int{m.Claimed, m.Fallbacks, m.Bare, m.BareInPool})
	}
}

// A statement of a fill that gets no connection fails its step: no row, or a row with configs that is in no pool.
func TestAFillWithoutAConnection(t *testing.T) {
	for _, c := range []struct {
		name     string
		at       time.Duration // from which the only connection is gone, for a minute
		accounts []account
		report   FillReport
	}{
		{"create-account", 0, nil, FillReport{ByHand: true, Asked: 1, Failed: 1, Took: 30 * time.Second}},
		{"mark-pool", 10 * time.Second, []account{{configured: true}}, FillReport{ByHand: true, Asked: 1, Took: 50 * time.Second}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := openWith(t, plain(), Config{}, 1)
			o.StopScheduler()
			o.at(c.at, func() { o.connections.Fail(1) })
			o.at(c.at+time.Minute, func() { o.connections.Repair(1) })
			o.at(0, func() { require.NoError(t, o.FillByHand(1, Nobody)) })
			o.goTo(5 * time.Minute)
			require.Equal(t, c.accounts, o.accounts)
			require.Equal(t, c.report, o.finished[0].FillReport)
			require.Equal(t, len(c.accounts), o.Measures().Orphans)
			require.Zero(t, o.Measures().Unfilled, "fill_configs has not failed")
			require.Len(t, o.desk.late, 1)
			require.Equal(t, "account-pool-fill", o.desk.late[0].why)
		})
	}
}

// The worker service takes so many calls at once, of both kinds, and the others wait their turn.
func TestTheWorkerServiceTakesSoManyAtOnce(t *testing.T) {
	o := byHand(t, plain(func(s *Settings) { s.Calls, s.Workers = 3, 10 }), 10, enough)
	for round, made := range []int{0, 3, 6, 9, 10} {
		o.goTo(time.Duration(round) * 20 * time.Second)
		require.Equal(t, made, o.Size())
	}
	o.goTo(time.Hour + time.Second)
	require.Equal(t, []int{3, 7}, []int{o.worker.slots.InUse(), o.worker.slots.Waiting()}, "fill-account after 10 claims")
	o.goTo(time.Hour + 61*time.Second)
	require.Equal(t, 1, o.worker.slots.InUse())
	require.Empty(t, o.kept)
}

// A call that cannot be served fails soon, and others are slower, by the faults that strike its kind; each strikes by itself. A
// call that was begun before, or ends after, is served as it began.
func TestFaultsOfTheWorkerService(t *testing.T) {
	for _, c := range []struct {
		name   string
		faults []Fault
		took   time.Duration
		failed bool
	}{
		{"none", nil, 20 * time.Second, false},
		{"down", []Fault{{Any, 1, 1}}, 3 * time.Second, true},
		{"down for fill_configs", []Fault{{FillConfigs, 1, 1}}, 3 * time.Second, true},
		{"down for fill-account", []Fault{{FillAccount, 1, 4}}, 20 * time.Second, false},
		{"slow", []Fault{{Any, 0, 2}, {FillConfigs, 0, 1.5}}, time.Minute, false},
		{"down and slow", []Fault{{Any, 0, 2}, {Any, 1, 1}}, 3 * time.Second, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := byHand(t, plain(func(s *Settings) { s.FailsAfter, s.OnFailure = 3*time.Second, pool.Abandon }), 1, enough)
			for _, f := range c.faults {
				o.Strike(f)
			}
			o.at(time.Second, func() {
				for _, f := range c.faults {
					o.Mend(f)
				}
			})
			o.goTo(10 * time.Minute)
			require.Equal(t, c.took, o.finished[0].Took)
			require.Equal(t, c.failed, o.finished[0].Failed == 1)
			require.Empty(t, o.worker.faults)
		})
	}

	o := byHand(t, plain(), 1, enough)
	o.at(time.Second, func() { o.Strike(Fault{Any, 1, 3}) })
	o.goTo(time.Minute)
	require.Equal(t, FillReport{ByHand: true, Asked: 1, Size: 1, Made: 1, Took: 20 * time.Second}, o.finished[0].FillReport)

	o.Strike(Fault{Any, 0.5, 1})
	o.Mend(Fault{Any, 1, 3})
	o.Strike(Fault{FillConfigs, 0.5, 1})
	require.Equal(t, []float64{0.5, 0.75, 0.5}, []float64{o.Failing(Any), o.Failing(FillConfigs), o.Failing(FillAccount)})
}

// The calls read as they print, and nothing else does.
func TestCallsHaveNames(t *testing.T) {
	for call, name := range map[Call]string{Any: "any", FillConfigs: "fill_configs", FillAccount: "fill-account"} {
		require.Equal(t, name, call.String())
		var read Call
		require.NoError(t, read.UnmarshalText([]byte(name)))
		require.Equal(t, call, read)
	}
	require.ErrorContains(t, new(Call).UnmarshalText([]byte("fill-configs")), "allowed: any, fill_configs, fill-account")
}

// A share of the calls fails.
func TestAShareOfCallsFails(t *testing.T) {
	o := byHand(t, plain(func(s *Settings) { s.Workers = 1000 }), 1000, enough)
	o.Strike(Fault{FillConfigs, 0.3, 1})
	o.goTo(time.Minute)
	require.InDelta(t, 300, o.Measures().Unfilled, 58, "4 standard deviations")
}

// However slow, a call ends within what a Duration holds.
func TestACallThatNeverEnds(t *testing.T) {
	o := byHand(t, plain(), 1, enough)
	for range 20 {
		o.Strike(Fault{Any, 0, 1000})
	}
	o.goTo(time.Minute)
	require.Equal(t, 1, o.worker.slots.InUse())
	require.GreaterOrEqual(t, o.engine.Now(), sim.Time(time.Minute))
}
