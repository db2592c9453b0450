package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"reprise/load"
	"reprise/load/attack"
	"reprise/load/faults"
	"reprise/reports"
	"reprise/reports/chart"
)

// claimFlags are what `load claim` takes.
type claimFlags struct {
	*setupFlags
	load.Attack
	rate, arrivals string
	flows          []float64
	faults         []string
	knee, compare  bool
	out            string
	format         *choice
}

// quickLasts is how long one run of many lasts, unless --duration says.
const quickLasts = 8 * time.Second

func loadClaimCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "claim",
		Short: "attack the claim path on a real MySQL, and prove what became of every claim",
		Long: `claim starts a real MySQL and the claim service, sends claims at it at a rate that does not wait for answers, has faults strike,
and then holds the database against what every client saw: no account claimed twice, none lost, every claim in doubt resolved.
Latency counts from the instant at which a request was to be sent. All is taken away again.

--db auto takes the first that works: docker (Testcontainers), local (a mysqld or mariadbd of this machine, or what ` + "`make mysql`" + `
fetched). mysql://... is a server of your own, in a database that is empty or was made by reprise.

--fault, repeatable: kill@10s (kill -9 and start), kill+3s@10s (down for 3 s), stall+2s@5s (SIGSTOP), latency:50ms+10s@5s,
reset@8s, cut:20@8s (connections cut around COMMIT), starve:7+5s@10s (connections taken), drain@5s (the pool emptied),
configs-down+10s@5s; kill@10s/20s strikes every 20 s from 10 s on.

--knee finds the highest rate whose p99 keeps --p99, and with --out draws it; --compare sets the three statements with 4, 8, 16
and 64 connections side by side. Each of their runs takes 8 s unless --duration says otherwise.

It exits with 1 when the audit fails, when the generator itself was late, or when p99 breaks --p99.`,
		Example: `  reprise load claim --rate 400/s --duration 30s --fault kill@10s
  reprise load claim --db local --knee --p99 250ms --out knee`,
		Args: nothing,
	}
	f := addClaimFlags(cmd)
	cmd.RunE = body(func(cmd *cobra.Command, _ []string) error {
		if err := free(f.out); err != nil {
			return err
		}
		setup, a, err := f.question(cmd)
		if err != nil {
			return err
		}
		return p.interrupts.orderly(func(ctx context.Context) error {
			g := p.progress()
			result, draw, err := f.result(ctx, setup, a, again(cmd), g)
			g.end()
			if err != nil {
				return err
			}
			if f.out != "" {
				if err := writeLoad(f.out, result, draw); err != nil {
					return err
				}
			}
			return p.showLoad(cmd, f.format, result)
		})
	})
	return cmd
}

func addClaimFlags(cmd *cobra.Command) *claimFlags {
	f := &claimFlags{setupFlags: addSetupFlags(cmd), format: addFormat(cmd)}
	flags := cmd.Flags()
	flags.StringVar(&f.rate, "rate", "400/s", "claims that are sent, per s, m, h or d; a ramp and a sine have their own, and a record is sped up to it, or to fit")
	flags.DurationVar(&f.Lasts, "duration", 30*time.Second, "how long they are sent")
	flags.StringVar(&f.arrivals, "arrivals", "constant", "how they are spread: constant, poisson, ramp:100/s..800/s, sine:400/s,200/s,10s, trace:FILE")
	flags.Float64SliceVar(&f.flows, "flows", load.UsualFlows[:], "shares of trial, paid and admin claims (assumed; no document gives them)")
	flags.IntVar(&f.Stock, "stock", 0, "accounts in the pool at the start (as many as are asked for, and some)")
	flags.DurationVar(&f.Timeout, "timeout", 10*time.Second, "how long a client waits for an answer")
	flags.DurationVar(&f.Patience, "patience", load.DefaultPatience, "how long claims in doubt are asked about after the last was sent")
	flags.StringArrayVar(&f.faults, "fault", nil, "what strikes, and when, as in kill@10s (repeatable)")
	flags.IntVar(&f.Clients, "closed", 0, "afterwards, so many clients that wait for their answers, to show what they hide")
	flags.DurationVar(&f.P99Max, "p99", 0, "the latency to keep, at its 99th percentile")
	flags.BoolVar(&f.knee, "knee", false, "find the highest rate that keeps --p99 (250ms unless given)")
	flags.BoolVar(&f.compare, "compare", false, "set statements and bounds on connections side by side")
	flags.StringVar(&f.out, "out", "", "write report.html, report.md, chart.svg and result.json into this new `DIR`")
	cmd.MarkFlagsMutuallyExclusive("knee", "compare")
	return f
}

// question is what the flags ask.
func (f *claimFlags) question(cmd *cobra.Command) (s load.Setup, a load.Attack, err error) {
	if s, err = f.setup(); err != nil {
		return s, a, err
	}
	a = f.Attack
	a.Seed = s.Seed
	if copy(a.Flows[:], f.flows) != len(f.flows) || len(f.flows) != attack.Flows {
		return s, a, misuse(errors.New("flows: allowed: three shares, of trial, paid and admin claims, as in 0.8,0.15,0.05"))
	}
	for _, part := range []struct {
		flag string
		read func() error
	}{
		{"rate", func() (err error) { a.Rate, err = attack.ParseRate(f.rate); return }},
		{"arrivals", func() (err error) { a.Shape, err = attack.ParseShape(f.arrivals); return }},
		{"fault", func() (err error) { a.Faults, err = faults.Parse(f.faults); return }},
	} {
		if err := part.read(); err != nil {
			return s, a, misuse(fmt.Errorf("%s: %w", part.flag, err))
		}
	}
	if strings.HasPrefix(f.arrivals, "trace:") && !cmd.Flags().Changed("rate") {
		a.Rate = 0 // all of the record in the time there is
	}
	if (f.knee || f.compare) && !cmd.Flags().Changed("duration") {
		a.Lasts = quickLasts
	}
	if f.knee && !cmd.Flags().Changed("p99") {
		a.P99Max = load.KneeP99
	}
	return s, a, nil
}

// result is what the flags asked for, and its picture where it has one.
func (f *claimFlags) result(ctx context.Context, s load.Setup, a load.Attack, again string, g *progress) (reports.LoadResult, func(io.Writer) error, error) {
	switch {
	case f.knee:
		k, err := load.Knee(ctx, s, a, g.report)
		if err != nil {
			return nil, nil, err
		}
		k.Again = again
		if !chart.HasKnee(k) {
			return k, nil, nil
		}
		return k, func(w io.Writer) error { return chart.Knee(w, k) }, nil
	case f.compare:
		c, err := load.Compare(ctx, s, a, g.report)
		if err != nil {
			return nil, nil, err
		}
		c.Again = again
		return c, nil, nil
	}
	r, err := load.Claim(ctx, s, a, g.report)
	if err != nil {
		return nil, nil, err
	}
	r.Again = again
	return r, nil, nil
}
