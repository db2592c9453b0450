package tunnel

import (
	"time"

	"reprise/sim"
	"reprise/sim/random"
)

// probe is one that the model made.
type probe struct {
	place      int32
	begin, end sim.Time
	rtt        time.Duration
}

// rehearsal is a clock around one observatory.
type rehearsal struct {
	o       Observatory
	plan    *Plan
	draw    *random.Stream
	wake    sim.Time
	pending []probe // begun, not ended
	ended   []probe
	most    int // probes at once
}

func rehearse(plan *Plan) *rehearsal {
	r := &rehearsal{plan: plan, draw: random.New(1, "tunnel/probes", 0, 0)}
	r.wake = r.o.Start(plan, 0)
	return r
}

// until runs the observatory up to and with an instant; answer gives the round-trip time of a probe that begins, or Dead.
func (r *rehearsal) until(limit sim.Time, answer func(place int32, now sim.Time) time.Duration) {
	for {
		first, now := -1, r.wake
		for i, p := range r.pending {
			if p.end <= now && (first < 0 || p.end < r.pending[first].end) {
				first, now = i, p.end
			}
		}
		if now > limit || now == sim.EndOfTime {
			return
		}
		if first >= 0 {
			p := r.pending[first]
			r.pending = append(r.pending[:first], r.pending[first+1:]...)
			r.ended = append(r.ended, p)
			r.wake = r.o.End(now, p.place, p.rtt)
			continue
		}
		var begun []int32
		begun, r.wake = r.o.Wake(now, r.draw, nil)
		for _, place := range begun {
			rtt := answer(place, now)
			length := rtt
			if rtt < 0 {
				length = r.plan.Timeout
			}
			r.pending = append(r.pending, probe{place, now, now.Add(length), rtt})
		}
		r.most = max(r.most, len(r.pending))
	}
}

// always gives every probe the same round-trip time.
func always(rtt time.Duration) func(int32, sim.Time) time.Duration {
	return func(int32, sim.Time) time.Duration { return rtt }
}
