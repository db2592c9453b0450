// Package claims is the claim path on a real database: the statements that take an account from the pool, side by side; what
// happens to a claim whose connection breaks; the fallback. What is decided is decided by control/pool.
package claims

import (
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"

	"reprise/control/names"
	"reprise/control/pool"
)

// Statement is how a claim takes the first account of the pool (POOL-05).
type Statement uint8

// The three statements.
const (
	ForUpdate  Statement = iota // "for-update": as documented; a transaction of SELECT ... FOR UPDATE, UPDATE, COMMIT
	SkipLocked                  // "skip-locked": the same with SKIP LOCKED: nobody waits, and nobody is promised the order of ids
	Token                       // "token": one UPDATE ... ORDER BY id LIMIT 1 that leaves a claim token, by which its row is read
)

var statements = names.For[Statement]("claim statement", "for-update", "skip-locked", "token")

func (v Statement) String() string { return statements.Text(v) }

// UnmarshalText reads what String prints; v stays as it was when the text names no statement.
func (v *Statement) UnmarshalText(text []byte) error { return statements.Unmarshal(v, text) }

// Ordered reports whether the statement promises the order of ids: a claim that begins after another has ended gets a later one,
// if both accounts were in the pool by then. One whose fill took longer than the next one's comes into it behind a greater id.
func (v Statement) Ordered() bool { return v != SkipLocked }

// ErrInDoubt is of a claim whose commit was not answered, and could not be looked up since: it may have been given.
var ErrInDoubt = errors.New("in doubt: the database broke off before it confirmed")

// ErrUnavailable is of a claim that the database never took up: nothing was given.
var ErrUnavailable = errors.New("the database cannot be reached")

// Given is an account that a device has.
type Given struct {
	Account   uuid.UUID
	Route     pool.Route
	PayStatus pool.PayStatus
	ValidTo   time.Time
}

// Options say how a Store claims.
type Options struct {
	Statement Statement
	Pool      pool.Settings
	RandomIDs bool             // ids of new accounts are random, not in the order of time
	Patience  time.Duration    // how long a claim lasts at most, and anew once it is in doubt; DefaultPatience where 0
	Retries   int              // most deadlocks (1213) and lock time-outs (1205) of one claim; DefaultRetries where 0
	Now       func() time.Time // time.Now where nil
}

// What holds where Options say nothing.
const (
	DefaultPatience = 10 * time.Second // a server that was killed is back within 3 to 5 s
	DefaultRetries  = 20
)

// Store is table account, as the service uses it. It may be used by many goroutines at once.
type Store struct {
	db     *sql.DB
	o      Options
	counts counts
}

// New is a store over a schema that is there. The connections are those of schema.Open: in UTC, with times parsed. As many
// should stay open as may be open, or each claim pays for a new one.
func New(db *sql.DB, o Options) *Store {
	if o.Patience == 0 {
		o.Patience = DefaultPatience
	}
	if o.Retries == 0 {
		o.Retries = DefaultRetries
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Store{db: db, o: o}
}
