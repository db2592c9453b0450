package bench

import (
	"math"
	"time"
)

const (
	gapBits    = 12
	jitterBits = 18 // up to 0.26 ms, about the distance of two short gaps

	// Multiplier and increment of Knuth's MMIX, a linear congruential generator modulo 2^64.
	multiplier = 6364136223846793005
	increment  = 1442695040888963407
)

// Gaps are drawn beforehand, so that the engine is measured and not the logarithm: 4096 of them, the quantiles of an
// exponential with mean 1 s at the middle of equal shares. Peers are given these very numbers.
func Gaps() [1 << gapBits]time.Duration {
	var gaps [1 << gapBits]time.Duration
	for i := range gaps {
		share := (float64(i) + 0.5) / float64(len(gaps))
		gaps[i] = time.Duration(-math.Log1p(-share) * float64(time.Second))
	}
	return gaps
}

// Draws picks gaps at random for the cost of a multiplication and a look-up. The jitter keeps events from crowding on
// 4096 instants, which some peers' queues cannot bear.
type Draws struct {
	gaps  [1 << gapBits]time.Duration
	state uint64
}

// NewDraws is the sequence of that seed.
func NewDraws(seed uint64) Draws { return Draws{gaps: Gaps(), state: seed} }

// Next is the next gap.
func (d *Draws) Next() time.Duration {
	d.state = d.state*multiplier + increment
	jitter := d.state >> (64 - gapBits - jitterBits) & (1<<jitterBits - 1)
	return d.gaps[d.state>>(64-gapBits)] + time.Duration(jitter)
}

// NextService is the service time of an M/M/1 queue at 90 % utilisation: 90 % of the next gap.
func (d *Draws) NextService() time.Duration { return d.Next() * 9 / 10 }
