package claims_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/claims"
	"reprise/load/mysql"
	"reprise/load/mysql/mysqltest"
)

func TestFillsOnEveryServer(t *testing.T) {
	each(t, func(t *testing.T, server mysql.Server) {
		db := migrated(t, server.Config())
		for _, tc := range []struct {
			name string
			do   func(t *testing.T, s store)
		}{
			{"POOL-02, POOL-03, POOL-04: a fill", fill},
			{"POOL-04: marked once", markedOnce},
			{"a stock, by time", stockByTime},
			{"a stock, at random", stockAtRandom},
			{"a pool that is drained", drained},
		} {
			t.Run(tc.name, func(t *testing.T) {
				exec(t, db, `DELETE FROM account`)
				o := options(claims.ForUpdate)
				tc.do(t, store{claims.New(db, o), o, db, server.Config()})
			})
		}
	})
}

func requireSize(t *testing.T, s store, want int) {
	n, err := s.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, want, n)
}

func fill(t *testing.T, s store) {
	id, err := s.Insert(t.Context())
	require.NoError(t, err)
	requireSize(t, s, 0)
	require.Equal(t, []account{{ID: id, Status: "TRIAL", ValidTo: pool.UnclaimedUntil()}}, accounts(t, s.db), "POOL-02: as it is created")
	require.NoError(t, s.MarkPool(t.Context(), id))
	requireSize(t, s, 1)
	require.Equal(t, []account{{ID: id, Status: "POOL", ValidTo: pool.UnclaimedUntil()}}, accounts(t, s.db))
}

// Only an account that was never in the pool comes into it: not one that is somebody's by now, whatever became of the answer of
// the first mark.
func markedOnce(t *testing.T, s store) {
	const none = "it is none that a fill has made and not marked yet"
	require.ErrorContains(t, s.MarkPool(t.Context(), uuid.New()), none)
	for _, r := range []pool.Request{trial("d"), {Flow: pool.AdminCreated, Days: 1, PayStatus: pool.Trial}} {
		id, err := s.Insert(t.Context())
		require.NoError(t, err)
		require.NoError(t, s.MarkPool(t.Context(), id))
		require.ErrorContains(t, s.MarkPool(t.Context(), id), none)
		given, err := s.Claim(t.Context(), r)
		require.NoError(t, err)
		require.Equal(t, id, given.Account)
		before := accounts(t, s.db)
		require.ErrorContains(t, s.MarkPool(t.Context(), id), none)
		require.Equal(t, before, accounts(t, s.db))
	}
	id, err := s.Insert(t.Context())
	require.NoError(t, err)
	require.NoError(t, s.MarkPool(t.Context(), id))
	_, err = s.Drain(t.Context())
	require.NoError(t, err)
	require.ErrorContains(t, s.MarkPool(t.Context(), id), none)
}

func stockByTime(t *testing.T, s store) {
	const n = 3500 // some batches, and a part of one
	require.NoError(t, s.Stock(t.Context(), 1))
	first := pooled(t, s.db)[0]
	require.NoError(t, s.Stock(t.Context(), n))
	requireSize(t, s, n+1)
	all := accounts(t, s.db)
	require.Equal(t, first, all[0].ID)
	for _, a := range all {
		require.Equal(t, account{ID: a.ID, Status: "POOL", ValidTo: pool.UnclaimedUntil()}, a)
		require.Equal(t, uuid.Version(7), a.ID.Version())
	}
	id, err := s.Insert(t.Context())
	require.NoError(t, err)
	last := all[n].ID
	require.Positive(t, bytes.Compare(id[:], last[:]))
}

func stockAtRandom(t *testing.T, s store) {
	s = s.with(func(o *claims.Options) { o.RandomIDs = true })
	var made []uuid.UUID
	for range 10 {
		id, err := s.Insert(t.Context())
		require.NoError(t, err)
		require.Equal(t, uuid.Version(4), id.Version())
		made = append(made, id)
	}
	require.False(t, slices.IsSortedFunc(made, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }), "but for one in 10!")
	require.NoError(t, s.Stock(t.Context(), 10))
	for _, id := range pooled(t, s.db) {
		require.Equal(t, uuid.Version(4), id.Version())
	}
}

func drained(t *testing.T, s store) {
	const n = 2000 // whole batches
	require.NoError(t, s.Stock(t.Context(), n+1))
	given, err := s.Claim(t.Context(), trial("d"))
	require.NoError(t, err)
	took, err := s.Drain(t.Context())
	require.NoError(t, err)
	require.Equal(t, n, took)
	requireSize(t, s, 0)
	for _, a := range accounts(t, s.db) {
		require.Equal(t, a.ID != given.Account, a.Deleted.Valid, "the claimed one is left alone, and told from the drained")
		require.Equal(t, a.Deleted.Valid, a.ValidTo.Equal(pool.UnclaimedUntil()))
		require.Equal(t, a.Deleted.Valid, !a.Device.Valid)
		require.Equal(t, "TRIAL", a.Status)
	}
	again, err := s.Claim(t.Context(), trial("another"))
	require.NoError(t, err)
	require.Equal(t, pool.Fallback, again.Route)
	took, err = s.Drain(t.Context())
	require.NoError(t, err)
	require.Zero(t, took)
}

// What was sent and not answered is sent again, and is there once: an insert, of one or of many, and the mark.
func TestFillsAreCut(t *testing.T) {
	server := mysqltest.One(t)
	for name, cut := range map[string]ruling{"carried out": {cut: true}, "never": {cut: true, after: -1}} {
		t.Run(name, func(t *testing.T) {
			s := wiredTo(t, server, claims.ForUpdate)
			cut.statement = "INSERT INTO account"
			s.rule(cut)
			id, err := s.Insert(t.Context())
			require.NoError(t, err)
			require.Len(t, accounts(t, s.db), 1)
			s.rule(cut)
			require.NoError(t, s.Stock(t.Context(), 10))
			require.Len(t, pooled(t, s.db), 10)
			cut.statement = "UPDATE account"
			s.rule(cut)
			require.NoError(t, s.MarkPool(t.Context(), id))
			require.Zero(t, s.left())
			require.Len(t, pooled(t, s.db), 11)
			require.Equal(t, claims.Stats{Broken: 3}, s.Stats())
		})
	}
}
