package load

import (
	"reprise/load/attack"
	"reprise/load/audit"
	"reprise/load/faults"
	"reprise/reports"
)

// describe is how the service and its load were set up.
func describe(s Setup, a Attack, stock int) reports.LoadService {
	return reports.LoadService{
		Statement: s.Statement.String(), Isolation: s.Isolation.String(), Conns: s.Conns, Stock: stock, MinSize: s.Pool.Min, Target: s.Pool.Target,
		Ordered: s.Statement.Ordered(), Arrivals: a.Shape.String(),
	}
}

// fill puts what was seen into a report.
func fill(r *reports.LoadClaim, o *seen) {
	r.Attack = attackOf(o.result)
	r.Faults, r.Pool = faultsOf(o.struck), o.levels
	r.Audit = auditOf(o.audit, o.checker)
	r.Counters = countersOf(o)
}

func attackOf(from attack.Result) reports.LoadAttack {
	to := reports.LoadAttack{
		OfferedRate: from.Offered, AchievedRate: from.Achieved, Requests: from.Requests, Success: from.Success,
		Latency: latency(from.Latency), FromSent: latency(from.FromSent), Lag: latency(from.Lag), Valid: from.Valid, Invalid: from.Why,
		SentRate: from.Sent,
		Errors:   counts(from.Errors), Routes: counts(from.Routes), Seconds: seconds(from.Took),
	}
	for _, route := range from.Routes {
		if route.What == "fallback" {
			to.Fallbacks = route.Count
		}
	}
	for _, s := range from.Series {
		to.Series = append(to.Series, reports.LoadSecond{At: seconds(s.At), Sent: s.Sent, Given: s.Given, Failed: s.Failed, P99: seconds(s.P99)})
	}
	return to
}

func latency(from attack.Latency) reports.LoadLatency {
	return reports.LoadLatency{P50: seconds(from.P50), P90: seconds(from.P90), P99: seconds(from.P99), P999: seconds(from.P999), Max: seconds(from.Max)}
}

func counts(from []attack.Count) (to []reports.LoadCount) {
	for _, c := range from {
		to = append(to, reports.LoadCount(c))
	}
	return to
}

func faultsOf(from []faults.Struck) (to []reports.LoadFault) {
	for _, f := range from {
		fault := reports.LoadFault{What: f.What, At: seconds(f.At), Until: seconds(f.Until), Note: f.Note}
		if f.Err != nil {
			fault.Note = f.Err.Error()
		}
		to = append(to, fault)
	}
	return to
}

func auditOf(from audit.Report, checked checker) reports.LoadAudit {
	to := reports.LoadAudit{
		Claims: from.Claims, Double: from.Double, Lost: from.Lost, InDoubt: from.InDoubt,
		InDoubtResolved: from.InDoubt - from.Unresolved, HadCommitted: from.HadCommitted, ClaimedAnew: from.ClaimedAnew,
		LeftWithout: from.LeftWithout, OutOfOrder: from.OutOfOrder, WrongTerms: from.WrongTerms, Stray: from.Stray,
		Missing: from.Missing + from.Blind, Checker: checked.says, Findings: from.Findings,
		DoubleBelow: from.DoubleBelow, LostBelow: from.LostBelow, Verdict: reports.Fail,
	}
	if from.Clean() && checked.sound {
		to.Verdict = reports.Pass
	}
	return to
}

func countersOf(o *seen) reports.LoadCounters {
	return reports.LoadCounters{
		Deadlocks: int(o.stats.Deadlocks), LockTimeouts: int(o.stats.LockTimeouts), Broken: int(o.stats.Broken),
		InDoubt: int(o.stats.InDoubt), HadCommitted: int(o.stats.HadCommitted), NotCommitted: int(o.stats.NotCommitted),
		Fills: o.counts.Fills, FillsFailed: o.counts.FillsFailed,
	}
}
