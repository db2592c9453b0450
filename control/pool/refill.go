package pool

import "fmt"

// Refill is how many accounts a check of the scheduler makes of a pool that holds size: nothing at or above the minimum, or
// where the pool is switched off; else what is missing to the target (POOL-03).
//
// The document says too that accounts are made "until target-size is reached", which would make more where some are claimed
// meanwhile. The number is settled at the check here, as in its other sentence: count, then fill. It also speaks of making
// accounts "during low-traffic hours"; its scheduler has no hours, so there are none here. And it promises that the pool is
// back "within 5 minutes (one scheduler tick)" (POOL-19): the tick only starts the fill, and 400 accounts at 10 to 30 s
// (POOL-01), one after another, take 1.1 to 3.3 h. Nothing here rests on the promise.
func (s Settings) Refill(size int) int {
	if !s.Enabled || size >= s.Min {
		return 0
	}
	return s.Target - size
}

// ManualFillMax is the largest fill by hand, in accounts. The documents fill 20 and 200 and give no bound; this one is ours.
const ManualFillMax = 1000

// ManualFill is how many accounts a fill by hand makes: as many as were asked for, 1 to ManualFillMax, else an error (POOL-13).
// It counts nothing: it fills above the target, beside a refill under way, which does not see it, and (assumed) a pool that is
// switched off. Who may ask is not decided here.
func ManualFill(count int) (int, error) {
	if count < 1 || count > ManualFillMax {
		return 0, fmt.Errorf("count is %d; allowed: 1 to %d", count, ManualFillMax)
	}
	return count, nil
}
