package claims_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/claims"
	"reprise/load/mysql"
	"reprise/load/mysql/mysqltest"
)

// wired is a store that reaches its server over a wire only. Its db goes straight there.
type wired struct {
	store
	*wire
}

func wiredTo(t *testing.T, server mysql.Server, v claims.Statement) wired {
	db := migrated(t, server.Config())
	exec(t, db, `DELETE FROM account`)
	w := wireTo(t, server)
	config := server.Config()
	config.Addr = w.listen.Addr().String()
	return wired{store{claims.New(connect(t, config), options(v)), options(v), db, config}, w}
}

// impatiently is the same for so long only.
func (s wired) impatiently(t *testing.T, patience time.Duration) wired {
	s.o.Patience = patience
	s.Store = claims.New(connect(t, s.config), s.o)
	return s
}

// commits is how the statement begins that commits a claim of the pool.
func commits(v claims.Statement) string {
	if v == claims.Token {
		return "UPDATE account"
	}
	return "COMMIT"
}

const late = 300 * time.Millisecond // long after a client has seen that its connection is gone

// A connection that breaks at the commit leaves the claim in doubt, which is resolved whichever way it went: with the device, with
// a claim token alone, from the pool and by the fallback.
func TestCutAtTheCommit(t *testing.T) {
	each(t, func(t *testing.T, server mysql.Server) {
		for v := claims.ForUpdate; v <= claims.Token; v++ {
			for _, route := range []pool.Route{pool.FromPool, pool.Fallback} {
				for _, device := range []string{"d", ""} {
					for _, tc := range []struct {
						name string
						cut  ruling
					}{
						{"carried out", ruling{cut: true}},
						{"carried out late", ruling{cut: true, after: late}},
						{"never", ruling{cut: true, after: -1}},
					} {
						t.Run(fmt.Sprintf("%s/%s/device %q/%s", v, route, device, tc.name), func(t *testing.T) {
							cutAtTheCommit(t, wiredTo(t, server, v), route, device, tc.cut)
						})
					}
				}
			}
		}
	})
}

func cutAtTheCommit(t *testing.T, s wired, route pool.Route, device string, cut ruling) {
	const stock = 3
	cut.statement, cut.done = "INSERT INTO account", make(chan struct{})
	if route == pool.FromPool {
		cut.statement = commits(s.o.Statement)
		require.NoError(t, s.Stock(t.Context(), stock))
	}
	s.rule(cut)
	r := pool.Request{Flow: pool.AdminCreated, DeviceID: device, Days: 30, PayStatus: pool.Paid}
	given, err := s.Claim(t.Context(), r)
	require.NoError(t, err)
	require.Zero(t, s.left(), "the statement came to pass")
	if cut.after >= 0 {
		<-cut.done
	}
	require.Equal(t, route, given.Route)
	requireTrue(t, s.db, []answer{{r, given, nil}})
	if route == pool.FromPool {
		require.Len(t, pooled(t, s.db), stock-1, "one account, however late the server came to it")
	}
	stats := s.Stats()
	require.EqualValues(t, 1, stats.InDoubt)
	require.Positive(t, stats.Broken)
	require.EqualValues(t, 1, stats.HadCommitted+stats.NotCommitted)
	switch {
	case cut.after < 0:
		require.EqualValues(t, 1, stats.NotCommitted)
	case cut.after == 0 || cut.statement == "COMMIT":
		require.EqualValues(t, 1, stats.HadCommitted, "it was waited for")
	}
}

