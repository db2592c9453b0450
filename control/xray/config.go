package xray

import (
	"bytes"
	"encoding/json"
)

// Config is a client config of xray-core, as far as any of the platforms uses it. What the backend answers (LB-01) is one
// without log, inbounds, DNS and stats. Nulls are left out.
type Config struct {
	Log              *Log              `json:"log,omitempty"`
	DNS              *DNS              `json:"dns,omitempty"`
	Stats            *Stats            `json:"stats,omitempty"`
	Inbounds         []Inbound         `json:"inbounds,omitempty"`
	Outbounds        []Outbound        `json:"outbounds"`
	Routing          *Routing          `json:"routing,omitempty"`
	Observatory      *Observatory      `json:"observatory,omitempty"`
	BurstObservatory *BurstObservatory `json:"burstObservatory,omitempty"`
	StringImageData  string            `json:"stringImageData,omitempty"` // of the answer (LB-01); no app and no core reads it
}

// JSON is the config as the core reads it and a person can: indented, keys always in the same order.
func (c *Config) JSON() []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(c); err != nil {
		panic(err) // plain data always encodes
	}
	return text.Bytes()
}

// Log is what the core logs.
type Log struct {
	Level string `json:"loglevel,omitempty"`
}

// Stats switches the core's counters on; it has no settings.
type Stats struct{}

// DNS is the core's resolver: name servers, and names that stand for other names.
type DNS struct {
	Hosts   map[string]string `json:"hosts,omitempty"`
	Servers []string          `json:"servers,omitempty"`
}

// Inbound is where the platform's tunnel hands its traffic to the core.
type Inbound struct {
	Tag      string          `json:"tag"`
	Listen   string          `json:"listen"`
	Port     int             `json:"port"`
	Protocol string          `json:"protocol"`
	Settings *SocksSettings  `json:"settings,omitempty"`
	Sniffing *SniffingPolicy `json:"sniffing,omitempty"`
}

// SocksSettings are those of a SOCKS inbound.
type SocksSettings struct {
	Auth string `json:"auth"`
	UDP  bool   `json:"udp"`
}

// SniffingPolicy has the core read the names of the sites from what passes, for rules that go by name.
type SniffingPolicy struct {
	Enabled      bool     `json:"enabled"`
	DestOverride []string `json:"destOverride,omitempty"`
}

// Routing is rules in order, and the balancers that they name.
type Routing struct {
	DomainStrategy string     `json:"domainStrategy,omitempty"`
	DomainMatcher  string     `json:"domainMatcher,omitempty"`
	Rules          []Rule     `json:"rules"`
	Balancers      []Balancer `json:"balancers,omitempty"`
}

// Rule sends what matches all of its conditions to an outbound or a balancer. The first rule that matches decides.
type Rule struct {
	RuleTag     string   `json:"ruleTag,omitempty"`
	Type        string   `json:"type"`
	InboundTag  []string `json:"inboundTag,omitempty"`
	Domain      []string `json:"domain,omitzero"` // nil: no condition; empty: one of no domain, which is written
	IP          []string `json:"ip,omitempty"`
	Network     string   `json:"network,omitempty"`
	OutboundTag string   `json:"outboundTag,omitempty"`
	BalancerTag string   `json:"balancerTag,omitempty"`
}

// Balancer picks one of the outbounds whose tags begin with one of the selectors.
type Balancer struct {
	Tag         string     `json:"tag"`
	Selector    []string   `json:"selector"`
	Strategy    *Balancing `json:"strategy,omitempty"`
	FallbackTag string     `json:"fallbackTag,omitempty"`
}

// Balancing is a balancer's strategy. Bare writes it as a string in place of an object, which the core refuses.
type Balancing struct {
	Type     string
	Settings *LeastLoad
	Bare     bool
}

// MarshalJSON writes the strategy as an object or, Bare, as a string.
func (b Balancing) MarshalJSON() ([]byte, error) {
	if b.Bare {
		return json.Marshal(b.Type)
	}
	return json.Marshal(struct {
		Type     string     `json:"type"`
		Settings *LeastLoad `json:"settings,omitempty"`
	}{b.Type, b.Settings})
}

// LeastLoad are the settings of the strategy leastLoad (LB-03). The core never reads Tolerance.
type LeastLoad struct {
	Expected  int     `json:"expected,omitempty"`
	MaxRTT    string  `json:"maxRTT,omitempty"`
	Tolerance float64 `json:"tolerance,omitempty"`
}

// Observatory probes outbounds one after the other, or all at once with EnableConcurrency (LB-02, LB-10).
type Observatory struct {
	SubjectSelector   []string `json:"subjectSelector"`
	ProbeURL          string   `json:"probeUrl,omitempty"`
	ProbeInterval     string   `json:"probeInterval,omitempty"`
	EnableConcurrency bool     `json:"enableConcurrency,omitempty"`
}

// BurstObservatory probes each outbound a number of times a round, at random moments (LB-03).
type BurstObservatory struct {
	SubjectSelector []string `json:"subjectSelector"`
	PingConfig      Ping     `json:"pingConfig"`
}

// Ping are the settings of a burst observatory.
type Ping struct {
	Destination string `json:"destination,omitempty"`
	Interval    string `json:"interval,omitempty"`
	Sampling    int    `json:"sampling,omitempty"`
	Timeout     string `json:"timeout,omitempty"`
}

// Stage is how far the core comes with a config.
type Stage uint8

// The stages, in order: a config that fails is at the stage that failed.
const (
	Decode Stage = iota // JSON into the core's own form
	Build               // that into what the core runs
	New                 // an instance with its parts wired
	Start               // running
	OK                  // it runs
)
