package tunnel

import (
	"cmp"
	"math"
	"slices"
	"time"

	"reprise/sim"
	"reprise/sim/random"
)

// bursts is what a burst observatory has besides: when it probes whom in this period, and the last results of each.
type bursts struct {
	first   bool // the check of everyone at the start is still to come
	period  sim.Time
	moments []moment // of this period, in order
	done    int      // how many of them have come
	results [][]result
	oldest  []int32  // by place: which result the next one takes the place of
	holds   sim.Time // the last instant at which no result is older than when its statistics were made
}

type moment struct {
	at    sim.Time
	place int32
}

type result struct {
	at  sim.Time
	rtt time.Duration
}

func newBursts(plan *Plan, now sim.Time) *bursts {
	return &bursts{first: true, period: now, holds: sim.EndOfTime,
		results: make([][]result, plan.Places), oldest: make([]int32, plan.Places)}
}

// begin is Observatory.Wake.
func (b *bursts) begin(plan *Plan, now sim.Time, draw *random.Stream, begin []int32) ([]int32, sim.Time) {
	if b.first {
		begin, b.first = append(begin, plan.Subjects...), false
	}
	if now >= b.period {
		b.drawMoments(plan, draw)
	}
	for ; b.done < len(b.moments) && b.moments[b.done].at <= now; b.done++ {
		begin = append(begin, b.moments[b.done].place)
	}
	if b.done < len(b.moments) {
		return begin, b.moments[b.done].at
	}
	return begin, b.period
}

// drawMoments draws the moments of the period that begins.
func (b *bursts) drawMoments(plan *Plan, draw *random.Stream) {
	length := plan.Interval * time.Duration(plan.Sampling)
	b.moments, b.done = b.moments[:0], 0
	for _, place := range plan.Subjects {
		for range plan.Sampling {
			b.moments = append(b.moments, moment{b.period.Add(time.Duration(draw.IntN(int(length)))), place})
		}
	}
	slices.SortStableFunc(b.moments, func(x, y moment) int { return cmp.Compare(x.at, y.at) })
	b.period = b.period.Add(length)
}

// validity is how long a result counts: two periods, since one outbound's probes may stand at the beginning of a period and at
// the end of the next.
func validity(plan *Plan) time.Duration { return plan.Interval * time.Duration(plan.Sampling) * 2 }

// put keeps a result, in place of the oldest once there are Sampling.
func (b *bursts) put(plan *Plan, now sim.Time, place int32, rtt time.Duration) {
	kept := b.results[place]
	if len(kept) < plan.Sampling {
		b.results[place] = append(kept, result{now, rtt})
		return
	}
	kept[b.oldest[place]] = result{now, rtt}
	b.oldest[place] = (b.oldest[place] + 1) % int32(plan.Sampling)
}

// expire makes the statistics anew if a result has grown too old for them, and says so.
func (b *bursts) expire(plan *Plan, now sim.Time, status []Status) bool {
	if now <= b.holds {
		return false
	}
	b.holds = sim.EndOfTime
	changed := false
	for _, place := range plan.Subjects {
		if !status[place].Probed {
			continue
		}
		was := status[place]
		status[place] = b.status(plan, now, place)
		changed = changed || status[place] != was
	}
	return changed
}

// status is what is known of an outbound now: not alive if all results that still count are failures, or none counts. The
// arithmetic is the core's, to the bit.
func (b *bursts) status(plan *Plan, now sim.Time, place int32) Status {
	var s Burst
	var sum time.Duration
	s.Min = math.MaxInt64
	for _, r := range b.results[place] {
		if !b.counts(plan, now, r) {
			continue
		}
		s.All++
		if r.rtt < 0 {
			s.Fail++
			continue
		}
		sum += r.rtt
		s.Max, s.Min = max(s.Max, int64(r.rtt)), min(s.Min, int64(r.rtt))
	}
	answered := s.All - s.Fail
	if answered == 0 {
		return Status{Probed: true, Burst: Burst{All: s.All, Fail: s.Fail}}
	}
	s.Average = int64(sum) / int64(answered)
	s.Deviation = s.Average / 2 // the core's guess from a single result
	if answered > 1 {
		s.Deviation = int64(math.Sqrt(b.squares(plan, now, place, s.Average) / float64(answered)))
	}
	return Status{Probed: true, Alive: true, DelayMS: time.Duration(s.Average).Milliseconds(), Burst: s}
}

// counts is whether a result still counts; if so, the statistics hold no longer than it does.
func (b *bursts) counts(plan *Plan, now sim.Time, r result) bool {
	if now.Sub(r.at) > validity(plan) {
		return false
	}
	b.holds = min(b.holds, r.at.Add(validity(plan)))
	return true
}

// squares is the sum of the squares by which the results that count differ from their mean.
func (b *bursts) squares(plan *Plan, now sim.Time, place int32, mean int64) float64 {
	var sum float64
	for _, r := range b.results[place] {
		if r.rtt >= 0 && b.counts(plan, now, r) {
			d := float64(int64(r.rtt) - mean)
			sum += float64(d * d) // rounded here: fused with the sum, it would differ between processors
		}
	}
	return sum
}
