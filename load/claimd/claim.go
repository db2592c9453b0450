package claimd

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"reprise/control/pool"
	"reprise/load/claims"
	"reprise/load/wire"
)

// pushesAtOnce is the most users who wait for fill_configs at once. An account beyond is handed out as one whose push failed.
const pushesAtOnce = 512

// errBusy is of a claim that was not begun.
var errBusy = errors.New("too many claims are under way")

func (s *Server) serveClaim(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	s.metrics.ended(s.answerClaim(w, r), time.Since(began))
}

func (s *Server) answerClaim(w http.ResponseWriter, r *http.Request) outcome {
	c, err := readClaim(w, r)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return wrong
	}
	request, err := s.o.requestOf(c)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return wrong
	}
	given, err := s.give(request)
	if err != nil {
		return s.fail(w, err)
	}
	reply(w, http.StatusOK, wire.Answer{
		AccountID: given.Account, Route: given.Route.String(), PayStatus: given.PayStatus.String(), ValidTo: given.ValidTo,
		Configs: s.hasConfigs(given),
	})
	return outcome(given.Route)
}

// give claims an account. A client that leaves breaks nothing off: a claim that has begun ends, and is found by the client's
// next request.
func (s *Server) give(r pool.Request) (claims.Given, error) {
	if !s.claims.take() {
		return claims.Given{}, errBusy
	}
	defer s.claims.give()
	ctx, cancel := context.WithTimeout(s.working, s.o.ClaimTimeout)
	defer cancel()
	given, err := s.o.Store.Claim(ctx, r)
	if err != nil {
		return given, err
	}
	if given.Route == pool.Fallback {
		s.bare.add(given.Account)
	}
	if given.Route.FillsAccount() {
		s.renewLater(renewal{given.Account, given.ValidTo})
	}
	return given, nil
}

// hasConfigs reports whether the servers have an account's configs, as far as is known. Those of the fallback's new account are
// pushed now, while the user waits (POOL-01, POOL-07). Where that fails the user gets the account all the same, without: of the
// readings of POOL-20 the one that fits all of it (scenario pool-fill-outage).
func (s *Server) hasConfigs(given claims.Given) bool {
	if given.Route != pool.Fallback {
		return !s.bare.has(given.Account)
	}
	return s.pushNow(given.Account)
}

func (s *Server) pushNow(account uuid.UUID) bool {
	if !s.pushes.take() {
		return false
	}
	defer s.pushes.give()
	if err := s.configs.fillConfigs(s.working, account); err != nil {
		s.o.Log.Debug("an account is handed out without its configs", "account", account, "error", err)
		return false
	}
	s.bare.remove(account)
	return true
}

// fail writes the answer to a claim that has failed: only of one in doubt may something have been given. Whatever it was, asking
// again with the same device id is safe.
func (s *Server) fail(w http.ResponseWriter, err error) outcome {
	w.Header().Set("Retry-After", "1")
	switch {
	case errors.Is(err, errBusy):
		refuse(w, http.StatusServiceUnavailable, errBusy.Error())
		return busy
	case errors.Is(err, claims.ErrInDoubt):
		reply(w, http.StatusServiceUnavailable, wire.Failure{Error: claims.ErrInDoubt.Error(), InDoubt: true})
		s.o.Log.Warn("a claim is in doubt", "error", err)
		return inDoubt
	case errors.Is(err, claims.ErrUnavailable):
		refuse(w, http.StatusServiceUnavailable, claims.ErrUnavailable.Error())
		s.o.Log.Debug("a claim found no database", "error", err)
		return unavailable
	}
	refuse(w, http.StatusServiceUnavailable, "the database did not take the claim")
	s.o.Log.Error("a claim failed", "error", err)
	return failed
}
