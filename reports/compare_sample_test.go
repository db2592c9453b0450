package reports

// compareRow is a row of a comparison with an interval; all figures are made up.
func compareRow(metric, label, unit string, role MetricRole, a, b, half float64, v Change) CompareMetric {
	d := b - a
	m := CompareMetric{Metric: metric, Label: label, Unit: unit, Role: role, A: a, B: b, Difference: d, Low: of(d - half), High: of(d + half),
		Verdict: v, AtMost: of(max(-d+half, d+half)), Least: a / 100, Variances: [3]float64{4 * half, 5 * half, half}, VarianceReduction: of(9.0)}
	if a != 0 {
		m.Relative, m.AtMostRelative = of(d/a), of(*m.AtMost/a)
	}
	return m
}

// poolChange takes every branch of the views.
func poolChange() *Compare {
	counted := func(m CompareMetric) CompareMetric { m.Counts = true; return m }
	needs := func(m CompareMetric, more int) CompareMetric { m.More = of(more); return m }
	same := CompareMetric{Metric: "signup.failed", Label: "sign-ups failed", Role: HarmRole, Verdict: Same, Low: of(0.0), High: of(0.0), AtMost: of(0.0)}
	equal := compareRow("account_pool_min", "minimum", "", OtherRole, 100, 200, 0, More)
	equal.Variances, equal.VarianceReduction = [3]float64{}, nil
	steady := compareRow("pool.checks", "checks", "", OtherRole, 120, 121, 0, More)
	steady.Variances, steady.VarianceReduction = [3]float64{3, 3, 0}, nil
	return &Compare{
		Scenario: "pool-spike", Title: "ten times the sign-ups for an hour", Seed: 7, Reps: 45, RepsBy: "then every interval was narrow enough",
		A: CompareArm{Variant: "as-was", Changes: []Changed{}, TraceHash: "aa"},
		B: CompareArm{Variant: "five-at-once", TraceHash: "bb", Changes: []Changed{
			{Key: "account.pool.min-size", Value: "200", Was: "100"}, {Key: "account.pool.fill.workers", Value: "5", Was: "1"}}},
		Common: true, Drawn: true, Level: 0.95, Looks: 5, Verdict: Mixed, Unmoved: 121,
		Says: "B is worse: to recover +43 m 12 s (+42.4 %); better: fallbacks -168.3 (-62.2 %); undecided: wait p99",
		Metrics: []CompareMetric{
			counted(compareRow("signup.fallbacks", "fallbacks", "", HarmRole, 270.7, 102.4, 9.4, Better)),
			counted(compareRow("pool.to_recover", "to recover", "s", HarmRole, 6120, 8712, 95, Worse)),
			compareRow("pool.empty_time", "empty", "s", HarmRole, 1659, 1700, 40, Worse),
			needs(compareRow("signup.wait_p99", "wait, p99", "s", HarmRole, 28.5, 28.3, 0.9, Undecided), 14883),
			compareRow("signup.fallback_share", "fell back", "share", HarmRole, 0.1672, 0.16724, 0.0004, NoDifference),
			same,
			compareRow("pool.mean_size", "mean pool", "", CostRole, 199.06, 272.31, 0, More),
			compareRow("pool.created", "created", "", CostRole, 0, 36, 1.5, More),
			compareRow("signup.from_pool", "from the pool", "", OtherRole, 1348, 1516, 10, Better),
			compareRow("config.completeness", "completeness", "share", OtherRole, 0.9996, 0.99961, 0.000004, TooSmall),
			compareRow("pool.alerts", "alerts", "", OtherRole, 0.05, 6.7, 0.5, More),
			equal, steady,
			compareRow("log.POOL_LOW", "POOL_LOW", "", LogRole, 3.95, 3.1, 0.4, Less),
		},
		Gates: []CompareGate{
			{Gate: "signup.fallbacks > +5%", Metric: "signup.fallbacks", Outcome: GateHolds, Verdict: Pass, Relative: true, Limit: 0.05, Actual: -0.622, Low: of(-0.641), High: of(-0.603)},
			{Gate: "pool.to_recover > +5m", Metric: "pool.to_recover", Unit: "s", Outcome: GateFails, Verdict: Fail, Limit: 300, Actual: 2592, Low: of(2497.0), High: of(2687.0)},
			{Gate: "signup.wait_p99 > +1%", Metric: "signup.wait_p99", Unit: "s", Outcome: GateUndecided, Verdict: Fail, Relative: true, Limit: 0.01, Actual: -0.007, Low: of(-0.04), High: of(0.02), More: of(310)},
			{Gate: "signup.failed > 0", Metric: "signup.failed", Outcome: GateUndecided, Verdict: Pass},
		},
		Widths: []CompareWidth{
			{Metric: "signup.fallbacks", Want: "5%", Half: of(9.4), HalfMax: 13.5, Reached: true},
			{Metric: "signup.wait_p99", Unit: "s", Want: "0.1s", Half: of(0.9), HalfMax: 0.1, More: of(3600)},
		},
		Again: "reprise compare pool-spike --b-variant five-at-once --fail-if 'fallbacks > +5%' --seed 7",
	}
}

// alikeArms is a comparison in which nothing moved, of one replication.
func alikeArms() *Compare {
	return &Compare{
		Scenario: "felis", Title: "26 of 49", Seed: 1, Reps: 1, RepsBy: "as asked for", Drawn: true, Common: true, Level: 0.95, Looks: 1, Verdict: Same,
		A: CompareArm{Variant: "as-was"}, B: CompareArm{Variant: "as-was", Changes: []Changed{{Key: "sync.workers", Value: "8", Was: "6"}}},
		Says:    "B is the same: no harm differs in the one replication",
		Metrics: []CompareMetric{{Metric: "client.failed_attempts", Label: "failed attempts", Role: HarmRole, A: 1, B: 1, Relative: of(0.0), Verdict: Same}},
		Again:   "reprise compare felis --b sync.workers=8 --reps 1",
	}
}

// hostileChange has text from a file that would be markup, or move a cursor.
func hostileChange() *Compare {
	c := alikeArms()
	c.Scenario, c.Title = "felis|<b>", "\x1b[2J<script>alert(1)</script> | *all* [x](y)"
	c.B = CompareArm{Variant: "a|`b`", Changes: []Changed{{Key: "sync.workers", Value: "8</details>\n# 8", Was: "6\u202e"}}}
	c.Says = "worse: <img src=x> | ``"
	c.Metrics[0].Metric = "client|<i>"
	c.Gates = []CompareGate{{Gate: "x|y > <b>5</b>", Outcome: GateFails, Verdict: Fail, Actual: 1}}
	c.Again = "reprise compare './a\n```\n</details>.yaml'"
	return c
}