// A statement that the server comes to only after it was looked up, but before the next try, gives the account: the next try
// meets its token, or its device, or the id of its account.
func TestLateBeforeTheNextTry(t *testing.T) {
	server := mysqltest.One(t)
	for route, statement := range map[pool.Route]string{pool.FromPool: "UPDATE account", pool.Fallback: "INSERT INTO account"} {
		for _, device := range []string{"d", ""} {
			s := wiredTo(t, server, claims.Token)
			if route == pool.FromPool {
				require.NoError(t, s.Stock(t.Context(), 3))
			}
			first := make(chan struct{})
			s.rule(ruling{statement: statement, cut: true, after: late, done: first}, ruling{statement: statement, then: func() { <-first }})
			r := pool.Request{Flow: pool.AdminCreated, DeviceID: device, Days: 30, PayStatus: pool.Paid}
			given, err := s.Claim(t.Context(), r)
			require.NoError(t, err)
			require.Equal(t, route, given.Route)
			requireTrue(t, s.db, []answer{{r, given, nil}})
			require.Equal(t, claims.Stats{Broken: 1, InDoubt: 1, HadCommitted: 1}, s.Stats())
		}
	}
}

// A connection that breaks before the commit leaves no doubt.
func TestCutBeforeTheCommit(t *testing.T) {
	server := mysqltest.One(t)
	for _, statement := range []string{"START TRANSACTION", "SELECT id FROM account", "UPDATE account"} {
		s := wiredTo(t, server, claims.ForUpdate)
		require.NoError(t, s.Stock(t.Context(), 1))
		s.rule(ruling{statement: statement, cut: true})
		r := trial("d")
		given, err := s.Claim(t.Context(), r)
		require.NoError(t, err)
		requireTrue(t, s.db, []answer{{r, given, nil}})
		require.Equal(t, claims.Stats{Broken: 1}, s.Stats(), statement)
	}
}

// The account is known to be given, and not which one it is.
func TestCutAfterTheUpdate(t *testing.T) {
	s := wiredTo(t, mysqltest.One(t), claims.Token)
	require.NoError(t, s.Stock(t.Context(), 2))
	s.rule(ruling{statement: "SELECT id FROM account WHERE claim_token", cut: true})
	r := trial("d")
	given, err := s.Claim(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, pool.FromPool, given.Route)
	requireTrue(t, s.db, []answer{{r, given, nil}})
	require.Equal(t, claims.Stats{Broken: 1, InDoubt: 1, HadCommitted: 1}, s.Stats())
}

// A claim that was rolled back finds the very account that it had chosen with its device, but by another request.
func TestAnotherRequestGotIt(t *testing.T) {
	s := wiredTo(t, mysqltest.One(t), claims.ForUpdate)
	require.NoError(t, s.Stock(t.Context(), 1))
	straight := store{claims.New(s.db, s.o), s.o, s.db, s.config}
	other := make(chan answer, 1)
	s.rule(
		ruling{statement: "COMMIT", cut: true, after: -1, then: func() {
			done := one(t, straight, trial("d"))
			until(t, "the other waits for the account", func() bool { return waiting(t, s.db) })
			go func() { other <- <-done }()
		}},
		ruling{statement: "SELECT id, pay_status", then: func() {
			until(t, "the other has ended", func() bool { return len(other) == 1 })
		}},
	)
	given, err := s.Claim(t.Context(), trial("d"))
	first := <-other
	requireTrue(t, s.db, []answer{first, {trial("d"), given, err}})
	require.Equal(t, pool.FromPool, first.Route)
	require.Equal(t, pool.Owned, given.Route)
	require.Equal(t, claims.Stats{Broken: 1, InDoubt: 1, NotCommitted: 1}, s.Stats())
}

// A doubt that comes late has as much time as any.
func TestDoubtHasItsOwnPatience(t *testing.T) {
	const patience = 5 * time.Second
	s := wiredTo(t, mysqltest.One(t), claims.ForUpdate).impatiently(t, patience)
	require.NoError(t, s.Stock(t.Context(), 1))
	s.rule(
		ruling{statement: "START TRANSACTION", then: func() { time.Sleep(patience * 3 / 5) }},
		ruling{statement: "COMMIT", cut: true, then: func() {
			s.refuseNew()
			time.AfterFunc(patience*3/5, s.admit)
		}},
	)
	began := time.Now()
	a := <-one(t, s.store, trial("d"))
	requireTrue(t, s.db, []answer{a})
	require.Greater(t, time.Since(began), patience)
	require.Equal(t, pool.FromPool, a.Route)
	require.EqualValues(t, 1, s.Stats().HadCommitted)
}

