package accounts

import (
	"reprise/control/pool"
	"reprise/sim"
)

// renewal is one fill-account under way: the servers are told until when a claimed account is valid (POOL-06).
type renewal struct {
	user   User
	expiry pool.Expiry
	since  sim.Time
	id     int64 // of the account
	tries  int   // that were made, this one included
	late   bool  // the backend waits for it no longer
	timer  sim.Token
}

// renew starts the fill-account that follows a claim's commit. Nobody waits for it.
func (s *Service) renew(user User, account pool.Account) {
	s.tryRenewal(s.renewals.Put(renewal{user: user, id: account.ID, expiry: pool.Unclaimed().Claimed(account.ValidTo)}))
}

func (s *Service) tryRenewal(slot int32) {
	r := &s.renewals.Items[slot]
	r.since, r.late = s.engine.Now(), false
	r.tries++
	r.timer = s.engine.After(pool.FillAccountTimeout, sim.Event{Kind: s.kind.renewalLate, Target: slot})
	s.worker.start(call{
		what: FillAccount, account: r.id, takes: s.set.FillAccount.Draw(&s.renewing),
		done: sim.Event{Kind: s.kind.renewed, Target: slot}, failed: sim.Event{Kind: s.kind.renewFailed, Target: slot},
	})
}

func (s *Service) onRenewed(ev sim.Event) { s.renewalOver(ev.Target, true) }

func (s *Service) onRenewFailed(ev sim.Event) { s.renewalOver(ev.Target, false) }

// onRenewalLate: the backend gives up; what the worker does with the call from here on changes nothing.
func (s *Service) onRenewalLate(ev sim.Event) {
	s.renewals.Items[ev.Target].late = true
	s.settleExpiry(s.renewals.Items[ev.Target], true, "time-out")
}

func (s *Service) renewalOver(slot int32, ok bool) {
	r := s.renewals.Take(slot)
	if r.late {
		return
	}
	s.engine.Cancel(r.timer)
	s.settleExpiry(r, ok, "failed")
}

// settleExpiry decides until when the servers let the account in. Where that is longer than the database says it is tried
// again, as often as is set: the documents name no second try. After the last the account is looked at when its time is over.
func (s *Service) settleExpiry(r renewal, ok bool, reason string) {
	r.expiry = r.expiry.Filled(ok, s.engine.Now().Sub(r.since))
	switch {
	case !r.expiry.Leaks():
	case r.tries < s.set.Tries:
		s.engine.After(s.set.RetryAfter, sim.Event{Kind: s.kind.renewAgain, Target: s.renewals.Put(r)})
	default:
		s.seen.leaks++
		s.system.ExpiryKept(r.user, reason)
		s.engine.After(r.expiry.Database.Sub(s.now()), sim.Event{Kind: s.kind.ends, Target: r.user.Name, A: int64(r.user.Because)})
	}
}

func (s *Service) onRenewAgain(ev sim.Event) { s.tryRenewal(ev.Target) }

// onEnds: the time of an account is over, and its servers do not know.
func (s *Service) onEnds(ev sim.Event) {
	s.seen.overstays++
	s.system.Overstays(User{Name: ev.Target, Because: int32(ev.A)})
}
