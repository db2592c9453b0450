package main

import (
	"io"

	"github.com/spf13/cobra"

	"reprise/reports"
	"reprise/scenarios"
)

func checkCommand(p *process) *cobra.Command {
	var junit string
	cmd := &cobra.Command{
		Use:   "check [NAME...]",
		Short: "run every variant of every scenario, for CI",
		Long: `check runs every variant of the named scenarios, or of all built-in ones, and fails when an incident no longer
comes back as it was or a remedy no longer holds. Every failure names the command that shows it.`,
		Example: `  reprise check --junit report.xml
  reprise check felis ./mine.yaml --reps 20 --format json`,
		ValidArgsFunction: completeScenario,
	}
	flags := addRunFlags(cmd)
	cmd.Flags().StringVar(&junit, "junit", "", "write the verdicts to this `FILE` for CI, over one that is there")
	cmd.RunE = body(func(cmd *cobra.Command, args []string) error {
		opened, err := p.open(args)
		if err != nil {
			return err
		}
		c, err := p.check(opened, flags, junit)
		if err != nil {
			return err
		}
		if err := p.output(cmd, flags.format, c, func(w io.Writer, s reports.Style) error { return reports.TextCheck(w, c, s) }); err != nil {
			return err
		}
		return verdict(c.Verdict, "check", c.Again)
	})
	return cmd
}

func (p *process) check(opened []*scenarios.Scenario, flags *runFlags, junit string) (c *reports.Check, err error) {
	progress := p.progress()
	defer progress.end()
	err = alongside(junit, func(w io.Writer) error {
		if c, err = scenarios.CheckAll(opened, flags.options(progress)); err != nil || w == nil {
			return err
		}
		return reports.JUnit(w, c)
	})
	return c, err
}
