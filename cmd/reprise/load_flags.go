package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"reprise/load"
	"reprise/reports"
)

// setupFlags are what every command takes that starts a database and a claim service.
type setupFlags struct {
	load.Setup
	statement, isolation, ids *choice
	seed                      *whole
}

func addSetupFlags(cmd *cobra.Command) *setupFlags {
	f := &setupFlags{
		Setup: load.Usual(), statement: oneOf("for-update", "skip-locked", "token"), isolation: oneOf("repeatable-read", "read-committed"), ids: oneOf("ordered", "random"), seed: &whole{value: 1, max: 1<<64 - 1},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.DB, "db", f.DB, "which database: auto, docker[:IMAGE], local[:mysql|mariadb|PROGRAM] or mysql://user:password@host:port/database")
	flags.BoolVar(&f.Force, "force", false, "make the tables beside some that reprise did not make")
	flags.Var(f.statement, "claim", "the statement that takes an account from the pool")
	flags.Var(f.isolation, "isolation", "that of its transaction")
	flags.IntVar(&f.Conns, "conns", f.Conns, "most connections of the service to the database")
	flags.Var(f.ids, "ids", "ids of accounts: in the order of time, or random")
	flags.IntVar(&f.Pool.Min, "min", f.Pool.Min, "account.pool.min-size (POOL-09)")
	flags.IntVar(&f.Pool.Target, "target", f.Pool.Target, "account.pool.target-size (POOL-09)")
	flags.DurationVar(&f.Review, "review", f.Review, "how often the scheduler counts the pool (POOL-03)")
	flags.IntVar(&f.Workers, "workers", f.Workers, "accounts that one fill makes at once")
	flags.DurationVar(&f.Configs.Shortest, "configs-from", f.Configs.Shortest, "shortest time in which the config service answers; 10s in the documents (POOL-01)")
	flags.DurationVar(&f.Configs.Longest, "configs-to", f.Configs.Longest, "longest; 30s in the documents")
	flags.Float64Var(&f.Configs.Failures, "configs-fail", 0, "share of its answers that are failures")
	flags.Var(f.seed, "seed", "seed of all that is left to chance")
	return f
}

// setup is what the flags say.
func (f *setupFlags) setup() (load.Setup, error) {
	s := f.Setup
	s.RandomIDs, s.Seed = f.ids.value == "random", f.seed.value
	if err := s.Statement.UnmarshalText([]byte(f.statement.value)); err != nil {
		return s, misuse(fmt.Errorf("claim: %w", err))
	}
	if err := s.Isolation.UnmarshalText([]byte(f.isolation.value)); err != nil {
		return s, misuse(fmt.Errorf("isolation: %w", err))
	}
	return s, nil
}

// unsaid are flags that change how a result is shown, and not what it is.
var unsaid = []string{"format", "out", "color", "markdown", "workers", "all"}

// again is the command line that was given, without how and where it is printed, and without a password; also without the flags
// named.
func again(cmd *cobra.Command, without ...string) string {
	words := []string{cmd.CommandPath()}
	for _, arg := range cmd.Flags().Args() {
		words = append(words, reports.ShellWord(arg))
	}
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		switch values, many := flag.Value.(pflag.SliceValue); {
		case slices.Contains(unsaid, flag.Name) || slices.Contains(without, flag.Name):
		case many:
			for _, value := range values.GetSlice() {
				words = append(words, "--"+flag.Name+" "+reports.ShellWord(value))
			}
		case flag.Name == "db":
			words = append(words, "--db "+reports.ShellWord(load.WithoutPassword(flag.Value.String())))
		case flag.Value.Type() == "bool":
			words = append(words, "--"+flag.Name)
		default:
			words = append(words, "--"+flag.Name+" "+reports.ShellWord(flag.Value.String()))
		}
	})
	return strings.Join(words, " ")
}
