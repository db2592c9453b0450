package main

import (
	"io"

	"github.com/spf13/cobra"

	"reprise/scenarios"
)

func schemaCommand(p *process) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "print the JSON Schema of scenario files, for editors",
		Long: `schema prints the JSON Schema of scenario files. An editor with a YAML language server then completes keys and
shows mistakes while a scenario is written.`,
		Example: `  reprise schema > scenario.schema.json
  reprise schema | jq '.properties | keys'`,
		Args: nothing,
		RunE: body(func(*cobra.Command, []string) error {
			return p.show(func(w io.Writer) error { _, err := w.Write(scenarios.Schema()); return err })
		}),
	}
}
