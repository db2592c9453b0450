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
	Name    string        `yaml:"name" jsonschema:"required,pattern=^[a-z0-9][a-z0-9-]*$"`
	Title   string        `yaml:"title,omitempty" jsonschema_description:"one line on what it is"`
	Source  string        `yaml:"source,omitempty" jsonschema_description:"the document it was written from"`
	Assumed strict.Why    `yaml:"assumed,omitempty" jsonschema_description:"why, where the documents do not say"`
	Servers []ServerGroup `yaml:"servers" jsonschema:"required,minItems=1,maxItems=100000"`
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
