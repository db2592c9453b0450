package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"reprise/control/pool"
	"reprise/load"
	"reprise/reports"
)

// setupFlags are what every command takes that starts a database and a claim service.
type setupFlags struct {
	load.Setup
	statement, ids *choice
	seed           *whole
}

func addSetupFlags(cmd *cobra.Command) *setupFlags {
	f := &setupFlags{
		statement: oneOf("for-update", "skip-locked", "token"), ids: oneOf("ordered", "random"), seed: &whole{value: 1, max: 1<<64 - 1},
	}
	today := pool.Documented()
	flags := cmd.Flags()
	flags.StringVar(&f.DB, "db", "auto", "which database: auto, docker[:IMAGE], local[:mysql|mariadb|PROGRAM] or mysql://user:password@host:port/database")
	flags.BoolVar(&f.Force, "force", false, "make the tables beside some that reprise did not make")
	flags.Var(f.statement, "claim", "the statement that takes an account from the pool")
	flags.IntVar(&f.Conns, "conns", 8, "most connections of the service to the database")
	flags.Var(f.ids, "ids", "ids of accounts: in the order of time, or random")
	flags.IntVar(&f.Pool.Min, "min", today.Min, "account.pool.min-size (POOL-09)")
	flags.IntVar(&f.Pool.Target, "target", today.Target, "account.pool.target-size (POOL-09)")
	flags.DurationVar(&f.Review, "review", pool.CheckEvery, "how often the scheduler counts the pool (POOL-03)")
	flags.IntVar(&f.Workers, "workers", 1, "accounts that one fill makes at once")
	flags.DurationVar(&f.Configs.Shortest, "configs-from", time.Second, "shortest time in which the config service answers; 10s in the documents (POOL-01)")
	flags.DurationVar(&f.Configs.Longest, "configs-to", 3*time.Second, "longest; 30s in the documents")
	flags.Float64Var(&f.Configs.Failures, "configs-fail", 0, "share of its answers that are failures")
	flags.Var(f.seed, "seed", "seed of all that is left to chance")
	return f
}

// setup is what the flags say.
func (f *setupFlags) setup() (load.Setup, error) {
	s := f.Setup
	s.Pool.Enabled, s.RandomIDs, s.Seed = true, f.ids.value == "random", f.seed.value
	if err := s.Statement.UnmarshalText([]byte(f.statement.value)); err != nil {
		return s, misuse(fmt.Errorf("claim: %w", err))
	}
	return s, nil
}

// unsaid are flags that change how a result is shown, and not what it is.
var unsaid = []string{"format", "out", "color"}

// again is the command line that was given, without how and where it is printed, and without a password.
func again(cmd *cobra.Command) string {
	words := []string{cmd.CommandPath()}
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		switch values, many := flag.Value.(pflag.SliceValue); {
		case slices.Contains(unsaid, flag.Name):
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
