package accounts

import (
	"time"

	"reprise/control/pool"
	"reprise/sim"
)

// watch is what is seen of the pool from outside: since when it is low, whether it ran empty, what the alert remembers.
type watch struct {
	low, empty bool
	told       bool     // somebody was told that it is low: of dips while the scheduler fills it nobody is
	since      sim.Time // since when it is low
	alert      pool.Watch
	alerting   bool
	signs      []sign // taken at every look of Prometheus, oldest first
}

// sign is what the counters stood at.
type sign struct {
	at                                   sim.Time
	requests, missed, came, made, failed int
}

// remembers is how far back usual is looked for.
const remembers = 24 * time.Hour

// settle takes the pool as it is at the start, which nobody is told of.
func (w *watch) settle(s pool.Status) { w.low, w.empty = s.Low(), s.Size == 0 }

// Deployed looks at the pool after its settings may have changed.
func (s *Service) Deployed() { s.resized() }

// resized looks at the pool after its size has changed.
func (s *Service) resized() {
	now, status, w := s.engine.Now(), s.Status(), &s.watch
	s.seen.resized(now, status)
	switch low := status.Low(); {
	case low && !w.low:
		w.low, w.empty, w.since = true, false, now
		if w.told = !s.scheduler.filling; w.told {
			s.system.Low(status)
		}
	case !low && w.low:
		s.seen.toRecover = max(s.seen.toRecover, now.Sub(w.since))
		if w.told || w.empty {
			s.system.Recovered(status, now.Sub(w.since))
		}
		w.low, w.empty = false, false
	}
	switch {
	case status.Size > 0 && !w.low:
		w.empty = false
	case status.Size == 0 && !w.empty: // once until it has recovered: a pool that is emptied as it is filled is empty once
		w.empty = true
		s.emptied()
	}
}

// emptied takes in that the pool is empty. One without a minimum is so without having been low.
func (s *Service) emptied() {
	var drained time.Duration
	if s.watch.low {
		drained = s.engine.Now().Sub(s.watch.since)
	}
	if s.seen.emptied++; s.seen.emptied == 1 || drained < s.seen.toEmpty {
		s.seen.toEmpty = drained
	}
	s.system.Emptied(drained)
}

// onScrape is a look of Prometheus at the gauges (POOL-14), with the rule AccountPoolLow evaluated on them (POOL-15).
func (s *Service) onScrape(sim.Event) {
	s.engine.After(s.cfg.Scrape, sim.Event{Kind: s.kind.scrape})
	w := &s.watch
	w.remember(s.sign())
	w.alert = w.alert.See(s.Status(), s.now())
	fires := w.alert.Fires(s.now())
	if fires && !w.alerting {
		s.seen.alerts++
		s.system.Alerted(s.Status(), s.signs().Depletion())
	}
	w.alerting = fires
}

func (w *watch) remember(s sign) {
	w.signs = append(w.signs, s)
	old := 0
	for old < len(w.signs) && s.at.Sub(w.signs[old].at) > remembers {
		old++
	}
	if old > len(w.signs)/2 { // seldom, so that a look costs little
		w.signs = append(w.signs[:0], w.signs[old:]...)
	}
}

func (s *Service) sign() sign {
	m := &s.seen
	return sign{s.engine.Now(), m.requests, m.missed, m.came, m.made, m.unfilled}
}

// signs are what dashboards show of the time in which the pool ran low: from three checks before it did until now, beside
// what was usual before.
func (s *Service) signs() pool.Signs {
	from := s.watch.since.Add(-3 * s.set.CheckEvery)
	now, first, then := s.sign(), s.watch.signs[0], s.watch.signs[0]
	for _, old := range s.watch.signs {
		if old.at <= from {
			then = old
		}
	}
	return pool.Signs{
		SignUps: perHour(now.requests-then.requests, now.at.Sub(then.at)),
		Usual:   perHour(then.requests-first.requests, then.at.Sub(first.at)),
		Missed:  now.missed - then.missed, Came: now.came - then.came,
		Made: now.made - then.made, Failed: now.failed - then.failed,
	}
}

func perHour(n int, in time.Duration) float64 {
	if in <= 0 {
		return 0
	}
	return float64(n) / in.Hours()
}
