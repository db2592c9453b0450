package attack

import (
	"context"
	"time"
)

// pacer has Vegeta send at the instants of Arrivals: its n-th hit at the n-th. It ends with the last of them, or once the run has
// taken until: a generator that far behind will not catch up. It is a vegeta.Pacer, and pure.
type pacer struct {
	Arrivals
	until time.Duration
}

// Pace is how long to wait before the next hit; below 0 where its instant has passed.
func (p pacer) Pace(elapsed time.Duration, hits uint64) (wait time.Duration, stop bool) {
	if hits >= uint64(p.Count()) || elapsed > p.until {
		return 0, true
	}
	return p.At(int(hits)) - elapsed, false
}

// Rate is how many are to be sent in the second around an instant; Vegeta asks for it only to draw it.
func (p pacer) Rate(at time.Duration) float64 {
	from, to := max(at-time.Second/2, 0), min(at+time.Second/2, p.over)
	if to <= from {
		return 0
	}
	return float64(p.Before(to)-p.Before(from)) / (to - from).Seconds()
}

// patient waits within Pace, where Vegeta would sleep after it: so that a run that is called off ends at once, however long it is to
// the next hit.
type patient struct {
	pacer
	ctx   context.Context
	timer *time.Timer
}

// Pace returns when the next hit is due, or the run is called off.
func (p patient) Pace(elapsed time.Duration, hits uint64) (wait time.Duration, stop bool) {
	wait, stop = p.pacer.Pace(elapsed, hits)
	if stop || p.ctx.Err() != nil {
		return 0, true
	}
	if wait <= 0 {
		return 0, false
	}
	p.timer.Reset(wait)
	select {
	case <-p.timer.C:
		return 0, false
	case <-p.ctx.Done():
		return 0, true
	}
}
