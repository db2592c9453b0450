package scenarios

import (
	"fmt"
	"strconv"

	"reprise/control/delivery"
	"reprise/scenarios/strict"
)

// maxServers bounds a fleet.
const maxServers = 100_000

// Fleet is the servers of one time, as data.
type Fleet struct {
	Name    string     `yaml:"name" jsonschema:"required,pattern=^[a-z0-9][a-z0-9-]*$"`
	Title   string     `yaml:"title,omitempty" jsonschema_description:"one line on what it is"`
	Source  string     `yaml:"source,omitempty" jsonschema_description:"the document it was written from"`
	Assumed strict.Why `yaml:"assumed,omitempty" jsonschema_description:"why, where the documents do not say"`
	// Hardware makes the fleet's load be modelled: every group of servers then names some.
	Hardware strict.Map[Hardware] `yaml:"hardware,omitempty" jsonschema_description:"kinds of machines by name; with any, load is modelled, and every group of servers names one"`
	Proxies  strict.Map[string]   `yaml:"proxies,omitempty" jsonschema_description:"WL proxies by name, each with its hardware"`
	Demand   strict.Map[Demand]   `yaml:"demand,omitempty" jsonschema_description:"what share of the users wants each country, and when its day is; by servers, and UTC, when left out"`
	// DayProfile is the day of users of whom a scenario says none; a population's own wins.
	DayProfile []float64     `yaml:"day_profile,omitempty" jsonschema:"minItems=24,maxItems=24,minimum=0" jsonschema_description:"24 hourly weights of the users' day, from midnight by their country's clock; for populations that give none"`
	Servers    []ServerGroup `yaml:"servers" jsonschema:"required,minItems=1,maxItems=100000"`
}

// Hardware is what a kind of machine can carry, and what its legacy weight is made from (LB-22).
type Hardware struct {
	Cores               int     `yaml:"cores" jsonschema:"required,minimum=1,maximum=1024"`
	MemoryMB            float64 `yaml:"memory_mb" jsonschema:"required,minimum=1,maximum=100000000"`
	BandwidthMbps       float64 `yaml:"bandwidth_mbps" jsonschema:"required,minimum=1,maximum=1000000"`
	MaxSessions         int     `yaml:"max_sessions,omitempty" jsonschema:"minimum=1,maximum=10000000" jsonschema_description:"of the legacy weight (LB-22): free sessions are those short of it; 500 when left out"`
	CPUMultiplier       float64 `yaml:"cpu_multiplier,omitempty" jsonschema:"minimum=0.001,maximum=1000" jsonschema_description:"of the legacy weight (LB-22); 1 when left out"`
	BandwidthMultiplier float64 `yaml:"bandwidth_multiplier,omitempty" jsonschema:"minimum=0.001,maximum=1000" jsonschema_description:"of the legacy weight (LB-22); 1 when left out"`
}

// Demand is how many users want the servers of a country.
type Demand struct {
	Share float64 `yaml:"share" jsonschema:"required,minimum=0,maximum=1" jsonschema_description:"of all users; the shares add up to 1"`
	// DayOffset moves the day profile.
	DayOffset float64 `yaml:"day_offset,omitempty" jsonschema:"minimum=-12,maximum=14" jsonschema_description:"hours by which the day of these users is ahead of UTC"`
}

// ServerGroup is like servers of one country. Several may share a group, which actions name.
type ServerGroup struct {
	Country   string `yaml:"country" jsonschema:"required,pattern=^[A-Z][A-Z]$" jsonschema_description:"two letters"`
	Group     string `yaml:"group" jsonschema:"required,pattern=^[a-z0-9][a-z0-9-]*$" jsonschema_description:"name that actions use"`
	Count     int    `yaml:"count" jsonschema:"required,minimum=1,maximum=100000"`
	Whitelist bool   `yaml:"whitelist,omitempty" jsonschema_description:"WL servers: no fallback to panel HTTP (SYNC-17)"`
	// TransportParams says whether server.transport_params is filled (SYNC-16, SYNC-17).
	TransportParams string `yaml:"transport_params,omitempty" jsonschema:"enum=filled,enum=missing" jsonschema_description:"filled unless said"`
	Active          bool   `yaml:"active" jsonschema:"required" jsonschema_description:"whether they are active at the start"`
	Hardware        string `yaml:"hardware,omitempty" jsonschema_description:"kind of machine, by its name under hardware"`
	Proxy           string `yaml:"proxy,omitempty" jsonschema_description:"WL proxy that they stand behind, by its name under proxies (LB-17)"`
	// Upstream is the machine that they are, where several groups are one behind proxies of their own (LB-15).
	Upstream string `yaml:"upstream,omitempty" jsonschema:"pattern=^[a-z0-9][a-z0-9-]*$" jsonschema_description:"machine that these servers and others of that upstream are, each behind a proxy of its own (LB-15); each is its own when left out"`
	Outbound string `yaml:"outbound,omitempty" jsonschema:"enum=vless-reality,enum=vmess-ws,enum=trojan-grpc" jsonschema_description:"kind of outbound in a client's config; vless-reality when left out"`
	// Listed is on which of the backend's hard-coded lists they are (LB-33).
	Listed string `yaml:"listed,omitempty" jsonschema:"enum=turbo,enum=fast" jsonschema_description:"on the backend's hard-coded list of turbo, or of turbo and fast (LB-33)"`
}

// LoadFleet reads a fleet. file is the name that errors give. The error is strict.Errors: everything that is wrong.
func LoadFleet(file string, data []byte) (*Fleet, error) {
	doc, err := strict.Parse(file, data)
	if err != nil {
		return nil, err
	}
	f := &Fleet{}
	if err := doc.Decode(f); err != nil {
		return nil, err
	}
	var errs []error
	if f.Source == "" && !f.Assumed.Set() {
		errs = append(errs, doc.Wrong("source", "is missing", "give the source, or why the fleet is assumed"))
	}
	total := 0
	for i, g := range f.Servers {
		if total += g.Count; total > maxServers {
			errs = append(errs, doc.Wrong(fmt.Sprintf("servers[%d].count", i),
				fmt.Sprintf("makes %d servers", total), fmt.Sprintf("at most %d in all", maxServers)))
			break
		}
	}
	errs = append(errs, f.check(doc)...)
	if err := strict.Join(errs...); err != nil {
		return nil, err
	}
	return f, nil
}

// Expand is every server of the fleet as it is at the start, in the order written, and the group of each. Servers are
// numbered through the fleet by country, as in LV-2.
func (f *Fleet) Expand() (servers []delivery.Server, groups []string) {
	number := map[string]int{}
	for _, g := range f.Servers {
		for range g.Count {
			number[g.Country]++
			servers = append(servers, delivery.Server{
				Name:            g.Country + "-" + strconv.Itoa(number[g.Country]),
				Country:         g.Country,
				Active:          g.Active,
				Whitelist:       g.Whitelist,
				TransportParams: g.TransportParams != "missing",
			})
			groups = append(groups, g.Group)
		}
	}
	return servers, groups
}
