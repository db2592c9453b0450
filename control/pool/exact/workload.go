package exact

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"reprise/control/pool"
)

// What a plan can be asked for.
const (
	LargestTarget = 5_000 // accounts
	mostClaims    = 1e5   // expected between two checks, and in one creation
	mostSpread    = 5_000 // expected between the shortest and the longest lead: the quadrature needs more points the more there are
)

// Creation is how the accounts of a fill come to be: Batch or Staggered.
type Creation interface{ validate(w Workload) error }

// Batch creation: all accounts of a fill appear at once. The time from the check to that instant is anything between
// From and To with the same chance; it is constant where they are equal. It is at most the review interval.
type Batch struct{ From, To time.Duration }

// Staggered creation: so many workers make one account each in the time Each, in rounds. After every round its accounts
// are in the pool.
type Staggered struct {
	Each    time.Duration
	Workers int
}

// Workload is what a pool has to stand: Poisson claims, and how its refills go. Either Rate or Profile is set.
type Workload struct {
	Rate     float64 // claims an hour
	Profile  Profile
	Review   time.Duration
	Creation Creation
	Schedule pool.Schedule
}

// Validate says which key of the workload is at fault, and what is allowed.
func (w Workload) Validate() error {
	if w.Review <= 0 || w.Review > Day {
		return fmt.Errorf("review is %v: want more than 0 and at most %v", w.Review, Day)
	}
	if w.Schedule > pool.FixedDelay {
		return fmt.Errorf("schedule is %d: want fixedRate or fixedDelay", w.Schedule)
	}
	if w.Creation == nil {
		return errors.New("creation is missing: want Batch or Staggered")
	}
	if err := w.validateRates(); err != nil {
		return err
	}
	return w.Creation.validate(w)
}

func (w Workload) validateRates() error {
	p := w.Profile
	if p.Rates == nil {
		return validateRate("rate", w.Rate, w.Review)
	}
	if w.Rate != 0 {
		return fmt.Errorf("rate is %v beside profile: want one of the two", w.Rate)
	}
	if p.Period != Day && p.Period != Week {
		return fmt.Errorf("profile has a period of %v: want %v or %v", p.Period, Day, Week)
	}
	if len(p.Rates) == 0 || p.Period%time.Duration(len(p.Rates)) != 0 {
		return fmt.Errorf("profile has %d slots: want a number that divides %v", len(p.Rates), p.Period)
	}
	busy := false
	for i, rate := range p.Rates {
		if rate == 0 {
			continue
		}
		busy = true
		if err := validateRate(fmt.Sprintf("profile[%d]", i), rate, w.Review); err != nil {
			return err
		}
	}
	if !busy {
		return errors.New("profile has no claims: want a rate above 0 in one slot at least")
	}
	return w.validateChecks()
}

// validateChecks refuses the workloads whose checks do not come at the same times in every period, and those whose rate
// changes between two checks.
func (w Workload) validateChecks() error {
	p := w.Profile
	switch {
	case w.Schedule != pool.FixedRate:
		return fmt.Errorf("schedule is %s: with profile want %s, else checks drift through it; simulate it", w.Schedule, pool.FixedRate)
	case p.slot()%w.Review != 0:
		return fmt.Errorf("review is %v: with profile want an interval that divides a slot of %v, or simulate it", w.Review, p.slot())
	case p.Period/w.Review > mostChecks:
		return fmt.Errorf("review is %v: with a profile of %v want at least %v, or simulate it", w.Review, p.Period, p.Period/mostChecks)
	}
	return nil
}

// validateRate holds a rate to a range in which tables of claims stay small and numbers in range.
func validateRate(key string, rate float64, review time.Duration) error {
	most := mostClaims / review.Hours()
	if !(rate > 0 && rate <= most) || rate*review.Hours() < 1e-9 {
		return fmt.Errorf("%s is %v claims an hour: want from %.3g to %.3g with a review every %v", key, rate, 1e-9/review.Hours(), most, review)
	}
	return nil
}

func (b Batch) validate(w Workload) error {
	if b.From < 0 || b.To < b.From || b.To > w.Review {
		return fmt.Errorf("lead is %v to %v: want from 0 to at most the review interval of %v, the shorter first", b.From, b.To, w.Review)
	}
	if busiest := w.busiest(); busiest*(b.To-b.From).Hours() > mostSpread {
		return fmt.Errorf("lead is %v to %v: at %v claims an hour, want at most %v claims between the two", b.From, b.To, busiest, mostSpread)
	}
	return nil
}

func (s Staggered) validate(w Workload) error {
	if s.Each <= 0 || s.Each > Day {
		return fmt.Errorf("create is %v: want more than 0 and at most %v", s.Each, Day)
	}
	if busiest := w.busiest(); busiest*s.Each.Hours() > mostClaims {
		return fmt.Errorf("create is %v: at %v claims an hour, want at most %v claims meanwhile", s.Each, busiest, float64(mostClaims))
	}
	if s.Workers < 1 || s.Workers > LargestTarget {
		return fmt.Errorf("workers is %d: want from 1 to %d", s.Workers, LargestTarget)
	}
	return nil
}

// perHour is a mean over time in claims an hour.
func (w Workload) perHour() float64 {
	if w.Profile.Rates == nil {
		return w.Rate
	}
	return sum(w.Profile.Rates) / float64(len(w.Profile.Rates))
}

// busiest is the highest rate, in claims an hour.
func (w Workload) busiest() float64 {
	if w.Profile.Rates == nil {
		return w.Rate
	}
	return slices.Max(w.Profile.Rates)
}

// ValidateSetting says what is wrong with a minimum and a target (POOL-03: a pool below its minimum is filled to its target).
func ValidateSetting(minimum, target int) error {
	if target < 1 || target > LargestTarget {
		return fmt.Errorf("target is %d: want from 1 to %d", target, LargestTarget)
	}
	if minimum < 1 || minimum > target {
		return fmt.Errorf("min is %d: want from 1 to the target of %d", minimum, target)
	}
	return nil
}
