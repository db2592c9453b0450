package claimd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"reprise/control/pool"
	"reprise/load/claims"
)

// Store is what the service asks of the database; a *claims.Store is one. Each call ends soon after its context does.
type Store interface {
	Claim(context.Context, pool.Request) (claims.Given, error) // POOL-05, -07, -10
	Size(context.Context) (int, error)                         // accounts that are POOL (POOL-03)
	Insert(context.Context) (uuid.UUID, error)                 // step create-account of a fill (POOL-04)
	MarkPool(context.Context, uuid.UUID) error                 // step mark-pool of a fill (POOL-04)
	Stats() claims.Stats
}

// Options say how a Server works. Those that are zero are taken as the comments say.
type Options struct {
	Store         Store
	Pool          pool.Settings
	CheckEvery    time.Duration // pool.CheckEvery where 0
	Schedule      pool.Schedule
	Workers       int // accounts that one fill makes at once; 1 where 0
	OnPushFailure pool.PushFailure

	ConfigsURL  string            // of the config service, without a path
	Transport   http.RoundTripper // to the config service; one of the server's own where nil
	FillTimeout time.Duration     // of one fill_configs; fillTimeout where 0

	ClaimTimeout time.Duration // of a claim in the database, waits included, and of one step of a fill; claimTimeout where 0
	ClaimsMax    int           // claims under way at once, of which more are refused; claimsMax where 0

	AdminKey  []byte // of tokens, KeyMin bytes or more
	TrialDays int    // trialDays where 0
	PaidDays  int    // paidDays where 0

	Grace time.Duration // for pushes under way once the last request has been answered; grace where 0
	Log   *slog.Logger  // nothing is logged where nil
}

// What options are where they are not given. No document gives any of these.
const (
	trialDays    = 3  // assumed, as in scenarios (account.trial.days)
	paidDays     = 30 // assumed, as in scenarios (account.paid.days)
	fillTimeout  = 2 * time.Minute
	claimTimeout = 30 * time.Second
	claimsMax    = 4096
	grace        = 5 * time.Second
)

// withDefaults are the options with what was not given.
func (o Options) withDefaults() Options {
	given(&o.CheckEvery, pool.CheckEvery)
	given(&o.Workers, 1)
	given(&o.FillTimeout, fillTimeout)
	given(&o.ClaimTimeout, claimTimeout)
	given(&o.ClaimsMax, claimsMax)
	given(&o.TrialDays, trialDays)
	given(&o.PaidDays, paidDays)
	given(&o.Grace, grace)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// given puts a value where there is none.
func given[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// WorkersMax is the most accounts that one fill makes at once; it is that of scenarios (account.pool.fill.workers).
const WorkersMax = 10_000

// validate says what is wrong with options that are complete.
func (o Options) validate() error {
	if o.Store == nil {
		return errors.New("no store")
	}
	if err := o.Pool.Validate(); err != nil {
		return err
	}
	if at, err := url.Parse(o.ConfigsURL); err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Host == "" {
		return fmt.Errorf("URL of the config service is %q; allowed: http://host:port", o.ConfigsURL)
	}
	if len(o.AdminKey) < KeyMin {
		return fmt.Errorf("the key of admins has %d bytes; allowed: %d or more", len(o.AdminKey), KeyMin)
	}
	for _, n := range []struct {
		what       string
		value, max int
	}{
		{"workers", o.Workers, WorkersMax},
		{"claims at once", o.ClaimsMax, 1 << 20},
		{"days of a trial", o.TrialDays, pool.DaysMax},
		{"days of a subscription", o.PaidDays, pool.DaysMax},
	} {
		if n.value < 1 || n.value > n.max {
			return fmt.Errorf("%s are %d; allowed: 1 to %d", n.what, n.value, n.max)
		}
	}
	if min(o.CheckEvery, o.FillTimeout, o.ClaimTimeout, o.Grace) < 0 {
		return errors.New("a time below 0")
	}
	return nil
}
