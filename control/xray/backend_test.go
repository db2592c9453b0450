package xray_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
	"reprise/control/xray"
)

// drawBackend draws any properties of a backend.
func drawBackend(t *rapid.T) xray.Backend {
	b := xray.Documented()
	b.Strategy = rapid.SampledFrom([]xray.Strategy{xray.LeastPing, xray.LeastLoads, xray.Random, xray.RoundRobin}).Draw(t, "strategy")
	b.Fallback = rapid.SampledFrom([]xray.Fallback{xray.NoFallback, xray.FirstFallback, xray.DirectFallback}).Draw(t, "fallback")
	b.RuleBalancer = rapid.SampledFrom([]string{"", "", "another"}).Draw(t, "rule balancer")
	b.Form = rapid.SampledFrom([]xray.Form{xray.AsObject, xray.AsString}).Draw(t, "form")
	b.EmptySelector = rapid.Bool().Draw(t, "empty selector")
	b.Observing = rapid.SampledFrom([]xray.Observing{xray.ByStrategy, xray.StandardAlways, xray.BurstAlways, xray.Both, xray.NoObservatory}).Draw(t, "observing")
	b.Extras = rapid.SampledFrom([]xray.Extras{xray.ExtrasLast, xray.ExtrasFirst, xray.ExtrasMissing}).Draw(t, "extras")
	b.PlatformAware = rapid.Bool().Draw(t, "platform-aware")
	b.IOSOutbounds = rapid.IntRange(0, 4).Draw(t, "iOS outbounds")
	return b
}

func drawServers(t *rapid.T) (servers []xray.Endpoint, names []string) {
	names = []string{}
	for i := range rapid.IntRange(0, 6).Draw(t, "servers") {
		kind := rapid.SampledFrom([]xray.Kind{xray.VLESSReality, xray.VMessWS, xray.TrojanGRPC}).Draw(t, "kind")
		server := xray.Endpoint{Tag: fmt.Sprint("s-", i), Kind: kind, Address: fmt.Sprint(i, ".example"), Port: 443, Mux: rapid.Bool().Draw(t, "mux")}
		servers, names = append(servers, server), append(names, server.Tag)
	}
	return servers, names
}

// What LB-02 to LB-06 say of every config that the backend generates, whichever of its properties are turned.
func TestResponsesKeepTheDocuments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBackend(t)
		servers, names := drawServers(t)
		mode := rapid.SampledFrom([]xray.Mode{xray.Base, xray.Split}).Draw(t, "mode")
		c := b.Response(servers, mode)

		var rules []string
		for _, r := range c.Routing.Rules {
			rules = append(rules, r.RuleTag+" -> "+r.OutboundTag+r.BalancerTag)
		}
		balancer := b.RuleBalancer
		if balancer == "" {
			balancer = c.Routing.Balancers[0].Tag
		}
		require.Equal(t, map[xray.Mode][]string{
			xray.Base:  {"block-rule -> block", "direct-rule -> direct", "api-direct-rule -> direct", "main-rule -> " + balancer},
			xray.Split: {"block-rule -> block", "direct-rule -> direct", "vpn-rule -> " + balancer, "default-direct -> direct"},
		}[mode], rules)
		requireSelectors(t, b, c, names)
		requireFallback(t, b, c, names)
	})
}

// requireSelectors holds that all that selects takes in the servers, and that observatories go by their property.
func requireSelectors(t *rapid.T, b xray.Backend, c *xray.Config, names []string) {
	require.Len(t, c.Routing.Balancers, 1)
	if b.EmptySelector {
		require.Empty(t, c.Routing.Balancers[0].Selector)
	} else {
		require.Equal(t, names, c.Routing.Balancers[0].Selector)
	}
	standard := b.Observing == xray.StandardAlways || b.Observing == xray.Both || b.Observing == xray.ByStrategy && b.Strategy == xray.LeastPing
	burst := b.Observing == xray.BurstAlways || b.Observing == xray.Both || b.Observing == xray.ByStrategy && b.Strategy == xray.LeastLoads
	require.Equal(t, standard, c.Observatory != nil)
	require.Equal(t, burst, c.BurstObservatory != nil)
	if standard {
		require.Equal(t, names, c.Observatory.SubjectSelector)
	}
	if burst {
		require.Equal(t, names, c.BurstObservatory.SubjectSelector)
	}
	require.Equal(t, b.Strategy == xray.LeastLoads, c.Routing.Balancers[0].Strategy.Settings != nil)
	require.Equal(t, names, tags(xray.Servers(c)))
}

