package xray_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/xray"
)

// LB-11, from the first rung to the last.
func TestLadder(t *testing.T) {
	for servers, alone := range map[int][]int{0: {}, 1: {0}, 5: {0, 1, 2, 3, 4}} {
		var strategies []string
		tried := []int{}
		rung, more := xray.FirstRung, true
		for ; more; rung, more = rung.Next(servers) {
			require.LessOrEqual(t, int(rung), servers+1, "the ladder of %d servers has an end", servers)
			server, one := rung.Server()
			if one {
				tried = append(tried, server)
				continue
			}
			require.Empty(t, tried, "balancers come first")
			strategies = append(strategies, rung.Strategy().String())
		}
		require.Equal(t, []string{"leastPing", "random"}, strategies, "%d servers", servers)
		require.Equal(t, alone, tried, "%d servers", servers)
	}
	require.Equal(t, 2*time.Second, xray.ProbeAfter)
}

// Each rung has the config that goes with it; a rung past the last has no way out.
func TestAndroidOnEachRung(t *testing.T) {
	response := xray.Documented().Response(threeServers(), xray.Base)
	for rung, want := range []struct {
		strategy string // empty: one server alone
		tags     []string
	}{
		{"leastPing", []string{"proxy-de-1", "proxy-de-2", "proxy-de-3"}},
		{"random", []string{"proxy-de-1", "proxy-de-2", "proxy-de-3"}},
		{"", []string{"proxy-de-1"}},
		{"", []string{"proxy-de-2"}},
		{"", []string{"proxy-de-3"}},
		{"", []string{}},
	} {
		c := xray.Android(response, xray.Rung(rung), xray.AndroidProbeInterval)
		require.Equal(t, want.tags, tags(c.Outbounds), "rung %d", rung)
		if want.strategy == "" {
			require.Empty(t, c.Routing.Balancers, "rung %d", rung)
			require.Nil(t, c.Observatory, "rung %d", rung)
			require.Len(t, c.Routing.Rules, len(want.tags), "rung %d", rung)
			for i, tag := range want.tags {
				require.Equal(t, tag, c.Routing.Rules[i].OutboundTag, "rung %d", rung)
			}
			continue
		}
		require.Equal(t, want.strategy, c.Routing.Balancers[0].Strategy.Type, "rung %d", rung)
		require.Equal(t, want.tags, c.Routing.Balancers[0].Selector, "rung %d", rung)
		require.Equal(t, c.Routing.Balancers[0].Tag, c.Routing.Rules[0].BalancerTag, "rung %d", rung)
		require.Equal(t, want.tags, c.Observatory.SubjectSelector, "rung %d", rung)
	}
}
