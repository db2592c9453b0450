package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"reprise/planning"
	"reprise/reports"
	"reprise/sim/arrivals"
)

// poolFlags are what `plan pool` takes; what they mean together is for package planning to say.
type poolFlags struct {
	planning.Flags
	trace, out       string
	method, schedule *choice
	seed, reps       *whole
	format           *choice
}

func addPoolFlags(cmd *cobra.Command) *poolFlags {
	f := &poolFlags{
		method: oneOf("exact", "simulate"), schedule: oneOf("fixedRate", "fixedDelay"),
		seed: &whole{value: 1, max: 1<<64 - 1}, reps: &whole{value: 20, min: 2, max: 10_000}, format: addFormat(cmd),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.Rate, "rate", "", "users who sign up, as in 1200/h")
	flags.StringVar(&f.trace, "trace", "", "take the rate from a record of sign-ups, a CSV `FILE`")
	flags.DurationVar(&f.Review, "review", 5*time.Minute, "how often the scheduler counts the pool (POOL-03)")
	flags.Var(f.schedule, "schedule", "what that counts from: the last check, or the end of its fill")
	flags.IntVar(&f.Min, "min", 0, "account.pool.min-size (today's)")
	flags.IntVar(&f.Target, "target", 0, "account.pool.target-size (today's)")
	flags.StringVar(&f.Lead, "lead", "", "a fill comes all at once, so long after its check: 20s, or uniform:10s,30s")
	flags.DurationVar(&f.Create, "create", 0, "a fill comes in rounds: a worker makes one account in so long")
	flags.IntVar(&f.Workers, "workers", 0, "accounts that are made at once")
	flags.Var(f.method, "method", "how it is answered")
	flags.Float64Var(&f.MaxFallback, "max-fallback", 0, "largest share of users that may fall back, as in 1e-4")
	flags.Float64Var(&f.MaxStock, "max-stock", 0, "largest mean number of accounts in the pool")
	flags.Float64Var(&f.MaxFills, "max-fills", 0, "largest mean number of fills an hour")
	flags.StringVar(&f.Mins, "mins", "", "minima to choose from, as in 50..200")
	flags.StringVar(&f.Targets, "targets", "", "targets to choose from, as in 100..1000")
	flags.Float64Var(&f.StoredPrice, "stored-price", 0, "price of an account in the pool for an hour")
	flags.Float64Var(&f.FillPrice, "fill-price", 0, "price of a fill")
	flags.Float64Var(&f.FallbackPrice, "fallback-price", 0, "price of a user who falls back")
	flags.StringArrayVar(&f.Spikes, "spike", nil, "what if so many times as many users sign up for so long, as in 5x@10m (repeatable)")
	flags.StringArrayVar(&f.Outages, "outage", nil, "what if every fill fails for so long, as in fill:30m (repeatable)")
	flags.Var(f.seed, "seed", "seed of what is simulated")
	flags.Var(f.reps, "reps", "replications of what is simulated")
	flags.StringVar(&f.out, "out", "", "write report.html, report.md, chart.svg and result.json into this new `DIR`")
	return f
}

// ask is the question of the flags, with the record read.
func (f *poolFlags) ask(cmd *cobra.Command, open func(string) (io.ReadCloser, error)) (planning.Ask, error) {
	f.Schedule, f.Simulate, f.Seed, f.Reps = f.schedule.value, f.method.value == "simulate", f.seed.value, int(f.reps.value)
	cmd.Flags().Visit(func(flag *pflag.Flag) { f.Given = append(f.Given, flag.Name) })
	ask, err := f.Flags.Ask()
	if err != nil {
		return ask, misuse(err)
	}
	ask.Again = again(cmd)
	if f.trace == "" {
		return ask, nil
	}
	file, err := open(f.trace)
	if err != nil {
		return ask, err
	}
	defer file.Close()
	ask.Record, err = arrivals.Read(f.trace, file)
	ask.File = f.trace
	return ask, err
}

// keeps makes a plan that keeps no limit an error that names the one command that shows it again.
func keeps(plan *reports.PoolPlan) error {
	if plan.Verdict == reports.Pass {
		return nil
	}
	return &exitError{failed, fmt.Errorf("plan pool: a limit is broken; again: %s", plan.Again)}
}
