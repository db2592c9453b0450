package main

import (
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
and the facts of the source documents that it covers.`,
		Example: `  reprise list
  reprise list felis --format json`,
		ValidArgsFunction: completeScenario,
	}
	format := addFormat(cmd)
	cmd.RunE = body(func(cmd *cobra.Command, args []string) error {
		opened, err := p.open(args)
		if err != nil {
			return err
		}
		l := scenarios.List(opened)
		return p.output(cmd, format, l, func(w io.Writer, s reports.Style) error { return reports.TextList(w, l, s) })
	})
	return cmd
}
