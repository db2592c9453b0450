package sim

import (
	"math/bits"
	"time"
)

// ResourceStats is what a resource did, from its start or the last ResetStats up to now.
type ResourceStats struct {
	Utilisation float64 // units in use over capacity, weighted by time; failed units count in the capacity
	MeanWaiting float64 // requests in line, weighted by time

	Granted   uint64 // requests
	TimedOut  uint64
	Withdrawn uint64

	// Of granted requests, those granted at once included with a wait of 0.
	MeanWait, MaxWait time.Duration
}

type observations struct {
	inUse, waiting      integral
	waited              sum // ns
	maxWait             time.Duration
	granted             uint64
	timedOut, withdrawn uint64
}

func (o *observations) grant(wait time.Duration) {
	o.granted++
	o.waited.add(0, uint64(wait))
	o.maxWait = max(o.maxWait, wait)
}

// sum is a number of 128 bits, so that no sum here rounds or overflows.
type sum struct{ high, low uint64 }

func (s *sum) add(high, low uint64) {
	var carry uint64
	s.low, carry = bits.Add64(s.low, low, 0)
	s.high += high + carry
}

func (s sum) float() float64 { return float64(s.high)*(1<<64) + float64(s.low) }

// integral is a count that holds between changes, integrated over time.
type integral struct {
	start, last Time
	count       uint64
	area        sum // from start to last, ns
}

func newIntegral(start Time, count int) integral {
	return integral{start: start, last: start, count: uint64(count)}
}

// set makes it count from now on.
func (i *integral) set(now Time, count int) {
	if uint64(count) == i.count {
		return
	}
	i.area.add(bits.Mul64(i.count, uint64(now-i.last)))
	i.last, i.count = now, uint64(count)
}

// mean is the mean count from the start to now; where no time has passed, the count itself.
func (i integral) mean(now Time) float64 {
	if now == i.start {
		return float64(i.count)
	}
	i.area.add(bits.Mul64(i.count, uint64(now-i.last)))
	return i.area.float() / float64(now-i.start)
}

// Stats is what the resource did up to now.
func (r *Resource) Stats() ResourceStats {
	now := r.engine.Now()
	seen := &r.seen
	var meanWait time.Duration
	if seen.granted > 0 {
		mean, _ := bits.Div64(seen.waited.high, seen.waited.low, seen.granted)
		meanWait = time.Duration(mean)
	}
	return ResourceStats{
		Utilisation: seen.inUse.mean(now) / float64(r.capacity),
		MeanWaiting: seen.waiting.mean(now),
		Granted:     seen.granted,
		TimedOut:    seen.timedOut,
		Withdrawn:   seen.withdrawn,
		MeanWait:    meanWait,
		MaxWait:     seen.maxWait,
	}
}

// ResetStats begins the statistics anew, with the units now in use and the requests now in line: call it where the
// warm-up ends. A request that has been waiting counts with its whole wait once it is granted.
func (r *Resource) ResetStats() {
	now := r.engine.Now()
	r.seen = observations{
		inUse:   newIntegral(now, r.inUse),
		waiting: newIntegral(now, r.line.len()),
	}
}

// observe records the state that holds from now on.
func (r *Resource) observe() {
	now := r.engine.now
	r.seen.inUse.set(now, r.inUse)
	r.seen.waiting.set(now, r.line.len())
}
