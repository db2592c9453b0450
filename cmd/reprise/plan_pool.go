package main

import (
	"io"

	"github.com/spf13/cobra"

	"reprise/planning"
	"reprise/reports"
	"reprise/reports/chart"
	"reprise/reports/page"
)

func planPoolCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "pool",
		Short: "how the account pool fares, or how large it must be",
		Long: `pool tells which share of users find the account pool empty and fall back to the slow path, in the long run, for a rate of
sign-ups and a setting; --min and --target are today's when left out. The answer is exact (a Markov chain, nothing is
simulated), down to 1e-90; --method simulate plays the same pool claim by claim.

With --max-fallback or --fallback-price, and neither --min nor --target, it chooses: the setting with the least stock, or the
cheapest where there are prices, of every one on a grid that it names; with what keeps it from being smaller, the settings
that trade stock for fallbacks and fills, and what happens if the rate is off.

How a fill comes: --lead, all at once, so long after its check; or --create and --workers, in rounds. When neither is given,
one worker makes an account in 20 s, and when only --workers is left out there are as many as keep the runbook's promise.

--trace FILE.csv takes the rate from a record of sign-ups, hour by hour of the week: one column of instants, or counts per
interval (start,count). It is tested for being Poisson; where it is not, the record itself is played. --spike and --outage play
what if: time to empty, users who fall back, time to recover.

It exits with 1 when a limit was given and the setting breaks it, or no setting keeps it.`,
		Example: `  reprise plan pool --rate 1200/h --lead 120s
  reprise plan pool --rate 1200/h --lead uniform:10s,30s --max-fallback 1e-4 --out plans/spring`,
		Args: nothing,
	}
	f := addPoolFlags(cmd)
	cmd.RunE = body(func(cmd *cobra.Command, _ []string) error {
		if err := free(f.out); err != nil {
			return err
		}
		ask, err := f.ask(cmd, p.opened)
		if err != nil {
			return err
		}
		plan, err := planning.Answer(ask)
		if err != nil {
			return err
		}
		if f.out != "" {
			if err := writePlan(f.out, plan); err != nil {
				return err
			}
		}
		if err := p.output(cmd, f.format, plan, func(w io.Writer, s reports.Style) error { return reports.TextPoolPlan(w, plan, s) }); err != nil {
			return err
		}
		return keeps(plan)
	})
	return cmd
}

// writePlan puts a plan into a folder, with its picture where there is something to draw.
func writePlan(dir string, plan *reports.PoolPlan) error {
	var draw func(io.Writer) error
	if chart.HasPool(plan) {
		draw = func(w io.Writer) error { return chart.PoolPlan(w, plan) }
	}
	return reports.WritePoolPlan(dir, plan, draw, pageFile(func(w io.Writer, svg []byte) error { return page.PoolPlan(w, plan, svg) }, draw))
}