// requireFallback holds that a fallback is the property's, and among servers the first.
func requireFallback(t *rapid.T, b xray.Backend, c *xray.Config, names []string) {
	want := ""
	switch {
	case b.Fallback == xray.DirectFallback:
		want = xray.DirectTag
	case b.Fallback == xray.FirstFallback && len(names) > 0:
		want = names[0]
	}
	require.Equal(t, want, c.Routing.Balancers[0].FallbackTag)
}

// Whatever the backend answers, no platform changes the answer, and each makes JSON of it without a null.
func TestPlatformsLeaveTheAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBackend(t)
		servers, _ := drawServers(t)
		mode := rapid.SampledFrom([]xray.Mode{xray.Base, xray.Split}).Draw(t, "mode")
		rung := xray.Rung(rapid.IntRange(0, len(servers)+3).Draw(t, "rung"))
		for _, platform := range []delivery.Platform{delivery.IOS, delivery.Android, delivery.Desktop} {
			answer := b.Answer(platform, servers, mode)
			require.Len(t, xray.Servers(answer), map[bool]int{true: b.Uses(platform, len(servers)), false: len(servers)}[b.PlatformAware])
			before := string(answer.JSON())
			for _, made := range []*xray.Config{
				xray.IOS(answer, mode, []string{"domain:example.org"}), xray.Android(answer, rung, time.Minute),
				xray.Desktop(answer, false), xray.Desktop(answer, true),
			} {
				require.Equal(t, before, string(answer.JSON()))
				require.True(t, json.Valid(made.JSON()))
				require.NotContains(t, string(made.JSON()), ": null")
			}
		}
	})
}

// A selector can be changed without the others.
func TestSelectorsAreApart(t *testing.T) {
	c := with(func(b *xray.Backend) { b.Observing = xray.Both }).Response(threeServers(), xray.Base)
	c.Routing.Balancers[0].Selector[0] = "another"
	require.Equal(t, "proxy-de-1", c.Observatory.SubjectSelector[0])
	c.Observatory.SubjectSelector[0] = "another"
	require.Equal(t, "proxy-de-1", c.BurstObservatory.SubjectSelector[0])
}

// Nulls are left out, but not empty lists, which the core reads.
func TestResponseOfNoServers(t *testing.T) {
	c := with(func(b *xray.Backend) { b.Fallback, b.Extras = xray.FirstFallback, xray.ExtrasMissing }).Response(nil, xray.Base)
	text := string(c.JSON())
	for _, list := range []string{`"outbounds": []`, `"selector": []`, `"subjectSelector": []`} {
		require.Contains(t, text, list)
	}
	require.NotContains(t, text, "fallbackTag")
	require.NotContains(t, text, "null")
}

// Durations as the documents write them; what is no whole number of their unit in Go's way, which the core reads too.
func TestDurationsInConfigs(t *testing.T) {
	for _, c := range []struct {
		interval, maxRTT         time.Duration
		intervalText, maxRTTText string
	}{
		{120 * time.Second, time.Second, "120s", "1000ms"},
		{time.Hour, 250 * time.Millisecond, "3600s", "250ms"},
		{0, 0, "0s", "0ms"},
		{1500 * time.Millisecond, 1500 * time.Microsecond, "1.5s", "1.5ms"},
		{90*time.Second + time.Millisecond, time.Second + time.Microsecond, "1m30.001s", "1.000001s"},
	} {
		b := with(func(b *xray.Backend) {
			b.Strategy, b.Observing = xray.LeastLoads, xray.Both
			b.ProbeInterval, b.BurstInterval, b.MaxRTT = c.interval, c.interval, c.maxRTT
		})
		made := b.Response(threeServers(), xray.Base)
		require.Equal(t, c.intervalText, made.Observatory.ProbeInterval)
		require.Equal(t, c.intervalText, made.BurstObservatory.PingConfig.Interval)
		require.Equal(t, c.maxRTTText, made.Routing.Balancers[0].Strategy.Settings.MaxRTT)
	}
}
