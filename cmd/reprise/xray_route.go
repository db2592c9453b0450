package main

import (
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"reprise/reports"
	"reprise/scenarios"
)

func xrayRouteCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "route FILE|-",
		Short: "ask the real core where a request goes, and why",
		Long: `route asks the real router and the real strategy of a config which rule, balancer and outbound a request takes. --dead names
outbounds that answer no probe, and --at how long the core has run by then: what its observatory has seen in that time is
modelled, probe by probe. At 0s it has seen nothing. Outbounds that are not dead answer alike. Names are not resolved.`,
		Example: `  reprise xray route config.json --to example.org
  reprise xray route config.json --to example.org --dead proxy-de-1,proxy-de-2 --at 3m`,
		Args: oneConfig,
	}
	format := addFormat(cmd)
	o := scenarios.RouteOptions{}
	to := &destination{}
	cmd.Flags().Var(to, "to", "domain or IP address of the request, and its port if it is not 443")
	cmd.Flags().BoolVar(&o.UDP, "udp", false, "a UDP request")
	cmd.Flags().StringVar(&o.Inbound, "inbound", "", "tag of the inbound that it comes from (the config's first)")
	cmd.Flags().StringSliceVar(&o.Dead, "dead", nil, "tags of outbounds that answer no probe")
	at := &age{value: time.Hour}
	cmd.Flags().Var(at, "at", "how long the core has run, from 0s to 24h")
	seed := &whole{value: 1, max: 1<<64 - 1}
	cmd.Flags().Var(seed, "seed", "seed of the moments at which a burst observatory probes")
	cmd.RunE = body(func(cmd *cobra.Command, args []string) error {
		if to.host == "" {
			return misuse(errors.New("xray route needs --to, a domain or an IP address, as in --to example.org"))
		}
		config, err := p.read(args[0])
		if err != nil {
			return misuse(err)
		}
		o.Host, o.Port, o.At, o.Seed = to.host, to.port, at.value, seed.value
		r, err := scenarios.RouteXray(args[0], config, o)
		if err != nil {
			return err
		}
		if err := p.output(cmd, format, r, func(w io.Writer, s reports.Style) error { return reports.TextXrayRoute(w, r, s) }); err != nil {
			return err
		}
		return started(r.Starts(), r.Core, r.Stage, r.Again)
	})
	return cmd
}

// destination is a flag that takes a host, and a port that is 443 when it is left out.
type destination struct {
	text, host string
	port       uint16
}

func (d *destination) String() string { return d.text }
func (d *destination) Type() string   { return "DOMAIN|IP" }
func (d *destination) Set(value string) error {
	host, port, err := net.SplitHostPort(value)
	if err != nil {
		host, port = value, "443"
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if n == 0 || err != nil || strings.ContainsFunc(host, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) || host == "" {
		return errors.New("a domain or an IP address, as in example.org or 192.0.2.1:8080")
	}
	d.text, d.host, d.port = value, host, uint16(n)
	return nil
}

// age is a flag that takes a duration of up to a day.
type age struct{ value time.Duration }

func (a *age) String() string { return a.value.String() }
func (a *age) Type() string   { return "DURATION" }
func (a *age) Set(value string) error {
	d, err := time.ParseDuration(value)
	if err != nil || d < 0 || d > 24*time.Hour {
		return errors.New("a number with its unit (500ms, 30s, 10m, 1h) from 0s to 24h")
	}
	a.value = d
	return nil
}
