package world

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/control/ranking"
	"reprise/control/xray"
	"reprise/sim/random"
	"reprise/sim/world/tunnel"
)

// standIn stands in for the core: it refuses what the real one is known to refuse, and balances plainly. It keeps what was put
// to it.
type standIn struct{ loaded []*xray.Config }

// notWired are the core's words where a strategy wants an observatory that is not there.
const notWired = "core: not all dependencies are resolved."

func (s *standIn) Load(c *xray.Config) tunnel.Loaded {
	s.loaded = append(s.loaded, c)
	for _, b := range c.Routing.Balancers {
		watched := c.Observatory != nil || c.BurstObservatory != nil
		probing := b.Strategy.Type == "leastPing" || b.Strategy.Type == "leastLoad"
		switch {
		case b.Strategy.Bare:
			return tunnel.Loaded{Stage: xray.Decode, Err: "a strategy is no string"}
		case len(b.Selector) == 0:
			return tunnel.Loaded{Stage: xray.Build, Err: "empty selector list"}
		case !probing && b.Strategy.Type != "random" && b.Strategy.Type != "roundRobin":
			return tunnel.Loaded{Stage: xray.Build, Err: "unknown balancing strategy: " + b.Strategy.Type}
		case !watched && (probing || b.FallbackTag != ""):
			return tunnel.Loaded{Stage: xray.New, Err: notWired}
		}
	}
	return route(c)
}

// route follows the last rule, which is the one that an ordinary connection meets.
func route(c *xray.Config) tunnel.Loaded {
	byTag := func(tag string) int32 {
		return int32(slices.IndexFunc(c.Outbounds, func(o xray.Outbound) bool { return o.Tag == tag })) // -1 is First
	}
	if len(c.Routing.Rules) == 0 {
		return tunnel.Loaded{Stage: xray.OK, Outbound: tunnel.First}
	}
	rule := c.Routing.Rules[len(c.Routing.Rules)-1]
	if rule.BalancerTag == "" {
		return tunnel.Loaded{Stage: xray.OK, Rule: rule.RuleTag, Outbound: byTag(rule.OutboundTag)}
	}
	at := slices.IndexFunc(c.Routing.Balancers, func(b xray.Balancer) bool { return b.Tag == rule.BalancerTag })
	if at < 0 {
		return tunnel.Loaded{Stage: xray.New, Err: "balancer " + rule.BalancerTag + " not found"}
	}
	b := c.Routing.Balancers[at]
	made := standInBalancer{strategy: b.Strategy.Type, otherwise: byTag(b.FallbackTag)}
	for i, out := range c.Outbounds {
		if slices.ContainsFunc(b.Selector, func(selector string) bool { return strings.HasPrefix(out.Tag, selector) }) {
			made.among = append(made.among, int32(i))
		}
	}
	return tunnel.Loaded{Stage: xray.OK, Rule: rule.RuleTag, Balancer: func() tunnel.Balancer { own := made; return &own }}
}

// standInBalancer picks one of some outbounds.
type standInBalancer struct {
	strategy  string
	among     []int32
	otherwise int32
	turn      int
}

func (b *standInBalancer) Pick(seen *tunnel.Seen, draw *random.Stream) int32 {
	switch b.strategy {
	case "random":
		return b.among[draw.IntN(len(b.among))]
	case "roundRobin":
		b.turn++
		return b.among[(b.turn-1)%len(b.among)]
	}
	best := b.otherwise
	least := int64(tunnel.DeadDelayMS)
	for _, place := range seen.Order {
		if s := seen.Status[place]; s.Alive && s.DelayMS < least && slices.Contains(b.among, place) {
			best, least = place, s.DelayMS
		}
	}
	return best
}

// second is a second after the start, when most users here tap connect.
const second = time.Second

// coreFleet is a country of equal servers, s0 and on, with named users of some platform whose
// clients run the stand-in: their lists are those of the start, in the fleet's order, a session connects every second, and the
// user waits 15 s for the first connection.
func coreFleet(servers, n int, p delivery.Platform) Config {
	cfg := oneCountry(servers)
	cfg.Clients = users(n, p)
	runCores(&cfg)
	return cfg
}

// runCores has the clients of a world run the stand-in.
func runCores(cfg *Config) {
	cfg.Core, cfg.Endpoints = &standIn{}, nil
	for s := range cfg.Servers {
		cfg.Endpoints = append(cfg.Endpoints, xray.Endpoint{Tag: fmt.Sprintf("s%02d", s), Address: fmt.Sprintf("192.0.2.%d", s), Port: 443})
	}
	set := &cfg.Settings
	set.Ranking.Rules.Order = ranking.SortOnly
	set.Traffic.PathSpread = 0 // what is left is a wait below a millisecond: all are equal, and the first that was probed is picked
	set.Tunnel = TunnelSettings{Connections: random.Fixed(second), Patience: 15 * second, Refuses: minute, ProbeOpen: second}
	for p := range set.Cache {
		set.Cache[p].Refresh = delivery.AtStart
	}
}

// tap is the first user's tap on connect.
var tap = TapConnect{Client: 0, Country: None}

// at is the server that a client's session is on.
func (w *World) at(c int32) int32 { return w.clients[c].session }

// The stand-in refuses what it should, at the stage it should, and takes the documents' configs of every platform.
func TestTheStandIn(t *testing.T) {
	servers := []xray.Endpoint{{Tag: "s0"}, {Tag: "s1"}}
	backend := func(change func(*xray.Backend)) *xray.Config {
		b := xray.Documented()
		change(&b)
		return b.Response(servers, xray.Base)
	}
	for name, c := range map[string]struct {
		config *xray.Config
		stage  xray.Stage
	}{
		"documented":  {backend(func(*xray.Backend) {}), xray.OK},
		"least load":  {backend(func(b *xray.Backend) { b.Strategy = xray.LeastLoads }), xray.OK},
		"random":      {backend(func(b *xray.Backend) { b.Strategy = xray.Random }), xray.OK},
		"round robin": {backend(func(b *xray.Backend) { b.Strategy = xray.RoundRobin }), xray.OK},
		"android":     {xray.Android(backend(func(*xray.Backend) {}), xray.FirstRung, minute), xray.OK},
		"desktop":     {xray.Desktop(backend(func(*xray.Backend) {}), false), xray.OK},
		"random, fallback": {backend(func(b *xray.Backend) { b.Strategy, b.Fallback = xray.Random, xray.FirstFallback }),
			xray.New},
		"not observed":     {backend(func(b *xray.Backend) { b.Observing = xray.NoObservatory }), xray.New},
		"other balancer":   {backend(func(b *xray.Backend) { b.RuleBalancer = "x" }), xray.New},
		"as a string":      {backend(func(b *xray.Backend) { b.Form = xray.AsString }), xray.Decode},
		"empty selector":   {backend(func(b *xray.Backend) { b.EmptySelector = true }), xray.Build},
		"unknown strategy": {backend(func(b *xray.Backend) { b.StrategyName = "x" }), xray.Build},
	} {
		t.Run(name, func(t *testing.T) {
			made := (&standIn{}).Load(c.config)
			require.Equal(t, c.stage, made.Stage)
			require.Equal(t, c.stage == xray.OK, made.Err == "")
		})
	}
}
