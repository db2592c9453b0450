package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"reprise/load"
	"reprise/reports"
)

func loadSoakCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "soak",
		Short: "many claims and many kills of the server, in stretches, each with an audit",
		Long: `soak gives many accounts to clients that wait for their answers, and kills the server once in each of its stretches, at a moment left
to chance. After each stretch the database is held against what every client saw. With --state the count so far is kept in a file
after each stretch: interrupted, the same command goes on from there.

It exits with 1 at the first stretch that does not hold.`,
		Example: `  reprise load soak --claims 20000 --kills 5
  reprise load soak --db local --claims 1000000 --kills 100 --state soak.json`,
		Args: nothing,
	}
	f, format := addSetupFlags(cmd), addFormat(cmd)
	k := load.Soak{Flows: load.UsualFlows}
	var state, out string
	flags := cmd.Flags()
	flags.IntVar(&k.Claims, "claims", 20_000, "accounts to be given in all")
	flags.IntVar(&k.Kills, "kills", 5, "kills of the server, one a stretch")
	flags.IntVar(&k.Clients, "clients", 16, "clients that wait for their answers")
	flags.DurationVar(&k.Timeout, "timeout", 10*time.Second, "how long a client waits for an answer")
	flags.StringVar(&state, "state", "", "keep the count so far in this `FILE`, and go on from it")
	flags.StringVar(&out, "out", "", "write report.html, report.md and result.json into this new `DIR`")
	cmd.RunE = body(func(cmd *cobra.Command, _ []string) error {
		if err := free(out); err != nil {
			return err
		}
		setup, err := f.setup()
		if err != nil {
			return err
		}
		so, err := resume(state, again(cmd))
		if err != nil {
			return err
		}
		return p.interrupts.orderly(func(ctx context.Context) error {
			g := p.progress()
			err := k.Run(ctx, setup, so, func() error { return keepSoak(state, so) }, g.report)
			g.end()
			if err != nil {
				return err
			}
			if out != "" {
				if err := writeLoad(out, so, nil); err != nil {
					return err
				}
			}
			return p.showLoad(cmd, format, so)
		})
	})
	return cmd
}

// resume is what a soak has come to so far: nothing, or what its file says, which must be of the same command.
func resume(file, again string) (*reports.LoadSoak, error) {
	so := &reports.LoadSoak{Again: again}
	if file == "" {
		return so, nil
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return so, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, so); err != nil {
		return nil, misuse(fmt.Errorf("%s: it holds no soak: %w", file, err))
	}
	if so.Again != again {
		return nil, misuse(fmt.Errorf("%s: it is of another soak, `%s`; name another file, or go on with that one", file, so.Again))
	}
	return so, nil
}

func keepSoak(file string, so *reports.LoadSoak) error {
	if file == "" {
		return nil
	}
	text, err := json.MarshalIndent(so, "", "  ")
	if err != nil {
		return err
	}
	draft := file + ".new"
	if err := os.WriteFile(draft, append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(draft, file)
}
