package exact

import (
	"fmt"
	"time"

	"reprise/control/pool"
)

// Answer is how the pool fares in the long run under one setting.
type Answer struct {
	FallbackProbability float64 `json:"p_fallback"`            // of a claim (POOL-07)
	FallbackPerHour     float64 `json:"fallback_per_hour"`     // claims that fell back
	MeanStock           float64 `json:"mean_stock"`            // accounts in the pool, over time
	FillsPerHour        float64 `json:"fills_per_hour"`        // checks that start a fill
	MeanFill            float64 `json:"mean_fill"`             // accounts a fill makes
	MeanFillSeconds     float64 `json:"mean_fill_duration"`    // from the check to the last account, seconds
	CreatedPerHour      float64 `json:"created_per_hour"`      // accounts
	BelowMinAtReview    float64 `json:"p_below_min_at_review"` // the share of checks that start a fill
	MeanCheckGapSeconds float64 `json:"mean_check_gap"`        // seconds between checks
	Slots               []Slot  `json:"slots,omitempty"`       // of a profile, nil for a constant rate
	Worst               *Slot   `json:"worst_slot,omitempty"`  // one of Slots
}

// Planner answers for one workload. It is never changed after New, so that any number of goroutines may share it.
type Planner struct {
	workload Workload
	largest  int     // target
	review   *claims // of one review interval
	renewal  []float64
	leads    []lead  // of Batch
	round    *claims // of Staggered
}

// New tabulates what the settings of a workload have in common, for targets up to LargestTarget. The error is the workload's
// (Validate).
func New(w Workload) (*Planner, error) { return NewUpTo(w, LargestTarget) }

// NewUpTo is New for targets up to largest: the smaller, the sooner done.
func NewUpTo(w Workload, largest int) (*Planner, error) {
	if err := w.Validate(); err != nil {
		return nil, fmt.Errorf("pool workload: %w", err)
	}
	if err := ValidateSetting(1, largest); err != nil {
		return nil, fmt.Errorf("pool workload: %w", err)
	}
	p := &Planner{workload: w, largest: largest}
	if w.Profile.Rates != nil {
		return p, nil // every slot has tables of its own
	}
	p.review = p.during(w.Review)
	switch c := w.Creation.(type) {
	case Batch:
		p.renewal = renewals(p.review, largest)
		p.leads = p.newLeads(c)
	case Staggered:
		p.round = p.during(c.Each)
	}
	return p, nil
}

// Evaluate answers for a pool that is filled to target when a check finds it below minimum; the error is the
// setting's (ValidateSetting), or says that a profile must be simulated.
func (p *Planner) Evaluate(minimum, target int) (Answer, error) {
	return p.EvaluateDownTo(0, minimum, target)
}

// EvaluateDownTo is Evaluate, but of a fallback probability under floor it knows no more than that it is; all else is as exact.
// Most of the time that a well filled pool takes goes into how little it falls back.
func (p *Planner) EvaluateDownTo(floor float64, minimum, target int) (Answer, error) {
	if err := ValidateSetting(minimum, target); err != nil {
		return Answer{}, fmt.Errorf("pool setting: %w", err)
	}
	if target > p.largest {
		return Answer{}, fmt.Errorf("pool setting: target is %d: this planner goes up to %d", target, p.largest)
	}
	s := pool.Settings{Enabled: true, Min: minimum, Target: target}
	if p.workload.Profile.Rates != nil {
		return p.overPeriod(s, floor)
	}
	if staggered, is := p.workload.Creation.(Staggered); is {
		return p.answer(p.staggeredCycle(s, staggered, floor)), nil
	}
	return p.answer(p.batchCycle(s, floor)), nil
}

// restOf is the time from the end of a fill to the next check.
func (p *Planner) restOf(filling time.Duration) time.Duration {
	return p.workload.Schedule.Gap(p.workload.Review, filling) - filling
}

// during are the claims in a stretch of time at the constant rate.
func (p *Planner) during(length time.Duration) *claims {
	return newClaims(p.workload.Rate*length.Hours(), length.Hours(), p.largest)
}

// cycle is what is expected of the time from one check that starts a fill to the next.
type cycle struct {
	lost    float64 // claims that fell back
	stock   float64 // integral of the stock, account hours
	visits  float64 // checks that find enough
	created float64 // accounts
	filling float64 // hours from the check to the last account
	hours   float64
}

// answer is renewal-reward: long-run averages are those of a cycle.
func (p *Planner) answer(c cycle) Answer {
	return Answer{
		FallbackProbability: c.lost / (p.workload.Rate * c.hours),
		FallbackPerHour:     c.lost / c.hours,
		MeanStock:           c.stock / c.hours,
		FillsPerHour:        1 / c.hours,
		MeanFill:            c.created,
		MeanFillSeconds:     c.filling * 3600,
		CreatedPerHour:      c.created / c.hours,
		BelowMinAtReview:    1 / (1 + c.visits),
		MeanCheckGapSeconds: c.hours / (1 + c.visits) * 3600,
	}
}