// In doubt, and nobody there to ask: the claim says so once its patience is over, and the device gets the account when it asks
// again.
func TestInDoubtToTheEnd(t *testing.T) {
	server := mysqltest.One(t)
	for v := claims.ForUpdate; v <= claims.Token; v++ {
		s := wiredTo(t, server, v).impatiently(t, time.Second)
		require.NoError(t, s.Stock(t.Context(), 2))
		committed := make(chan struct{})
		s.rule(ruling{statement: commits(v), cut: true, after: late, done: committed, then: s.refuse})
		a := <-one(t, s.store, trial("d"))
		require.ErrorIs(t, a.err, claims.ErrInDoubt)
		require.NotErrorIs(t, a.err, claims.ErrUnavailable)
		stats := s.Stats()
		require.EqualValues(t, 1, stats.InDoubt)
		require.Zero(t, stats.HadCommitted+stats.NotCommitted)

		<-committed
		s.admit()
		again := <-one(t, s.store, trial("d"))
		requireTrue(t, s.db, []answer{again})
		require.Equal(t, pool.Owned, again.Route)
	}
}

// Nothing was given, for the database was never reached: it is gone, it stands still, or all connections are in use.
func TestUnavailable(t *testing.T) {
	const patience = 500 * time.Millisecond
	for v := claims.ForUpdate; v <= claims.Token; v++ {
		server := mysqltest.One(t)
		s := wiredTo(t, server, v).impatiently(t, patience)
		require.NoError(t, s.Stock(t.Context(), 1))
		never := func(why string) {
			a := <-one(t, s.store, trial("d"))
			require.ErrorIs(t, a.err, claims.ErrUnavailable, why)
			require.NotErrorIs(t, a.err, claims.ErrInDoubt, why)
		}
		s.refuse()
		never("gone")
		s.admit()
		_, err := s.Size(t.Context())
		require.NoError(t, err)

		starved := connect(t, s.config)
		starved.SetMaxOpenConns(1)
		conn, err := starved.Conn(t.Context())
		require.NoError(t, err)
		s.Store = claims.New(starved, s.o)
		never("in use")
		require.NoError(t, conn.Close())

		if v != claims.Token { // whose one statement was sent: that is doubt
			require.NoError(t, server.Freeze(t.Context()))
			never("stands still")
			require.NoError(t, server.Thaw(t.Context()))
		}
		require.Len(t, pooled(t, s.db), 1)
		require.Zero(t, s.Stats().InDoubt)
	}
}

// A caller who leaves ends a claim that waits, and nothing was given; one who leaves at the commit does not.
func TestTheCallerLeaves(t *testing.T) {
	server := mysqltest.One(t)
	for v := claims.ForUpdate; v <= claims.Token; v++ {
		s := wiredTo(t, server, v)
		require.NoError(t, s.Stock(t.Context(), 1))
		ctx, leave := context.WithCancel(t.Context())
		leave()
		_, err := s.Claim(ctx, trial("d"))
		require.ErrorIs(t, err, context.Canceled)
		require.NotErrorIs(t, err, claims.ErrUnavailable)
		require.Len(t, pooled(t, s.db), 1)

		for _, cut := range []bool{false, true} {
			exec(t, s.db, `DELETE FROM account`)
			require.NoError(t, s.Stock(t.Context(), 1))
			ctx, leave = context.WithCancel(t.Context())
			done, doubts := make(chan struct{}), s.Stats().InDoubt
			s.rule(ruling{statement: commits(v), cut: cut, after: late, done: done, then: leave})
			given, err := s.Claim(ctx, trial("d"))
			if cut && v == claims.Token {
				require.ErrorIs(t, err, claims.ErrInDoubt, "the server had not come to it when it was looked up")
				<-done
				again, err := s.Claim(t.Context(), trial("d"))
				require.NoError(t, err)
				require.Equal(t, pool.Owned, again.Route)
				continue
			}
			requireTrue(t, s.db, []answer{{trial("d"), given, err}})
			require.Equal(t, cut, s.Stats().InDoubt > doubts)
		}
	}
}
