package scenarios

import (
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/scenarios/strict"
)

const twoCountries = `name: two
source: none
servers:
  - {country: LV, group: old, count: 2, active: true}
  - {country: "NO", group: new, count: 1, active: false, transport_params: missing}
  - {country: LV, group: new, count: 1, active: false, whitelist: true}
`

func TestFleetExpands(t *testing.T) {
	f, err := LoadFleet("two.yaml", []byte(twoCountries))
	require.NoError(t, err)
	servers, groups := f.Expand()
	require.Equal(t, []string{"old", "old", "new", "new"}, groups)
	require.Equal(t, []delivery.Server{
		{Name: "LV-1", Country: "LV", Active: true, TransportParams: true},
		{Name: "LV-2", Country: "LV", Active: true, TransportParams: true},
		{Name: "NO-1", Country: "NO"},
		{Name: "LV-3", Country: "LV", Whitelist: true, TransportParams: true},
	}, servers, "servers are numbered through the fleet by country")
}

func TestFleetRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"name: two\nservers: [{country: LV, group: old, count: 1, active: true}]":                 "f:1:1: source: is missing; give the source, or why the fleet is assumed",
		"name: two\nsource: x\nservers: []":                                                       "f:3:10: servers: has 0 items; expected 1 to 100000 items",
		"name: two\nsource: x\nservers: [{country: lv, group: old, count: 1, active: true}]":      `f:3:21: servers[0].country: is "lv"; expected text that matches ^[A-Z][A-Z]$`,
		"name: two\nsource: x\nservers: [{country: LV, group: old, count: 1}]":                    "f:3:11: servers[0].active: is missing; required: whether they are active at the start",
		"name: two\nsource: x\nservers: [{country: LV, group: old, count: 100001, active: true}]": "f:3:44: servers[0].count: is 100001; expected 1 to 100000",
		"name: two\nsource: x\nservers:\n- {country: LV, group: old, count: 99999, active: true}\n- {country: EE, group: old, count: 2, active: true}\n" +
			"- {country: DE, group: old, count: 100000, active: true}": "f:5:36: servers[1].count: makes 100001 servers; at most 100000 in all",
	} {
		_, err := LoadFleet("f", []byte(text))
		require.EqualError(t, err, want)
	}
}

// The sums that the documents give: 46 servers switched off (SYNC-01), 26 of 49 left to serve (SYNC-02), the rest new
// (SYNC-03), in 27 countries (SYNC-04).
func TestJanuaryFleetKeepsTheDocumentedSums(t *testing.T) {
	data, err := os.ReadFile("../fixtures/fleets/january-2026.yaml")
	require.NoError(t, err)
	f, err := LoadFleet("january-2026.yaml", data)
	require.NoError(t, err)
	servers, groups := f.Expand()
	size := map[string]int{}
	after := map[string]bool{}
	for i, g := range groups {
		size[g]++
		if g != "retiring" {
			after[servers[i].Country] = true
		}
		require.Equal(t, g != "replacement", servers[i].Active, servers[i].Name)
	}
	require.Equal(t, map[string]int{"staying": 26, "retiring": 46, "replacement": 23}, size)
	require.Len(t, after, 27)
}

// Whatever the bytes, LoadFleet does not panic, and expands no more than it may.
func FuzzLoadFleet(f *testing.F) {
	f.Add(twoCountries)
	f.Add(equipped)
	f.Fuzz(func(t *testing.T, text string) {
		fleet, err := LoadFleet("f", []byte(text))
		if err != nil {
			var all strict.Errors
			require.True(t, errors.As(err, &all))
			return
		}
		servers, groups := fleet.Expand()
		require.LessOrEqual(t, len(servers), maxServers)
		require.Len(t, groups, len(servers))
		if sites, _ := fleet.Sites(); sites != nil {
			require.Len(t, sites, len(servers))
		}
	})
}
