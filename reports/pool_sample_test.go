package reports

import "math"

func of[T any](v T) *T { return &v }

// currentPool and busyHours are what the plans below have in common; all their figures are made up.
func currentPool() PoolPoint {
	return PoolPoint{MinSize: 100, TargetSize: 500, Workers: 27, Current: true, PoolFare: PoolFare{
		Fallback: 8.575989e-13, FallbackPerHour: 1.029119e-9, MeanStock: 349.5, FillsPerHour: 2.61, CreatedPerHour: 1200, MeanFill: 459.8,
		FillSeconds: 340, BelowMin: 0.2174, CheckGapSeconds: 300,
	}}
}

func promise() PoolPromise {
	return PoolPromise{Fact: "POOL-19", ReviewSeconds: 300, Says: "within 5 minutes the pool is full again: it takes 27 workers from 100, and 34 from an empty pool, where an account takes 20 s",
		Cases: []PoolRecovery{
			{FromSize: 0, CreateSeconds: 10, LeastWorkers: 17, TakesSeconds: of(190.0), Kept: of(true)},
			{FromSize: 0, CreateSeconds: 20, LeastWorkers: 34, TakesSeconds: of(380.0), Kept: of(false)},
			{FromSize: 100, CreateSeconds: 20, LeastWorkers: 27, TakesSeconds: of(300.0), Kept: of(true)},
			{FromSize: 100, CreateSeconds: 301, LeastWorkers: 0, TakesSeconds: of(4515.0), Kept: of(false)},
		}}
}

// evaluatedPool is one setting that was asked about, with a limit that it does not keep.
func evaluatedPool() *PoolPlan {
	return &PoolPlan{
		Method: "exact", Verdict: Fail, Setting: PoolSize{MinSize: 50, TargetSize: 100, Workers: 27},
		PoolFare: PoolFare{Fallback: 0.02779655, FallbackPerHour: 33.35586, MeanStock: 41.2, FillsPerHour: 11.92, CreatedPerHour: 1166.644,
			MeanFill: 97.9, FillSeconds: 74.3, BelowMin: 0.9934, CheckGapSeconds: 300},
		Workload: PoolWorkload{RatePerHour: 1200, ReviewSeconds: 300, Schedule: "fixedRate", Creation: "staggered", CreateSeconds: 20, Workers: 27,
			Says: "1,200 claims an hour; a check every 5 m (fixedRate); 27 workers make an account in 20 s each"},
		Current: currentPool(), Promise: promise(),
		Asked: &PoolAsked{MaxFallback: of(1e-4)},
		Sensitivity: []PoolInput{
			{Key: "rate", Value: "1,200/h", Tried: []PoolTried{{Change: -0.2, Value: "960/h", Fallback: of(0.0031)}, {Change: 0.2, Value: "1,440/h", Fallback: of(0.1462)}}},
			{Key: "review", Value: "5 m", Tried: []PoolTried{{Change: -0.2, Value: "4 m", Fallback: of(4.2e-6)}, {Change: 0.2, Value: "6 m", Fallback: of(0.182)}}},
			{Key: "min", Value: "50", Tried: []PoolTried{{Change: -0.2, Value: "40", Fallback: of(0.0279)}, {Change: 0.2, Value: "60", Fallback: of(0.0278)}}},
			{Key: "target", Value: "100", Tried: []PoolTried{{Change: -0.5, Value: "50", Why: "the minimum is not below it"}, {Change: 0.2, Value: "120", Fallback: of(1e-12), AtMost: true}}},
		},
		Curve: []PoolLine{
			{Label: "current", MinSize: 100, TargetSize: 500, Points: curve(5200)},
			{Label: "asked", MinSize: 50, TargetSize: 100, Points: curve(1150)},
		},
		Deploy: []PoolProperty{{Name: "account.pool.min-size", Old: "100", New: "50"}, {Name: "account.pool.target-size", Old: "500", New: "100"}},
		Again:  "reprise plan pool --rate 1200/h --min 50 --target 100 --max-fallback 1e-4",
	}
}

// curve is p_fallback against rates up to 2,400 an hour, steep about the one given: from less than any float64 to a half.
func curve(steep float64) []PoolRatePoint {
	var points []PoolRatePoint
	for rate := 200.0; rate <= 2400; rate += 100 {
		x := (rate - steep) / steep
		p := 0.05 * math.Exp(8*x)
		if x < 0 {
			p = 0.05 * math.Exp(8*x-400*x*x)
		}
		points = append(points, PoolRatePoint{RatePerHour: rate, Fallback: min(p, 0.5)})
	}
	return points
}

