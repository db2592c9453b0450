package accounts

import (
	"slices"
	"time"

	"reprise/control/pool"
	"reprise/sim"
)

// request is one user's wish for an account, under way.
type request struct {
	pool.Request
	user    User
	asked   sim.Time
	account pool.Account // once one is found or made
	holds   bool         // a database connection
}

// onConnected looks for an account of the pool: whoever sees one waits for the lock of the first, holding a connection all
// the while (POOL-05, -08).
func (s *Service) onConnected(ev sim.Event) {
	r := &s.requests.Items[ev.Target]
	r.holds = true
	if s.set.Pool.Route(r.Request, false, s.Size() > 0) == pool.Fallback {
		s.fallBack(ev.Target)
		return
	}
	s.lock.Acquire(sim.Request{
		Granted:  sim.Event{Kind: s.kind.locked, Target: ev.Target},
		Patience: s.set.LockTimeout,
		TimedOut: sim.Event{Kind: s.kind.lockLate, Target: ev.Target},
	})
}

// onLocked selects the first account that is left, now that whoever was before has committed.
func (s *Service) onLocked(ev sim.Event) {
	r := &s.requests.Items[ev.Target]
	first := pool.First(s.stock)
	if s.set.Pool.Route(r.Request, false, first >= 0) == pool.Fallback {
		s.lock.Release(1)
		s.fallBack(ev.Target)
		return
	}
	r.account = s.stock[first]
	s.stock = slices.Delete(s.stock, first, first+1)
	s.held++
	takes := s.set.Claim + time.Duration(s.lock.Waiting())*s.set.Convoy
	s.engine.After(takes, sim.Event{Kind: s.kind.committed, Target: ev.Target})
}

// onCommitted: the account is the user's.
func (s *Service) onCommitted(ev sim.Event) {
	r := &s.requests.Items[ev.Target]
	s.held--
	s.lock.Release(1)
	s.disconnect(r)
	if s.bare[r.account.ID] {
		delete(s.bare, r.account.ID)
		s.seen.bare++
	}
	r.account = r.Given(r.account, s.now())
	s.seen.claimed++
	s.resized()
	s.serve(ev.Target, pool.FromPool)
}

// fallBack takes the slow path (POOL-07): createAccount(), while the user waits (POOL-01).
func (s *Service) fallBack(slot int32) {
	r := &s.requests.Items[slot]
	s.seen.fallbacks++
	r.account = pool.Account{ID: s.insert(), PayStatus: pool.Trial}
	if !s.set.HoldsConnection {
		s.disconnect(r)
	}
	s.worker.start(call{
		what: FillConfigs, account: r.account.ID, takes: s.set.Create.Draw(&s.falling), pushes: s.set.ByPushes,
		done: sim.Event{Kind: s.kind.created, Target: slot}, failed: sim.Event{Kind: s.kind.createFailed, Target: slot},
	})
}

func (s *Service) onCreated(ev sim.Event) {
	if !s.set.ByPushes {
		s.system.Configured(s.requests.Items[ev.Target].account.ID)
	}
	s.giveNew(ev.Target)
}

func (s *Service) onCreateFailed(ev sim.Event) {
	if s.set.HandsOut {
		s.seen.bare++
		s.giveNew(ev.Target)
		return
	}
	s.refuse(ev.Target, "fill_configs failed")
}

// giveNew gives the user the account that the fallback made.
func (s *Service) giveNew(slot int32) {
	r := &s.requests.Items[slot]
	s.disconnect(r)
	r.account = r.Given(r.account, s.now())
	s.serve(slot, pool.Fallback)
}

func (s *Service) onLate(ev sim.Event) { s.refuse(ev.Target, NoConnection) }

func (s *Service) onLockLate(ev sim.Event) { s.refuse(ev.Target, "lock wait time-out") }

// serve ends a request well.
func (s *Service) serve(slot int32, route pool.Route) {
	r := s.requests.Take(slot)
	r.user.Waited = s.engine.Now().Sub(r.asked)
	s.seen.served++
	s.seen.wait(r.user.Waited)
	s.system.Given(r.user, route, r.account)
	if route.FillsAccount() {
		s.renew(r.user, r.account)
	}
}

// refuse ends a request badly.
func (s *Service) refuse(slot int32, reason string) {
	s.disconnect(&s.requests.Items[slot])
	r := s.requests.Take(slot)
	r.user.Waited = s.engine.Now().Sub(r.asked)
	s.seen.failed++
	s.system.Refused(r.user, reason)
}

func (s *Service) disconnect(r *request) {
	if r.holds {
		r.holds = false
		s.system.Disconnect()
	}
}
