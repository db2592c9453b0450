package vectors_test

import (
	"encoding/json"
	"math/rand/v2"
	"time"

	"reprise/control/delivery"
	"reprise/control/xray"
)

// A backend is given by its properties; one that is not given is as documented. Domains are iOS's, a rung is Android's, and
// null on other platforms.
type (
	propertiesIn struct {
		Strategy      *string  `json:"strategy,omitempty"`
		Fallback      *string  `json:"fallback,omitempty"`
		RuleBalancer  *string  `json:"rule_balancer,omitempty"`
		Form          *string  `json:"form,omitempty"`
		StrategyName  *string  `json:"strategy_name,omitempty"`
		EmptySelector *bool    `json:"empty_selector,omitempty"`
		Observatory   *string  `json:"observatory,omitempty"`
		ProbeURL      *string  `json:"probe_url,omitempty"`
		ProbeInterval *int64   `json:"probe_interval_seconds,omitempty"`
		Concurrency   *bool    `json:"concurrency,omitempty"`
		BurstURL      *string  `json:"burst_url,omitempty"`
		BurstInterval *int64   `json:"burst_interval_seconds,omitempty"`
		BurstSampling *int     `json:"burst_sampling,omitempty"`
		Expected      *int     `json:"expected,omitempty"`
		MaxRTT        *int64   `json:"max_rtt_ms,omitempty"`
		Tolerance     *float64 `json:"tolerance,omitempty"`
		Extras        *string  `json:"extras,omitempty"`
		PlatformAware *bool    `json:"platform_aware,omitempty"`
		IOSOutbounds  *int     `json:"ios_outbounds,omitempty"`
	}
	endpointIn struct {
		Tag       string `json:"tag"`
		Kind      string `json:"kind"`
		Address   string `json:"address"`
		Port      int    `json:"port"`
		Secret    string `json:"secret"`
		Host      string `json:"host"`
		PublicKey string `json:"public_key"`
		ShortID   string `json:"short_id"`
		Mux       bool   `json:"mux"`
	}
	askedIn struct {
		Backend  propertiesIn `json:"backend"`
		Platform string       `json:"platform"`
		Mode     string       `json:"mode"`
		Servers  []endpointIn `json:"servers"`
	}
	configIn struct {
		askedIn
		Domains []string `json:"domains"`
		Rung    *int32   `json:"rung"`
	}
	ladderIn struct {
		Rung    int32 `json:"rung"`
		Servers int   `json:"servers"`
	}
	ladderOut struct {
		Strategy *string `json:"strategy"`
		Server   *int    `json:"server"`
		Next     *int32  `json:"next"`
	}
)

// configRules are what configs of xray-core say, and which of them Android tries.
var configRules = []rule{
	ruleOf("backend-defaults", []string{"LB-02", "LB-03", "LB-04", "LB-29"},
		"The properties of the documents. What a case of the other files does not name is as it is here.",
		func(struct{}) propertiesIn { return documentedProperties() },
		[]input[struct{}]{{"documented", struct{}{}}}, nil),
	ruleOf("platform-answer", []string{"LB-01", "LB-28", "LB-29"},
		"What the backend answers a platform for the servers of a country: the same to all, or what each can use.",
		func(in askedIn) json.RawMessage {
			return in.Backend.backend().Answer(valueOf[delivery.Platform](in.Platform), endpoints(in.Servers), valueOf[xray.Mode](in.Mode)).JSON()
		},
		askedInputs(), drawAskedIn),
	ruleOf("client-config", []string{"LB-01", "LB-02", "LB-03", "LB-04", "LB-05", "LB-06", "LB-07", "LB-09", "LB-10", "LB-11", "LB-12",
		"LB-13", "LB-28", "LB-29"},
		"The config that a platform gives to its core for the servers of a country; with platform backend what it is made of, "+
			"the backend's answer to all.",
		decideConfig, configInputs(), drawConfigIn),
	ruleOf("android-fallback", []string{"LB-11"},
		"What Android tries on a rung, a strategy over all its servers or one server by its place from 0, and the rung after it "+
			"once the probe, 2 seconds later, has failed. Null: the other, or no rung left.",
		decideLadder, ladderInputs(), drawLadderIn),
}

func decideConfig(in configIn) json.RawMessage {
	b, servers, mode := in.Backend.backend(), endpoints(in.Servers), valueOf[xray.Mode](in.Mode)
	switch in.Platform {
	case "ios":
		return xray.IOS(b.Answer(delivery.IOS, servers, mode), mode, in.Domains).JSON()
	case "android":
		return xray.Android(b.Answer(delivery.Android, servers, mode), xray.Rung(*in.Rung), xray.AndroidProbeInterval).JSON()
	case "desktop", "desktop-linux":
		return xray.Desktop(b.Answer(delivery.Desktop, servers, mode), in.Platform == "desktop-linux").JSON()
	}
	return b.Response(servers, mode).JSON()
}

