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

// machines are the servers of a group under load.
func (s *Scenario) machines(path, group string, count int) ([]int32, error) {
	if !s.loaded() {
		return nil, s.unloaded(path, "acts on load")
	}
	return s.group(path, group, count)
}

func (s *Scenario) flap(path string, p *ServersFlap) (world.Deed, error) {
	servers, err := s.machines(path, p.Group, p.Count)
	return world.FailServers{Servers: servers, For: p.For.D, Down: p.Down.D, Up: p.Up.D}, err
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
