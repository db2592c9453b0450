package scenarios

import (
	"fmt"
	"slices"

	"reprise/scenarios/strict"
	"reprise/sim/world"
)

// loaded tells whether the load of the scenario's fleet is modelled: whether the fleet says what its servers can carry.
func (s *Scenario) loaded() bool { return len(s.sites) > 0 }

// runsCores tells whether the scenario's clients run the real core.
func (s *Scenario) runsCores() bool { return s.World.Core == "xray" }

// actsOn tells whether a setting has anything to act on: load where load is modelled, cores where clients run them, the pool
// where users sign up.
func (s *Scenario) actsOn(k knob) bool {
	return !k.Load && !k.Core && !k.Pool || k.Load && s.loaded() || k.Core && s.runsCores() || k.Pool && s.signsUp()
}

// measures tells whether a metric is there to be shown.
func (s *Scenario) measures(m world.Metric) bool { return !m.Hidden && s.counts(m) }

// counts tells whether a metric is there: those of load are where load is modelled, those of cores where clients run them,
// those of the pool where users sign up.
func (s *Scenario) counts(m world.Metric) bool {
	return (!m.Load || s.loaded()) && (!m.Core || s.runsCores()) && (!m.Pool || s.signsUp())
}

// unloaded is the error about what acts on load, or measures it, where there is none.
func (s *Scenario) unloaded(key, what string) error {
	return s.Wrong(key, what+", which is not modelled, for the fleet says nothing of hardware", "a fleet with hardware")
}

// checkMetrics refuses metrics of a load, of cores or of a pool that are not there: they would stay 0, and a bound on one hold for no reason.
func (s *Scenario) checkMetrics() error {
	var errs []error
	metric := func(key, name string) {
		_, m, known := metricOf(name)
		switch {
		case !known || s.measures(m):
		case m.Core:
			errs = append(errs, s.Wrong(key, quote(name)+" measures what cores do, and clients run none", "world.core: xray"))
		case m.Pool:
			errs = append(errs, s.Wrong(key, quote(name)+" measures the account pool, and nobody signs up", "a world with signups"))
		default:
			errs = append(errs, s.unloaded(key, quote(name)+" measures load"))
		}
	}
	expectations := func(key string, expect []Expectation) {
		for i, e := range expect {
			metric(fmt.Sprintf("%s[%d].metric", key, i), e.Metric)
		}
	}
	expectations("expect", s.Expect)
	for i, name := range s.Harm {
		metric(fmt.Sprintf("harm[%d]", i), name)
	}
	for i, name := range s.Cost {
		metric(fmt.Sprintf("cost[%d]", i), name)
	}
	for _, v := range s.Variants {
		expectations("variants."+v.Key+".expect", v.Value.Expect)
	}
	return strict.Join(errs...)
}

// machines are the servers of a group under load, or of its part in one country: the first count of them, or with 0 all.
func (s *Scenario) machines(path, group, country string, count int) ([]int32, error) {
	if !s.loaded() {
		return nil, s.unloaded(path, "acts on load")
	}
	if country == "" {
		return s.group(path, group, count)
	}
	if _, err := s.country(path, country); err != nil {
		return nil, err
	}
	all, err := s.group(path, group, 0)
	if err != nil {
		return nil, err
	}
	there := slices.DeleteFunc(all, func(i int32) bool { return s.servers[i].Country != country })
	if len(there) == 0 || count > len(there) {
		return nil, s.Wrong(path+".country", fmt.Sprintf("%s has %d servers of group %s", country, len(there), group), "a country, and a count, that the group has")
	}
	if count > 0 {
		there = there[:count]
	}
	return there, nil
}

func (s *Scenario) flap(path string, p *ServersFlap) (world.Deed, error) {
	servers, err := s.machines(path, p.Group, p.Country, p.Count)
	return world.FailServers{Servers: servers, Group: p.Group, For: p.For.D, Down: p.Down.D, Up: p.Up.D}, err
}

func (s *Scenario) failProxy(path string, p *ProxyFail) (world.Deed, error) {
	if !s.loaded() {
		return nil, s.unloaded(path, "acts on load")
	}
	names := s.fleet.Proxies.Keys()
	i := slices.Index(names, p.Proxy)
	if i < 0 {
		return nil, s.Wrong(path+".proxy", "unknown proxy "+quote(p.Proxy)+strict.Suggest(p.Proxy, names), allowed(names))
	}
	return world.FailProxy{Proxy: int32(i), Name: p.Proxy, For: p.For.D}, nil
}

// failProxies is for the proxies in front of a group's servers, each once.
func (s *Scenario) failProxies(path string, p *ProxiesFail) (world.Deed, error) {
	servers, err := s.machines(path, p.Group, p.Country, p.Count)
	if err != nil {
		return nil, err
	}
	var proxies []int32
	for _, server := range servers {
		proxy := s.sites[server].Proxy
		if proxy == world.None {
			return nil, s.Wrong(path+".group", fmt.Sprintf("server %s of group %s stands behind no proxy", s.servers[server].Name, p.Group), "a group whose servers all do")
		}
		proxies = append(proxies, proxy)
	}
	slices.Sort(proxies)
	return world.FailProxies{Proxies: slices.Compact(proxies), Group: p.Group, For: p.For.D, Down: p.Down.D, Up: p.Up.D}, nil
}

// peak needs users, not hardware: what they do to lists and database is there without.
func (s *Scenario) peak(path string, p *DemandPeak) (world.Deed, error) {
	if s.World.Population == nil {
		return nil, s.Wrong(path, "there are no unnamed users", "a world with a population")
	}
	country, err := s.country(path, p.Country)
	return world.PeakDemand{Country: country, Code: p.Country, Factor: p.Factor, For: p.For.D}, err
}
