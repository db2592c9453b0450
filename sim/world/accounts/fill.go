package accounts

import (
	"time"

	"reprise/control/pool"
	"reprise/sim"
)

// batch is one fill of the pool, by the scheduler or by hand: so many accounts, a bounded number of them at once.
type batch struct {
	report   FillReport
	left     int // still to be begun
	running  int
	since    sim.Time
	together time.Duration // what every fill_configs of it takes, where they take the same
}

// fill is one account being made (POOL-04).
type fill struct {
	pool.Fill
	batch   int32
	account int64 // once it has a row
}

// FillByHand makes so many accounts besides what the scheduler does (POOL-13), because of a log entry. A count that
// pool.ManualFill refuses is an error.
func (s *Service) FillByHand(count int, because int32) error {
	n, err := pool.ManualFill(count)
	if err == nil {
		s.fill(n, true, because)
	}
	return err
}

// fill starts a batch of n accounts.
func (s *Service) fill(n int, byHand bool, because int32) {
	report := FillReport{ByHand: byHand, Size: s.Size(), Asked: n, Because: because}
	report.Because = s.system.FillStarted(report)
	b := batch{report: report, left: n, since: s.engine.Now()}
	if s.set.Together {
		b.together = s.set.Create.Draw(&s.filling)
	}
	slot := s.batches.Put(b)
	s.seen.fills++
	for range min(n, s.set.Workers) {
		s.makeOne(slot)
	}
}

// makeOne begins the next account of a batch.
func (s *Service) makeOne(slot int32) {
	b := &s.batches.Items[slot]
	b.left--
	b.running++
	s.step(s.fills.Put(fill{batch: slot}))
}

// step sets the next step of a fill going.
func (s *Service) step(slot int32) {
	f := &s.fills.Items[slot]
	done, failed := sim.Event{Kind: s.kind.stepDone, Target: slot}, sim.Event{Kind: s.kind.stepFailed, Target: slot}
	if f.Next != pool.FillConfigs {
		s.system.Query(done, failed)
		return
	}
	takes := s.batches.Items[f.batch].together
	if !s.set.Together {
		takes = s.set.Create.Draw(&s.filling)
	}
	s.worker.start(call{what: FillConfigs, account: f.account, takes: takes, pushes: s.set.ByPushes, done: done, failed: failed})
}

func (s *Service) onStepDone(ev sim.Event) {
	f := &s.fills.Items[ev.Target]
	switch f.Next {
	case pool.CreateAccount:
		f.account = s.insert()
	case pool.FillConfigs:
		if !s.set.ByPushes {
			s.system.Configured(f.account)
		}
	default:
		s.add(f.account, f.Configs)
		s.resized()
	}
	s.stepped(ev.Target, true)
}

func (s *Service) onStepFailed(ev sim.Event) {
	if f := &s.fills.Items[ev.Target]; f.Next == pool.FillConfigs {
		s.seen.unfilled++
	} else {
		s.system.QueryLate("account-pool-fill")
	}
	s.stepped(ev.Target, false)
}

// stepped goes on with a fill, or ends it.
func (s *Service) stepped(slot int32, ok bool) {
	f := &s.fills.Items[slot]
	f.Fill = s.set.OnFailure.After(f.Fill, ok)
	if !f.Over {
		s.step(slot)
		return
	}
	s.finish(s.fills.Take(slot))
}

// finish counts a fill that is over, and goes on with its batch.
func (s *Service) finish(f fill) {
	b := &s.batches.Items[f.batch]
	b.running--
	if f.Orphan() {
		s.seen.orphans++
	}
	if f.Pooled {
		b.report.Made++
		s.seen.made++
	}
	if !f.Configs {
		b.report.Failed++
	}
	switch {
	case b.left > 0:
		s.makeOne(f.batch)
	case b.running == 0:
		s.endBatch(s.batches.Take(f.batch))
	}
}

func (s *Service) endBatch(b batch) {
	b.report.Size, b.report.Took = s.Size(), s.engine.Now().Sub(b.since)
	s.seen.fillTime += b.report.Took
	s.seen.longestFill = max(s.seen.longestFill, b.report.Took)
	s.system.FillFinished(b.report)
	if !b.report.ByHand {
		s.nextCheck()
	}
}
