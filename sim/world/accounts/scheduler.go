package accounts

import "reprise/sim"

// scheduler is AccountPoolScheduler: it counts the pool every so often, and never overlaps itself (POOL-03).
type scheduler struct {
	stopped int      // faults that keep it from looking
	filling bool     // the fill that a check began is under way
	since   sim.Time // when the check under way began
}

// onCheck looks, unless the scheduler stands still: then its beat goes on, and nothing happens at it.
func (s *Service) onCheck(sim.Event) {
	s.scheduler.since = s.engine.Now()
	if s.scheduler.stopped > 0 {
		s.seen.missed++
		s.nextCheck()
		return
	}
	s.system.Query(sim.Event{Kind: s.kind.counted}, sim.Event{Kind: s.kind.countLate})
}

// onCounted starts a fill where the count calls for one; the next check comes after it.
func (s *Service) onCounted(sim.Event) {
	s.seen.came++
	if n := s.set.Pool.Refill(s.Size()); n > 0 {
		s.scheduler.filling = true
		s.fill(n, false, Nobody)
		return
	}
	s.nextCheck()
}

// onCountLate: the count got no connection; the next check is tried at its time.
func (s *Service) onCountLate(sim.Event) {
	s.seen.missed++
	s.seen.late++
	s.system.QueryLate("account-pool-scheduler")
	s.nextCheck()
}

// nextCheck schedules it, given how long this one and its fill took until now.
func (s *Service) nextCheck() {
	s.scheduler.filling = false
	since := s.scheduler.since
	gap := s.set.Schedule.Gap(s.set.CheckEvery, s.engine.Now().Sub(since))
	s.engine.At(since.Add(gap), sim.Event{Kind: s.kind.check})
}

// StopScheduler keeps the scheduler from looking until StartScheduler is called as often.
func (s *Service) StopScheduler() { s.scheduler.stopped++ }

// StartScheduler ends one StopScheduler.
func (s *Service) StartScheduler() { s.scheduler.stopped-- }
