// Package load rehearses the claim path live: it starts a real MySQL, makes the documents' tables, runs the claim service on
// loopback, attacks it while faults strike, and holds the database against what every client saw.
//
// It puts the parts together and does nothing that one of them could do: load/mysql is the server, load/schema its tables,
// load/claims the claim in the database, load/claimd the service, load/configd what stands in for the config service,
// load/attack the clients, load/faults what goes wrong, load/audit the judge.
package load

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	"reprise/control/pool"
	"reprise/load/claims"
	"reprise/load/configd"
	"reprise/load/mysql"
)

// The days that the service gives. The documents give no number; these are those of the scenarios.
const (
	trialDays = 3
	paidDays  = 30
)

// Setup is the database and the claim service of a run.
type Setup struct {
	DB        string // which database: see mysql.Open
	Force     bool   // its tables may stand beside some that reprise did not make
	Statement claims.Statement
	Isolation Isolation
	Conns     int  // most connections of the service to the database
	RandomIDs bool // ids of accounts are random, not in the order of time
	Pool      pool.Settings
	Review    time.Duration  // how often the scheduler counts the pool (POOL-03)
	Workers   int            // accounts that one fill makes at once
	Configs   configd.Manner // how the config service answers
	Seed      uint64
	Log       *slog.Logger // of the service; nil: it says nothing
}

// Usual is a service as the documents have it, on whichever database starts here; its config service answers in a tenth of the time
// that the real one takes (POOL-01), so that a run is not all waiting.
func Usual() Setup {
	return Setup{
		DB: "auto", Conns: 8, Pool: pool.Documented(), Review: pool.CheckEvery, Workers: 1,
		Configs: configd.Manner{Shortest: time.Second, Longest: 3 * time.Second}, Seed: 1,
	}
}

// ConnsMax bounds the connections of a service: MySQL's own default takes 151, and the run needs some for itself.
const ConnsMax = 128

// Validate says what is wrong with a setup, by the name of the flag.
func (s Setup) Validate() error {
	switch {
	case s.Conns < 1 || s.Conns > ConnsMax:
		return wrong("conns", "%d; allowed: 1 to %d", s.Conns, ConnsMax)
	case s.Review <= 0:
		return wrong("review", "%v; allowed: above 0s", s.Review)
	case s.Workers < 1 || s.Workers > workersMax:
		return wrong("workers", "%d; allowed: 1 to %d", s.Workers, workersMax)
	}
	if err := mysql.Check(s.DB); err != nil {
		return &Wrong{err}
	}
	if err := s.Pool.Validate(); err != nil {
		return &Wrong{err}
	}
	if err := s.Configs.Validate(); err != nil {
		return &Wrong{fmt.Errorf("configs: %w", err)}
	}
	return nil
}

// workersMax is as many as the config service takes at once.
const workersMax = configd.AtOnceMax

// ours reports whether the database is one that the run starts, and may stop.
func (s Setup) ours() bool { return !strings.HasPrefix(s.DB, "mysql://") }

// WithoutPassword is a Setup.DB as it may be shown.
func WithoutPassword(db string) string { return mysql.WithoutPassword(db) }

// Wrong is a question that cannot be answered as it was put: the caller's to mend.
type Wrong struct{ err error }

func (w *Wrong) Error() string { return w.err.Error() }
func (w *Wrong) Unwrap() error { return w.err }

func wrong(flag, format string, args ...any) error {
	return &Wrong{fmt.Errorf(flag+": "+format, args...)}
}
