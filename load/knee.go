package load

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"reprise/load/attack"
	"reprise/reports"
)

// A knee is looked for around the rate that a closed loop reaches, which is about what the service can do at most: at shares of
// it first, then between the highest that keeps the bound and the lowest that breaks it.
var kneeShares = []float64{0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1, 1.2}

const (
	kneeHalvings = 3
	scoutLasts   = 3 * time.Second
)

// Knee finds the highest rate at which p99 keeps below a bound, and latency against offered rate on the way there.
func Knee(ctx context.Context, s Setup, a Attack, progress Progress) (k *reports.LoadKnee, err error) {
	if err := errors.Join(s.Validate(), a.Validate(s)); err != nil {
		return nil, err
	}
	switch {
	case a.P99Max == 0:
		return nil, wrong("p99", "the latency to keep is missing; allowed: above 0s, as in 250ms")
	case len(a.Faults) > 0:
		return nil, wrong("fault", "a knee is of a service that nothing strikes")
	}
	err = on(ctx, s, func(d *database) error {
		k, err = d.knee(ctx, s, a, progress)
		return err
	})
	return k, err
}

func (d *database) knee(ctx context.Context, s Setup, a Attack, progress Progress) (k *reports.LoadKnee, err error) {
	k = &reports.LoadKnee{DB: d.report, Service: describe(s, a, a.Stock), P99Max: seconds(a.P99Max)}
	if k.ClosedRate, err = d.scout(ctx, s, a, progress); err != nil {
		return nil, err
	}
	for _, share := range kneeShares {
		if err := d.tryRate(ctx, s, a, k, math.Ceil(share*k.ClosedRate), progress); err != nil {
			return nil, err
		}
	}
	for range kneeHalvings {
		if k.Rate == 0 || k.Above == 0 {
			break
		}
		if err := d.tryRate(ctx, s, a, k, math.Ceil((k.Rate+k.Above)/2), progress); err != nil {
			return nil, err
		}
	}
	k.Verdict, k.Says = kneeSays(k)
	return k, nil
}

// scout is the rate that a closed loop of as many clients as connections reaches.
func (d *database) scout(ctx context.Context, s Setup, a Attack, progress Progress) (rate float64, err error) {
	const enough = 100_000 // more than any server gives in the time
	a.Stock = max(a.Stock, scoutStock)
	o, err := d.closedLoop(ctx, s, a, attack.Clients{Count: s.Conns, Requests: enough, For: scoutLasts}, progress)
	if err != nil {
		return 0, err
	}
	return o.result.Achieved, nil
}

// scoutStock is what some seconds of the fastest server seen take.
const scoutStock = 30_000

// tryRate adds one point, and says anew between which two rates the knee lies: below the lowest that breaks the bound, and there
// at the highest that keeps it.
func (d *database) tryRate(ctx context.Context, s Setup, a Attack, k *reports.LoadKnee, rate float64, progress Progress) error {
	a.Rate = rate
	point, err := d.point(ctx, s, a, progress)
	if err != nil {
		return err
	}
	point.Kept = point.Valid && point.Success == 1 && point.Latency.P99 <= k.P99Max
	k.Points = append(k.Points, point)
	slices.SortFunc(k.Points, func(x, y reports.LoadPoint) int { return cmp.Compare(x.OfferedRate, y.OfferedRate) })
	k.Rate, k.Above = 0, 0
	for _, p := range k.Points {
		if !p.Kept {
			k.Above = p.OfferedRate
			break
		}
		k.Rate = p.OfferedRate
	}
	return nil
}

// point is one run as a point of a knee or a comparison.
func (d *database) point(ctx context.Context, s Setup, a Attack, progress Progress) (reports.LoadPoint, error) {
	arrivals, err := a.arrivals()
	if err != nil {
		return reports.LoadPoint{}, err
	}
	o, err := d.openLoop(ctx, s, a, arrivals, progress)
	if err != nil {
		return reports.LoadPoint{}, err
	}
	audited := auditOf(o.audit, o.checker)
	note := o.result.Why
	if len(audited.Findings) > 0 {
		note = audited.Findings[0]
	}
	return reports.LoadPoint{
		Statement: s.Statement.String(), Conns: s.Conns, OfferedRate: o.result.Offered, AchievedRate: o.result.Achieved,
		Success: o.result.Success, Latency: latency(o.result.Latency), Valid: o.result.Valid, Deadlocks: int(o.stats.Deadlocks),
		Ordered: s.Statement.Ordered(), OutOfOrder: audited.OutOfOrder, Audit: audited.Verdict, Note: note,
	}, nil
}

// kneeSays is the knee in a sentence. A knee that no rate keeps, or one audit that fails, fails.
func kneeSays(k *reports.LoadKnee) (reports.Verdict, string) {
	bound := reports.Span(time.Duration(k.P99Max * float64(time.Second)))
	switch {
	case slices.ContainsFunc(k.Points, func(p reports.LoadPoint) bool { return p.Audit == reports.Fail }):
		return reports.Fail, "the audit of a run failed: its rates mean nothing"
	case k.Rate == 0:
		return reports.Fail, fmt.Sprintf("no rate that was tried keeps p99 within %s", bound)
	case k.Above == 0:
		return reports.Pass, fmt.Sprintf("every rate that was tried keeps p99 within %s, up to %.0f/s: the knee lies above", bound, k.Rate)
	}
	return reports.Pass, fmt.Sprintf("p99 stays within %s up to %.0f/s, and does not at %.0f/s; a closed loop reaches %.0f/s, and says nothing of that",
		bound, k.Rate, k.Above, k.ClosedRate)
}
