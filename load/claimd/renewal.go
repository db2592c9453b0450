package claimd

import (
	"time"

	"github.com/google/uuid"

	"reprise/control/pool"
)

// How many calls of fill-account are under way at once, and how many wait. One for which there is no room is never made, and
// holds nobody up. No document bounds them; these are ours.
const (
	renewalsAtOnce = 256
	renewalsMax    = 10_000
)

// renewal is a fill-account to be made: the servers are to learn until when a claimed account is valid (POOL-06).
type renewal struct {
	account uuid.UUID
	validTo time.Time
}

// renewLater leaves a fill-account to be made after the commit. Nobody waits for it: the user is served first.
func (s *Server) renewLater(r renewal) {
	select {
	case s.renewals <- r:
	default:
		s.metrics.renewalsLost.Add(1)
		s.settle(r, false, 0)
	}
}

// renew works off what claims leave, until Shutdown.
func (s *Server) renew() {
	for r := range s.renewals {
		began := time.Now()
		err := s.configs.fillAccount(s.working, r.account)
		if err != nil {
			s.metrics.renewalsFailed.Add(1)
			s.o.Log.Debug("fill-account failed", "account", r.account, "error", err)
		} else {
			s.metrics.renewals.Add(1)
		}
		s.settle(r, err == nil, time.Since(began))
	}
}

// settle counts the account if servers let it in for longer than the database says: nobody tries again (POOL-06).
func (s *Server) settle(r renewal, ok bool, took time.Duration) {
	if pool.Unclaimed().Claimed(r.validTo).Filled(ok, took).Leaks() {
		s.metrics.leaks.Add(1)
	}
}
