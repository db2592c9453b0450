package world

import (
	"encoding/binary"
	"slices"
	"time"

	"reprise/control/delivery"
	"reprise/control/xray"
	"reprise/sim/world/tunnel"
)

// Where a connection goes that goes to no server.
const (
	past    int32 = -2 // past the VPN: it arrives, and nothing protects it
	nowhere int32 = -3 // it does not arrive
)

// cores is what the core made of every config that some client has given it. Clients with the same servers of a country and
// the same generation of the backend give it the same config but for the order of the outbounds, which moves the core's
// last way out and nothing else (a test of sim/xraycore holds it to that).
type cores struct {
	known map[coreKey]*coreConfig
	set   []int32 // the servers at hand
	key   []byte
}

// coreKey is what tells configs apart.
type coreKey struct {
	platform delivery.Platform
	rung     xray.Rung
	backend  xray.Backend
	every    time.Duration // between Android's probes
	servers  string
}

// coreConfig is a config as the core took it, in terms of the world.
type coreConfig struct {
	tunnel.Loaded
	plan  tunnel.Plan
	probe string  // the host that probes ask
	at    []int32 // by place in the config's outbounds: a server, past or nowhere
	first int32   // the core's last way out: past or nowhere, or None for the first of the client's own list
}

// runsCores tells whether clients' configs are given to a core, and their connections and probes are told apart.
func (w *World) runsCores() bool { return w.cfg.Core != nil }

// core is what the core made of the config of a client with these servers, in the order in which it was given them.
func (w *World) core(c int32, rung xray.Rung, outbounds []int32) *coreConfig {
	client := &w.clients[c]
	backend := w.ranking.editions.Items[client.edition].backend
	set := append(w.cores.set[:0], outbounds[:backend.Uses(client.platform, len(outbounds))]...)
	w.cores.set = set
	rest := set
	if backend.Fallback == xray.FirstFallback && len(set) > 0 {
		rest = set[1:] // the first as given is the one that fallbackTag names
	}
	slices.Sort(rest)
	w.cores.key = w.cores.key[:0]
	for _, s := range set {
		w.cores.key = binary.LittleEndian.AppendUint32(w.cores.key, uint32(s))
	}
	key := coreKey{client.platform, rung, backend, w.set.Notice.Android, string(w.cores.key)}
	known := w.cores.known[key]
	if known == nil {
		known = w.loadCore(key, set)
		w.cores.known[key] = known
	}
	return known
}

// loadCore has the core load a config.
func (w *World) loadCore(key coreKey, servers []int32) *coreConfig {
	endpoints := make([]xray.Endpoint, len(servers))
	for i, s := range servers {
		endpoints[i] = w.cfg.Endpoints[s]
	}
	config := clientConfig(key, endpoints)
	made := &coreConfig{Loaded: w.cfg.Core.Load(config), plan: tunnel.PlanOf(config), first: None}
	made.probe = xray.Host(made.plan.URL)
	for _, out := range config.Outbounds {
		made.at = append(made.at, leadsTo(out, endpoints, servers))
	}
	if len(made.at) > 0 && made.at[0] < 0 {
		made.first = made.at[0]
	}
	return made
}

// clientConfig is the config that a client's platform makes of the backend's answer.
func clientConfig(key coreKey, servers []xray.Endpoint) *xray.Config {
	answer := key.backend.Answer(key.platform, servers, xray.Base)
	switch key.platform {
	case delivery.IOS:
		return xray.IOS(answer, xray.Base, nil)
	case delivery.Android:
		return xray.Android(answer, key.rung, key.every)
	}
	return xray.Desktop(answer, false)
}

// leadsTo is where an outbound leads: to one of the servers, past the VPN, or nowhere.
func leadsTo(out xray.Outbound, endpoints []xray.Endpoint, servers []int32) int32 {
	if i := slices.IndexFunc(endpoints, func(e xray.Endpoint) bool { return e.Tag == out.Tag }); i >= 0 {
		return servers[i]
	}
	if out.Tag == xray.DirectTag {
		return past
	}
	return nowhere
}
