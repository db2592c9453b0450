package scenarios

import (
	"time"

	"reprise/control/xray"
	"reprise/sim/random"
	"reprise/sim/world"
)

// xrayKnobs are those of the config that the backend generates (LB-01 to LB-06, LB-28, LB-29), and of what goes through the
// tunnels of clients. They act where clients run the core.
func xrayKnobs() []knob {
	all := []knob{strategyKnob, intervalKnob}
	for _, k := range append(configKnobs(), tunnelKnobs()...) {
		k.Core = true
		all = append(all, k)
	}
	return all
}

// These two act on the plain model of a phone as well.
var (
	strategyKnob = knob{Key: "xray.balancer.strategy", Default: "leastPing", Documented: "LB-02", Platform: "ios",
		Doc:   "strategy in the generated config, which iOS alone obeys (LB-32): leastPing, random; with world.core also leastLoad, roundRobin",
		takes: word(func(s *world.Settings) *xray.Strategy { return &s.Xray.Strategy })}
	intervalKnob = knob{Key: "xray.observatory.interval", Default: "2m", Documented: "LB-02", Platform: "ios", Load: true, Core: true,
		Doc:   "probe interval of iOS, which probes one outbound after the other",
		takes: span(time.Second, 24*time.Hour, func(s *world.Settings) *time.Duration { return &s.Xray.ProbeInterval })}
)

// The settings that say what probes ask.
const (
	probeURL = "xray.observatory.probe-url"
	burstURL = "xray.burst.probe-url"
)

// configKnobs are the backend's, about the config for iOS.
func configKnobs() []knob {
	const none = "the documents show none"
	return onIOS([]knob{
		{Key: "xray.balancer.fallback", Default: "none", Assumed: none + ", and no reason why there should not be one", Others: []string{"first", "direct"},
			Doc:   "fallbackTag of the balancer: none, first (of its outbounds), direct",
			takes: word(func(s *world.Settings) *xray.Fallback { return &s.Xray.Fallback })},
		{Key: "xray.balancer.form", Default: "object", Assumed: "the documents give the strategy's name, not its form", Others: []string{"string"},
			Doc:   "how the strategy is written: object, {\"type\": ...}, or string",
			takes: word(func(s *world.Settings) *xray.Form { return &s.Xray.Form })},
		{Key: "xray.balancer.strategy-name", Default: own, Documented: "LB-02, LB-03, LB-04",
			Doc:   "what is written for the strategy's type; own: its name",
			takes: name(func(s *world.Settings) *string { return &s.Xray.StrategyName })},
		{Key: "xray.balancer.empty-selector", Default: "false", Assumed: "the documents do not show the selector; the tags of all outbounds is what works", Others: []string{"true"},
			Doc:   "whether the balancer selects by an empty list",
			takes: flag(func(s *world.Settings) *bool { return &s.Xray.EmptySelector })},
		{Key: "xray.rule.balancer", Default: own, Documented: "LB-05, LB-06",
			Doc:   "balancer that the rules name; own: the one that is there",
			takes: name(func(s *world.Settings) *string { return &s.Xray.RuleBalancer })},
		{Key: "xray.observatory.kind", Default: "by-strategy", Documented: "LB-02, LB-03, LB-04",
			Doc:   "which observatory goes along: by-strategy, standard, burst, both, none",
			takes: word(func(s *world.Settings) *xray.Observing { return &s.Xray.Observing })},
		{Key: probeURL, Default: "https://1.1.1.1/cdn-cgi/trace", Documented: "LB-02",
			Doc:   "what the standard observatory asks",
			takes: address(func(s *world.Settings) *string { return &s.Xray.ProbeURL })},
		{Key: "xray.observatory.concurrency", Default: "false", Assumed: "no document sets enableConcurrency for iOS", Others: []string{"true"},
			Doc:   "whether the standard observatory probes all outbounds at once",
			takes: flag(func(s *world.Settings) *bool { return &s.Xray.Concurrency })},
		{Key: burstURL, Default: "https://connectivitycheck.gstatic.com/generate_204", Documented: "LB-03",
			Doc:   "what the burst observatory asks",
			takes: address(func(s *world.Settings) *string { return &s.Xray.BurstURL })},
		{Key: "xray.burst.interval", Default: "30s", Documented: "LB-03", Doc: "mean time between two probes of an outbound by the burst observatory",
			takes: span(time.Second, 24*time.Hour, func(s *world.Settings) *time.Duration { return &s.Xray.BurstInterval })},
		{Key: "xray.burst.sampling", Default: "5", Documented: "LB-03", Doc: "probes of an outbound in one period, and results that are kept",
			takes: count(1, 1000, func(s *world.Settings) *int { return &s.Xray.BurstSampling })},
		{Key: "xray.least-load.expected", Default: "3", Documented: "LB-03", Doc: "outbounds among which leastLoad picks at random",
			takes: count(0, 1000, func(s *world.Settings) *int { return &s.Xray.Expected })},
		{Key: "xray.least-load.max-rtt", Default: "1s", Documented: "LB-03", Doc: "delay from which leastLoad does not pick an outbound",
			takes: span(0, time.Minute, func(s *world.Settings) *time.Duration { return &s.Xray.MaxRTT })},
		{Key: "xray.least-load.tolerance", Default: "0.5", Documented: "LB-03", Doc: "share of failed probes that leastLoad is told to bear; the core never reads it",
			takes: share(func(s *world.Settings) *float64 { return &s.Xray.Tolerance })},
		{Key: "xray.outbounds.extras", Default: "last", Assumed: "rules name direct and block (LB-05), and the documents do not say where they stand among the outbounds",
			Doc: "where the outbounds direct and block stand: last, first, missing", Others: []string{"first", "missing"},
			takes: word(func(s *world.Settings) *xray.Extras { return &s.Xray.Extras })},
		{Key: "xray.response.platform-aware", Default: "false", Documented: "LB-28", Doc: "whether each platform is answered what it can use",
			takes: flag(func(s *world.Settings) *bool { return &s.Xray.PlatformAware })},
		{Key: "xray.response.ios-outbounds", Default: "2", Documented: "LB-29", Doc: "servers of a country that iOS is answered, where the response is platform-aware; 0: all",
			takes: count(0, 1000, func(s *world.Settings) *int { return &s.Xray.IOSOutbounds })},
	})
}

