package exact

import "time"

// Recovers reports whether a fill that a check starts at stock is complete by the next check, as the runbook promises
// (POOL-19), when no account is claimed meanwhile. It takes a stock below the minimum, which can be no higher than the
// target. Workers make one account each in the time each, in rounds.
func Recovers(stock, target int, each time.Duration, workers int, review time.Duration) bool {
	least, can := WorkersToRecover(stock, target, each, review)
	return can && workers >= least
}

// WorkersToRecover is the least number of workers with which Recovers holds; false: no number is enough, for one account
// alone takes longer than the review interval, or nothing is missing.
func WorkersToRecover(stock, target int, each, review time.Duration) (workers int, can bool) {
	if stock < 0 || stock >= target || each <= 0 || each > review {
		return 0, false
	}
	rounds := int64(review / each)
	return int((int64(target-stock)-1)/rounds) + 1, true
}
