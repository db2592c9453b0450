package xraycore

import (
	"sync"

	corenet "github.com/xtls/xray-core/common/net"

	"reprise/control/xray"
	"reprise/sim/world/tunnel"
)

// ordinary is a connection of any app to a site that no rule names.
var ordinary = corenet.TCPDestination(corenet.DomainAddress("www.example.org"), 443)

// Engine is the real core as the simulation runs it: configs are put to it as far as their start, and its strategies pick
// in virtual time. Engines share what they loaded; each may be used from any number of goroutines.
type Engine struct{}

// NewEngine gives an engine.
func NewEngine() *Engine { return &Engine{} }

// memory is what the process has loaded, by the configs' JSON.
var memory = struct {
	sync.Mutex
	loads map[string]func() tunnel.Loaded
}{loads: map[string]func() tunnel.Loaded{}}

// maxLoads is how many configs are remembered; a fleet-day has some hundreds.
const maxLoads = 4096

// Load puts a config to the core, as far as its start, and asks where an ordinary connection from the config's first
// inbound goes. A config is put to the core once a process. Its inbounds are left out: the router goes by their tags alone, and
// a machine that is out of sockets must not tell in a result.
func (*Engine) Load(config *xray.Config) tunnel.Loaded {
	inbound, deaf := "", *config
	if deaf.Inbounds = nil; len(config.Inbounds) > 0 {
		inbound = config.Inbounds[0].Tag
	}
	text := deaf.JSON()
	key := inbound + " " + string(text)
	memory.Lock()
	load, ok := memory.loads[key]
	if !ok {
		if len(memory.loads) >= maxLoads {
			clear(memory.loads)
		}
		tags := make([]string, 0, len(config.Outbounds))
		for _, out := range config.Outbounds {
			tags = append(tags, out.Tag)
		}
		load = sync.OnceValue(func() tunnel.Loaded { return loaded(text, inbound, tags) })
		memory.loads[key] = load
	}
	memory.Unlock()
	return load()
}

func loaded(text []byte, inbound string, tags []string) tunnel.Loaded {
	verdict, found := examine(text, &request{to: ordinary, inbound: inbound}, patience)
	l := tunnel.Loaded{Stage: verdict.Stage, Err: verdict.Error, Outbound: tunnel.First}
	if found == nil || found.rule == nil {
		return l
	}
	p := &places{tags: tags, of: make(map[string]int32, len(tags))}
	for i, tag := range tags {
		p.of[tag] = int32(i)
	}
	l.Rule, l.Outbound = found.rule.RuleTag, p.place(found.outbound)
	if found.balancer != nil {
		l.Outbound = tunnel.First
		l.Balancer = func() tunnel.Balancer { return newBalancer(found, p) }
	}
	return l
}

// places are the outbounds of a config by their tags. They are never written again.
type places struct {
	tags []string
	of   map[string]int32
}

// place is where a tag leads: one that is not there, and the empty one, to the default.
func (p *places) place(tag string) int32 {
	if at, ok := p.of[tag]; ok && tag != "" {
		return at
	}
	return tunnel.First
}