// onIOS has settings concern iOS alone (LB-32).
func onIOS(all []knob) []knob {
	for i := range all {
		all[i].Platform = "ios"
	}
	return all
}

// tunnelKnobs are what goes through tunnels, and what an upstream takes of probes.
func tunnelKnobs() []knob {
	return []knob{
		{Key: "client.connection.interval", Default: "exp:20s", Assumed: "no document gives it; a phone in use opens connections all the time",
			Doc: "time between two connections through a tunnel", Others: []string{"exp:5s", "exp:1m"},
			takes: distribution(time.Second, func(s *world.Settings) *random.Span { return &s.Tunnel.Connections })},
		{Key: "client.connect.patience", Default: "15s", Assumed: "no document gives it; by then a user calls it a failure",
			Doc: "how long a user of iOS or of a desktop waits for something to get through", Others: []string{"5s", "1m"},
			takes: span(0, time.Hour, func(s *world.Settings) *time.Duration { return &s.Tunnel.Patience })},
		{Key: "client.probe.open", Default: "1s", Assumed: "measured on the core, for an answer with a body; one without, as of a URL that ends in generate_204, keeps a standard observatory's connection for 10m",
			Doc: "how long the core keeps a probe's connection after the probe", Others: []string{"10m"},
			takes: span(0, 24*time.Hour, func(s *world.Settings) *time.Duration { return &s.Tunnel.ProbeOpen })},
		{Key: "upstream.probes.at-once", Default: "0", Assumed: "LB-15 says that five parallel probes made an upstream unstable, and no document what one takes; 0: any number",
			Doc: "probe connections of one client that an upstream takes at once", Others: []string{"4"},
			takes: count(0, 1000, func(s *world.Settings) *int { return &s.Tunnel.AtOnce })},
		{Key: "upstream.refuses.for", Default: "10m", Assumed: "no document says what instability (LB-15) means, nor how long it lasts; here the upstream takes nothing of that client",
			Doc: "for how long an upstream that had too many probes of a client takes nothing of it", Others: []string{"1m"},
			takes: span(0, 24*time.Hour, func(s *world.Settings) *time.Duration { return &s.Tunnel.Refuses })},
	}
}
