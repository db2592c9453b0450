package claimd_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/claims"
	"reprise/load/wire"
)

// TestClaimFillsAccountAfterwards: the user is served first, and the servers learn of the expiry after the commit (POOL-05,
// POOL-06); a device that asks again is given the same, and nothing is pushed again.
func TestClaimFillsAccountAfterwards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, w := newMemory(still, 3), &worker{takes: 20 * time.Second}
		s, c := start(t, options(m, w))
		first := m.stock[0]
		began := time.Now()
		given := claim(t, c, "device_id=a&flow=paid")
		require.Zero(t, time.Since(began), "the user waits for no push")
		require.Equal(t, wire.Answer{
			AccountID: first, Route: "pool", PayStatus: "PAID", ValidTo: began.UTC().AddDate(0, 0, 30), Configs: true,
		}, given)
		again := claim(t, c, "device_id=a&flow=paid")
		given.Route = "owned"
		require.Equal(t, given, again)
		require.Zero(t, w.count(fillAccount))
		time.Sleep(20 * time.Second)
		synctest.Wait()
		require.Equal(t, []string{"POST http://vcs.test" + fillAccount + first.String()}, w.calls)
		require.Equal(t, 1, s.Counts().FillAccounts)
		require.Zero(t, s.Counts().Leaks)
	})
}

// TestFillAccountThatFails, or takes longer than the backend waits, leaves the servers letting the account in (POOL-06).
func TestFillAccountThatFails(t *testing.T) {
	for name, c := range map[string]struct {
		takes         time.Duration
		fails         bool
		failed, leaks int
	}{
		"in time":     {pool.FillAccountTimeout - time.Millisecond, false, 0, 0},
		"too late":    {pool.FillAccountTimeout + time.Millisecond, false, 1, 1},
		"with a fail": {time.Second, true, 1, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, client := start(t, options(newMemory(still, 1), &worker{takes: c.takes, fails: c.fails}))
			require.True(t, claim(t, client, "device_id=a&flow=trial").Configs)
			time.Sleep(pool.FillAccountTimeout + time.Second)
			synctest.Wait()
			require.Equal(t, c.failed, s.Counts().FillAccountsFailed, name)
			require.Equal(t, c.leaks, s.Counts().Leaks, name)
		})
	}
}

// TestLongLivedAccountsDoNotLeak: a server that keeps 2099 keeps less than the database says.
func TestLongLivedAccountsDoNotLeak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, client := start(t, options(newMemory(still, 1), &worker{fails: true}))
		claim(t, client, fmt.Sprintf("device_id=a&flow=admin&days=%d&pay_status=PAID", pool.DaysMax)) // in the year 2000
		synctest.Wait()
		require.Equal(t, 1, s.Counts().FillAccountsFailed)
		require.Zero(t, s.Counts().Leaks, "100 years of 365 days from 2000 on end in December 2099")
	})
}

// TestTooManyFillAccounts: those for which there is no room are lost and counted, and no claim waits for them.
func TestTooManyFillAccounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const room, more = 256 + 10_000, 7
		s, _ := start(t, options(newMemory(still, room+more), &worker{takes: time.Minute}))
		began := time.Now()
		for i := range room + more {
			require.Equal(t, http.StatusOK, ask(s, post(fmt.Sprintf("device_id=d%d&flow=trial", i), "", "")).Code)
			if i < 256 {
				synctest.Wait() // until it is under way
			}
		}
		require.Zero(t, time.Since(began))
		require.Equal(t, more, s.Counts().FillAccountsLost)
		require.Equal(t, more, s.Counts().Leaks)
		time.Sleep(time.Hour)
		synctest.Wait()
		require.Equal(t, room, s.Counts().FillAccounts)
	})
}

// TestFallback: an empty pool means a new account, whose configs are pushed while the user waits (POOL-01, POOL-07), and no
// fill-account after it (POOL-06).
func TestFallback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, w := newMemory(still, 0), &worker{takes: 17 * time.Second}
		_, c := start(t, options(m, w))
		began := time.Now()
		given := claim(t, c, "device_id=a&flow=trial")
		require.Equal(t, 17*time.Second, time.Since(began))
		require.Equal(t, wire.Answer{
			AccountID: m.owned["a"].Account, Route: "fallback", PayStatus: "TRIAL", ValidTo: began.UTC().AddDate(0, 0, 3), Configs: true,
		}, given)
		require.True(t, claim(t, c, "device_id=a&flow=trial").Configs)
		time.Sleep(time.Hour)
		require.Equal(t, []string{"POST http://vcs.test" + fillConfigs + given.AccountID.String()}, w.calls)
	})
}

