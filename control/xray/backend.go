package xray

import (
	"slices"
	"strconv"
	"time"
)

// Backend are the properties from which the backend generates a client's config. It is comparable: two that are equal
// generate the same. Documented gives those of the documents; the others are ways in which it could have been otherwise.
type Backend struct {
	Strategy Strategy

	// What could be otherwise about the balancer.
	Fallback      Fallback
	RuleBalancer  string // the balancer that rules name, whatever the balancer is called; empty: that one
	Form          Form
	StrategyName  string // written in place of the strategy's own name; empty: that
	EmptySelector bool   // the balancer selects by an empty list of tags

	// LB-02.
	Observing     Observing
	ProbeURL      string
	ProbeInterval time.Duration
	Concurrency   bool // all outbounds are probed at once; no document sets it for iOS

	// LB-03.
	BurstURL      string
	BurstInterval time.Duration
	BurstSampling int
	Expected      int
	MaxRTT        time.Duration
	Tolerance     float64

	Extras Extras

	// PlatformAware has the backend answer each platform what it can use (LB-28), and iOS with at most IOSOutbounds servers
	// of a country (LB-29; 0: all). Otherwise every platform is answered the same.
	PlatformAware bool
	IOSOutbounds  int
}

// Documented are the properties of the documents (LB-02 to LB-04), with today's strategy.
func Documented() Backend {
	return Backend{
		Strategy:      LeastPing,
		ProbeURL:      "https://1.1.1.1/cdn-cgi/trace",
		ProbeInterval: 120 * time.Second,
		BurstURL:      "https://connectivitycheck.gstatic.com/generate_204",
		BurstInterval: 30 * time.Second,
		BurstSampling: 5,
		Expected:      3,
		MaxRTT:        time.Second,
		Tolerance:     0.5,
		IOSOutbounds:  2,
	}
}

// Placeholder stands for the domains of split mode, which iOS puts in its place (LB-07).
const Placeholder = "domainPlaceholder"

// Response is the config that the backend answers for the servers of one country, in the order in which the account is
// given them (LB-01). It shares nothing with its arguments.
func (b Backend) Response(servers []Endpoint, mode Mode) *Config {
	tags := make([]string, len(servers))
	outbounds := make([]Outbound, len(servers))
	for i, server := range servers {
		tags[i], outbounds[i] = server.Tag, outbound(server)
	}
	c := &Config{
		Outbounds: withExtras(outbounds, b.Extras),
		Routing:   &Routing{DomainStrategy: "AsIs", Rules: b.rules(mode), Balancers: []Balancer{b.balancer(tags)}},
	}
	standard, burst := b.observes()
	if standard {
		c.Observatory = &Observatory{SubjectSelector: slices.Clone(tags), ProbeURL: b.ProbeURL, ProbeInterval: seconds(b.ProbeInterval), EnableConcurrency: b.Concurrency}
	}
	if burst {
		c.BurstObservatory = &BurstObservatory{SubjectSelector: slices.Clone(tags),
			PingConfig: Ping{Destination: b.BurstURL, Interval: seconds(b.BurstInterval), Sampling: b.BurstSampling}}
	}
	return c
}

// rules are those of a mode, in order (LB-05, LB-06).
func (b Backend) rules(mode Mode) []Rule {
	balancer := b.RuleBalancer
	if balancer == "" {
		balancer = b.Strategy.BalancerTag()
	}
	rules := []Rule{
		{RuleTag: "block-rule", Type: "field", Domain: []string{"geosite:category-ads-all"}, OutboundTag: BlockTag},
		{RuleTag: "direct-rule", Type: "field", IP: []string{"geoip:private"}, OutboundTag: DirectTag},
	}
	if mode == Split {
		return append(rules,
			Rule{RuleTag: "vpn-rule", Type: "field", Domain: []string{Placeholder}, BalancerTag: balancer},
			Rule{RuleTag: "default-direct", Type: "field", Network: "tcp,udp", OutboundTag: DirectTag})
	}
	return append(rules,
		Rule{RuleTag: "api-direct-rule", Type: "field", Domain: []string{"domain:shiva-app.io"}, OutboundTag: DirectTag},
		Rule{RuleTag: "main-rule", Type: "field", Network: "tcp,udp", BalancerTag: balancer})
}

// BalancerTag is what the backend calls the balancer of a strategy (LB-02 to LB-04).
func (v Strategy) BalancerTag() string {
	switch v {
	case LeastPing:
		return "least-ping-balancer"
	case LeastLoads:
		return "load-balancer"
	case Random:
		return "random-balancer"
	}
	return "round-robin-balancer"
}

// balancer is the one that picks among the servers.
func (b Backend) balancer(tags []string) Balancer {
	made := Balancer{Tag: b.Strategy.BalancerTag(), Selector: []string{}, Strategy: &Balancing{Type: b.Strategy.String(), Bare: b.Form == AsString}}
	if b.StrategyName != "" {
		made.Strategy.Type = b.StrategyName
	}
	if !b.EmptySelector {
		made.Selector = slices.Clone(tags)
	}
	if b.Strategy == LeastLoads {
		made.Strategy.Settings = &LeastLoad{Expected: b.Expected, MaxRTT: milliseconds(b.MaxRTT), Tolerance: b.Tolerance}
	}
	switch {
	case b.Fallback == DirectFallback:
		made.FallbackTag = DirectTag
	case b.Fallback == FirstFallback && len(tags) > 0:
		made.FallbackTag = tags[0]
	}
	return made
}

// observes tells which observatories go into a config: by the documents the standard one with leastPing, the burst one
// with leastLoad, and none with random (LB-02 to LB-04).
func (b Backend) observes() (standard, burst bool) {
	switch b.Observing {
	case StandardAlways:
		return true, false
	case BurstAlways:
		return false, true
	case Both:
		return true, true
	case NoObservatory:
		return false, false
	}
	return b.Strategy == LeastPing, b.Strategy == LeastLoads
}

// seconds is a duration as the documents write it, `120s`; what is no whole number of seconds in Go's way.
func seconds(d time.Duration) string {
	if d%time.Second == 0 {
		return strconv.FormatInt(int64(d/time.Second), 10) + "s"
	}
	return d.String()
}

// milliseconds is a duration as the documents write a round trip, `1000ms`.
func milliseconds(d time.Duration) string {
	if d%time.Millisecond == 0 {
		return strconv.FormatInt(int64(d/time.Millisecond), 10) + "ms"
	}
	return d.String()
}
