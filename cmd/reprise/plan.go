package main

import "github.com/spf13/cobra"

func planCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "plan capacity: how large the account pool must be",
		Long:  "plan answers questions of capacity, exactly where there is an exact answer.",
		Example: `  reprise plan pool --rate 1200/h --lead 120s
  reprise plan pool --rate 1200/h --create 20s --max-fallback 1e-4`,
		SuggestionsMinimumDistance: 2,
		Args:                       knownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(planPoolCommand(p))
	return cmd
}
