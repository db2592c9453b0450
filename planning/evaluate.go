package planning

import (
	"fmt"
	"time"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/reports"
)

// Evaluate says how one setting fares: the one that is asked about, or the current one. The verdict is that of the limits. The
// error names the flag at fault.
func Evaluate(q Question) (*reports.PoolPlan, error) {
	q = q.known()
	if err := q.validate(); err != nil {
		return nil, err
	}
	setting := q.Current
	if q.Setting != nil {
		setting = *q.Setting
	}
	point, answer, err := pointOf(q.Workload, setting, q.Prices)
	if err != nil {
		return nil, err
	}
	plan, err := q.plan(point, answer)
	if err != nil {
		return nil, err
	}
	if !long(q.Workload) {
		plan.Curve = q.curve(plan, "asked")
	}
	return plan, nil
}

// plan is what is said of a setting whether it was asked about or chosen.
func (q Question) plan(p reports.PoolPoint, a exact.Answer) (*reports.PoolPlan, error) {
	current := p
	if sizeOf(p) != q.Current {
		var err error
		if current, _, err = pointOf(q.Workload, q.Current, q.Prices); err != nil {
			return nil, fmt.Errorf("the current setting: %w", err)
		}
	}
	current.Current = true
	setting := pool.Settings{Enabled: q.Current.Enabled, Min: p.MinSize, Target: p.TargetSize}
	plan := &reports.PoolPlan{
		Method:   "exact",
		Verdict:  reports.Of(q.Limits.keeps(p)),
		Setting:  reports.PoolSize{MinSize: p.MinSize, TargetSize: p.TargetSize, Workers: p.Workers},
		PoolFare: p.PoolFare,
		Workload: describe(q.Workload),
		Slots:    slots(q.Workload.Profile, a),
		Current:  current,
		Promise:  promise(q.Workload, p),
		Asked:    q.asked(),
		Deploy:   deploy(q.Current, setting),
		Notes:    notes(q.Workload, p, a),
	}
	if !long(q.Workload) {
		plan.Sensitivity = q.sensitivity(setting)
	}
	if a.Worst != nil {
		plan.WorstSlot = &plan.Slots[a.Worst.Slot]
	}
	return plan, nil
}

// asked are the limits and the prices; nil: there are none.
func (q Question) asked() *reports.PoolAsked {
	if q.Limits == (Limits{}) && !q.Prices.any() {
		return nil
	}
	given := func(x float64) *float64 {
		if x == 0 {
			return nil
		}
		return &x
	}
	return &reports.PoolAsked{
		MaxFallback: given(q.Limits.Fallback), MaxStock: given(q.Limits.MeanStock), MaxFillsPerHour: given(q.Limits.FillsPerHour),
		StoredPrice: q.Prices.Stored, FillPrice: q.Prices.Fill, FallbackPrice: q.Prices.Fallback,
	}
}

func slots(profile exact.Profile, a exact.Answer) []reports.PoolSlot {
	var all []reports.PoolSlot
	for i, slot := range a.Slots {
		all = append(all, reports.PoolSlot{
			Slot: i, Name: slotName(profile, i), RatePerHour: profile.Rates[i],
			Fallback: slot.FallbackProbability, FallbackPerHour: slot.FallbackPerHour, MeanStock: slot.MeanStock,
		})
	}
	return all
}

// slotName is when a slot begins: `14:00`, or `Tue 14:00` in a week, which begins on a Monday.
func slotName(p exact.Profile, slot int) string {
	begins := p.Period / time.Duration(len(p.Rates)) * time.Duration(slot)
	monday := time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)
	if p.Period == exact.Week {
		return monday.Add(begins).Format("Mon 15:04")
	}
	return monday.Add(begins).Format("15:04")
}

// notes are what a reader must know before believing the numbers.
func notes(w exact.Workload, p reports.PoolPoint, a exact.Answer) []string {
	var all []string
	if b, is := w.Creation.(exact.Batch); is {
		missing := p.TargetSize - p.MinSize + 1
		fastest := accountTakes(w)[0]
		words := fmt.Sprintf("no number of workers makes them in that time at %s an account", reports.Span(fastest))
		if least, can := exact.WorkersToRecover(p.MinSize-1, p.TargetSize, fastest, b.To); can {
			words = fmt.Sprintf("that takes at least %d workers at %s an account", least, reports.Span(fastest))
		}
		all = append(all, fmt.Sprintf("a fill of %s or more is taken to be there at once after %s: %s (POOL-01)", someAccounts(missing), lead(b), words))
	}
	if a.MeanCheckGapSeconds > 1.5*w.Review.Seconds() {
		all = append(all, fmt.Sprintf("fills outlast the review: the pool is checked every %s in the mean, and not every %s",
			reports.Span(time.Duration(a.MeanCheckGapSeconds*float64(time.Second))), reports.Span(w.Review)))
	}
	return append(all, "claims are taken to come independently of one another (Poisson): where they come in bursts, the pool runs empty more often")
}
