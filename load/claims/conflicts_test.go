package claims_test

import (
	"database/sql"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/claims"
)

// other is a transaction of somebody else.
func other(t *testing.T, db *sql.DB) *sql.Tx {
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	t.Cleanup(func() { _ = tx.Rollback() })
	return tx
}

// holdDevice makes an account for the device, and so many of nobody's, in a transaction that goes on.
func holdDevice(t *testing.T, tx *sql.Tx, device string, others int) uuid.UUID {
	const insert = `INSERT INTO account (id, pay_status, device_id, valid_to) VALUES (?, 'TRIAL', ?, '2027-01-01')`
	held := uuid.New()
	_, err := tx.Exec(insert, held[:], device)
	require.NoError(t, err)
	for range others {
		id := uuid.New()
		_, err := tx.Exec(insert, id[:], nil)
		require.NoError(t, err)
	}
	return held
}

// one is a claim that goes on in the background.
func one(t *testing.T, s store, r pool.Request) <-chan answer {
	done := make(chan answer, 1)
	go func() {
		given, err := s.Claim(t.Context(), r)
		done <- answer{r, given, err}
	}()
	return done
}

// until waits for something to come about.
func until(t *testing.T, what string, so func() bool) {
	require.Eventually(t, so, 30*time.Second, 20*time.Millisecond, what)
}

// waiting reports whether a statement waits for a lock.
func waiting(t *testing.T, db *sql.DB) bool {
	var name string
	var n int
	require.NoError(t, db.QueryRow(`SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'`).Scan(&name, &n))
	return n > 0
}

// Skip-locked passes the first account over if it is locked; the others wait, and then take it.
func lockedByAnother(t *testing.T, s store) {
	require.NoError(t, s.Stock(t.Context(), 2))
	ids := pooled(t, s.db)
	tx := other(t, s.db)
	_, err := tx.Exec(`SELECT id FROM account WHERE id = ? FOR UPDATE`, ids[0][:])
	require.NoError(t, err)
	done := one(t, s, trial("d"))
	if s.o.Statement == claims.SkipLocked {
		require.Equal(t, ids[1], (<-done).Account)
		return
	}
	until(t, "the claim waits for the account", func() bool { return waiting(t, s.db) })
	require.NoError(t, tx.Rollback())
	require.Equal(t, ids[0], (<-done).Account)
}

// The claim holds the first account and waits for the device; the other holds the device and waits for the first account. It has
// written more, so it is the claim that the server breaks off.
func realDeadlock(t *testing.T, s store) {
	require.NoError(t, s.Stock(t.Context(), 3))
	first := pooled(t, s.db)[0]
	tx := other(t, s.db)
	holdDevice(t, tx, "d", 50)
	done := one(t, s, trial("d"))
	until(t, "the claim waits for the device", func() bool { return waiting(t, s.db) })
	_, err := tx.Exec(`UPDATE account SET valid_to = '2028-01-01' WHERE id = ?`, first[:])
	require.NoError(t, err, "the other goes on")
	require.NoError(t, tx.Rollback())
	a := <-done
	require.NoError(t, a.err)
	require.Equal(t, pool.FromPool, a.Route)
	require.Positive(t, s.Stats().Deadlocks)
	requireTrue(t, s.db, []answer{a})
}

// impatient is the store on connections that wait for a lock for a second only.
func impatient(t *testing.T, s store) store {
	config := s.config.Clone()
	config.Params = map[string]string{"innodb_lock_wait_timeout": "1"}
	s.db = connect(t, config)
	return s.with(func(*claims.Options) {})
}

func lockTimeout(t *testing.T, s store) {
	s = impatient(t, s)
	require.NoError(t, s.Stock(t.Context(), 1))
	tx := other(t, s.db)
	id := holdDevice(t, tx, "d", 0)
	done := one(t, s, trial("d"))
	until(t, "a lock time-out", func() bool { return s.Stats().LockTimeouts > 0 })
	require.NoError(t, tx.Commit())
	a := <-done
	require.NoError(t, a.err)
	require.Equal(t, pool.Owned, a.Route, "the other has made one for this device in the meantime")
	require.Equal(t, id, a.Account)
	require.Len(t, pooled(t, s.db), 1)
}

func lockTimeoutsWithoutEnd(t *testing.T, s store) {
	s = impatient(t, s).with(func(o *claims.Options) { o.Retries = 1 })
	require.NoError(t, s.Stock(t.Context(), 1))
	tx := other(t, s.db)
	holdDevice(t, tx, "d", 0)
	_, err := s.Claim(t.Context(), trial("d"))
	require.ErrorContains(t, err, "tried again 1 times: ")
	require.ErrorContains(t, err, "1205")
	require.NotErrorIs(t, err, claims.ErrUnavailable)
	require.NotErrorIs(t, err, claims.ErrInDoubt)
	require.EqualValues(t, 2, s.Stats().LockTimeouts)
	require.NoError(t, tx.Rollback())
	require.Len(t, pooled(t, s.db), 1)
}
