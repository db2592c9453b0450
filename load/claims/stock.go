package claims

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"reprise/control/pool"
)

// newID is the id of a new account. One of version 7 is greater than any that this process has made before.
func (s *Store) newID() (uuid.UUID, error) {
	id, err := uuid.NewV7()
	if s.o.RandomIDs {
		id, err = uuid.NewRandom()
	}
	if err != nil {
		return id, fmt.Errorf("make an id: %w", err)
	}
	return id, nil
}

// Size is how many accounts the pool holds (POOL-03).
func (s *Store) Size(ctx context.Context) (n int, err error) {
	err = s.work(ctx, "count the pool", func(ctx context.Context) error {
		return s.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM account WHERE pay_status = 'POOL'`).Scan(&n)
	})
	return n, err
}

// Insert makes an account of nobody, the first step of a fill (POOL-04): TRIAL, with no device, and until 2099, as its configs
// will say. After an error there may be one all the same.
func (s *Store) Insert(ctx context.Context) (uuid.UUID, error) {
	id, err := s.newID()
	if err != nil {
		return uuid.Nil, err
	}
	return id, s.insert(ctx, []uuid.UUID{id}, pool.Fill{Account: true})
}

// errNotMarked is of an account that there is none of, or that was claimed, marked or drained before.
var errNotMarked = errors.New("it is none that a fill has made and not marked yet")

// MarkPool puts an account that Insert made into the pool, the last step of a fill (POOL-04). Marked twice, since the first answer
// was lost, it stays what it has become: one that was claimed in the meantime has a device, or a token.
func (s *Store) MarkPool(ctx context.Context, id uuid.UUID) error {
	var rows int64
	sent := false
	err := s.work(ctx, fmt.Sprintf("mark account %s", id), func(ctx context.Context) error {
		result, err := s.db.ExecContext(ctx, `UPDATE account SET pay_status = ?, valid_to = ?
			WHERE id = ? AND pay_status = ? AND device_id IS NULL AND claim_token IS NULL AND deleted_at IS NULL`,
			pool.Fill{Pooled: true}.PayStatus().String(), pool.UnclaimedUntil(), id[:], pool.Fill{Account: true}.PayStatus().String())
		if err != nil {
			sent = sent || unanswered(err)
			return err
		}
		rows, err = result.RowsAffected()
		return err
	})
	if err == nil && rows == 0 && !sent {
		return fmt.Errorf("mark account %s: %w", id, errNotMarked)
	}
	return err
}

// batch is how many rows go into one statement: few enough that claims beside it do not wait for long.
const batch = 1000

// Stock puts n accounts into the pool, without configs.
func (s *Store) Stock(ctx context.Context, n int) error {
	for n > 0 {
		ids := make([]uuid.UUID, min(n, batch))
		for i := range ids {
			id, err := s.newID()
			if err != nil {
				return err
			}
			ids[i] = id
		}
		if err := s.insert(ctx, ids, pool.Fill{Account: true, Pooled: true}); err != nil {
			return err
		}
		n -= len(ids)
	}
	return nil
}

// insert makes accounts of nobody, as far as their fill has come. It may be sent twice: that they are there already, only the
// first time can have done.
func (s *Store) insert(ctx context.Context, ids []uuid.UUID, f pool.Fill) error {
	args := make([]any, 0, 3*len(ids))
	for i := range ids {
		args = append(args, ids[i][:], f.PayStatus().String(), pool.UnclaimedUntil())
	}
	query := `INSERT INTO account (id, pay_status, valid_to) VALUES ` + strings.Repeat(`(?, ?, ?), `, len(ids)-1) + `(?, ?, ?)`
	sent := false
	return s.work(ctx, "insert accounts", func(ctx context.Context) error {
		_, err := s.db.ExecContext(ctx, query, args...)
		if sent && isNumber(err, duplicate) {
			return nil
		}
		sent = sent || err != nil && unanswered(err)
		return err
	})
}

// Drain takes every account out of the pool, for the fault of that name, and says how many. They are told from all others by
// deleted_at, which nothing else sets; they are TRIAL, as before they came into the pool, have no device, and keep valid_to. Those
// of a statement that was not answered are not counted.
func (s *Store) Drain(ctx context.Context) (n int, err error) {
	for {
		var took int64
		err := s.work(ctx, "drain the pool", func(ctx context.Context) error {
			result, err := s.db.ExecContext(ctx, `UPDATE account SET pay_status = ?, deleted_at = ? WHERE pay_status = 'POOL' ORDER BY id LIMIT ?`,
				pool.Fill{Account: true}.PayStatus().String(), s.o.Now(), batch)
			if err == nil {
				took, err = result.RowsAffected()
			}
			return err
		})
		n += int(took)
		if err != nil || took < batch {
			return n, err
		}
	}
}
