package xray_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/control/xray"
)

// tags are those of outbounds, in order.
func tags(outbounds []xray.Outbound) []string {
	all := []string{}
	for _, o := range outbounds {
		all = append(all, o.Tag)
	}
	return all
}

// LB-07: what comes in stays as it is, and what comes out does not change with it.
func TestIOSSharesNothingThatItChanges(t *testing.T) {
	response := xray.Documented().Response(threeServers(), xray.Split)
	response.Inbounds = append(make([]xray.Inbound, 0, 4), xray.Inbound{Tag: "own"})
	before := string(response.JSON())
	domains := []string{"domain:example.org", "full:example.com"}

	first := xray.IOS(response, xray.Split, domains)
	made := string(first.JSON())
	xray.IOS(response, xray.Split, []string{"domain:example.net"}).Inbounds[1].Tag = "another"
	domains[0] = "domain:changed.example"

	require.Equal(t, before, string(response.JSON()))
	require.Equal(t, made, string(first.JSON()))
	require.Len(t, first.Inbounds, 2)
	require.Equal(t, "own", first.Inbounds[0].Tag)
}

// LB-07: domains come in the place of the placeholder, in split mode, and nowhere else.
func TestIOSPutsDomainsInPlaceOfThePlaceholder(t *testing.T) {
	response := xray.Documented().Response(threeServers(), xray.Split)
	domains := []string{"domain:example.org"}

	for i, rule := range xray.IOS(response, xray.Split, domains).Routing.Rules {
		want := response.Routing.Rules[i]
		if rule.RuleTag == "vpn-rule" {
			want.Domain = domains
		}
		require.Equal(t, want, rule)
	}
	require.Equal(t, response.Routing, xray.IOS(response, xray.Base, domains).Routing, "base mode has no domains")
	bare := &xray.Config{}
	require.Nil(t, xray.IOS(bare, xray.Split, domains).Routing, "an answer without routing gets none")
}

// Without a domain the list is there, and empty: the core and the lints see a rule for nothing, not one without sites.
func TestIOSWithoutDomains(t *testing.T) {
	response := xray.Documented().Response(threeServers(), xray.Split)
	for _, none := range [][]string{nil, {}} {
		made := xray.IOS(response, xray.Split, none).JSON()
		require.Contains(t, string(made), `"domain": []`)
		var found []string
		for _, lint := range xray.Lints(made, xray.LintOptions{Platform: "ios"}) {
			found = append(found, lint.ID)
		}
		require.Contains(t, found, "empty-domains")
	}
	require.NotContains(t, string(response.JSON()), `"domain": []`, "rules that go by no site have no list")
}

// LB-09, LB-12, whatever else stands in the answer.
func TestAndroidKeepsServersWithoutMux(t *testing.T) {
	for _, place := range []xray.Extras{xray.ExtrasLast, xray.ExtrasFirst, xray.ExtrasMissing} {
		response := with(func(b *xray.Backend) { b.Extras = place }).Response(threeServers(), xray.Split)
		before := string(response.JSON())

		c := xray.Android(response, xray.FirstRung, time.Minute)
		require.Equal(t, []string{"proxy-de-1", "proxy-de-2", "proxy-de-3"}, tags(c.Outbounds), place)
		for _, o := range c.Outbounds {
			require.Equal(t, &xray.Mux{}, o.Mux, o.Tag)
		}
		require.Equal(t, "60s", c.Observatory.ProbeInterval)
		require.NotContains(t, string(c.JSON()), xray.Placeholder, "Android keeps no rule of the backend")

		require.Equal(t, before, string(response.JSON()))
		require.True(t, xray.Servers(response)[1].Mux.Enabled, "of the answer it stays on")
	}
}

// LB-13.
func TestDesktopWithoutServer(t *testing.T) {
	for _, linux := range []bool{false, true} {
		c := xray.Desktop(xray.Documented().Response(nil, xray.Base), linux)
		require.Empty(t, c.Outbounds)
		require.Empty(t, c.Routing.Rules)
		require.Contains(t, string(c.JSON()), `"outbounds": []`)
		require.Contains(t, string(c.JSON()), `"rules": []`)
	}
}

// LB-13: the mark is the desktop's own, and Linux's.
func TestDesktopMarksDoNotLeak(t *testing.T) {
	response := xray.Documented().Response(threeServers(), xray.Base)
	before := string(response.JSON())

	c := xray.Desktop(response, true)
	require.NotZero(t, c.Outbounds[0].StreamSettings.Sockopt.Mark)
	require.Equal(t, "reality", c.Outbounds[0].StreamSettings.Security, "the rest of the transport stays")
	require.Equal(t, before, string(response.JSON()))
	require.NotContains(t, string(xray.Desktop(response, false).JSON()), "sockopt")

	response.Outbounds[0].StreamSettings = nil
	require.Equal(t, &xray.StreamSettings{Network: "tcp", Sockopt: c.Outbounds[0].StreamSettings.Sockopt},
		xray.Desktop(response, true).Outbounds[0].StreamSettings, "a transport that is not given is the core's own")
}

// LB-13, LB-28, LB-29.
func TestUses(t *testing.T) {
	for _, c := range []struct {
		platform            delivery.Platform
		aware               bool
		most, servers, uses int
	}{
		{delivery.Desktop, false, 2, 0, 0},
		{delivery.Desktop, false, 2, 5, 1},
		{delivery.Desktop, true, 2, 5, 1},
		{delivery.Android, false, 2, 5, 5},
		{delivery.Android, true, 2, 5, 5},
		{delivery.IOS, false, 2, 5, 5},
		{delivery.IOS, true, 2, 5, 2},
		{delivery.IOS, true, 2, 1, 1},
		{delivery.IOS, true, 2, 0, 0},
		{delivery.IOS, true, 0, 5, 5},
		{delivery.IOS, true, 9, 5, 5},
	} {
		b := with(func(b *xray.Backend) { b.PlatformAware, b.IOSOutbounds = c.aware, c.most })
		require.Equal(t, c.uses, b.Uses(c.platform, c.servers), "%+v", c)
	}
}

func TestHost(t *testing.T) {
	for url, host := range map[string]string{
		"https://1.1.1.1/cdn-cgi/trace":                     "1.1.1.1",
		"http://detectportal.firefox.com/success.txt":       "detectportal.firefox.com",
		"https://connectivitycheck.gstatic.com:443/x":       "connectivitycheck.gstatic.com",
		"http://example.com":                                "example.com",
		"http://example.com:8080":                           "example.com",
		"http://example.com?at=10:30":                       "example.com",
		"http://example.com#a:b":                            "example.com",
		"http://example.com/a:b/c@d":                        "example.com",
		"http://user:secret@example.com/":                   "example.com",
		"http://user:secret@example.com:8080/":              "example.com",
		"https://[2606:4700:4700::1111]/cdn-cgi/trace":      "2606:4700:4700::1111",
		"https://[2606:4700:4700::1111]:8443/cdn-cgi/trace": "2606:4700:4700::1111",
		"1.1.1.1":      "1.1.1.1",
		"1.1.1.1:53":   "1.1.1.1",
		"[::1]:53":     "::1",
		"https:///x":   "",
		"https://:443": "",
		"":             "",
	} {
		require.Equal(t, host, xray.Host(url), url)
	}
}
