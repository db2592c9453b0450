package claims

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"reprise/control/pool"
)

// The statements of a claim (POOL-05).
const (
	first     = `SELECT id FROM account WHERE pay_status = 'POOL' ORDER BY id LIMIT 1 FOR UPDATE`
	setClaim  = `UPDATE account SET pay_status = ?, device_id = ?, valid_to = ?, claim_token = ? WHERE `
	claimID   = setClaim + `id = ?`
	claimNext = setClaim + `pay_status = 'POOL' ORDER BY id LIMIT 1`
	byToken   = `SELECT id FROM account WHERE claim_token = ?`
	create    = `INSERT INTO account (id, pay_status, device_id, valid_to, claim_token) VALUES (?, ?, ?, ?, ?)`
)

// take gives the device the first account of the pool, if there is one.
func (c *claim) take(ctx, firm context.Context) (id uuid.UUID, found bool, err error) {
	conn, err := c.s.db.Conn(ctx)
	if err != nil {
		return id, false, fmt.Errorf("wait for a connection: %w", err)
	}
	defer conn.Close()
	if c.s.o.Statement == Token {
		return c.takeByToken(firm, conn)
	}
	return c.takeByLock(ctx, firm, conn)
}

// takeByLock is the claim as documented. BEGIN and COMMIT are plain statements, for sql.Tx takes no context for its COMMIT: one to
// a server that stands still would never end.
func (c *claim) takeByLock(ctx, firm context.Context, conn *sql.Conn) (id uuid.UUID, found bool, err error) {
	over := false
	defer func() {
		if !over {
			rollBack(firm, conn)
		}
	}()
	if _, err := conn.ExecContext(ctx, `START TRANSACTION`); err != nil {
		return id, false, fmt.Errorf("start a transaction: %w", err)
	}
	query := first
	if c.s.o.Statement == SkipLocked {
		query += ` SKIP LOCKED`
	}
	switch err := conn.QueryRowContext(ctx, query).Scan(&id); {
	case errors.Is(err, sql.ErrNoRows):
		return id, false, nil
	case err != nil:
		return id, false, fmt.Errorf("select the first of the pool: %w", err)
	}
	if _, err := conn.ExecContext(ctx, claimID, append(c.columns(), id[:])...); err != nil {
		return id, false, fmt.Errorf("update account %s: %w", id, err)
	}
	c.taken = id
	if _, err := conn.ExecContext(firm, `COMMIT`); err != nil {
		c.doubt(err, false)
		return id, false, fmt.Errorf("commit: %w", err)
	}
	over = true
	return id, true, nil
}

// takeByToken is the claim in one statement, which commits itself. The row's id, which it does not tell, is read afterwards.
func (c *claim) takeByToken(firm context.Context, conn *sql.Conn) (id uuid.UUID, found bool, err error) {
	result, err := conn.ExecContext(firm, claimNext, c.columns()...)
	if err != nil {
		c.doubt(err, true)
		return id, false, fmt.Errorf("update the first of the pool: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return id, false, err
	}
	if err := conn.QueryRowContext(firm, byToken, c.token[:]).Scan(&id); err != nil {
		c.doubt(err, true)
		return id, false, fmt.Errorf("read the account by its claim token: %w", err)
	}
	return id, true, nil
}

// create is the fallback: a new account that has the device at once (POOL-07). It is a statement of its own, outside the claim's
// transaction: that one holds the gap in which the pool's rows would be, as do all that found the pool empty at that time, and
// each would wait for the others to insert into it, which ends in deadlocks.
func (c *claim) create(ctx, firm context.Context) (Given, error) {
	if c.made == uuid.Nil {
		id, err := c.s.newID()
		if err != nil {
			return Given{}, err
		}
		c.made = id
	}
	conn, err := c.s.db.Conn(ctx)
	if err != nil {
		return Given{}, fmt.Errorf("wait for a connection: %w", err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(firm, create, append([]any{c.made[:]}, c.columns()...)...); err != nil {
		c.doubt(err, true)
		return Given{}, fmt.Errorf("insert an account: %w", err)
	}
	return c.given(c.made, pool.Fallback), nil
}

// columns are pay_status, device_id, valid_to and claim_token of the account that is given. With the statements of the documents
// there is a token only where there is no device by which the account could be found again.
func (c *claim) columns() []any {
	var device, token any
	if c.terms.DeviceID != "" {
		device = c.terms.DeviceID
	}
	if device == nil || c.s.o.Statement == Token {
		token = c.token[:]
	}
	return []any{c.terms.PayStatus.String(), device, c.terms.ValidTo, token}
}

// rollBack ends a transaction. A connection on which that fails is closed: the next one to use it would be inside of it.
func rollBack(ctx context.Context, conn *sql.Conn) {
	if _, err := conn.ExecContext(ctx, `ROLLBACK`); err != nil {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	}
}
