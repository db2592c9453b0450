package load

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"reprise/load/attack"
	"reprise/load/audit"
	"reprise/load/claimd"
	"reprise/load/claims"
	"reprise/load/faults"
	"reprise/load/history"
	"reprise/reports"
)

// Progress is told how far a run is: so many of so many, and what.
type Progress func(done, total int, what string)

// checkWithin bounds how long porcupine may think about a history; beyond it what it says is unknown.
const checkWithin = time.Minute

// seen is what one attack on one service came to.
type seen struct {
	stock   int
	result  attack.Result
	struck  []faults.Struck
	levels  []reports.LoadLevel
	stats   claims.Stats
	counts  claimd.Counts
	audit   audit.Report
	checker checker
}

// loop is an attack, open or closed, that writes its history into a log.
type loop func(context.Context, attack.Plan, *history.Log) (attack.Result, error)

// attack stocks the pool, has a loop run against a service of its own while faults strike, stops the service, and audits.
func (d *database) attack(ctx context.Context, s Setup, a Attack, requests int, run loop, progress Progress) (*seen, error) {
	o := &seen{stock: a.stockFor(requests)}
	progress(0, requests, "stocking the pool")
	before, err := d.stock(ctx, o.stock, s.RandomIDs)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", loopback)
	if err != nil {
		return nil, err
	}
	sv, err := d.serve(s, l, a.proxied())
	if err != nil {
		return nil, err
	}
	log := history.NewLog(requests)
	err = d.strike(ctx, a, sv, o, log, func(ctx context.Context) error {
		var err error
		o.result, err = run(ctx, a.plan(sv.url, claimsProgress(progress, requests)), log)
		return err
	})
	if stopped := sv.stop(); err == nil {
		err = stopped
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	o.stats, o.counts = sv.store.Stats(), sv.claimd.Counts()
	progress(requests, requests, "holding the database against the clients' history")
	return o, d.judge(ctx, s, o, before, log)
}

// loopback is any free port of this machine alone.
const loopback = "127.0.0.1:0"

// claimsProgress says how far an attack is.
func claimsProgress(progress Progress, requests int) func(attack.Progress) {
	return func(p attack.Progress) {
		progress(p.Sent, requests, fmt.Sprintf("claims sent, %d given, %d failed, %d asked again, %v",
			p.Given, p.Failed, p.Again, p.Elapsed.Round(time.Second)))
	}
}

// strike runs an attack while faults strike and the level of the pool is read. All three have ended when it returns.
func (d *database) strike(ctx context.Context, a Attack, sv *service, o *seen, log *history.Log, run func(context.Context) error) error {
	around, over := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { o.struck = faults.Run(around, a.Faults, d.scene(sv), log.Since) })
	beside.Go(func() { o.levels = d.levels(around, a.Lasts, log.Since) })
	err := run(ctx)
	over()
	beside.Wait()
	return err
}

// judge holds the database against the history. The service has ended: nothing commits any more.
func (d *database) judge(ctx context.Context, s Setup, o *seen, before *audit.Book, log *history.Log) error {
	after, err := audit.Look(ctx, d.direct)
	if err != nil {
		return err
	}
	run := audit.Run{
		Before: before, After: after, Start: log.Start(), Ops: log.Ops(), Ordered: s.Statement.Ordered(), ClockStep: audit.ClockStep(log.Start()),
	}
	o.audit = audit.Check(run)
	o.checker = ask(run)
	return nil
}

// checker is what porcupine said of a history.
type checker struct {
	says    string
	details string // where it did not like it
	sound   bool   // it did, or was not asked
}

// askMax is the most requests that porcupine is asked about: its memory grows by their square, to half a gigabyte here.
const askMax = 40_000

// ask has porcupine look at a history that it can finish. One that it then does not finish is not sound.
func ask(run audit.Run) checker {
	if n := len(run.Ops); n > askMax {
		return checker{says: fmt.Sprintf("not asked: %d requests are more than the %d that it has memory for", n, askMax), sound: true}
	}
	said, details := audit.Linearize(run, checkWithin)
	return checker{string(said), details, said == audit.Linear}
}

// levelsMax is how many readings of the pool's level a report has.
const levelsMax = 120

// levels reads the size of the pool at even steps until the context ends. A step at which the database does not answer in time
// is left out.
func (d *database) levels(ctx context.Context, lasts time.Duration, since func() time.Duration) (levels []reports.LoadLevel) {
	step := max(lasts/levelsMax, 200*time.Millisecond)
	store := claims.New(d.direct, claims.Options{Patience: step})
	tick := time.NewTicker(step)
	defer tick.Stop()
	for {
		within, cancel := context.WithTimeout(ctx, step)
		at := since()
		if size, err := store.Size(within); err == nil {
			levels = append(levels, reports.LoadLevel{At: seconds(at), Size: size})
		}
		cancel()
		select {
		case <-ctx.Done():
			return levels
		case <-tick.C:
		}
	}
}
