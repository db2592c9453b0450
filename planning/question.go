// Package planning answers how large the account pool must be (POOL-09), by the exact method of control/pool/exact: how one
// setting fares, or which one is best within limits. A choice is made by evaluating every setting of a stated grid, never by
// bisection: the fallback probability is not monotone, neither in the rate nor in the sizes. It fills the result of package
// reports, and computes all that a view shows.
package planning

import (
	"errors"
	"fmt"
	"math"
	"time"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/reports"
)

// Question is what is asked about a pool.
type Question struct {
	// Workload is what the pool has to stand. Staggered creation with no Workers has as many as keep the runbook's promise
	// from an empty pool (POOL-19), whatever the target.
	Workload exact.Workload
	// Current is how the pool is set today; the zero value: pool.Documented.
	Current pool.Settings
	// Setting is the one that is asked about; nil: the current one. A choice takes none.
	Setting *pool.Settings
	Limits  Limits
	// The rest is for a choice.
	Mins, Targets Range
	Prices        Prices
}

// Limits are what a setting must keep; 0: no limit.
type Limits struct {
	Fallback     float64 // the largest share of claims that fall back
	MeanStock    float64 // the largest mean number of accounts in the pool
	FillsPerHour float64 // the largest mean number
}

// Range are the sizes to choose from, both ends among them; the zero value leaves it to the planner, as a From of 0 does.
type Range struct{ From, To int }

// Prices, in any one currency. With them the cheapest setting is chosen, without them the one with the least stock.
type Prices struct {
	Stored   float64 // an account in the pool for an hour
	Fill     float64
	Fallback float64
}

// of is what a pool costs an hour.
func (p Prices) of(fare reports.PoolFare) float64 {
	return p.Stored*fare.MeanStock + p.Fill*fare.FillsPerHour + p.Fallback*fare.FallbackPerHour
}

// any reports whether there are prices at all.
func (p Prices) any() bool { return p != Prices{} }

// known is the question with what it leaves open filled in.
func (q Question) known() Question {
	if q.Current == (pool.Settings{}) {
		q.Current = pool.Documented()
	}
	return q
}

// validate says what is wrong, by the name of the flag, before anything is allocated.
func (q Question) validate() error {
	w := q.Workload
	if staggered, is := w.Creation.(exact.Staggered); is && staggered.Workers == 0 {
		if staggered.Each > w.Review && w.Review > 0 {
			return fmt.Errorf("workers is missing: want from 1 to %d, for none keeps the runbook's promise: one account takes %v and the review comes after %v",
				exact.LargestTarget, staggered.Each, w.Review)
		}
		staggered.Workers = 1
		w.Creation = staggered
	}
	if err := w.Validate(); err != nil {
		return err
	}
	if err := exact.ValidateSetting(q.Current.Min, q.Current.Target); err != nil {
		return fmt.Errorf("the current setting: %w", err)
	}
	if q.Setting != nil {
		if err := exact.ValidateSetting(q.Setting.Min, q.Setting.Target); err != nil {
			return err
		}
	}
	if !(q.Limits.Fallback >= 0 && q.Limits.Fallback <= 1) {
		return fmt.Errorf("max-fallback is %v: want a share of the claims, more than 0 and at most 1", q.Limits.Fallback)
	}
	for _, number := range []struct {
		key   string
		value float64
	}{
		{"max-stock", q.Limits.MeanStock}, {"max-fills", q.Limits.FillsPerHour},
		{"stored-price", q.Prices.Stored}, {"fill-price", q.Prices.Fill}, {"fallback-price", q.Prices.Fallback},
	} {
		if !(number.value >= 0) || math.IsInf(number.value, 0) {
			return fmt.Errorf("%s is %v: want a number from 0", number.key, number.value)
		}
	}
	return nil
}

// validateChoice says what a choice needs besides.
func (q Question) validateChoice() error {
	if q.Setting != nil {
		return errors.New("min and target are set: to choose them, leave them out and give ranges instead")
	}
	if q.Limits.Fallback == 0 && q.Prices.Fallback == 0 {
		return errors.New("max-fallback is missing: want the largest share of claims that may fall back, or a fallback-price above 0")
	}
	for _, size := range []struct {
		key string
		Range
	}{{"mins", q.Mins}, {"targets", q.Targets}} {
		if size.Range != (Range{}) && (size.From < 0 || size.To < 1 || size.To < size.From || size.To > exact.LargestTarget) {
			return fmt.Errorf("%s is %d to %d: want from 1 to %d, the smaller first", size.key, size.From, size.To, exact.LargestTarget)
		}
	}
	if q.Targets.To > 0 && q.Mins.From > q.Targets.To {
		return fmt.Errorf("mins is %d to %d: want at most the largest of targets, %d", q.Mins.From, q.Mins.To, q.Targets.To)
	}
	return nil
}

// busiest is the highest rate of a workload, in claims an hour.
func busiest(w exact.Workload) float64 {
	most := w.Rate
	for _, rate := range w.Profile.Rates {
		most = max(most, rate)
	}
	return most
}

// meanRate is its mean rate.
func meanRate(w exact.Workload) float64 {
	if w.Profile.Rates == nil {
		return w.Rate
	}
	sum := 0.0
	for _, rate := range w.Profile.Rates {
		sum += rate
	}
	return sum / float64(len(w.Profile.Rates))
}

// atRate is the workload with so many times the claims.
func atRate(w exact.Workload, factor float64) exact.Workload {
	w.Rate *= factor
	rates := w.Profile.Rates
	w.Profile.Rates = nil
	for _, rate := range rates {
		w.Profile.Rates = append(w.Profile.Rates, rate*factor)
	}
	return w
}

// accountTakes are the times that an account takes to make: the workload's own, or the documents' 10 to 30 s (POOL-01).
func accountTakes(w exact.Workload) []time.Duration {
	if staggered, is := w.Creation.(exact.Staggered); is {
		return []time.Duration{staggered.Each}
	}
	return []time.Duration{10 * time.Second, 20 * time.Second, 30 * time.Second}
}
