package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"reprise/scenarios"
)

// choice is a flag that takes one of a few words; the first is the default.
type choice struct {
	value   string
	allowed []string
}

func oneOf(allowed ...string) *choice { return &choice{value: allowed[0], allowed: allowed} }

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return strings.Join(c.allowed, "|") }
func (c *choice) Set(value string) error {
	if !slices.Contains(c.allowed, value) {
		return errors.New(strings.Join(c.allowed, " or "))
	}
	c.value = value
	return nil
}

// whole is a flag that takes a whole number in bounds.
type whole struct{ value, min, max uint64 }

func (w *whole) String() string { return strconv.FormatUint(w.value, 10) }
func (w *whole) Type() string   { return "N" }
func (w *whole) Set(value string) error {
	n, err := strconv.ParseUint(value, 10, 64)
	if err != nil || n < w.min || n > w.max {
		return fmt.Errorf("a whole number from %d to %d", w.min, w.max)
	}
	w.value = n
	return nil
}

// assignments is a repeatable flag of key=value; what they mean is for the scenario to say.
type assignments []string

func (a *assignments) String() string { return strings.Join(*a, " ") }
func (a *assignments) Type() string   { return "key=value" }
func (a *assignments) Set(value string) error {
	if key, _, found := strings.Cut(value, "="); !found || key == "" {
		return errors.New("key=value, as in config.partial.threshold=0.5")
	}
	*a = append(*a, value)
	return nil
}

// The rest of a pflag.SliceValue: its values are told apart, whatever is in them.
func (a *assignments) GetSlice() []string            { return *a }
func (a *assignments) Append(value string) error     { return a.Set(value) }
func (a *assignments) Replace(values []string) error { *a = values; return nil }

// runFlags are what every command that simulates takes.
type runFlags struct {
	seed, reps *whole
	set        assignments
	format     *choice
}

const repsMax = 100_000

func addRunFlags(cmd *cobra.Command) *runFlags {
	f := &runFlags{
		seed:   &whole{value: 1, max: 1<<64 - 1},
		reps:   &whole{min: 1, max: repsMax},
		format: addFormat(cmd),
	}
	cmd.Flags().Var(f.seed, "seed", "seed of all randomness")
	cmd.Flags().Var(f.reps, "reps", "replications, each with randomness of its own (as many as the scenario says, or one)")
	cmd.Flags().Var(&f.set, "set", "a setting other than the scenario's (repeatable)")
	return f
}

func addFormat(cmd *cobra.Command) *choice {
	format := oneOf("text", "json")
	cmd.Flags().Var(format, "format", "how the result is printed")
	return format
}

func (f *runFlags) options(g *progress) scenarios.Options {
	return scenarios.Options{Set: f.set, Seed: f.seed.value, Reps: int(f.reps.value), Progress: g.report}
}
