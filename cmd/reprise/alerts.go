package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"reprise/reports"
	"reprise/scenarios"
)

// alertFlags are those of reprise alerts.
type alertFlags struct {
	seed          *whole
	set           assignments
	format        *choice
	scenarios     []string
	variant       string
	allVariants   bool
	scrape, every time.Duration
	series, must  bool
}

func alertsCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "alerts [FILE...]",
		Short: "try alert rules on incidents: which would have told of them, and when",
		Long: `alerts has the rules engine of Prometheus evaluate files of rules (those of fixtures/alerts without any) over what
the backend of a scenario would have shown to its scrapes. Of every run it tells when each rule was pending, fired and
resolved, how long that was before or after the first user was hit, and what it had cost by then; at the end, which rules
never fired, and which never could. --series lists what there is to be read; names that begin with sim_ are known to a
simulation only. Series carry no job and no instance.`,
		Example: `  reprise alerts --scenario felis --scenario pool-spike
  reprise alerts ours.yaml --all-variants --all-must-fire`,
	}
	f := addAlertFlags(cmd)
	cmd.RunE = body(func(cmd *cobra.Command, args []string) error {
		if f.series {
			l := scenarios.Series()
			return p.output(cmd, f.format, l, func(w io.Writer, s reports.Style) error { return reports.TextSeries(w, l, s) })
		}
		if f.variant != "" && f.allVariants {
			return misuse(errors.New("--variant and --all-variants: one of the two"))
		}
		t, err := p.tryAlerts(args, f)
		if err != nil {
			return err
		}
		if err := p.output(cmd, f.format, t, func(w io.Writer, s reports.Style) error { return reports.TextAlerts(w, t, s) }); err != nil {
			return err
		}
		return f.verdict(t)
	})
	return cmd
}

func addAlertFlags(cmd *cobra.Command) *alertFlags {
	f := &alertFlags{seed: &whole{value: 1, max: 1<<64 - 1}, format: addFormat(cmd)}
	cmd.Flags().Var(f.seed, "seed", "seed of all randomness")
	cmd.Flags().Var(&f.set, "set", "a setting other than the scenario's (repeatable)")
	cmd.Flags().StringArrayVar(&f.scenarios, "scenario", nil, "a scenario, by `NAME` or path (repeatable; all built-in ones without)")
	cmd.Flags().StringVar(&f.variant, "variant", "", "this variant in place of as-was")
	cmd.Flags().BoolVar(&f.allVariants, "all-variants", false, "every variant: where a remedy prevents the harm, an alert should be silent")
	cmd.Flags().DurationVar(&f.scrape, "scrape", 0, "how often Prometheus scrapes (15s)")
	cmd.Flags().DurationVar(&f.every, "every", 0, "how often rules are evaluated whose group does not say (1m)")
	cmd.Flags().BoolVar(&f.series, "series", false, "list the series that rules can read, and try nothing")
	cmd.Flags().BoolVar(&f.must, "all-must-fire", false, "fail when a rule fires in no run")
	return f
}

func (p *process) tryAlerts(files []string, f *alertFlags) (*reports.AlertTrial, error) {
	o := scenarios.AlertOptions{AllVariants: f.allVariants, Scrape: f.scrape, Every: f.every}
	for _, file := range files {
		rules, err := scenarios.OpenRules(file, p.read)
		if err != nil {
			return nil, err
		}
		o.Rules = append(o.Rules, rules)
	}
	opened, err := p.open(f.scenarios)
	if err != nil {
		return nil, err
	}
	progress := p.progress()
	defer progress.end()
	o.Options = scenarios.Options{Variant: f.variant, Set: f.set, Seed: f.seed.value, Progress: progress.report}
	return scenarios.TryAlerts(opened, o)
}

// verdict is that of --all-must-fire.
func (f *alertFlags) verdict(t *reports.AlertTrial) error {
	var never []string
	for _, r := range t.NeverFired() {
		never = append(never, r.Alert)
	}
	if !f.must || len(never) == 0 {
		return nil
	}
	return &exitError{failed, fmt.Errorf("never fired: %s; again: %s --all-must-fire", strings.Join(never, ", "), t.Again)}
}
