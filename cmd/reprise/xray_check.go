package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"reprise/reports"
	"reprise/scenarios"
)

func xrayCheckCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check FILE|-",
		Short: "put a config to the real core: how far does it come, and what would a user suffer from?",
		Long: `check puts a config to the real core, through its stages: decode (JSON), build, new (an instance) and start. It prints the
core's own error where it fails, and besides what the core accepts and a user suffers from. Of lists of sites and addresses it
knows category-ads-all and private only. With --core another version decides, one that ` + "`make xray-matrix`" + ` has
built here: a program of its own, which reads the certificate files that a config names, and refuses a few more inbounds.`,
		Example: `  reprise xray check config.json
  reprise xray render --platform ios --strategy random --set xray.balancer.fallback=first | reprise xray check - --format json`,
		Args: oneConfig,
	}
	format := addFormat(cmd)
	core := cmd.Flags().String("core", scenarios.XrayCore(), "version of the core")
	platform := oneOf(scenarios.AnyPlatform, "ios", "android", "desktop")
	cmd.Flags().Var(platform, "platform", "what the config is for: what does not matter there is left out")
	cmd.RunE = body(func(cmd *cobra.Command, args []string) error {
		config, err := p.read(args[0])
		if err != nil {
			return misuse(err)
		}
		c, err := scenarios.CheckXray(args[0], config, *core, platform.value)
		if err != nil {
			return err
		}
		if err := p.output(cmd, format, c, func(w io.Writer, s reports.Style) error { return reports.TextXrayCheck(w, c, s) }); err != nil {
			return err
		}
		return started(c.Starts(), c.Core, c.Stage, c.Again)
	})
	return cmd
}

// oneConfig takes exactly one FILE.
func oneConfig(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("%s takes one config, not %d: the path of a file, or - for standard input", cmd.CommandPath(), len(args))
	}
	return nil
}

// started makes a config that the core does not start an error.
func started(v reports.Verdict, core, stage, again string) error {
	if v == reports.Pass {
		return nil
	}
	return &exitError{failed, fmt.Errorf("xray-core %s does not start with it: stage %s; again: %s", core, stage, again)}
}
