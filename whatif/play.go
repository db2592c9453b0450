package whatif

import (
	"context"
	"slices"
	"time"

	"reprise/reports"
	"reprise/scenarios"
)

// play runs a wish, once. Where it is about something else than as-was, that stands before it, so that both have a place on the
// same axis; it is played once for each scenario and seed.
func (s *site) play(ctx context.Context, sc *scenarios.Scenario, wish Wish) (told *reports.Story, err error) {
	err = s.runs.do(ctx, s.runs.limit, func(o scenarios.Options) error {
		o.Variant, o.Set, o.Seed, o.Reps = wish.Variant, wish.Set, uint64(wish.Seed), 1
		start := time.Now()
		if told, err = scenarios.WhatIf(sc, o); err != nil {
			return err
		}
		told.Elapsed = time.Since(start)
		if wish.plain() {
			s.keep(sc, o.Seed, told.Runs[0])
			return nil
		}
		was, err := s.asWas(sc, o)
		if err == nil {
			told.Runs = slices.Insert(told.Runs, 0, was)
		}
		return err
	})
	return told, err
}

// before is as-was, as it was played last.
type before struct {
	seed uint64
	run  reports.Run
}

// asWas is the run that stays behind a what-if.
func (s *site) asWas(sc *scenarios.Scenario, o scenarios.Options) (reports.Run, error) {
	s.lock.Lock()
	kept, there := s.before[sc.Name]
	s.lock.Unlock()
	if there && kept.seed == o.Seed {
		return kept.run, nil
	}
	o.Variant, o.Set = "", nil
	told, err := scenarios.WhatIf(sc, o)
	if err != nil {
		return reports.Run{}, err
	}
	s.keep(sc, o.Seed, told.Runs[0])
	return told.Runs[0], nil
}

func (s *site) keep(sc *scenarios.Scenario, seed uint64, run reports.Run) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.before[sc.Name] = before{seed, run}
}
