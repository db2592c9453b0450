package main

import "github.com/spf13/cobra"

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
