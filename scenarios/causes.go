package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"reprise/control/delivery"
	"reprise/control/xray"
	"reprise/scenarios/strict"
	"reprise/sim/world"
)

// link turns every action of the scenario into the deed that the world does, now that the fleet is known: groups,
// countries and clients become numbers.
func (s *Scenario) link(f *Fleet) error {
	s.fleet = f
	s.servers, s.groups = f.Expand()
	s.sites, s.proxies = f.Sites()
	if err := s.checkSize(); err != nil {
		return err
	}
	if s.runsCores() {
		s.endpoints, s.upstreams = f.Endpoints(), f.upstreams()
	}
	errs := []error{s.checkMetrics(), s.linkActions("timeline", s.Timeline)}
	for _, v := range s.Variants {
		errs = append(errs, s.linkActions("variants."+v.Key+".timeline", v.Value.Timeline))
	}
	for _, h := range s.Hypotheses {
		errs = append(errs, s.linkActions("hypotheses."+h.Key+".timeline", h.Value.Timeline))
	}
	return strict.Join(errs...)
}

// maxRows bounds accounts times servers: the world keeps four bits of each pair, so that this is 2 GB.
const maxRows = 4_000_000_000

// checkSize refuses a world that is too large before anything of it is allocated.
func (s *Scenario) checkSize() error {
	accounts := len(s.World.Clients)
	if p := s.World.Population; p != nil {
		accounts += p.Accounts
	}
	if rows := accounts * len(s.servers); rows > maxRows {
		return s.Wrong("world", fmt.Sprintf("%d accounts on %d servers are %d rows", accounts, len(s.servers), rows),
			fmt.Sprintf("at most %d rows in all", maxRows))
	}
	return nil
}

func (s *Scenario) linkActions(path string, actions []Action) error {
	var errs []error
	for i := range actions {
		deed, err := s.deed(fmt.Sprintf("%s[%d].with", path, i), actions[i].Params())
		if err != nil {
			errs = append(errs, err)
			continue
		}
		actions[i].deed = deed
	}
	return strict.Join(errs...)
}

// deed is what the world does for one action; path is the key of its parameters.
func (s *Scenario) deed(path string, params any) (world.Deed, error) {
	switch p := params.(type) {
	case *ServersDeactivate:
		servers, err := s.group(path, p.Group, p.Count)
		return world.Deactivate{Servers: servers}, err
	case *ServersActivate:
		servers, err := s.group(path, p.Group, 0)
		return world.Activate{Servers: servers}, err
	case *ConfigsResync:
		option, err := delivery.ParseResync(p.Option)
		return world.ResyncConfigs{Option: option}, err
	case *ConfigsVerify:
		return world.VerifyConfigs{}, nil
	case *ClientOpen:
		return world.OpenApp{Client: s.client(p.Client)}, nil
	case *ClientConnect:
		country, err := s.country(path, p.Country)
		return world.TapConnect{Client: s.client(p.Client), Country: country, Code: p.Country}, err
	case *ClientRestart:
		return world.RestartApp{Client: s.client(p.Client)}, nil
	case *ClientSleep:
		return world.Sleep{Client: s.client(p.Client)}, nil
	case *ClientWake:
		return world.Wake{Client: s.client(p.Client)}, nil
	case *FaultPanel:
		return world.FailPanels{Errors: p.Errors, Slower: p.Slower, For: p.For.D}, nil
	case *FaultDatabase:
		return world.TakeConnections{Connections: p.Connections, For: p.For.D}, nil
	case *ServersFail:
		servers, err := s.machines(path, p.Group, p.Country, p.Count)
		return world.FailServers{Servers: servers, Group: p.Group, For: p.For.D}, err
	case *ServersFlap:
		return s.flap(path, p)
	case *ServersSlow:
		servers, err := s.machines(path, p.Group, p.Country, p.Count)
		return world.SlowServers{Servers: servers, Group: p.Group, Bandwidth: p.Bandwidth, Processor: p.Processor, For: p.For.D}, err
	case *ServersSilence:
		servers, err := s.machines(path, p.Group, p.Country, p.Count)
		return world.SilenceServers{Servers: servers, Group: p.Group, For: p.For.D}, err
	case *ProxyFail:
		return s.failProxy(path, p)
	case *ClientTry:
		country, err := s.country(path, p.Country)
		return world.KeepTrying{Client: s.client(p.Client), Country: country, Code: p.Country, Times: p.Times, Every: p.Every.D}, err
	case *ClientDisconnect:
		return world.Disconnect{Client: s.client(p.Client)}, nil
	case *HostBlock:
		return world.BlockHost{Host: p.Host, For: p.For.D}, strict.Join(s.needCores(path), s.probedHost(path, p.Host))
	case *ProxiesFail:
		return s.failProxies(path, p)
	case *DemandPeak:
		return s.peak(path, p)
	case *SettingsChange:
		return s.change(path, p)
	}
	deed, err := s.poolDeed(path, params)
	if deed == nil && err == nil {
		return nil, fmt.Errorf("scenarios: no deed for %T", params) // a test tries every action
	}
	return deed, err
}

