package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"reprise/reports"
	"reprise/reports/page"
	"reprise/scenarios"
)

func replayCommand(p *process) *cobra.Command {
	var variant, trace, out string
	cmd := &cobra.Command{
		Use:   "replay NAME",
		Short: "replay an incident and its remedies, and judge what is seen",
		Long: `replay runs a scenario as it was, tells what happened and what followed from what, holds it against the
scenario's expectations, and sets every remedy beside it. With --variant it runs that variant alone.

The same seed gives the same result, trace hash included. --out keeps the run in a folder of its own: report.html, which
tells it whole, with rival explanations and charts, and result.json, timeline.csv and report.md; it never goes over one
that is there.`,
		Example: `  reprise replay felis --variant resync-pending --seed 7
  reprise replay ./mine.yaml --set config.partial.threshold=0.5 --out half`,
		Args:              oneScenario,
		ValidArgsFunction: completeScenario,
	}
	flags := addRunFlags(cmd)
	cmd.Flags().StringVar(&variant, "variant", "", "run this variant alone, or this hypothesis")
	cmd.Flags().StringVar(&trace, "trace", "", "write every engine event to this `FILE`")
	cmd.Flags().StringVar(&out, "out", "", "write the run into this new `DIR`")
	cmd.RunE = body(func(cmd *cobra.Command, args []string) error {
		opened, err := p.open(args)
		if err != nil {
			return err
		}
		if err := free(out); err != nil {
			return err
		}
		story, err := p.replay(opened[0], flags, variant, trace, out != "")
		if err != nil {
			return err
		}
		r := story.Replay
		fmt.Fprintln(p.stderr, reports.Visible(reports.Ran(r)))
		if out != "" {
			report := reports.File{Name: "report.html", Write: func(w io.Writer) error { return page.Story(w, story) }}
			if err := reports.WriteRun(out, r, report); err != nil {
				return err
			}
		}
		if err := p.output(cmd, flags.format, r, func(w io.Writer, s reports.Style) error { return reports.Text(w, r, s) }); err != nil {
			return err
		}
		return verdict(r.Overall(), r.Scenario+" "+strings.Join(r.Failed(), ", "), r.Again)
	})
	return cmd
}

// replay runs a scenario. Told whole, its story has the courses and the rival explanations; else it is the replay alone.
func (p *process) replay(sc *scenarios.Scenario, flags *runFlags, variant, trace string, whole bool) (story *reports.Story, err error) {
	progress := p.progress()
	defer progress.end()
	start := p.now()
	err = alongside(trace, func(w io.Writer) error {
		o := flags.options(progress)
		o.Variant, o.Trace = variant, w
		if whole {
			story, err = scenarios.Tell(sc, o)
			return err
		}
		story = &reports.Story{}
		story.Replay, err = scenarios.Replay(sc, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	story.Replay.Elapsed = p.now().Sub(start)
	return story, nil
}

// verdict makes a failed verdict an error that names the one command that shows it again.
func verdict(v reports.Verdict, what, again string) error {
	if v == reports.Pass {
		return nil
	}
	return &exitError{failed, fmt.Errorf("%s: an expectation failed; again: %s", what, again)}
}
