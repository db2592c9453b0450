// Package history is what the clients of a run saw: for every request when it was meant to be sent, when it was, when its
// answer came, and what that said. It is all that the audit knows beside the database, and it decides nothing.
package history

import (
	"sync"
	"time"

	"github.com/google/uuid"

	"reprise/control/names"
	"reprise/control/pool"
)

// Outcome is what a client knows of its request once it has ended.
type Outcome uint8

// The three outcomes.
const (
	Given   Outcome = iota // "given": an account was acknowledged
	Refused                // "refused": the answer says that nothing was done
	InDoubt                // "in-doubt": no answer, or one that does not know; an account may have been given or not
)

var outcomes = names.For[Outcome]("outcome", "given", "refused", "in-doubt")

func (v Outcome) String() string { return outcomes.Text(v) }

// Op is one request of one client. Its times are since the start of the log, by the monotonic clock; what the service did, it
// did between Sent and Ended, or, where the outcome is InDoubt, at any time after Sent.
type Op struct {
	Request  pool.Request
	Again    int           // 0: the device's first request; n: its n-th repetition after an answer in doubt
	Intended time.Duration // when an open loop meant to send it; that of Sent in a closed one
	Sent     time.Duration
	Ended    time.Duration
	Outcome  Outcome
	Reason   string // why it was not given, in words that can be counted: `time-out`, `connection`, `503 database`

	// What follows was acknowledged, where the outcome is Given.

	Account   uuid.UUID
	Route     pool.Route
	PayStatus pool.PayStatus
	ValidTo   time.Time
}

// Log gathers the ops of many clients at once.
type Log struct {
	start time.Time
	mu    sync.Mutex
	ops   []Op
}

// NewLog starts a log now, with room for so many ops.
func NewLog(room int) *Log { return &Log{start: time.Now(), ops: make([]Op, 0, room)} }

// Start is the instant that the times of its ops count from.
func (l *Log) Start() time.Time { return l.start }

// Since is the time from the start to now.
func (l *Log) Since() time.Duration { return time.Since(l.start) }

// Add keeps an op that has ended.
func (l *Log) Add(op Op) {
	l.mu.Lock()
	l.ops = append(l.ops, op)
	l.mu.Unlock()
}

// Ops are those that have ended so far, in the order in which they were added.
func (l *Log) Ops() []Op {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ops[:len(l.ops):len(l.ops)]
}
