package planning

import (
	"fmt"

	"reprise/control/pool/exact"
	"reprise/reports"
)

// promise holds the runbook's `within 5 minutes (one tick)` (POOL-19) against a setting: from an empty pool and from just below
// the minimum, at every time that an account may take.
func promise(w exact.Workload, p reports.PoolPoint) reports.PoolPromise {
	result := reports.PoolPromise{Fact: "POOL-19", ReviewSeconds: w.Review.Seconds()}
	for _, each := range accountTakes(w) {
		for _, from := range []int{0, p.MinSize - 1} {
			c := reports.PoolRecovery{FromSize: from, CreateSeconds: each.Seconds()}
			c.LeastWorkers, _ = exact.WorkersToRecover(from, p.TargetSize, each, w.Review)
			if p.Workers > 0 {
				rounds := (p.TargetSize - from + p.Workers - 1) / p.Workers
				takes, kept := float64(rounds)*each.Seconds(), c.LeastWorkers > 0 && p.Workers >= c.LeastWorkers
				c.TakesSeconds, c.Kept = &takes, &kept
			}
			result.Cases = append(result.Cases, c)
			if p.MinSize == 1 {
				break // just below the minimum is empty
			}
		}
	}
	result.Says = promiseSays(w, p, result.Cases)
	return result
}

// promiseSays goes by the first case, an empty pool, and the slowest account.
func promiseSays(w exact.Workload, p reports.PoolPoint, cases []reports.PoolRecovery) string {
	slowest := cases[0]
	for _, c := range cases {
		if c.FromSize == 0 {
			slowest = c
		}
	}
	between, each := reports.Span(w.Review), reports.Quantity(slowest.CreateSeconds, "s")
	switch {
	case slowest.LeastWorkers == 0:
		return fmt.Sprintf("no number of workers fills an empty pool within %s: one account takes %s", between, each)
	case slowest.Kept == nil:
		return fmt.Sprintf("to fill an empty pool of %s within %s takes %s, at %s an account", someAccounts(p.TargetSize), between, plural(slowest.LeastWorkers, "worker"), each)
	case *slowest.Kept:
		return fmt.Sprintf("kept: an empty pool is filled in %s by %s, and %d would do", reports.Quantity(*slowest.TakesSeconds, "s"), plural(p.Workers, "worker"), slowest.LeastWorkers)
	}
	return fmt.Sprintf("not kept: an empty pool is filled in %s by %s; within %s it takes %d", reports.Quantity(*slowest.TakesSeconds, "s"),
		plural(p.Workers, "worker"), between, slowest.LeastWorkers)
}
