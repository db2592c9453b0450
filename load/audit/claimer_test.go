package audit_test

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/google/uuid"

	"reprise/control/pool"
	"reprise/load/history"
)

// The statements of the claim, sound and not.
const (
	firstForUpdate  = `SELECT id FROM account WHERE pay_status = 'POOL' ORDER BY id LIMIT 1 FOR UPDATE`
	firstSkipLocked = `SELECT id FROM account WHERE pay_status = 'POOL' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED`
	firstUnlocked   = `SELECT id FROM account WHERE pay_status = 'POOL' ORDER BY id LIMIT 1`

	give             = `UPDATE account SET pay_status = ?, device_id = ?, valid_to = ? WHERE id = ?`
	giveWithoutUntil = `UPDATE account SET pay_status = ?, device_id = ?, valid_to = IF(? IS NULL, valid_to, valid_to) WHERE id = ?`

	insert = `INSERT INTO account (pay_status, device_id, valid_to, id) VALUES (?, ?, ?, ?)`
	owned  = `SELECT id, pay_status, valid_to FROM account WHERE device_id = ?`
)

// claimer claims as the documents say (POOL-05), or with one thing wrong.
type claimer struct {
	first     string // how it finds the account
	give      string // how it gives it
	isolation sql.IsolationLevel

	retriesBlindly    bool // a commit without an answer is done again, without asking what came of it
	acknowledgesEarly bool // whatever comes of the commit
	praisesRollbacks  bool // a claim that was rolled back is answered as if it had been committed
}

// sound has nothing wrong.
var sound = claimer{first: firstForUpdate, give: give}

// answer is what the client is told.
type answer struct {
	outcome history.Outcome
	reason  string
	account uuid.UUID
	route   pool.Route
	status  pool.PayStatus
	until   time.Time
}

func refused(err error) answer { return answer{outcome: history.Refused, reason: err.Error()} }

// claim answers a request; ctx is done once the client has given up.
func (c claimer) claim(ctx context.Context, f *field, r pool.Request) answer {
	for {
		if a, found, err := f.owned(ctx, r.DeviceID); found || err != nil {
			return a
		}
		a, again := c.take(ctx, f, r)
		for again && c.retriesBlindly {
			a, again = c.take(ctx, f, r)
		}
		if !again {
			return a
		}
	}
}

// owned is what the device has.
func (f *field) owned(ctx context.Context, device string) (answer, bool, error) {
	a := answer{route: pool.Owned}
	var status string
	err := f.db.QueryRowContext(ctx, owned, device).Scan(&a.account, &status, &a.until)
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	if err == nil {
		err = a.status.UnmarshalText([]byte(status))
	}
	if err != nil {
		return refused(err), false, err
	}
	return a, true, nil
}

// take is one transaction. It says whether it has to be tried again: after a deadlock, where the device turned out to have one, and,
// for one who retries blindly, after a commit without an answer.
func (c claimer) take(ctx context.Context, f *field, r pool.Request) (a answer, again bool) {
	tx, err := f.db.BeginTx(ctx, &sql.TxOptions{Isolation: c.isolation})
	if err != nil {
		return refused(err), false
	}
	defer tx.Rollback() // nothing is left of it after a commit
	err = tx.QueryRowContext(ctx, c.first).Scan(&a.account)
	if errors.Is(err, sql.ErrNoRows) {
		tx.Rollback()
		return c.create(ctx, f, r)
	}
	if err != nil {
		return refused(err), transient(err)
	}
	given := r.Given(pool.Account{}, time.Now())
	a.route, a.status, a.until = pool.FromPool, given.PayStatus, given.ValidTo
	f.linger(ctx)
	if _, err = tx.ExecContext(ctx, c.give, given.PayStatus.String(), r.DeviceID, given.ValidTo, a.account[:]); err != nil {
		if c.praisesRollbacks {
			f.praised.Add(1)
			return a, false
		}
		return refused(err), transient(err)
	}
	if err = tx.Commit(); err == nil || c.acknowledgesEarly {
		return a, false
	}
	return answer{outcome: history.InDoubt, reason: err.Error()}, c.retriesBlindly
}

// create is the fallback (POOL-07), outside the claim's transaction.
func (c claimer) create(ctx context.Context, f *field, r pool.Request) (a answer, again bool) {
	given := r.Given(pool.Account{}, time.Now())
	a = answer{account: uuid.Must(uuid.NewV7()), route: pool.Fallback, status: given.PayStatus, until: given.ValidTo}
	if _, err := f.db.ExecContext(ctx, insert, given.PayStatus.String(), r.DeviceID, given.ValidTo, a.account[:]); err != nil {
		if transient(err) {
			return refused(err), true
		}
		return answer{outcome: history.InDoubt, reason: err.Error()}, false
	}
	return a, false
}

// transient reports whether an error is one after which a claim is to be looked at anew: a deadlock, a lock time-out, a device
// that has an account by now.
func transient(err error) bool {
	var e *mysql.MySQLError
	return errors.As(err, &e) && (e.Number == 1213 || e.Number == 1205 || e.Number == 1062)
}
