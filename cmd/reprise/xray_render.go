package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"reprise/reports"
	"reprise/scenarios"
)

func xrayRenderCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "render",
		Short: "print the config of a platform for a country",
		Long: `render prints the config that a platform gives to its core for the servers of one country, or with --platform backend
what the backend answers. It is made by the code that the simulation runs; --set changes the backend's properties
(reprise list --settings, those that begin with xray.). Secrets and addresses are made up from the servers' names.`,
		Example: `  reprise xray render --platform ios --strategy leastLoad --country DE
  reprise xray render --platform backend --mode split --country NL --set xray.balancer.fallback=first`,
		Args: nothing,
	}
	o := scenarios.RenderOptions{}
	var set assignments
	strategy := ""
	format := addFormat(cmd)
	cmd.Flags().StringVar(&o.Platform, "platform", scenarios.Backend, "ios, android, desktop or backend")
	cmd.Flags().StringVar(&strategy, "strategy", "", "leastPing, leastLoad, random or roundRobin; short for --set xray.balancer.strategy=")
	cmd.Flags().StringVar(&o.Mode, "mode", "base", "base, or split for a split tunnel")
	cmd.Flags().StringVar(&o.Country, "country", "DE", "two letters, a country of the fleet")
	cmd.Flags().StringVar(&o.Fleet, "fleet", "february-2026", "name of a fleet, or a path to one")
	cmd.Flags().StringSliceVar(&o.Domains, "domains", nil, "domains of a split tunnel, which iOS puts in place of the placeholder")
	cmd.Flags().Var(&set, "set", "a property other than the documented one (repeatable)")
	cmd.RunE = body(func(cmd *cobra.Command, _ []string) error {
		o.Set = set
		if strategy != "" {
			o.Set = append(o.Set, "xray.balancer.strategy="+strategy)
		}
		config, err := scenarios.RenderXray(o, p.read)
		if err != nil {
			return err
		}
		if o.Platform == "ios" && o.Mode == "split" && len(o.Domains) == 0 {
			fmt.Fprintln(p.stderr, "without --domains iOS leaves the list of its VPN rule empty, and the core does not start")
		}
		return p.output(cmd, format, json.RawMessage(config), func(w io.Writer, _ reports.Style) error {
			_, err := w.Write(config)
			return err
		})
	})
	return cmd
}
