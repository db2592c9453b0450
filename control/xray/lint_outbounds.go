package xray

import (
	"fmt"
	"slices"
	"strings"
)

// outbounds lints the ways out as they stand in the list.
func (l *linter) outbounds() {
	var tags, in []string
	proxies := 0
	for _, o := range l.config.Outbounds {
		tags = append(tags, o.Tag)
		if o.proxies() {
			proxies++
		}
	}
	for _, i := range l.config.Inbounds {
		in = append(in, i.Tag)
	}
	l.twice("inbounds", in)
	l.twice("outbounds", tags)
	switch {
	case len(tags) == 0:
		l.add("no-outbounds", Broken, "There is no outbound: the core drops every request.")
	case proxies == 0:
		l.add("no-server", Broken, "No outbound leads to a server: nothing goes through the VPN.")
	case strings.EqualFold(l.config.Outbounds[0].Protocol, "freedom"):
		l.add("direct-first", Broken, "The first outbound is %q, so what has no outbound of its own, such as an empty pick of a balancer, leaves unprotected.", tags[0])
	}
	l.crowded(proxies)
}

// crowded lints how many servers there are, and how many of them are one.
func (l *linter) crowded(proxies int) {
	probed, together := "", ""
	if l.observed() {
		probed = ": each is probed, and the more there are the longer a dead one stays in use"
		together = ", and each of them adds its probes there"
	}
	if l.iOS() && proxies > iOSOutbounds {
		l.add("many-outbounds-ios", Risky, "There are %d servers where iOS should have at most %d%s (LB-29).", proxies, iOSOutbounds, probed)
	}
	for _, group := range l.upstreams {
		l.add("shared-upstream", Risky, "%s lead to one upstream: they fail together%s (LB-15).", strings.Join(group, ", "), together)
	}
}

// observed tells whether there is an observatory.
func (l *linter) observed() bool {
	return l.config.Observatory != nil || l.config.BurstObservatory != nil
}

// twice lints tags that stand for two of something.
func (l *linter) twice(of string, tags []string) {
	seen := map[string]bool{}
	for _, tag := range tags {
		if tag != "" && seen[tag] {
			l.add("duplicate-tag", Broken, "Two %s are tagged %q: the core does not start.", of, tag)
		}
		seen[tag] = true
	}
}

// upstreams are the tags of outbounds that lead to one upstream, where there are several: those with the reality key of one
// server, whatever proxies stand before it, or with one address and port.
func (c *looseConfig) upstreams() (groups [][]string) {
	leader := make([]int, len(c.Outbounds)) // of each outbound's group: the first in it, which leads itself
	leads := func(i int) int {
		for leader[i] != i {
			i = leader[i]
		}
		return i
	}
	first := map[string]int{}
	for i, o := range c.Outbounds {
		leader[i] = i
		for _, upstream := range o.leadsTo() {
			if other, shared := first[upstream]; shared {
				a, b := leads(other), leads(i)
				leader[max(a, b)] = min(a, b)
			} else {
				first[upstream] = i
			}
		}
	}
	members := make([][]string, len(c.Outbounds))
	for i, o := range c.Outbounds {
		members[leads(i)] = append(members[leads(i)], o.Tag)
	}
	return slices.DeleteFunc(members, func(group []string) bool { return len(group) < 2 })
}

// leadsTo is what tells an outbound's upstreams from others.
func (o looseOutbound) leadsTo() (upstreams []string) {
	reality := o.StreamSettings.RealitySettings
	for _, key := range []string{reality.PublicKey, reality.Password} {
		if key != "" {
			upstreams = append(upstreams, "key "+key)
		}
	}
	for _, server := range slices.Concat(o.Settings.VNext, o.Settings.Servers, []looseServer{o.Settings.looseServer}) {
		if server.Address != "" {
			upstreams = append(upstreams, fmt.Sprintf("at %s:%s", strings.ToLower(server.Address), server.Port))
		}
	}
	return upstreams
}