// TestFallbackWithoutConfigs: while fill_configs fails, users get accounts without (POOL-20), and so does a device that asks
// again, also while the push is under way.
func TestFallbackWithoutConfigs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &worker{takes: 10 * time.Second, fails: true}
		o := options(newMemory(still, 0), w)
		_, c := start(t, o)
		given := claim(t, c, "device_id=a&flow=trial")
		require.False(t, given.Configs)
		again := claim(t, c, "device_id=a&flow=trial")
		require.Equal(t, "owned", again.Route)
		require.False(t, again.Configs)

		w.setFails(false)
		done := make(chan wire.Answer)
		go func() { done <- claim(t, c, "device_id=b&flow=trial") }()
		time.Sleep(time.Second)
		require.False(t, claim(t, c, "device_id=b&flow=trial").Configs, "not yet")
		require.True(t, (<-done).Configs)
		require.True(t, claim(t, c, "device_id=b&flow=trial").Configs)
	})
}

// TestFallbackGivesUpAfterItsTimeOut: the user does not wait for ever.
func TestFallbackGivesUpAfterItsTimeOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := options(newMemory(still, 0), &worker{takes: time.Hour})
		o.FillTimeout = 40 * time.Second
		_, c := start(t, o)
		began := time.Now()
		require.False(t, claim(t, c, "device_id=a&flow=trial").Configs)
		require.Equal(t, 40*time.Second, time.Since(began))
	})
}

// TestErrorsOfTheStore: what cannot be known is said to be in doubt, and nothing of the database's own words goes out.
func TestErrorsOfTheStore(t *testing.T) {
	for _, c := range []struct {
		err     error
		status  int
		inDoubt bool
		want    string
	}{
		{fmt.Errorf("commit secret: %w", claims.ErrInDoubt), 503, true, claims.ErrInDoubt.Error()},
		{fmt.Errorf("begin secret: %w", claims.ErrUnavailable), 503, false, claims.ErrUnavailable.Error()},
		{errors.Join(claims.ErrUnavailable, claims.ErrInDoubt), 503, true, claims.ErrInDoubt.Error()},
		{errors.New("secret"), 503, false, "the database did not take the claim"},
	} {
		m := newMemory(still, 1)
		m.fails = func(string) error { return c.err }
		answer := ask(newServer(t, options(m, &worker{})), post("device_id=a&flow=trial", "", ""))
		require.Equal(t, c.status, answer.Code)
		require.Equal(t, "1", answer.Header().Get("Retry-After"))
		require.Equal(t, wire.Failure{Error: c.want, InDoubt: c.inDoubt}, refused(t, answer))
	}
}

// TestClaimsAreBounded: of too many at once some are refused, and nothing was given to them.
func TestClaimsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(still, 100)
		m.takes = time.Second
		o := options(m, &worker{})
		o.ClaimsMax = 5
		s := newServer(t, o)
		var all sync.WaitGroup
		for i := range 5 {
			all.Go(func() { ask(s, post(fmt.Sprintf("device_id=d%d&flow=trial", i), "", "")) })
		}
		synctest.Wait()
		answer := ask(s, post("device_id=e&flow=trial", "", ""))
		require.Equal(t, 503, answer.Code)
		require.Equal(t, wire.Failure{Error: "too many claims are under way"}, refused(t, answer))
		all.Wait()
		require.Equal(t, 5, m.given())
		require.Equal(t, 200, ask(s, post("device_id=e&flow=trial", "", "")).Code)
	})
}

// TestClientThatLeaves breaks nothing off: its claim ends, its fill-account follows, and it is given the same when it is back.
func TestClientThatLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, w := newMemory(still, 2), &worker{}
		m.takes = 10 * time.Second
		_, c := start(t, options(m, w))
		first := m.stock[0]
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://claimd.test/claim?device_id=a&flow=trial", nil)
		require.NoError(t, err)
		_, err = c.Do(r)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		time.Sleep(time.Minute)
		require.Equal(t, 1, w.count(fillAccount))
		again := claim(t, c, "device_id=a&flow=trial")
		require.Equal(t, first, again.AccountID)
		require.Equal(t, "owned", again.Route)
	})
}

// TestClaimThatTakesTooLong ends by the service's own time-out.
func TestClaimThatTakesTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(still, 1)
		m.takes = time.Hour
		o := options(m, &worker{})
		o.ClaimTimeout = 3 * time.Second
		began := time.Now()
		answer := ask(newServer(t, o), post("device_id=a&flow=trial", "", ""))
		require.Equal(t, 3*time.Second, time.Since(began))
		require.False(t, refused(t, answer).InDoubt, "as the store has said")
	})
}
