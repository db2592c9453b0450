package main

import (
	"io"

	"github.com/spf13/cobra"

	"reprise/bench"
	"reprise/reports"
	"reprise/reports/page"
)

func benchCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "measure the engine on this machine",
		Long: `bench measures the engine in about 25 seconds: events a second with 1,000, 100,000 and 1,000,000 events pending and
on an M/M/1 queue, with and without the trace hash; allocations an event, bytes a pending event, and what replications
gain from all cores. Leave the machine alone meanwhile. With --quick it takes a few seconds, and the figures mean little.`,
		Example: `  reprise bench
  reprise bench --format json`,
		Args: nothing,
	}
	format := addFormat(cmd)
	quick := cmd.Flags().Bool("quick", false, "a few seconds, to see that it works")
	out := cmd.Flags().String("out", "", "write report.html and result.json into this new `DIR`")
	cmd.RunE = body(func(cmd *cobra.Command, _ []string) error {
		if err := free(*out); err != nil {
			return err
		}
		g := p.progress()
		r, err := bench.Run(bench.Options{Quick: *quick, Progress: g.report})
		g.end()
		if err != nil {
			return err
		}
		if *out != "" {
			told := r.Document(again(cmd))
			html := pageFile(func(w io.Writer, _ []byte) error { return page.Document(w, told, nil) }, nil)
			if err := reports.WriteResult(*out, r, html); err != nil {
				return err
			}
		}
		return p.output(cmd, format, r, func(w io.Writer, _ reports.Style) error { return bench.Text(w, r) })
	})
	return cmd
}