func decideLadder(in ladderIn) (out ladderOut) {
	rung := xray.Rung(in.Rung)
	if server, alone := rung.Server(); alone {
		out.Server = known(server)
	} else {
		out.Strategy = known(rung.Strategy().String())
	}
	if next, more := rung.Next(in.Servers); more {
		out.Next = known(int32(next))
	}
	return out
}

// backend has the properties that are given, and the documents' others.
func (in propertiesIn) backend() xray.Backend {
	all := documentedProperties()
	return xray.Backend{
		Strategy:      valueOf[xray.Strategy](or(in.Strategy, *all.Strategy)),
		Fallback:      valueOf[xray.Fallback](or(in.Fallback, *all.Fallback)),
		RuleBalancer:  or(in.RuleBalancer, *all.RuleBalancer),
		Form:          valueOf[xray.Form](or(in.Form, *all.Form)),
		StrategyName:  or(in.StrategyName, *all.StrategyName),
		EmptySelector: or(in.EmptySelector, *all.EmptySelector),
		Observing:     valueOf[xray.Observing](or(in.Observatory, *all.Observatory)),
		ProbeURL:      or(in.ProbeURL, *all.ProbeURL),
		ProbeInterval: spanOf(or(in.ProbeInterval, *all.ProbeInterval)),
		Concurrency:   or(in.Concurrency, *all.Concurrency),
		BurstURL:      or(in.BurstURL, *all.BurstURL),
		BurstInterval: spanOf(or(in.BurstInterval, *all.BurstInterval)),
		BurstSampling: or(in.BurstSampling, *all.BurstSampling),
		Expected:      or(in.Expected, *all.Expected),
		MaxRTT:        time.Duration(or(in.MaxRTT, *all.MaxRTT)) * time.Millisecond,
		Tolerance:     or(in.Tolerance, *all.Tolerance),
		Extras:        valueOf[xray.Extras](or(in.Extras, *all.Extras)),
		PlatformAware: or(in.PlatformAware, *all.PlatformAware),
		IOSOutbounds:  or(in.IOSOutbounds, *all.IOSOutbounds),
	}
}

func documentedProperties() propertiesIn {
	b := xray.Documented()
	return propertiesIn{
		Strategy: known(b.Strategy.String()), Fallback: known(b.Fallback.String()), RuleBalancer: &b.RuleBalancer,
		Form: known(b.Form.String()), StrategyName: &b.StrategyName, EmptySelector: &b.EmptySelector, Observatory: known(b.Observing.String()),
		ProbeURL: &b.ProbeURL, ProbeInterval: known(seconds(b.ProbeInterval)), Concurrency: &b.Concurrency,
		BurstURL: &b.BurstURL, BurstInterval: known(seconds(b.BurstInterval)), BurstSampling: &b.BurstSampling,
		Expected: &b.Expected, MaxRTT: known(b.MaxRTT.Milliseconds()), Tolerance: &b.Tolerance,
		Extras: known(b.Extras.String()), PlatformAware: &b.PlatformAware, IOSOutbounds: &b.IOSOutbounds,
	}
}

func endpoints(given []endpointIn) []xray.Endpoint {
	servers := make([]xray.Endpoint, len(given))
	for i, e := range given {
		servers[i] = xray.Endpoint{Tag: e.Tag, Kind: valueOf[xray.Kind](e.Kind), Address: e.Address, Port: e.Port, Secret: e.Secret,
			Host: e.Host, PublicKey: e.PublicKey, ShortID: e.ShortID, Mux: e.Mux}
	}
	return servers
}

// drawProperties leaves out one property in four.
func drawProperties(r *rand.Rand) propertiesIn {
	url := func(r *rand.Rand) string {
		return drawOneOf(r, "https://1.1.1.1/cdn-cgi/trace", "http://detectportal.firefox.com/success.txt", "")
	}
	interval := func(r *rand.Rand) int64 { return r.Int64N(2 * hour) }
	count := func(r *rand.Rand) int { return r.IntN(7) }
	return propertiesIn{
		Strategy: perhaps(r, drawName[xray.Strategy]), Fallback: perhaps(r, drawName[xray.Fallback]),
		RuleBalancer:  perhaps(r, func(r *rand.Rand) string { return drawOneOf(r, "", "", "balancer", "load-balancer") }),
		Form:          perhaps(r, drawName[xray.Form]),
		StrategyName:  perhaps(r, func(r *rand.Rand) string { return drawOneOf(r, "", "", "leastping", "urltest") }),
		EmptySelector: perhaps(r, drawBool), Observatory: perhaps(r, drawName[xray.Observing]),
		ProbeURL: perhaps(r, url), ProbeInterval: perhaps(r, interval), Concurrency: perhaps(r, drawBool),
		BurstURL: perhaps(r, url), BurstInterval: perhaps(r, interval), BurstSampling: perhaps(r, count),
		Expected: perhaps(r, count), MaxRTT: perhaps(r, interval),
		Tolerance: perhaps(r, func(r *rand.Rand) float64 { return float64(r.IntN(200)) / 100 }),
		Extras:    perhaps(r, drawName[xray.Extras]), PlatformAware: perhaps(r, drawBool), IOSOutbounds: perhaps(r, count),
	}
}
