package planning

import (
	"fmt"

	"reprise/control/pool/exact"
	"reprise/reports"
)

// long reports whether one setting takes the exact method tens of seconds: where fills come in rounds while the rate changes.
// Then it is evaluated once, and nothing is tried beside it.
func long(w exact.Workload) bool {
	_, rounds := w.Creation.(exact.Staggered)
	return rounds && w.Profile.Rates != nil
}

// chooseLong chooses for a workload of which many settings cannot be evaluated: as if the busiest slot lasted for ever, which
// asks more of a pool than the profile does. What is recommended is then evaluated under the profile itself.
func chooseLong(q Question) (*reports.PoolPlan, error) {
	steady := q
	steady.Workload.Rate, steady.Workload.Profile = busiest(q.Workload), exact.Profile{}
	chosen, err := Choose(steady)
	if err != nil {
		return nil, err
	}
	size := settingOf(chosen)
	q.Setting = &size
	plan, err := Evaluate(q)
	if err != nil {
		return nil, err
	}
	chosen.PoolFare, chosen.Workload, chosen.Slots, chosen.WorstSlot = plan.PoolFare, plan.Workload, plan.Slots, plan.WorstSlot
	chosen.Current = plan.Current
	if r := chosen.Recommend; r != nil {
		r.Fallback, r.MeanStock, r.CostPerHour, chosen.Verdict = plan.Fallback, plan.MeanStock, plan.CostPerHour, plan.Verdict
	}
	chosen.Notes = append(plan.Notes, fmt.Sprintf("it was chosen for the busiest slot, %s claims/h, as if that lasted for ever: the frontier, the regret and the inputs "+
		"are those of that rate; the answer, the current setting and the slots are those of the profile", short(steady.Workload.Rate)))
	return chosen, nil
}
