package main

import (
	"io"

	"github.com/spf13/cobra"

	"reprise/reports"
	"reprise/scenarios"
)

func whyCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "why NAME",
		Short: "tell which explanations agree with what was observed",
		Long: `why replays a scenario under each of its rival explanations and holds them against the documented observations.
It then takes away each cause, does each thing that was left undone, and tries other values of each assumed number, to
tell which of them the incident needed, and every remedy under each reading that is left. It exits with 1 when as-was
does not show the incident, for then the rest says little.`,
		Example: `  reprise why felis
  reprise why felis --format json`,
		Args:              oneScenario,
		ValidArgsFunction: completeScenario,
	}
	flags := addRunFlags(cmd)
	cmd.RunE = body(func(cmd *cobra.Command, args []string) error {
		opened, err := p.open(args)
		if err != nil {
			return err
		}
		progress := p.progress()
		y, err := scenarios.Why(opened[0], flags.options(progress))
		progress.end()
		if err != nil {
			return err
		}
		err = p.output(cmd, flags.format, y, func(w io.Writer, s reports.Style) error { return reports.TextWhy(w, y, s) })
		if err != nil {
			return err
		}
		return verdict(y.Verdict, y.Scenario+" as-was", y.Again)
	})
	return cmd
}
