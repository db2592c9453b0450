package scenarios

import (
	"fmt"
	"slices"

	"reprise/scenarios/strict"
	"reprise/sim/world"
)

// loaded tells whether the load of the scenario's fleet is modelled: whether the fleet says what its servers can carry.
func (s *Scenario) loaded() bool { return len(s.sites) > 0 }

// measures tells whether a metric is there: those of load are where load is modelled.
func (s *Scenario) measures(m world.Metric) bool { return !m.Hidden && (!m.Load || s.loaded()) }

// unloaded is the error about what acts on load, or measures it, where there is none.
func (s *Scenario) unloaded(key, what string) error {
	return s.Wrong(key, what+", which is not modelled, for the fleet says nothing of hardware", "a fleet with hardware")
}

// checkLoad refuses metrics of a load that is not modelled: they would stay 0, and a bound on one hold for no reason.
func (s *Scenario) checkLoad() error {
	var errs []error
	metric := func(key, name string) {
		if _, m, known := metricOf(name); known && !s.measures(m) {
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

// peak needs users, not hardware: what they do to lists and database is there without.
func (s *Scenario) peak(path string, p *DemandPeak) (world.Deed, error) {
	if s.World.Population == nil {
		return nil, s.Wrong(path, "there are no unnamed users", "a world with a population")
	}
	country, err := s.country(path, p.Country)
	return world.PeakDemand{Country: country, Code: p.Country, Factor: p.Factor, For: p.For.D}, err
}
