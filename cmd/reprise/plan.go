package main

import "github.com/spf13/cobra"

func planCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "plan capacity: how large the account pool must be",
		Long:  "plan answers questions of capacity, exactly where there is an exact answer.",
		Example: `  reprise plan pool --trace signups.csv --create 20s --workers 5 --max-fallback 1e-3
  reprise plan pool --rate 60/h --spike 10x@1h --outage fill:4h`,
		SuggestionsMinimumDistance: 2,
		Args:                       knownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(planPoolCommand(p))
	return cmd
}
