package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"reprise/experiments"
	"reprise/reports"
	"reprise/reports/chart"
	"reprise/scenarios"
)

// sweepFlags are what `sweep` takes beside what every run does.
type sweepFlags struct {
	*runFlags
	over, metrics       []string
	lhs                 *whole
	variant, state, out string
}

func sweepCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sweep NAME",
		Short: "how a scenario answers to other values of some settings, and where the cliff is",
		Long: `sweep plays a scenario with every value of some settings, each with every one of the others, all in the same replications, and shows
how its metrics answer: their means with 95 % intervals, a heat map for two keys, and the cliff, if there is one: the two neighbouring
values between which a metric jumps, as no smooth response would.

--over KEY=LO:HI:STEP gives numbers or durations, exactly; --over KEY=A,B,C any values, and KEY=A|B where they have commas of their own.
With --lhs N, N points are drawn as a Latin hypercube, over KEY=LO:HI too, or over KEY=LO:HI:log by factors; then a rank correlation
tells what goes with what.

With --state every run that has ended is kept in a file. Killed at any instant, the same command goes on from there, and its result has
the same bytes. --out writes result.json, report.md, table.csv and chart.svg into a new folder.`,
		Example: `  reprise sweep felis --over config.partial.threshold=0.4:1:0.05
  reprise sweep pool-spike --over account.pool.min-size=50:300:50 --over account.pool.target-size=300,500,1000 --state pool.sweep`,
		Args:              oneScenario,
		ValidArgsFunction: completeScenario,
	}
	f := addSweepFlags(cmd)
	cmd.RunE = body(func(cmd *cobra.Command, args []string) error {
		opened, err := p.open(args)
		if err != nil {
			return err
		}
		if err := free(f.out); err != nil {
			return err
		}
		s, err := p.sweep(opened[0], f, again(cmd, "state"))
		if err != nil {
			return err
		}
		if f.out != "" {
			if err := writeSweep(f.out, s); err != nil {
				return err
			}
		}
		return p.output(cmd, f.format, s, func(w io.Writer, style reports.Style) error { return reports.TextSweep(w, s, style) })
	})
	return cmd
}

func addSweepFlags(cmd *cobra.Command) *sweepFlags {
	f := &sweepFlags{runFlags: addRunFlags(cmd), lhs: &whole{min: 1, max: repsMax / 2}}
	f.reps.value, f.reps.min = 20, 2
	flags := cmd.Flags()
	flags.Lookup("reps").DefValue = f.reps.String()
	flags.Lookup("reps").Usage = "replications of every point, the same at each"
	flags.Lookup("set").Usage = "a setting of all points other than the scenario's (repeatable)"
	flags.StringArrayVar(&f.over, "over", nil, "a setting and its values, `KEY=VALUES`: key=lo:hi:step or key=a,b,c (repeatable)")
	flags.Var(f.lhs, "lhs", "draw this many points instead of all, as a Latin hypercube")
	flags.StringArrayVar(&f.metrics, "metric", nil, "a metric to show by its `NAME`, in place of the scenario's harm and cost (repeatable)")
	flags.StringVar(&f.variant, "variant", "", "the variant, or hypothesis, to sweep (as-was)")
	flags.StringVar(&f.state, "state", "", "keep what was played in this `FILE`, and go on from it")
	flags.StringVar(&f.out, "out", "", "write the sweep into this new `DIR`")
	return f
}

func (p *process) sweep(sc *scenarios.Scenario, f *sweepFlags, again string) (s *reports.Sweep, err error) {
	progress := p.progress()
	defer progress.end()
	ask := experiments.Sweep{
		Scenario: sc, Variant: f.variant, Set: f.set, Over: f.over, Points: int(f.lhs.value), Metrics: f.metrics,
		Reps: int(f.reps.value), Seed: f.seed.value, State: f.state, Build: thisBuild().String(), Again: again,
		Progress: progress.withTimeLeft(sc.Name),
	}
	var stopped *experiments.Stopped
	err = p.interrupts.orderly(func(ctx context.Context) error {
		s, err = ask.Run(ctx)
		errors.As(err, &stopped)
		return err
	})
	if stopped != nil {
		err = stoppedSweep(stopped, f.state, again)
	}
	return s, err
}

// stoppedSweep says what is kept of a sweep that was told to stop, and how it goes on.
func stoppedSweep(at *experiments.Stopped, state, again string) error {
	if state == "" {
		return &exitError{interrupted, fmt.Errorf("interrupted after %d of %d runs; with --state FILE they would be kept", at.Done, at.Total)}
	}
	return &exitError{interrupted, fmt.Errorf("interrupted; %d of %d runs are kept in %s; go on with: %s --state %s", at.Done, at.Total, state,
		again, reports.ShellWord(state))}
}

// withTimeLeft reports how far a run is, and at the pace since its first report, how long it goes on.
func (g *progress) withTimeLeft(what string) func(done, total int) {
	started, first := g.now(), -1
	return func(done, total int) {
		if first < 0 {
			first = done - 1
		}
		left := time.Duration(float64(g.now().Sub(started)) / float64(done-first) * float64(total-done))
		g.report(done, total, what+", "+reports.Span(left.Round(time.Second))+" left")
	}
}

// writeSweep puts a sweep into a folder, with its picture where there is something to draw.
func writeSweep(dir string, s *reports.Sweep) error {
	if !chart.HasSweep(s) {
		return reports.WriteSweep(dir, s, nil)
	}
	return reports.WriteSweep(dir, s, func(w io.Writer) error { return chart.Sweep(w, s) })
}
