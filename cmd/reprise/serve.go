package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"runtime"

	"github.com/spf13/cobra"

	"reprise/reports"
	"reprise/whatif"
)

// workersMax bounds the runs that a server makes at once.
const workersMax = 256

func serveCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve [NAME]",
		Short: "the report of a scenario in a browser, with its settings to be tried",
		Long: `serve opens the page of a report live, on this machine: change a setting of a scenario, and what would have happened is
there with what did happen behind it. Without NAME it offers all built-in scenarios; a file is offered beside them. A link to
the page carries what was set; the what-if can be taken away as a report, as JSON, and as a scenario file.

It says where it listens, and runs until it is interrupted. Nobody else can reach it, unless --addr names another address of
this machine. What a page asks for is bounded: one replication at a time, so many at once, and a minute for each; a run that
nobody waits for any more is stopped.`,
		Example: `  reprise serve felis
  reprise serve ./mine.yaml --addr 127.0.0.1:8080`,
		Args:              atMostOneScenario,
		ValidArgsFunction: completeScenario,
	}
	address := cmd.Flags().String("addr", "127.0.0.1:0", "`HOST:PORT` to listen on; port 0: any that is free")
	workers := &whole{value: uint64(max(2, runtime.NumCPU())), min: 1, max: workersMax}
	cmd.Flags().Var(workers, "workers", "runs at once, each on one core")
	cmd.RunE = body(func(cmd *cobra.Command, args []string) error {
		o := whatif.Options{Address: *address, Workers: int(workers.value), Log: slog.New(slog.NewTextHandler(p.stderr, nil))}
		path := "/"
		if len(args) > 0 {
			opened, err := p.open(args)
			if err != nil {
				return err
			}
			o.Scenario = opened[0]
			path = "/s/" + url.PathEscape(o.Scenario.Name)
		}
		return p.interrupts.orderly(func(ctx context.Context) error {
			return whatif.Serve(ctx, o, func(l whatif.Listening) error {
				if l.Open {
					fmt.Fprintln(p.stderr, reports.Visible("reprise: others than this machine can reach it at "+*address+", and have scenarios run here"))
				}
				_, err := fmt.Fprintln(p.stdout, l.URL+path+" (Ctrl-C ends it)")
				return err
			})
		})
	})
	return cmd
}

// atMostOneScenario takes one NAME, or none.
func atMostOneScenario(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return fmt.Errorf("%s takes at most one scenario, not %d", cmd.Name(), len(args))
	}
	return nil
}
