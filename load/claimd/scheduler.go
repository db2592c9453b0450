package claimd

import (
	"context"
	"time"
)

// schedule is AccountPoolScheduler: it counts the pool every so often, the first time at once, and never overlaps itself
// (POOL-03).
func (s *Server) schedule() {
	for s.opened.Err() == nil {
		began := time.Now()
		s.check()
		gap := s.o.Schedule.Gap(s.o.CheckEvery, time.Since(began))
		next := time.NewTimer(time.Until(began.Add(gap)))
		select {
		case <-s.opened.Done():
			next.Stop()
		case <-next.C:
		}
	}
}

// check counts the pool and makes what is missing. One that cannot count is missed.
func (s *Server) check() {
	ctx, cancel := context.WithTimeout(s.working, s.o.ClaimTimeout)
	defer cancel()
	size, err := s.o.Store.Size(ctx)
	if err != nil {
		s.metrics.missed.Add(1)
		s.o.Log.Warn("the scheduler could not count the pool", "error", err)
		return
	}
	s.metrics.checks.Add(1)
	if n := s.o.Pool.Refill(size); n > 0 {
		s.o.Log.Info("the pool is low", "size", size, "to_make", n)
		s.fill(n)
	}
}
