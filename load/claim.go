package load

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"reprise/load/attack"
	"reprise/load/history"
	"reprise/reports"
)

// Claim runs one attack on a database and a service of its own, and takes both away again.
func Claim(ctx context.Context, s Setup, a Attack, progress Progress) (r *reports.LoadClaim, err error) {
	arrivals, err := a.ready(s)
	if err != nil {
		return nil, err
	}
	progress(0, arrivals.Count(), "starting a database")
	err = on(ctx, s, func(d *database) error {
		r, err = d.claim(ctx, s, a, arrivals, progress)
		return err
	})
	return r, err
}

func (d *database) claim(ctx context.Context, s Setup, a Attack, arrivals attack.Arrivals, progress Progress) (*reports.LoadClaim, error) {
	o, err := d.openLoop(ctx, s, a, arrivals, progress)
	if err != nil {
		return nil, err
	}
	r := &reports.LoadClaim{DB: d.report, Service: describe(s, a, o.stock)}
	fill(r, o)
	if a.Clients > 0 {
		if r.Closed, err = d.beside(ctx, s, a, o, progress); err != nil {
			return nil, err
		}
	}
	r.Notes = notes(s, r)
	r.Says = complaints(o, a)
	r.Verdict = verdict(r.Says)
	return r, nil
}

// ready checks all of a question before anything is started.
func (a Attack) ready(s Setup) (attack.Arrivals, error) {
	if err := errors.Join(s.Validate(), a.Validate(s)); err != nil {
		return attack.Arrivals{}, err
	}
	return a.arrivals()
}

// openLoop attacks at arrivals, whether those before were answered or not.
func (d *database) openLoop(ctx context.Context, s Setup, a Attack, arrivals attack.Arrivals, progress Progress) (*seen, error) {
	return d.attack(ctx, s, a, arrivals.Count(), func(ctx context.Context, plan attack.Plan, log *history.Log) (attack.Result, error) {
		return attack.Open(ctx, plan, arrivals, log)
	}, progress)
}

// closedLoop attacks with clients that wait for their answers.
func (d *database) closedLoop(ctx context.Context, s Setup, a Attack, clients attack.Clients, progress Progress) (*seen, error) {
	return d.attack(ctx, s, a, clients.Requests, func(ctx context.Context, plan attack.Plan, log *history.Log) (attack.Result, error) {
		return attack.Closed(ctx, plan, clients, log)
	}, progress)
}

// beside has a closed loop attack the same service under the same faults, to show what it hides.
func (d *database) beside(ctx context.Context, s Setup, a Attack, open *seen, progress Progress) (*reports.LoadClosed, error) {
	// Twice what the open loop asked for, should it not stop by time: clients that wait can do more than they were asked to.
	o, err := d.closedLoop(ctx, s, a, attack.Clients{Count: a.Clients, Requests: 2 * open.result.Requests, For: a.Lasts}, progress)
	if err != nil {
		return nil, err
	}
	return &reports.LoadClosed{
		Clients: a.Clients, Rate: o.result.Achieved, Latency: latency(o.result.Latency),
		Says: fmt.Sprintf("%d clients that wait for their answers; while the service stalls they ask nothing, and what they would have waited is not counted",
			a.Clients),
	}, nil
}

// complaints are what keeps a run from holding, a sentence each.
func complaints(o *seen, a Attack) (says []string) {
	add := func(format string, args ...any) { says = append(says, fmt.Sprintf(format, args...)) }
	if !o.audit.Clean() {
		add("the database and the clients' history contradict each other")
	}
	if !o.checker.sound {
		add("porcupine: %s", strings.TrimSpace(o.checker.says+" "+o.checker.details))
	}
	if o.result.Unresolved > 0 {
		add("left in doubt: %d; nobody could tell within %s", o.result.Unresolved, reports.Span(a.Patience))
	}
	for _, f := range o.struck {
		if f.Err != nil {
			add("fault %s: %v", f.What, f.Err)
		}
	}
	if !o.result.Valid {
		add("the run is not valid: %s", o.result.Why)
	}
	if p99 := o.result.Latency.P99; a.P99Max > 0 && p99 > a.P99Max {
		add("p99 is %s, above %s", reports.Span(p99), reports.Span(a.P99Max))
	}
	if o.audit.Claims == 0 {
		add("no account was given, so nothing was shown")
	}
	return says
}

func verdict(says []string) reports.Verdict {
	if len(says) > 0 {
		return reports.Fail
	}
	return reports.Pass
}

// notes are what a reader must know before believing the numbers.
func notes(s Setup, r *reports.LoadClaim) (says []string) {
	if r.Attack.Fallbacks > 0 {
		says = append(says, fmt.Sprintf("a fallback waits for fill_configs, which the stub of the config service answers after %s to %s here; the documents say 10 to 30 s (POOL-01)",
			reports.Span(s.Configs.Shortest), reports.Span(s.Configs.Longest)))
	}
	return append(says, "database, service and clients share this machine: rates and latencies are of all three together")
}