// group are the servers of a group: the first count of them, or with 0 all.
func (s *Scenario) group(path, name string, count int) ([]int32, error) {
	var servers []int32
	for i, g := range s.groups {
		if g == name {
			servers = append(servers, int32(i))
		}
	}
	if len(servers) == 0 {
		known := slices.Compact(slices.Sorted(slices.Values(s.groups)))
		return nil, s.Wrong(path+".group", "no server of the fleet is in group "+quote(name)+strict.Suggest(name, known), strings.Join(known, ", "))
	}
	if count > len(servers) {
		return nil, s.Wrong(path+".count", fmt.Sprintf("group %s has %d servers", name, len(servers)), fmt.Sprintf("1 to %d", len(servers)))
	}
	if count > 0 {
		servers = servers[:count]
	}
	return servers, nil
}

// client is a named client's number; that it exists was checked when the scenario was loaded.
func (s *Scenario) client(name string) int32 {
	return int32(slices.IndexFunc(s.World.Clients, func(c Client) bool { return c.Name == name }))
}

// country is a country's number in the world, which counts them in the fleet's order; None for no code.
func (s *Scenario) country(path, code string) (int32, error) {
	if code == "" {
		return world.None, nil
	}
	countries := world.Countries(s.servers)
	if i := slices.Index(countries, code); i >= 0 {
		return int32(i), nil
	}
	slices.Sort(countries)
	return 0, s.Wrong(path+".country", "no server of the fleet is in "+quote(code), strings.Join(countries, ", "))
}

// needCores refuses what acts on probes where clients run no core.
func (s *Scenario) needCores(path string) error {
	if s.runsCores() {
		return nil
	}
	return s.Wrong(path, "acts on what cores do, and clients run none", "world.core: xray")
}

// probedHost refuses a host that no probe asks, by no setting of the scenario.
func (s *Scenario) probedHost(path, host string) error {
	hosts := []string{xray.Host(xray.AndroidProbeURL)}
	add := func(key, value string) {
		if (key == probeURL || key == burstURL) && !slices.Contains(hosts, xray.Host(value)) {
			hosts = append(hosts, xray.Host(value))
		}
	}
	all := func(settings strict.Map[Setting], timeline []Action) {
		for _, set := range settings {
			add(set.Key, set.Value.Value.String())
		}
		for _, a := range timeline {
			if change, is := a.params.(*SettingsChange); is {
				add(change.Key, change.Value.String())
			}
		}
	}
	for _, key := range []string{probeURL, burstURL} {
		k, _ := knobOf(key)
		add(key, k.Default)
	}
	all(s.Settings, s.Timeline)
	for _, v := range s.Variants {
		all(v.Value.Settings, v.Value.Timeline)
	}
	for _, h := range s.Hypotheses {
		all(h.Value.Settings, h.Value.Timeline)
	}
	if slices.Contains(hosts, host) {
		return nil
	}
	return s.Wrong(path+".host", "no probe asks "+quote(host)+strict.Suggest(host, hosts), strings.Join(hosts, ", "))
}

func (s *Scenario) change(path string, p *SettingsChange) (world.Deed, error) {
	key, value := p.Key, p.Value.String()
	k, known := knobOf(key)
	if !known {
		return nil, s.Wrong(path+".key", "unknown setting", "one of those that `reprise list --settings` shows")
	}
	if k.Fixed {
		return nil, s.Wrong(path+".key", key+" is laid out when the system starts", "a setting that a running system can change")
	}
	return world.ChangeSetting{Key: key, Value: value, Apply: func(set *world.Settings) {
		_ = k.apply(set, value) // the value was tried when the scenario was loaded
	}}, nil
}