// chosenPool is a recommendation for a profile fitted to a trace.
func chosenPool() *PoolPlan {
	p := evaluatedPool()
	p.Verdict, p.Setting = Pass, PoolSize{MinSize: 80, TargetSize: 170, Workers: 14}
	p.PoolFare = PoolFare{Fallback: 6.91e-5, FallbackPerHour: 0.0829, MeanStock: 118.7, FillsPerHour: 11.1, CreatedPerHour: 1199.9,
		MeanFill: 108.1, FillSeconds: 160, BelowMin: 0.925, CheckGapSeconds: 300, CostPerHour: 3.4567}
	p.Current.CostPerHour, p.Current.Dominated = 7.25, true
	p.Current.Fallback, p.Current.FallbackPerHour, p.Current.AtMost = 1e-12, 1.2e-9, true
	p.Workload.Profile, p.Workload.PeriodSeconds = make([]float64, 168), 604800
	p.Workload.Says = "the claims of poisson.csv by hour of the week, 1,200 an hour in the mean; a check every 5 m (fixedRate); 27 workers make an account in 20 s each"
	p.WorstSlot = &PoolSlot{Slot: 33, Name: "Tue 09:00", RatePerHour: 2870.4, Fallback: 0.000912, FallbackPerHour: 2.618, MeanStock: 61.4}
	p.Asked = &PoolAsked{MaxFallback: of(1e-4), MaxFillsPerHour: of(12.0), StoredPrice: 0.02, FillPrice: 0.1, FallbackPrice: 5, Minimised: "cost an hour"}
	p.Recommend = &PoolRecommend{MinSize: 80, TargetSize: 170, Workers: 14, Fallback: 6.91e-5, MeanStock: 118.7, CostPerHour: 3.4567,
		WorkersSay: "the least that keep the runbook's promise (POOL-19)"}
	p.Binding = "p_fallback binds: the next cheaper setting, 80 / 160, has 1.4e-4"
	p.Grid = &PoolGrid{Says: "minima 10, 20, ... 500 under targets 10, 20, ... 1,000", Settings: 3775, Kept: 2904}
	p.Frontier = frontierOf(p)
	p.Regret = []PoolRegret{
		{Factor: 0.7, RatePerHour: 840, Recommended: at170(1.2e-9), Keeps: true, Best: PoolPoint{MinSize: 60, TargetSize: 130, PoolFare: PoolFare{Fallback: 1e-12, MeanStock: 91, AtMost: true}}, BestKeeps: true,
			Says: "still keeps what was asked; so would min 60 and target 130, with 27.7 less accounts in stock"},
		{Factor: 0.9, RatePerHour: 1080, Recommended: at170(7.7e-7), Keeps: true, Best: at170(7.7e-7), BestKeeps: true, Says: "still the best of the grid"},
		{Factor: 1.3, RatePerHour: 1560, Recommended: at170(0.0121), Keeps: false, Best: PoolPoint{MinSize: 500, TargetSize: 1000, PoolFare: PoolFare{Fallback: 2e-4, MeanStock: 811}}, BestKeeps: false,
			Says: "breaks max-fallback of 0.0001 by 0.0121, and so does every setting of the grid"},
	}
	p.Sensitivity = append(p.Sensitivity[:2], PoolInput{Key: "workers", Value: "27"})
	p.Curve[1] = PoolLine{Label: "recommended", MinSize: 80, TargetSize: 170, Points: curve(1800)}
	p.Deploy = []PoolProperty{{Name: "account.pool.min-size", Old: "100", New: "80"}, {Name: "account.pool.target-size", Old: "500", New: "170"}}
	p.Trace = &PoolTrace{File: "poisson.csv", Claims: 403214, Hours: 336, RatePerHour: 1200, Dispersion: 1.0123, DispersionP: 0.2911, KS: of(0.0012), KSP: of(0.5318), Poisson: true,
		Says:  "consistent with Poisson claims: the exact answer may be believed",
		Notes: []string{"whole seconds: ties are spread over their second"}}
	p.Notes = []string{"the profile repeats every week; a week with a holiday is not in it"}
	p.Again = "reprise plan pool --trace poisson.csv --max-fallback 1e-4"
	return p
}

func at170(fallback float64) PoolPoint {
	return PoolPoint{MinSize: 80, TargetSize: 170, PoolFare: PoolFare{Fallback: fallback, MeanStock: 118.7}}
}

