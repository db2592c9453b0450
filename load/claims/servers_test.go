package claims_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/claims"
	"reprise/load/mysql"
)

// store is a store under test, over an empty table.
type store struct {
	*claims.Store
	o      claims.Options
	db     *sql.DB
	config *driver.Config
}

// with is the same store with other options.
func (s store) with(change func(*claims.Options)) store {
	change(&s.o)
	s.Store = claims.New(s.db, s.o)
	return s
}

// What holds of every statement on every server.
func TestOnEveryServer(t *testing.T) {
	each(t, func(t *testing.T, server mysql.Server) {
		db := migrated(t, server.Config())
		for v := claims.ForUpdate; v <= claims.Token; v++ {
			for _, tc := range []struct {
				name string
				do   func(t *testing.T, s store)
			}{
				{"POOL-05, POOL-10: the terms of every flow", termsOfEveryFlow},
				{"POOL-05: by id", byID},
				{"POOL-07: an empty pool", emptyPool},
				{"POOL-07, POOL-08: many at once, and too few accounts", manyAtOnce},
				{"POOL-08: one device, many times at once", oneDeviceAtOnce},
				{"a device asks again", asksAgain},
				{"accounts of no device", noDevice},
				{"POOL-09: a pool that is switched off", switchedOff},
				{"a device id that the column cannot hold", noSuchDevice},
				{"POOL-04: refilled beside claims", refilledBesideClaims},
				{"random ids, refilled beside claims", randomIDs},
				{"an account that somebody else looks at", lockedByAnother},
				{"a real deadlock", realDeadlock},
				{"a lock time-out", lockTimeout},
				{"lock time-outs without end", lockTimeoutsWithoutEnd},
			} {
				t.Run(fmt.Sprintf("%s/%s", v, tc.name), func(t *testing.T) {
					exec(t, db, `DELETE FROM account`)
					tc.do(t, store{claims.New(db, options(v)), options(v), db, server.Config()})
				})
			}
		}
	})
}

func termsOfEveryFlow(t *testing.T, s store) {
	noon := time.Date(2026, time.February, 24, 12, 0, 0, 123_456_789, time.UTC)
	s = s.with(func(o *claims.Options) { o.Now = func() time.Time { return noon } })
	requests := []pool.Request{
		{Flow: pool.TrialRegistration, DeviceID: "trial", Days: 3},
		{Flow: pool.PaidSubscription, DeviceID: "paid", Days: 30},
		{Flow: pool.AdminCreated, DeviceID: "admin-trial", Days: 1, PayStatus: pool.Trial},
		{Flow: pool.AdminCreated, DeviceID: `admin "paid" \'`, Days: pool.DaysMax, PayStatus: pool.Paid},
	}
	for _, route := range []pool.Route{pool.FromPool, pool.Fallback} {
		exec(t, s.db, `DELETE FROM account`)
		if route == pool.FromPool {
			require.NoError(t, s.Stock(t.Context(), len(requests)))
		}
		answers := claimAll(t.Context(), s.Store, 1, requests)
		requireTrue(t, s.db, answers)
		for _, a := range answers {
			want := a.Request.Given(pool.Account{}, noon.Truncate(time.Microsecond))
			require.Equal(t, route, a.Route)
			require.Equal(t, want.PayStatus, a.Given.PayStatus)
			require.Equal(t, want.ValidTo, a.ValidTo)
		}
	}
}

func byID(t *testing.T, s store) {
	require.NoError(t, s.Stock(t.Context(), 20))
	ids := pooled(t, s.db)
	for i, a := range claimAll(t.Context(), s.Store, 1, devices(20)) {
		require.NoError(t, a.err)
		require.Equal(t, ids[i], a.Account, "with nobody beside it even skip-locked goes by id")
	}
}

func emptyPool(t *testing.T, s store) {
	answers := claimAll(t.Context(), s.Store, conns, devices(40))
	requireTrue(t, s.db, answers)
	require.Equal(t, map[pool.Route]int{pool.Fallback: 40}, count(answers))
}

