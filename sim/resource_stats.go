package sim

import (
	"time"

	"reprise/sim/stats"
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
	inUse, waiting      stats.TimeMean
	waits               stats.Sample // ns
	maxWait             time.Duration
	granted             uint64
	timedOut, withdrawn uint64
}

func (o *observations) grant(wait time.Duration) {
	o.granted++
	o.waits.Add(float64(wait))
	o.maxWait = max(o.maxWait, wait)
}

// Stats is what the resource did up to now.
func (r *Resource) Stats() ResourceStats {
	now := int64(r.engine.Now())
	meanWait := r.seen.maxWait // float64 may round a mean of huge waits up, past what a Duration holds
	if mean := r.seen.waits.Mean(); mean < float64(meanWait) {
		meanWait = time.Duration(mean)
	}
	return ResourceStats{
		Utilisation: r.seen.inUse.Mean(now) / float64(r.capacity),
		MeanWaiting: r.seen.waiting.Mean(now),
		Granted:     r.seen.granted,
		TimedOut:    r.seen.timedOut,
		Withdrawn:   r.seen.withdrawn,
		MeanWait:    meanWait,
		MaxWait:     r.seen.maxWait,
	}
}

// ResetStats begins the statistics anew, with the units now in use and the requests now in line: call it where the
// warm-up ends. A request that has been waiting counts with its whole wait once it is granted.
func (r *Resource) ResetStats() {
	now := int64(r.engine.Now())
	r.seen = observations{
		inUse:   stats.NewTimeMean(now, float64(r.inUse)),
		waiting: stats.NewTimeMean(now, float64(r.line.len())),
	}
}

// observe records the state that holds from now on.
func (r *Resource) observe() {
	now := int64(r.engine.Now())
	r.seen.inUse.Set(now, float64(r.inUse))
	r.seen.waiting.Set(now, float64(r.line.len()))
}
