package main

import (
	"github.com/spf13/cobra"

	"reprise/scenarios"
)

func xrayCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "xray",
		Short: "render client configs, and ask the real xray-core about any",
		Long: `xray renders the configs that the backend generates and what each platform makes of them, and puts any config to the
core that the phones run, xray-core ` + scenarios.XrayCore() + `, in this process: how far it comes with it, and where it sends a request. Nothing
is sent, no file that a config names is read or written, and inbounds listen on loopback for an instant only.`,
		Example: `  reprise xray render --platform ios --country DE | reprise xray check -
  reprise xray route config.json --to example.org --dead proxy-de-1 --at 2m`,
		SuggestionsMinimumDistance: 2,
		Args:                       knownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(xrayRenderCommand(p), xrayCheckCommand(p), xrayRouteCommand(p))
	return cmd
}
