package load

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"reprise/load/attack"
	"reprise/load/audit"
	"reprise/load/faults"
	"reprise/reports"
)

// Soak is a long run in stretches of a closed loop; in each the server is killed once, at a moment left to chance, and each has
// an audit of its own.
type Soak struct {
	Claims  int // accounts to be given in all
	Kills   int // one a stretch
	Clients int
	Timeout time.Duration
	Flows   attack.Mix
}

// The bounds of a soak.
const (
	soakClaimsMax = 10_000_000
	soakKillsMax  = 10_000
	stretchMax    = 1_000_000 // claims of one stretch: its history is held in memory
)

// Validate says what is wrong with a soak on a setup, by the name of the flag.
func (k Soak) Validate(s Setup) error {
	switch {
	case k.Claims < 1 || k.Claims > soakClaimsMax:
		return wrong("claims", "%d; allowed: 1 to %d", k.Claims, soakClaimsMax)
	case k.Kills < 1 || k.Kills > soakKillsMax || k.stretch() > stretchMax:
		return wrong("kills", "%d; allowed: 1 to %d, and one for every %d claims at least", k.Kills, soakKillsMax, stretchMax)
	case k.Clients < 1 || k.Clients > clientsMax:
		return wrong("clients", "%d; allowed: 1 to %d", k.Clients, clientsMax)
	case k.Timeout <= 0:
		return wrong("timeout", "%v; allowed: above 0s", k.Timeout)
	case !s.ours():
		return wrong("db", "a soak kills its server; allowed: auto, docker, local")
	}
	return s.Validate()
}

// stretch is how many claims a stretch has.
func (k Soak) stretch() int { return (k.Claims + k.Kills - 1) / max(k.Kills, 1) }

// Run goes on from what a soak has come to so far, and hands over what it has come to after each stretch, to be kept: one that
// is interrupted loses a stretch at most. A stretch that does not hold ends it.
func (k Soak) Run(ctx context.Context, s Setup, so *reports.LoadSoak, keep func() error, progress Progress) error {
	if err := k.Validate(s); err != nil {
		return err
	}
	return on(ctx, s, func(d *database) error { return k.runOn(ctx, d, s, so, keep, progress) })
}

func (k Soak) runOn(ctx context.Context, d *database, s Setup, so *reports.LoadSoak, keep func() error, progress Progress) error {
	so.DB, so.Service = d.report, describe(s, Attack{}, k.stretch())
	rate := startRate
	for so.Verdict != reports.Fail && (so.Audit.Claims < k.Claims || so.Kills < k.Kills) {
		began := time.Now()
		o, err := d.stretch(ctx, s, k, so, rate, progress)
		if err != nil {
			return err
		}
		so.Seconds += seconds(time.Since(began))
		add(so, o)
		rate = undisturbed(o)
		if err := keep(); err != nil {
			return err
		}
	}
	return nil
}

// startRate is how fast a server is taken to be before one stretch is over, in claims a second: faster than any, so that its kill
// comes early enough.
const startRate = 4000.0

// undisturbed is how fast the server was while it was not killed.
func undisturbed(o *seen) float64 {
	took := o.result.Took
	for _, f := range o.struck {
		took -= f.Until - f.At
	}
	if took <= 0 || o.audit.Claims == 0 {
		return startRate
	}
	return float64(o.audit.Claims) / took.Seconds()
}

// stretch runs one. Its server is killed in the first half of the time that it is to take at a rate. One that ends before its kill
// does not count as one with a kill.
func (d *database) stretch(ctx context.Context, s Setup, k Soak, so *reports.LoadSoak, rate float64, progress Progress) (*seen, error) {
	luck := rand.New(rand.NewPCG(s.Seed, uint64(so.Stretches)))
	half := time.Duration(float64(k.stretch()) / rate / 2 * float64(time.Second))
	a := Attack{
		Flows: k.Flows, Timeout: k.Timeout, Patience: DefaultPatience, Lasts: time.Hour, Seed: luck.Uint64(),
		Faults: []faults.Fault{{Kind: faults.Kill, At: time.Duration(luck.Int64N(int64(half)) + 1)}},
	}
	told := func(done, _ int, what string) {
		progress(so.Audit.Claims+done, k.Claims, fmt.Sprintf("stretch %d of %d: %s", so.Stretches+1, k.Kills, what))
	}
	return d.closedLoop(ctx, s, a, attack.Clients{Count: k.Clients, Requests: k.stretch()}, told)
}

// add counts a stretch into a soak.
func add(so *reports.LoadSoak, o *seen) {
	so.Stretches++
	for _, f := range o.struck {
		if f.Err == nil {
			so.Kills++
		}
	}
	says := complaints(o, Attack{Patience: DefaultPatience})
	for i := range says {
		says[i] = fmt.Sprintf("stretch %d: %s", so.Stretches, says[i])
	}
	so.Says = append(so.Says, says...)
	so.Verdict = verdict(so.Says)
	so.Audit = total(so.Audit, auditOf(o.audit, o.checker))
	so.Counters = together(so.Counters, countersOf(o))
	so.Rate = float64(so.Audit.Claims) / so.Seconds
}

// total is one audit of two runs. What porcupine said of the later stands, unless it did not like the earlier.
func total(so, next reports.LoadAudit) reports.LoadAudit {
	if so.Verdict == reports.Fail {
		next.Verdict, next.Checker = reports.Fail, so.Checker
	}
	next.Claims += so.Claims
	next.Double += so.Double
	next.Lost += so.Lost
	next.InDoubt += so.InDoubt
	next.InDoubtResolved += so.InDoubtResolved
	next.HadCommitted += so.HadCommitted
	next.ClaimedAnew += so.ClaimedAnew
	next.LeftWithout += so.LeftWithout
	next.OutOfOrder += so.OutOfOrder
	next.WrongTerms += so.WrongTerms
	next.Stray += so.Stray
	next.Missing += so.Missing
	next.Findings = append(so.Findings, next.Findings...)
	next.DoubleBelow = audit.Bound(next.Double, next.Claims)
	next.LostBelow = audit.Bound(next.Lost, next.Claims)
	return next
}

// together are the counters of two runs.
func together(a, b reports.LoadCounters) reports.LoadCounters {
	return reports.LoadCounters{
		Deadlocks: a.Deadlocks + b.Deadlocks, LockTimeouts: a.LockTimeouts + b.LockTimeouts, Broken: a.Broken + b.Broken,
		InDoubt: a.InDoubt + b.InDoubt, HadCommitted: a.HadCommitted + b.HadCommitted, NotCommitted: a.NotCommitted + b.NotCommitted,
		Fills: a.Fills + b.Fills, FillsFailed: a.FillsFailed + b.FillsFailed,
	}
}
