package scenarios

import (
	"fmt"
	"math"
	"slices"
	"time"

	"reprise/control/scoring"
	"reprise/scenarios/strict"
	"reprise/sim/random"
	"reprise/sim/world"
	"reprise/sim/world/traffic"
)

// check is everything that is wrong with what a fleet says of load.
func (f *Fleet) check(doc *strict.Document) []error {
	var errs []error
	known := func(path, what, name string, names []string) {
		if !slices.Contains(names, name) {
			errs = append(errs, doc.Wrong(path, "unknown "+what+" "+quote(name)+strict.Suggest(name, names), allowed(names)))
		}
	}
	for _, p := range f.Proxies {
		known("proxies."+p.Key, "hardware", p.Value, f.Hardware.Keys())
	}
	countries := map[string]bool{}
	for i, g := range f.Servers {
		countries[g.Country] = true
		at := fmt.Sprintf("servers[%d]", i)
		switch {
		case g.Hardware != "":
			known(at+".hardware", "hardware", g.Hardware, f.Hardware.Keys())
		case len(f.Hardware) > 0:
			errs = append(errs, doc.Wrong(at+".hardware", "is missing", "required, for the fleet has hardware; "+allowed(f.Hardware.Keys())))
		}
		if g.Proxy != "" {
			known(at+".proxy", "proxy", g.Proxy, f.Proxies.Keys())
		}
		if g.Listed != "" && len(f.Hardware) == 0 {
			errs = append(errs, doc.Wrong(at+".listed", "says nothing, for load is not modelled", "a fleet with hardware"))
		}
	}
	errs = append(errs, f.checkDemand(doc, countries)...)
	for _, e := range strict.Flatten(checkDay(f.DayProfile)) {
		errs = append(errs, doc.Wrong("day_profile", e.Problem, e.Allowed))
	}
	if len(errs) > 0 {
		return errs // a misspelt name leaves another one unused: that is one mistake, not two
	}
	return f.checkUse(doc)
}

// checkUse refuses hardware that no server and no proxy is of, and proxies with no server behind them.
func (f *Fleet) checkUse(doc *strict.Document) []error {
	var errs []error
	hardware, proxies := map[string]bool{}, map[string]bool{}
	for _, p := range f.Proxies {
		hardware[p.Value] = true
	}
	for _, g := range f.Servers {
		hardware[g.Hardware], proxies[g.Proxy] = true, true
	}
	for _, name := range f.Hardware.Keys() {
		if !hardware[name] {
			errs = append(errs, doc.Wrong("hardware."+name, "no server or proxy is of it", "hardware that the fleet uses"))
		}
	}
	for _, name := range f.Proxies.Keys() {
		if !proxies[name] {
			errs = append(errs, doc.Wrong("proxies."+name, "no server stands behind it", "a proxy that some servers name"))
		}
	}
	return errs
}

// checkDemand checks that the shares are of countries of the fleet, and all there is.
func (f *Fleet) checkDemand(doc *strict.Document, countries map[string]bool) []error {
	var errs []error
	sum := 0.0
	for _, d := range f.Demand {
		sum += d.Value.Share
		if !countries[d.Key] {
			errs = append(errs, doc.Wrong("demand."+d.Key, "no server of the fleet is in "+quote(d.Key), "a country that has servers"))
		}
	}
	if len(f.Demand) > 0 && math.Abs(sum-1) > 1e-9 {
		errs = append(errs, doc.Wrong("demand", fmt.Sprintf("adds up to %g", sum), "shares that add up to 1"))
	}
	return errs
}

// Sites are what each server of Expand can carry, and the proxies in front of them; none where the fleet has no hardware.
func (f *Fleet) Sites() (sites []world.Site, proxies []traffic.Hardware) {
	if len(f.Hardware) == 0 {
		return nil, nil
	}
	place := map[string]int32{"": world.None}
	for i, p := range f.Proxies {
		hardware, _ := f.Hardware.Get(p.Value)
		proxies = append(proxies, hardware.machine())
		place[p.Key] = int32(i)
	}
	for _, g := range f.Servers {
		hardware, _ := f.Hardware.Get(g.Hardware)
		site := world.Site{
			Hardware: hardware.machine(), Proxy: place[g.Proxy],
			Listed:      scoring.Marks{Turbo: g.Listed != "", Fast: g.Listed == "fast"},
			MaxSessions: hardware.maxSessions(), CPUMultiplier: orOne(hardware.CPUMultiplier), BandwidthMultiplier: orOne(hardware.BandwidthMultiplier),
		}
		for range g.Count {
			sites = append(sites, site)
		}
	}
	return sites, proxies
}

func (h Hardware) machine() traffic.Hardware {
	return traffic.Hardware{Cores: h.Cores, MemoryMB: h.MemoryMB, BandwidthMbps: h.BandwidthMbps}
}

// maxSessions is 500 where it was left out: the number of sessions at which the score counts a server as full (LB-16).
func (h Hardware) maxSessions() int {
	if h.MaxSessions == 0 {
		return 500
	}
	return h.MaxSessions
}

// orOne is a multiplier, 1 when it was left out.
func orOne(v float64) float64 {
	if v == 0 {
		return 1
	}
	return v
}

// demand is what every country of the fleet is asked for, by the country's number; none where the fleet does not say.
func (s *Scenario) demand(opens func(ahead time.Duration) (random.Rate, error)) ([]world.Demand, error) {
	if len(s.fleet.Demand) == 0 {
		return nil, nil
	}
	var all []world.Demand
	for _, country := range world.Countries(s.servers) {
		d, _ := s.fleet.Demand.Get(country)
		rate, err := opens(time.Duration(d.DayOffset * float64(time.Hour)))
		if err != nil {
			return nil, err
		}
		all = append(all, world.Demand{Share: d.Share, Opens: rate})
	}
	return all, nil
}
