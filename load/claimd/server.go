// Package claimd is the claim service over HTTP, live: it gives accounts to devices (POOL-05, -07, -10), keeps the pool filled
// (POOL-03, POOL-04, POOL-13), tells how full it is (POOL-12, POOL-14), and has the config service push to the servers
// (POOL-06). What is decided is decided by control/pool; what the database does is done by load/claims.
//
// It trusts whoever asks for an account, as a backend does that has a payment service or an admin's desk before it (assumed);
// a token is asked for where the documents ask for one.
package claimd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// Server is the service.
type Server struct {
	o        Options
	http     http.Server
	routes   map[string]route
	configs  configs
	level    level
	metrics  metrics
	bare     bare
	renewals chan renewal

	claims bound // claims under way
	pushes bound // users who wait for fill_configs in the fallback
	byHand bound // fills by hand

	work            sync.WaitGroup // the scheduler, the calls of fill-account, the listening
	opened, working context.Context
	close, breakOff context.CancelFunc
}

// New is a service that does nothing yet but answer through Handler.
func New(o Options) (*Server, error) {
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("claim service: %w", err)
	}
	s := &Server{
		o: o, configs: newConfigs(o), level: newLevel(o.Store.Size), bare: newBare(), renewals: make(chan renewal, renewalsMax),
		claims: make(bound, o.ClaimsMax), pushes: make(bound, pushesAtOnce), byHand: make(bound, byHandAtOnce),
	}
	s.opened, s.close = context.WithCancel(context.Background())
	s.working, s.breakOff = context.WithCancel(context.Background())
	s.metrics.register(o, &s.level, &s.bare)
	s.routes = s.table()
	s.http = http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      o.ClaimTimeout + o.FillTimeout + 10*time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
	return s, nil
}

// Start serves what comes in at l, which Shutdown closes, looks after the pool, and works off what claims leave to do. It is
// called once.
func (s *Server) Start(l net.Listener) {
	s.work.Go(func() {
		if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.o.Log.Error("the claim service no longer listens", "error", err)
		}
	})
	s.work.Go(s.schedule)
	for range renewalsAtOnce {
		s.work.Go(s.renew)
	}
}

// Shutdown ends the service, once. No request is accepted from now on and no fill begun; the requests that were accepted are
// answered, and then the pushes under way and those that wait are given Options.Grace. When ctx ends first, what is still
// under way is broken off, and that is an error. It returns once nothing of the service runs any more; the store may be closed.
func (s *Server) Shutdown(ctx context.Context) error {
	s.close()
	err := s.http.Shutdown(ctx)
	if err != nil {
		s.breakOff()
		err = errors.Join(fmt.Errorf("claim service: requests were broken off: %w", err), s.http.Close())
	}
	s.claims.shut()
	s.pushes.shut()
	close(s.renewals)
	soon := time.AfterFunc(s.o.Grace, s.breakOff)
	defer soon.Stop()
	defer context.AfterFunc(ctx, s.breakOff)()
	s.byHand.shut()
	s.work.Wait()
	s.breakOff()
	s.configs.close()
	return err
}

// bound is how many of something may be under way at once.
type bound chan struct{}

// take reports whether there is room for one more.
func (b bound) take() bool {
	select {
	case b <- struct{}{}:
		return true
	default:
		return false
	}
}

func (b bound) give() { <-b }

// shut waits until nothing is under way, and leaves no room for more.
func (b bound) shut() {
	for range cap(b) {
		b <- struct{}{}
	}
}

// Counts are what the service has done besides claims, and what it could not.
type Counts struct {
	Checks, Missed int // of the scheduler: those that counted the pool, and those that could not (POOL-03)
	Fills          int // accounts that fills have put into the pool (POOL-04)
	FillsFailed    int // fills of one account that did not get its configs to the servers
	Orphans        int // accounts that fills have left in no pool

	FillAccounts       int // calls of fill-account that succeeded (POOL-06)
	FillAccountsFailed int // those that did not, in time
	FillAccountsLost   int // those never made: too many waited
	Leaks              int // accounts that servers let in for longer than the database says
}

// Counts are those up to now.
func (s *Server) Counts() Counts { return s.metrics.counts() }
