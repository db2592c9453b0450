package scenarios

import (
	"context"

	"reprise/sim"
	"reprise/sim/world"
)

// stop is something that is done at equally spaced instants of a run, the first at its start, while nothing moves.
type stop struct {
	every sim.Time
	times int // that are left
	due   sim.Time
	do    func(sim.Time) error
}

// rest waits for the next instant.
func (s *stop) rest() {
	s.due += s.every
	if s.times--; s.times <= 0 {
		s.due = sim.EndOfTime
	}
}

// nextOf is the stop that is due first; nil when there are none.
func nextOf(stops []stop) *stop {
	var next *stop
	for i := range stops {
		if next == nil || stops[i].due < next.due {
			next = &stops[i]
		}
	}
	return next
}

// How often a run is stopped, from its start to its end.
const (
	samples = 240  // values of the pool
	looks   = 1920 // of how it went
	breaths = 500  // to see whether anybody still waits
)

// stops are those of a run.
func (r *rehearsal) stops(ctx context.Context, w *world.World, out *outcome, p playing) []stop {
	span := r.at(r.scenario.End.Time)
	over := func(times int, do func(sim.Time) error) stop {
		return stop{every: span / sim.Time(times), times: times, do: do}
	}
	var stops []stop
	if _, there := w.PoolSize(); there {
		stops = append(stops, over(samples, func(sim.Time) error {
			size, _ := w.PoolSize()
			out.pool = append(out.pool, float64(size))
			return nil
		}))
	}
	if p.course {
		out.course = r.scenario.newCourse(span / looks)
		looking := over(looks, func(at sim.Time) error {
			out.course.look(at, w.Snapshot())
			return nil
		})
		looking.times++ // the end as well
		stops = append(stops, looking)
	}
	if p.watch != nil {
		out.track = newTrack(r.scenario, p.watch)
		stops = append(stops, stop{every: out.track.every, times: 1 + int(span/out.track.every), do: func(sim.Time) error {
			out.track.look(w)
			return nil
		}})
	}
	if ctx != nil && ctx.Done() != nil {
		stops = append(stops, over(breaths, func(sim.Time) error { return ctx.Err() }))
	}
	return stops
}
