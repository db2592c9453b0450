package pool

import "time"

// CheckEvery is how often the scheduler counts the pool (POOL-03).
const CheckEvery = 5 * time.Minute

// Schedule is what "every 5 minutes" means to @Scheduled, once a fill takes longer than that. The documents do not say; in
// neither reading does a check begin before the fill of the one before it has ended.
type Schedule uint8

// The two readings.
const (
	FixedRate  Schedule = iota // "fixedRate": a beat, of which the fill misses what it overruns
	FixedDelay                 // "fixedDelay": the pause after the fill
)

// Gap is the time from the beginning of one check to that of the next, given how long its fill took: 0 where there was nothing
// to fill. FixedRate takes the first multiple of every, 1 at least, at which the fill has ended; FixedDelay lets every pass
// after it. A time below 0 counts as 0; every is taken to be above 0, and where it is not, the next check follows the fill.
//
// FixedRate is so that the exact method can follow it. Java's own makes up for what it missed: the next check begins when the
// fill ends, and then as many as were missed, one straight after the other.
func (v Schedule) Gap(every, took time.Duration) time.Duration {
	every, took = max(every, 0), max(took, 0)
	if v == FixedDelay || every == 0 {
		return took + every
	}
	beats := took / every
	if took%every > 0 {
		beats++
	}
	return max(beats, 1) * every
}
