package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"reprise/scenarios"
)

// kinds are what flags take that are parsed by pflag, whose errors are for programmers.
var kinds = map[string]string{"float64": "a number, as in 0.001", "int": "a whole number", "duration": "a duration, as in 20s or 5m"}

func rootCommand(p *process) *cobra.Command {
	root := &cobra.Command{
		Use:   "reprise",
		Short: "rehearse incidents of a VPN control plane",
		Long: `reprise replays incidents of a VPN control plane in a simulation that calls the decision code of the live
service, and judges what is seen: the incident must come back as it was, and every remedy must hold.

NAME is a built-in scenario (reprise list), the path of a file (./mine.yaml), or - for standard input.

Exit code: 0 everything holds, 1 an expectation failed, 2 the command or a file is at fault, 3 reprise itself failed.`,
		Example: `  reprise replay felis
  reprise check --junit report.xml`,
		SilenceErrors:              true, // run says them, in one line
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		Args:                       knownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.PersistentFlags().Var(oneOf("auto", "always", "never"), "color", "whether text is coloured; auto: on a terminal, unless NO_COLOR is set")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		var value *pflag.InvalidValueError
		if errors.As(err, &value) {
			if kind, plain := kinds[value.GetFlag().Value.Type()]; plain {
				return fmt.Errorf("--%s %s: want %s", value.GetFlag().Name, value.GetValue(), kind)
			}
			return fmt.Errorf("--%s %s: want %w", value.GetFlag().Name, value.GetValue(), value.Unwrap())
		}
		return fmt.Errorf("%w; `%s --help` lists what is allowed", err, cmd.CommandPath())
	})
	root.AddCommand(listCommand(p), replayCommand(p), checkCommand(p), whyCommand(p), compareCommand(p), sweepCommand(p), alertsCommand(p),
		serveCommand(p), xrayCommand(p), planCommand(p), loadCommand(p), benchCommand(p), schemaCommand(p), versionCommand(p))
	return root
}

// knownCommand refuses a word that is no command, and says which one may have been meant.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	meant := ""
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		meant = fmt.Sprintf("; did you mean %s?", strings.Join(near, " or "))
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return fmt.Errorf("unknown command %q%s; commands are %s", args[0], meant, strings.Join(names, ", "))
}

// oneScenario takes exactly one NAME.
func oneScenario(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("%s takes one scenario, not %d: a path, or one of %s", cmd.Name(), len(args), strings.Join(scenarios.Builtin(), ", "))
	}
	return nil
}

func nothing(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no argument, not %q", cmd.Name(), args[0])
	}
	return nil
}

// completeScenario offers the built-in names, and files, to a shell.
func completeScenario(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return scenarios.Builtin(), cobra.ShellCompDirectiveDefault
}

// body is what a subcommand does; its errors have their exit codes.
func body(do func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error { return judged(do(cmd, args)) }
}

// open reads the scenarios of these names and paths; all built-in ones when there are none.
func (p *process) open(names []string) ([]*scenarios.Scenario, error) {
	if len(names) == 0 {
		names = scenarios.Builtin()
	}
	var opened []*scenarios.Scenario
	for _, name := range names {
		sc, err := scenarios.Open(name, p.read)
		if err != nil {
			return nil, err
		}
		opened = append(opened, sc)
	}
	return opened, nil
}
