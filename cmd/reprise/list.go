package main

import (
	"errors"
	"io"

	"github.com/spf13/cobra"

	"reprise/reports"
	"reprise/scenarios"
)

func listCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list [NAME...]",
		Short: "list scenarios, their variants, explanations and facts",
		Long: `list shows the named scenarios, or all built-in ones: what each is about, its variants and rival explanations,
and the facts of the source documents that it covers. With --settings it shows every setting instead, with --metrics
every metric, with --facts every fact and the scenarios that cover it.`,
		Example: `  reprise list felis --format json
  reprise list --settings`,
		ValidArgsFunction: completeScenario,
	}
	format := addFormat(cmd)
	settings := cmd.Flags().Bool("settings", false, "every setting, its default and where that comes from")
	metrics := cmd.Flags().Bool("metrics", false, "every metric and what it measures")
	facts := cmd.Flags().Bool("facts", false, "every fact of the source documents and the scenarios that cover it")
	cmd.RunE = body(func(cmd *cobra.Command, args []string) error {
		if *settings && *facts || *settings && *metrics || *metrics && *facts {
			return misuse(errors.New("list shows --settings, --metrics or --facts, one at a time"))
		}
		if *metrics {
			l := scenarios.Metrics()
			return p.output(cmd, format, l, func(w io.Writer, s reports.Style) error { return reports.TextMetrics(w, l, s) })
		}
		if *settings {
			l := scenarios.Settings()
			return p.output(cmd, format, l, func(w io.Writer, s reports.Style) error { return reports.TextSettings(w, l, s) })
		}
		opened, err := p.open(args)
		if err != nil {
			return err
		}
		if *facts {
			l := scenarios.Coverage(opened)
			return p.output(cmd, format, l, func(w io.Writer, s reports.Style) error { return reports.TextFacts(w, l, s) })
		}
		l := scenarios.List(opened)
		return p.output(cmd, format, l, func(w io.Writer, s reports.Style) error { return reports.TextList(w, l, s) })
	})
	return cmd
}
