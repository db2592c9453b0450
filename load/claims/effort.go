package claims

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"github.com/go-sql-driver/mysql"
)

// The errors of a server that have a meaning here.
const (
	duplicate   = 1062 // of a unique key
	lockTimeout = 1205 // the statement was rolled back, its transaction was not
	deadlock    = 1213 // the transaction was rolled back
)

// brokenOff are the errors with which a server, or whoever looks after it, ends a connection or does not let one begin: too many
// of them (1040, 1203), shutting down (1053), broken off in COMMIT (1180), killed (1317, 1927, 3169).
var brokenOff = []uint16{1040, 1053, 1180, 1203, 1317, 1927, 3169}

func isNumber(err error, number uint16) bool {
	var refused *mysql.MySQLError
	return errors.As(err, &refused) && refused.Number == number
}

// broken reports whether an error is of the connection, not of the statement. Whatever does not come from the server is: the
// driver's own errors, those of the network, and a context that has ended, at which the driver closes the connection.
func broken(err error) bool {
	var refused *mysql.MySQLError
	return !errors.As(err, &refused) || slices.Contains(brokenOff, refused.Number)
}

// unanswered reports whether a statement that failed so may have been carried out all the same. With ErrBadConn the driver says
// that it has sent none of it.
func unanswered(err error) bool { return broken(err) && !errors.Is(err, driver.ErrBadConn) }

// Stats is what has happened to the claims of a Store, and to its other statements, so far.
type Stats struct {
	Deadlocks    int64 // 1213
	LockTimeouts int64 // 1205
	Broken       int64 // connections that broke, or were not to be had, each time that a claim met one

	// Commits that were sent and not answered. Those of InDoubt that are neither of the other two were never found out: their
	// claims ended with ErrInDoubt, or are still at it.

	InDoubt      int64
	HadCommitted int64
	NotCommitted int64
}

type counts struct {
	deadlocks, lockTimeouts, broken, inDoubt, hadCommitted, notCommitted atomic.Int64
}

// Stats are the counts until now.
func (s *Store) Stats() Stats {
	c := &s.counts
	return Stats{
		Deadlocks: c.deadlocks.Load(), LockTimeouts: c.lockTimeouts.Load(), Broken: c.broken.Load(),
		InDoubt: c.inDoubt.Load(), HadCommitted: c.hadCommitted.Load(), NotCommitted: c.notCommitted.Load(),
	}
}

// effort is a piece of work that is tried again for as long as that has a chance.
type effort struct {
	s       *Store
	until   time.Time // it is given up
	retries int       // after conflicts with others
	breaks  int
}

func (s *Store) effort() effort { return effort{s: s, until: time.Now().Add(s.o.Patience)} }

// again reports, after a pause, whether the work is to be tried again after an error. How often conflicts may end it is bounded
// unless it must not end by them.
func (e *effort) again(err error, must bool) bool {
	pause := time.Duration(0)
	switch {
	case isNumber(err, deadlock):
		e.s.counts.deadlocks.Add(1)
		e.retries++
		pause = pauseBefore(e.retries, time.Millisecond)
	case isNumber(err, lockTimeout):
		e.s.counts.lockTimeouts.Add(1)
		e.retries++
	case isNumber(err, duplicate): // by a row that was gone when it was read
		e.retries++
	case broken(err):
		e.s.counts.broken.Add(1)
		e.breaks++
		pause = pauseBefore(e.breaks, 10*time.Millisecond)
	default:
		return false
	}
	if e.retries > e.s.o.Retries && !must || time.Until(e.until) < pause {
		return false
	}
	time.Sleep(pause)
	return true
}

// longestPause is short enough to sleep through, whatever else ends.
const longestPause = 200 * time.Millisecond

// pauseBefore is the pause before the n-th try again: random, so that those who collided do not meet again, and longer from try
// to try.
func pauseBefore(n int, step time.Duration) time.Duration {
	return rand.N(min(step<<min(n, 10), longestPause))
}

// failed is what is said of work that is given up for an error: that the caller has left, or ErrUnavailable where the connection
// was to blame.
func (e *effort) failed(ctx context.Context, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case broken(err):
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	case e.retries > e.s.o.Retries:
		return fmt.Errorf("tried again %d times: %w", e.s.o.Retries, err)
	}
	return err
}

// work does what may be done twice until it is done, or there is no use.
func (s *Store) work(ctx context.Context, what string, do func(context.Context) error) error {
	e := s.effort()
	bounded, cancel := context.WithDeadline(ctx, e.until)
	defer cancel()
	for {
		err := do(bounded)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil || !e.again(err, false) {
			return fmt.Errorf("%s: %w", what, e.failed(ctx, err))
		}
	}
}
