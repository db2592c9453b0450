package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"reprise/reports"
	"reprise/scenarios"
)

// checkFlags are what a check is asked, and where else it is told.
type checkFlags struct {
	*runFlags
	shard           shard
	warnings        *choice
	junit, markdown string
	github          bool
}

func checkCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check [NAME...]",
		Short: "run every variant of every scenario, for CI",
		Long: `check runs every variant of the named scenarios, or of all built-in ones, and fails when an incident no longer
comes back as it was or a remedy no longer holds. Every failure names the command that shows it.

It warns of what fails nothing and is odd all the same:

- a setting of a scenario with which nothing that is expected changes. It is tried at up to four other values (those of the
  scenario's own variants and hypotheses, half and double, the default; else other words of its kind) in replication 0 of as-was,
  of every variant and of every hypothesis, until an expectation is judged otherwise: its verdict, what was seen, its limit or its
  margin. A variant that changes nothing but this setting, and expects something, counts as well;
- a variant that changes nothing: events, log and metrics are those of as-was, and no bound of it looks at as-was.

--shard 2/4 runs the second of four parts that are likely to take about as long; a scenario is warned of in the part that has its
as-was. With --github the annotations are on stdout, before the text, or on stderr where --format json has stdout to itself; the
tables of --markdown are appended to the file that GITHUB_STEP_SUMMARY names.`,
		Example: `  reprise check --junit report.xml
  reprise check felis ./mine.yaml --github --warnings fail --shard 1/2`,
		ValidArgsFunction: completeScenario,
	}
	f := &checkFlags{runFlags: addRunFlags(cmd), warnings: oneOf("show", "off", "fail")}
	flags := cmd.Flags()
	flags.Var(&f.shard, "shard", "run the i-th of n parts of all runs alone")
	flags.Var(f.warnings, "warnings", "whether warnings are looked for, and whether one fails the check")
	flags.StringVar(&f.junit, "junit", "", "write the verdicts to this `FILE` for CI, over one that is there")
	flags.StringVar(&f.markdown, "markdown", "", "write tables of what failed and what passed to this `FILE`, for a comment on a pull request")
	flags.BoolVar(&f.github, "github", false, "annotate the scenarios' files, and write the summary of the job, in a workflow of GitHub's")
	cmd.RunE = body(func(cmd *cobra.Command, args []string) error {
		opened, err := p.open(args)
		if err != nil {
			return err
		}
		c, err := p.check(opened, f)
		if err != nil {
			return err
		}
		if err := p.tellCheck(cmd, f, c); err != nil {
			return err
		}
		return checkVerdict(c)
	})
	return cmd
}

// check runs, and writes the files that were asked for: each whole, or not at all.
func (p *process) check(opened []*scenarios.Scenario, f *checkFlags) (c *reports.Check, err error) {
	progress := p.progress()
	defer progress.end()
	gate := scenarios.Gate{Shard: f.shard.Shard}
	if f.warnings.value != "off" {
		gate.Warnings = scenarios.Warnings(f.warnings.value)
	}
	err = alongside(f.junit, func(junit io.Writer) error {
		return alongside(f.markdown, func(markdown io.Writer) error {
			if c, err = gate.Check(opened, f.options(progress)); err != nil {
				return err
			}
			if markdown != nil {
				if err := reports.MarkdownCheck(markdown, c); err != nil {
					return err
				}
			}
			if junit != nil {
				return reports.JUnit(junit, c)
			}
			return nil
		})
	})
	return c, err
}

// tellCheck shows a check, and in a workflow of GitHub's annotates and sums up. JSON has stdout to itself; GitHub reads commands
// on stderr as well.
func (p *process) tellCheck(cmd *cobra.Command, f *checkFlags, c *reports.Check) error {
	text := func(w io.Writer, s reports.Style) error { return reports.TextCheck(w, c, s) }
	if !f.github {
		return p.output(cmd, f.format, c, text)
	}
	annotations := p.stdout
	if f.format.value == "json" {
		annotations = p.stderr
	}
	if err := showOn(annotations, func(w io.Writer) error { return reports.GitHub(w, c) }); err != nil {
		return err
	}
	if err := p.stepSummary(c); err != nil {
		return err
	}
	return p.output(cmd, f.format, c, func(w io.Writer, s reports.Style) error {
		return reports.Uncommanded(w, func(w io.Writer) error { return text(w, s) })
	})
}

// stepSummary appends a check to the summary of a job of GitHub's, where there is one.
func (p *process) stepSummary(c *reports.Check) error {
	name := p.env("GITHUB_STEP_SUMMARY")
	if name == "" {
		return nil
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("GITHUB_STEP_SUMMARY: %w", err)
	}
	if err := reports.MarkdownCheck(file, c); err != nil {
		file.Close()
		return fmt.Errorf("GITHUB_STEP_SUMMARY: %w", err)
	}
	return file.Close()
}

// checkVerdict is the error of a check that does not pass.
func checkVerdict(c *reports.Check) error {
	if c.Failures() == 0 && !c.Passes() {
		return &exitError{failed, fmt.Errorf("check: there are warnings, and --warnings fail; again: %s", c.Again)}
	}
	return verdict(c.Verdict, "check", c.Again)
}

// shard is a flag that takes one of several parts.
type shard struct{ scenarios.Shard }

func (s *shard) Type() string { return "i/n" }
func (s *shard) Set(value string) (err error) {
	s.Shard, err = scenarios.ParseShard(value)
	return err
}
