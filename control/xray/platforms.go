package xray

import (
	"slices"
	"strings"
	"time"

	"reprise/control/delivery"
)

// socksPort is where the tunnels of all platforms hand over their traffic, on loopback. No document gives the number.
const socksPort = 10808

// socks is the inbound that a platform adds.
func socks() Inbound {
	return Inbound{Tag: "socks", Listen: "127.0.0.1", Port: socksPort, Protocol: "socks", Settings: &SocksSettings{Auth: "noauth", UDP: true},
		Sniffing: &SniffingPolicy{Enabled: true, DestOverride: []string{"http", "tls"}}}
}

// Uses is how many of a country's servers, from the first, come into a platform's config: one on the desktop (LB-13), and on
// iOS no more than the platform-aware response has (LB-29).
func (b Backend) Uses(p delivery.Platform, servers int) int {
	switch {
	case p == delivery.Desktop:
		return min(servers, 1)
	case p == delivery.IOS && b.PlatformAware && b.IOSOutbounds > 0:
		return min(servers, b.IOSOutbounds)
	}
	return servers
}

// Answer is what the backend answers a platform: the whole response, or what the platform can use of it (LB-28, LB-29).
func (b Backend) Answer(p delivery.Platform, servers []Endpoint, mode Mode) *Config {
	if !b.PlatformAware {
		return b.Response(servers, mode)
	}
	servers = servers[:b.Uses(p, len(servers))]
	if p == delivery.IOS {
		return b.Response(servers, mode)
	}
	out := &Config{Outbounds: make([]Outbound, len(servers))}
	for i, server := range servers {
		out.Outbounds[i] = outbound(server)
	}
	return out
}

// IOS is what iOS gives to the core: the response as it is, a SOCKS inbound besides, and in split mode the user's domains
// in place of the placeholder (LB-07). Without any the list is left empty.
func IOS(response *Config, mode Mode, domains []string) *Config {
	c := *response
	c.Inbounds = append(slices.Clone(response.Inbounds), socks())
	if mode != Split || response.Routing == nil {
		return &c
	}
	routing := *response.Routing
	routing.Rules = slices.Clone(routing.Rules)
	for i, rule := range routing.Rules {
		if slices.Contains(rule.Domain, Placeholder) {
			routing.Rules[i].Domain = append([]string{}, domains...)
		}
	}
	c.Routing = &routing
	return &c
}

// Servers are the outbounds of a response that lead to a server: all but direct and block. Android and the desktop read
// no others, for they look for an address and its users (LB-09, LB-13).
func Servers(response *Config) []Outbound {
	return slices.DeleteFunc(slices.Clone(response.Outbounds), func(o Outbound) bool { return o.Settings == nil })
}

// What Android writes into its own config (LB-10, LB-12). No document names its balancer.
const (
	AndroidProbeURL      = "http://detectportal.firefox.com/success.txt"
	AndroidProbeInterval = 45 * time.Second
	androidBalancer      = "balancer"
)

// Android is the config that Android builds of a response: its servers, its own observatory, DNS and one rule to its own
// balancer (LB-09, LB-10, LB-12), whose strategy is that of the rung; on the last rungs a single server and no balancer
// (LB-11), past them no server and no rule. Probes come every so often, AndroidProbeInterval unless an experiment says
// otherwise.
func Android(response *Config, rung Rung, every time.Duration) *Config {
	servers := Servers(response)
	for i := range servers {
		servers[i].Mux = &Mux{Enabled: false}
	}
	c := &Config{
		DNS:       &DNS{Hosts: map[string]string{"domain:googleapis.cn": "googleapis.com"}, Servers: []string{"8.8.8.8", "8.8.4.4"}},
		Stats:     &Stats{},
		Inbounds:  []Inbound{socks()},
		Outbounds: servers,
		Routing:   &Routing{DomainStrategy: "IPIfNonMatch"},
	}
	if server, alone := rung.Server(); alone {
		c.Outbounds = servers[min(server, len(servers)):min(server+1, len(servers))]
		c.Routing.Rules = toOnly(c.Outbounds)
		return c
	}
	tags := tagsOf(servers)
	c.Routing.Rules = []Rule{{Type: "field", InboundTag: []string{"socks"}, BalancerTag: androidBalancer}}
	c.Routing.Balancers = []Balancer{{Tag: androidBalancer, Selector: tags, Strategy: &Balancing{Type: rung.Strategy().String()}}}
	c.Observatory = &Observatory{SubjectSelector: slices.Clone(tags), ProbeURL: AndroidProbeURL, ProbeInterval: seconds(every), EnableConcurrency: true}
	return c
}

// fwmark is the mark by which the desktop binds its sockets to the physical interface on Linux. No document gives it.
const fwmark = 255

// Desktop is the config that the desktop builds: the first server of a response, and one rule from the inbound to it. There
// is no balancing, observatory, split tunnel, DNS, direct or block; on Linux sockets are marked (LB-13).
func Desktop(response *Config, linux bool) *Config {
	servers := Servers(response)
	servers = servers[:min(len(servers), 1)]
	if linux {
		for i := range servers {
			servers[i].StreamSettings = marked(servers[i].StreamSettings)
		}
	}
	return &Config{Inbounds: []Inbound{socks()}, Outbounds: servers,
		Routing: &Routing{DomainStrategy: "AsIs", DomainMatcher: "hybrid", Rules: toOnly(servers)}}
}

// marked are settings of a transport with the desktop's mark; those that are given stay as they are.
func marked(transport *StreamSettings) *StreamSettings {
	made := StreamSettings{Network: "tcp"} // the core's own, where nothing is said
	if transport != nil {
		made = *transport
	}
	made.Sockopt = &SockOption{Mark: fwmark}
	return &made
}

// toOnly are the rules of a platform that has one server: all that comes in goes there. Without a server there is none.
func toOnly(server []Outbound) []Rule {
	rules := []Rule{}
	for _, o := range server {
		rules = append(rules, Rule{Type: "field", InboundTag: []string{"socks"}, OutboundTag: o.Tag})
	}
	return rules
}

// tagsOf are the tags of outbounds, in order.
func tagsOf(outbounds []Outbound) []string {
	tags := make([]string, len(outbounds))
	for i, o := range outbounds {
		tags[i] = o.Tag
	}
	return tags
}

// Host is the host of a URL, or of a probe's address: what stands after the scheme, up to a port or a path.
func Host(url string) string {
	if _, after, found := strings.Cut(url, "://"); found {
		url = after
	}
	if end := strings.IndexAny(url, "/?#"); end >= 0 {
		url = url[:end]
	}
	url = url[strings.LastIndexByte(url, '@')+1:] // behind a user
	if colon := strings.LastIndexByte(url, ':'); colon >= 0 && !strings.HasSuffix(url, "]") {
		url = url[:colon]
	}
	return strings.Trim(url, "[]")
}