// frontierOf has 30 settings from 2 % to 0, and the current and the recommended one among them.
func frontierOf(p *PoolPlan) []PoolPoint {
	var points []PoolPoint
	for i := range 30 {
		stock := 60 + 8*float64(i)
		point := PoolPoint{MinSize: 40 + 10*(i%9), TargetSize: 110 + 10*i, PoolFare: PoolFare{MeanStock: stock, FillsPerHour: 12 - 0.3*float64(i),
			Fallback: 0.02 * math.Pow(10, -0.012*float64(i*i)), CostPerHour: 2 + 0.1*float64(i)}}
		if i >= 28 {
			point.Fallback, point.AtMost = 1e-12, true
		}
		if i%2 == 1 {
			point.Workers = 27
		}
		point.Lean = i%3 > 0 && i < 29
		point.FallbackPerHour = point.Fallback * 1200
		points = append(points, point)
		if i == 7 {
			points = append(points, PoolPoint{MinSize: 80, TargetSize: 170, PoolFare: p.PoolFare, Recommended: true})
		}
	}
	return append(points, p.Current)
}

// burstyPool is a setting that was asked about, for a record of counts that are not Poisson.
func burstyPool() *PoolPlan {
	p := evaluatedPool()
	p.Asked, p.Verdict, p.Curve = nil, Pass, nil
	p.PoolFare.Fallback, p.FallbackPerHour = 3.47e-7, 4.164e-4
	p.Workload.Says = "15.2 claims/h in the mean and 34 at the busiest, over a period of 7 d; a check every 5 m (fixedRate); a fill is there at once after 20 s"
	p.Trace = &PoolTrace{File: "bursts.csv", Claims: 5092, Hours: 335.42, RatePerHour: 15.18, Dispersion: 3.47, DispersionP: 0,
		Says:   "more bursty than Poisson claims: the exact answer is optimistic",
		Played: map[string]Interval{"p_fallback": {Mean: 0.00132, Low: 0.00101, High: 0.00163, N: 20}},
		Notes:  []string{"it has counts, so that nothing is known of bursts within 1 m"}}
	p.Again = "reprise plan pool --trace bursts.csv --min 50 --target 100"
	return p
}

// hopelessPool is a choice for which nothing will do.
func hopelessPool() *PoolPlan {
	p := evaluatedPool()
	p.Nothing = "no setting on the grid keeps p_fallback at 1e-4: a fill takes longer than the largest minimum lasts"
	p.Grid = &PoolGrid{Says: "minima 10 to 50 under targets 10 to 100", Settings: 1, Kept: 1}
	p.Curve, p.Sensitivity, p.Promise.Cases, p.Deploy = nil, nil, nil, nil
	return p
}

// simulatedPool has intervals, and things out of the ordinary.
func simulatedPool() *PoolPlan {
	current := currentPool()
	return &PoolPlan{
		Method: "simulate", Verdict: Pass, Setting: PoolSize{MinSize: 100, TargetSize: 500, Workers: 27}, PoolFare: PoolFare{MeanStock: 349.5, FillsPerHour: 2.61},
		Intervals: map[string]Interval{"p_fallback": {Low: 0, High: 3.1e-6, N: 20}, "mean_stock": {Mean: 349.5, Low: 341.2, High: 357.8, N: 20}},
		Workload:  PoolWorkload{Says: "1,200 claims an hour; a check every 5 m (fixedRate); a fill arrives 20 s after its check"},
		Current:   current,
		WhatIf: []PoolWhatIf{
			{Cause: "spike 5x@10m", Says: "five times as many claims, for 10 m", TimeToEmpty: of(252.5), Claims: 3021.4, Fallbacks: 512.25, TimeToRecover: of(2160.0),
				Intervals: map[string]Interval{"time_to_empty_seconds": {Low: 240, High: 265}, "fallbacks": {Low: 498, High: 526.5}}, Reps: 20, Emptied: 20, Recovered: 20},
			{Cause: "outage fill:30m", Says: "for 30 m no fill succeeds", TimeToRecover: of(540.0), Claims: 600, Reps: 20, Recovered: 19},
			{Cause: "outage fill:4h", Says: "for 4 h no fill succeeds", TimeToEmpty: of(1671.3), Claims: 48012.6, Fallbacks: 1234567.8, Reps: 200, Emptied: 187,
				Intervals: map[string]Interval{"time_to_empty_seconds": {Low: 1562, High: 1780}, "claims": {Low: 47555, High: 48444}, "fallbacks": {Low: 1231111, High: 1238888}}},
		},
		Notes: []string{"the claims are overdispersed (index 3.47): the exact answer would be optimistic"},
		Again: "reprise plan pool --rate 1200/h --method simulate --spike 5x@10m --outage fill:30m",
	}
}