func manyAtOnce(t *testing.T, s store) {
	const stock, asked = 150, 200
	require.NoError(t, s.Stock(t.Context(), stock))
	var mu sync.Mutex
	last := uuid.Nil // the greatest id of a claim that has ended
	answers := make([]answer, asked)
	var all sync.WaitGroup
	for w := range 2 * conns {
		all.Go(func() {
			for i := w; i < asked; i += 2 * conns {
				mu.Lock()
				ended := last
				mu.Unlock()
				r := trial(fmt.Sprintf("device-%d", i))
				given, err := s.Claim(t.Context(), r)
				answers[i] = answer{r, given, err}
				mu.Lock()
				if given.Route == pool.FromPool && s.o.Statement.Ordered() && bytes.Compare(given.Account[:], ended[:]) <= 0 {
					answers[i].err = fmt.Errorf("POOL-05: account %s, though %s was claimed before it began", given.Account, ended)
				}
				if given.Route == pool.FromPool && bytes.Compare(given.Account[:], last[:]) > 0 {
					last = given.Account
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	requireTrue(t, s.db, answers)
	require.Equal(t, stock, count(answers)[pool.FromPool], "an account of the pool was passed over")
	require.Equal(t, asked-stock, count(answers)[pool.Fallback])
}

func oneDeviceAtOnce(t *testing.T, s store) {
	for _, stock := range []int{0, 5} {
		exec(t, s.db, `DELETE FROM account`)
		require.NoError(t, s.Stock(t.Context(), stock))
		requests := make([]pool.Request, 3*conns)
		for i := range requests {
			requests[i] = trial("the same")
		}
		answers := claimAll(t.Context(), s.Store, len(requests), requests)
		requireTrue(t, s.db, answers)
		require.Equal(t, len(requests)-1, count(answers)[pool.Owned], "one is given it, all others have it")
		require.Len(t, accounts(t, s.db), max(stock, 1))
	}
}

func asksAgain(t *testing.T, s store) {
	require.NoError(t, s.Stock(t.Context(), 1))
	for _, device := range []string{"from the pool", "by the fallback"} {
		first, err := s.Claim(t.Context(), trial(device))
		require.NoError(t, err)
		require.NotEqual(t, pool.Owned, first.Route)
		again, err := s.Claim(t.Context(), pool.Request{Flow: pool.PaidSubscription, DeviceID: device, Days: 30})
		require.NoError(t, err)
		first.Route = pool.Owned
		require.Equal(t, first, again, "nothing is changed")
	}
	require.Equal(t, claims.Stats{}, s.Stats())
}

func noDevice(t *testing.T, s store) {
	require.NoError(t, s.Stock(t.Context(), 1))
	r := pool.Request{Flow: pool.AdminCreated, Days: 30, PayStatus: pool.Paid}
	answers := claimAll(t.Context(), s.Store, 2, []pool.Request{r, r, r})
	requireTrue(t, s.db, answers)
	require.Equal(t, map[pool.Route]int{pool.FromPool: 1, pool.Fallback: 2}, count(answers))
	for _, a := range accounts(t, s.db) {
		require.False(t, a.Device.Valid, "NULL, for the key on it is unique")
		require.True(t, a.Token.Valid, "by which a claim in doubt would have been found")
	}
}

func switchedOff(t *testing.T, s store) {
	require.NoError(t, s.Stock(t.Context(), 1))
	s = s.with(func(o *claims.Options) { o.Pool.Enabled = false })
	for _, route := range []pool.Route{pool.Fallback, pool.Owned} {
		given, err := s.Claim(t.Context(), trial("d"))
		require.NoError(t, err)
		require.Equal(t, route, given.Route)
	}
	require.Len(t, pooled(t, s.db), 1)
}

func noSuchDevice(t *testing.T, s store) {
	for _, stock := range []int{0, 1} {
		require.NoError(t, s.Stock(t.Context(), stock))
		for _, device := range []string{string(bytes.Repeat([]byte("x"), 129)), "gerät"} {
			_, err := s.Claim(t.Context(), trial(device))
			require.ErrorContains(t, err, "device_id")
			require.NotErrorIs(t, err, claims.ErrUnavailable)
			require.NotErrorIs(t, err, claims.ErrInDoubt)
		}
		require.Len(t, accounts(t, s.db), stock)
		require.Len(t, pooled(t, s.db), stock)
	}
}

func refilledBesideClaims(t *testing.T, s store) { refill(t, s) }

func randomIDs(t *testing.T, s store) {
	refill(t, s.with(func(o *claims.Options) { o.RandomIDs = true }))
}

// refill claims while fills make accounts and put them into the pool.
func refill(t *testing.T, s store) {
	const asked = 120
	var fills sync.WaitGroup
	errs := make(chan error, 3)
	ctx, enough := context.WithCancel(t.Context())
	for range 3 {
		fills.Go(func() {
			for ctx.Err() == nil {
				id, err := s.Insert(t.Context())
				if err == nil {
					err = s.MarkPool(t.Context(), id)
				}
				if err != nil {
					errs <- err
					return
				}
			}
		})
	}
	answers := claimAll(t.Context(), s.Store, conns, devices(asked))
	enough()
	fills.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	requireTrue(t, s.db, answers)
	size, err := s.Size(t.Context())
	require.NoError(t, err)
	require.Len(t, pooled(t, s.db), size, "POOL-03")
}
