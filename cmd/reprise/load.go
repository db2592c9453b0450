package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"reprise/reports"
	"reprise/reports/page"
)

func loadCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "load",
		Short: "the claim path live: a real MySQL, the claim service, load, faults, an audit",
		Long: `load starts a real MySQL and the claim service on it, on loopback, and takes both away again.

What runs there is what decides in a simulation too: the rules are those of control/pool. The config service is a stub.`,
		Example: `  reprise load claim --rate 400/s --duration 30s --fault kill@10s
  reprise load serve --stock 1000`,
		SuggestionsMinimumDistance: 2,
		Args:                       knownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(loadClaimCommand(p), loadSoakCommand(p), loadServeCommand(p))
	return cmd
}

// writeLoad puts what a load run came to into a folder, with its picture where draw is there to draw one.
func writeLoad(dir string, result reports.LoadResult, draw func(io.Writer) error) error {
	return reports.WriteLoad(dir, result, draw, pageFile(func(w io.Writer, svg []byte) error { return page.Load(w, result, svg) }, draw))
}

// showLoad prints what a load run came to, and makes one that does not hold an error that names the command that shows it again.
func (p *process) showLoad(cmd *cobra.Command, format *choice, result reports.LoadResult) error {
	if err := p.output(cmd, format, result, func(w io.Writer, s reports.Style) error { return reports.TextLoad(w, result, s) }); err != nil {
		return err
	}
	if result.Holds() {
		return nil
	}
	return &exitError{failed, fmt.Errorf("%s: what was asked does not hold; again: %s", cmd.CommandPath(), again(cmd))}
}
