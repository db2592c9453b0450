package load

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/load/attack"
	"reprise/load/audit"
	"reprise/load/claimd"
	"reprise/load/claims"
	"reprise/load/faults"
	"reprise/reports"
)

func clean() *seen {
	return &seen{
		result: attack.Result{Valid: true, Took: 12 * time.Second}, audit: audit.Report{Claims: 10_000}, checker: checker{says: "ok", sound: true},
		struck: []faults.Struck{{What: "kill@1s", At: time.Second, Until: 3 * time.Second}},
	}
}

// TestComplaints: whatever keeps a run from holding is said, and nothing else is.
func TestComplaints(t *testing.T) {
	a := Attack{P99Max: 100 * time.Millisecond, Patience: time.Minute}
	require.Empty(t, complaints(clean(), a))
	for want, spoil := range map[string]func(*seen){
		"the database and the clients' history contradict each other": func(o *seen) { o.audit.Lost, o.audit.Findings = 1, []string{"..."} },
		"porcupine: unknown the order":                                func(o *seen) { o.checker = checker{says: "unknown", details: "the order"} },
		"left in doubt: 2; nobody could tell within 1 m":              func(o *seen) { o.result.Unresolved = 2 },
		"fault kill@1s: it stays down":                                func(o *seen) { o.struck[0].Err = errors.New("it stays down") },
		"the run is not valid: the generator was late":                func(o *seen) { o.result.Valid, o.result.Why = false, "the generator was late" },
		"p99 is 101 ms, above 100 ms":                                 func(o *seen) { o.result.Latency.P99 = 101 * time.Millisecond },
		"no account was given, so nothing was shown":                  func(o *seen) { o.audit.Claims = 0 },
	} {
		o := clean()
		spoil(o)
		require.Equal(t, []string{want}, complaints(o, a))
		require.Equal(t, reports.Fail, verdict(complaints(o, a)))
	}
	require.Equal(t, reports.Pass, verdict(nil))
}

// TestSoakAdds: a soak is as good as its worst stretch, and knows of no more kills than have struck.
func TestSoakAdds(t *testing.T) {
	so := &reports.LoadSoak{Seconds: 20}
	first := clean()
	first.stats = claims.Stats{Deadlocks: 1, LockTimeouts: 2, Broken: 3, InDoubt: 4, HadCommitted: 5, NotCommitted: 6}
	first.counts = claimd.Counts{Fills: 7, FillsFailed: 8}
	add(so, first)
	require.Equal(t, reports.LoadCounters{Deadlocks: 1, LockTimeouts: 2, Broken: 3, InDoubt: 4, HadCommitted: 5, NotCommitted: 6, Fills: 7, FillsFailed: 8}, so.Counters)
	require.Equal(t, 1, so.Kills)
	require.Equal(t, 500.0, so.Rate)
	require.Equal(t, audit.Bound(0, 10_000), so.Audit.LostBelow)

	spoilt := first
	spoilt.audit.Lost, spoilt.audit.Findings = 1, []string{"account 7 is lost"}
	spoilt.struck[0].Err = errors.New("it stays down")
	add(so, spoilt)
	require.Equal(t, reports.Fail, so.Verdict)
	require.Equal(t, 1, so.Kills)
	require.Equal(t, 20_000, so.Audit.Claims)
	require.Equal(t, audit.Bound(1, 20_000), so.Audit.LostBelow)
	require.Equal(t, []string{"account 7 is lost"}, so.Audit.Findings)
	require.Len(t, so.Says, 2)
	require.Equal(t, reports.LoadCounters{Deadlocks: 2, LockTimeouts: 4, Broken: 6, InDoubt: 8, HadCommitted: 10, NotCommitted: 12, Fills: 14, FillsFailed: 16}, so.Counters)
	require.Contains(t, so.Says[0], "stretch 2: ")

	add(so, clean())
	require.Equal(t, reports.Fail, so.Verdict)
	require.Equal(t, reports.Fail, so.Audit.Verdict, "one that is clean does not make up for it")
}

// TestUndisturbed leaves out the time for which the server was down.
func TestUndisturbed(t *testing.T) {
	require.Equal(t, 1000.0, undisturbed(clean()))
	require.Equal(t, startRate, undisturbed(&seen{}))
}

func TestKneeInWords(t *testing.T) {
	k := &reports.LoadKnee{P99Max: 0.25, Rate: 700, Above: 800, ClosedRate: 1000, Points: []reports.LoadPoint{{Audit: reports.Pass}}}
	v, says := kneeSays(k)
	require.Equal(t, reports.Pass, v)
	require.Equal(t, "p99 stays within 250 ms up to 700/s, and does not at 800/s; a closed loop reaches 1000/s, and says nothing of that", says)
	k.Above = 0
	v, says = kneeSays(k)
	require.Equal(t, reports.Pass, v)
	require.Contains(t, says, "the knee lies above")
	k.Rate = 0
	v, _ = kneeSays(k)
	require.Equal(t, reports.Fail, v)
	k.Rate, k.Points[0].Audit = 700, reports.Fail
	v, _ = kneeSays(k)
	require.Equal(t, reports.Fail, v)
}

func TestFastestInWords(t *testing.T) {
	point := func(statement string, p99 float64, ordered bool) reports.LoadPoint {
		return reports.LoadPoint{Statement: statement, Conns: 8, Success: 1, Valid: true, Audit: reports.Pass, Ordered: ordered, Latency: reports.LoadLatency{P99: p99}}
	}
	points := []reports.LoadPoint{point("for-update", 0.05, true), point("skip-locked", 0.01, false), point("token", 0.02, true)}
	require.Equal(t, "skip-locked with 8 connections has the least p99, 10 ms; of those that promise the order of ids, token with 8, 20 ms", fastest(points))
	points[1].Success = 0.99
	require.Equal(t, "token with 8 connections has the least p99, 20 ms", fastest(points))
	points[0].Audit, points[2].Valid = reports.Fail, false
	require.Equal(t, "none stands this load", fastest(points))
}

// TestStock is what a run will ask for and some, unless it is told.
func TestStock(t *testing.T) {
	require.Equal(t, 1150, Attack{}.stockFor(1000))
	require.Equal(t, 5, Attack{Stock: 5}.stockFor(1000))
	require.Equal(t, StockMax, Attack{}.stockFor(StockMax))
}
