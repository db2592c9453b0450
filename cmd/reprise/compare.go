package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"reprise/experiments"
	"reprise/reports"
	"reprise/scenarios"
)

// compareFlags are what `compare` takes beside what every run does.
type compareFlags struct {
	*runFlags
	a, b                 assignments
	aVariant, bVariant   string
	least, widths, gates []string
	repsMax, workers     *whole
	undecided            *choice
	independent, all     bool
	markdown, out        string
}

func compareCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "compare NAME",
		Short: "what a change of settings does, told from chance",
		Long: `compare plays a scenario twice, as A and as B, on the same randomness, replication by replication, and says of every metric what
the change from A to B does: the difference with its 95 % interval, and whether it is better, worse, no difference, or undecided,
and then how many more replications would tell. --set is for both arms; a setting of --a or --b is over all others.

--least is the smallest difference that matters, 1% of A unless it is said; METRIC=AMOUNT is for one metric. The first line is on the
harms of the scenario together: chance alone has it call a difference in at most 5 % of comparisons. Each row of the table
holds at 95 % by itself.

--until-width METRIC=AMOUNT adds replications until half the interval is no wider, at most --reps-max; intervals stay true however
early it stops. --fail-if 'METRIC > AMOUNT' (or <) fails when the difference B - A is credibly beyond the amount: +5% of A, or a
number or duration of its own. A gate that is undecided fails too, unless --undecided pass. A metric may go by its last
words: failed_attempts.

It exits with 1 when a gate fails, whatever the verdict.`,
		Example: `  reprise compare pool-spike --b account.pool.min-size=200 --fail-if 'fallbacks > +5%'
  reprise compare pool-spike --b-variant by-hand --until-width fallbacks=5% --markdown comment.md`,
		Args:              oneScenario,
		ValidArgsFunction: completeScenario,
	}
	f := addCompareFlags(cmd)
	cmd.RunE = body(func(cmd *cobra.Command, args []string) error {
		opened, err := p.open(args)
		if err != nil {
			return err
		}
		if err := free(f.out); err != nil {
			return err
		}
		c, err := p.compare(opened[0], f, again(cmd))
		if err != nil {
			return err
		}
		if f.out != "" {
			if err := reports.WriteCompare(f.out, c); err != nil {
				return err
			}
		}
		if err := p.output(cmd, f.format, c, func(w io.Writer, s reports.Style) error { return reports.TextCompare(w, c, s) }); err != nil {
			return err
		}
		return lets(c)
	})
	return cmd
}

func addCompareFlags(cmd *cobra.Command) *compareFlags {
	f := &compareFlags{
		runFlags:  addRunFlags(cmd),
		repsMax:   &whole{min: 2, max: repsMax},
		workers:   &whole{min: 1, max: 1024},
		undecided: oneOf("fail", "pass"),
	}
	flags := cmd.Flags()
	flags.Lookup("reps").Usage = fmt.Sprintf("replications of each arm (%d, or the scenario's own if they are more); with --until-width the first of them", experiments.DefaultReps)
	flags.Lookup("set").Usage = "a setting of both arms other than the scenario's (repeatable)"
	flags.Var(&f.a, "a", "a setting of A (repeatable)")
	flags.Var(&f.b, "b", "a setting of B (repeatable)")
	flags.StringVar(&f.aVariant, "a-variant", "", "the variant, or hypothesis, that A is (as-was)")
	flags.StringVar(&f.bVariant, "b-variant", "", "the variant, or hypothesis, that B is (as-was)")
	flags.StringArrayVar(&f.least, "least", nil, "the smallest difference that matters: 2%, or METRIC=`AMOUNT` (repeatable; "+experiments.DefaultLeast+")")
	flags.StringArrayVar(&f.widths, "until-width", nil, "go on until the interval is no wider to either side: `METRIC=AMOUNT` (repeatable)")
	flags.Var(f.repsMax, "reps-max", fmt.Sprintf("replications at which --until-width gives up (%d)", experiments.DefaultRepsMax))
	flags.StringArrayVar(&f.gates, "fail-if", nil, "a difference B - A that fails: '`METRIC > AMOUNT`' (repeatable)")
	flags.Var(f.undecided, "undecided", "what a gate does that too few replications leave undecided")
	flags.BoolVar(&f.independent, "independent", false, "give B randomness of its own: a trial of the comparison itself")
	flags.BoolVar(&f.all, "all", false, "show the metrics too that did not move")
	flags.Var(f.workers, "workers", "runs at once (as many as there are cores); no result depends on it")
	flags.StringVar(&f.markdown, "markdown", "", "write it as a comment on a pull request into this `FILE`, over one that is there")
	flags.StringVar(&f.out, "out", "", "write result.json and report.md into this new `DIR`")
	return f
}

func (p *process) compare(sc *scenarios.Scenario, f *compareFlags, again string) (c *reports.Compare, err error) {
	progress := p.progress()
	defer progress.end()
	err = alongside(f.markdown, func(w io.Writer) error {
		c, err = experiments.Compare(experiments.Comparison{
			Scenario: sc, Set: f.set, A: experiments.Side{Variant: f.aVariant, Set: f.a}, B: experiments.Side{Variant: f.bVariant, Set: f.b},
			Seed: f.seed.value, Reps: int(f.reps.value), RepsMax: int(f.repsMax.value), Least: f.least, Widths: f.widths, Gates: f.gates,
			UndecidedPasses: f.undecided.value == "pass", Independent: f.independent, All: f.all, Workers: int(f.workers.value), Progress: progress.report,
		})
		if err != nil {
			return err
		}
		c.Again = again
		if w == nil {
			return nil
		}
		return reports.MarkdownCompare(w, c)
	})
	return c, err
}

// lets makes a gate that does not let the change pass an error that names the one command that shows it again.
func lets(c *reports.Compare) error {
	if c.GateVerdict() == reports.Pass {
		return nil
	}
	return &exitError{failed, fmt.Errorf("compare %s: %s; again: %s", c.Scenario, c.Broken(), c.Again)}
}
