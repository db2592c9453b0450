package xray

import (
	"fmt"
	"slices"
	"strings"
)

// rules lints the rules in their order, and what none of them takes.
func (l *linter) rules() {
	routing := l.config.Routing
	rest := true // whether something passes all rules
	for i, rule := range routing.Rules {
		name := rule.name(i)
		l.target(name, rule)
		l.lists(name, rule)
		l.domains(name, rule)
		if rule.takesAll(l.config.Inbounds) {
			rest = false
		}
	}
	if rest && len(routing.Rules)+len(routing.Balancers) > 0 {
		l.add("catch-all-missing", Risky, "No rule takes the rest: what none names goes %s.", l.first())
	}
}

// name is how messages name a rule.
func (r looseRule) name(i int) string {
	if r.RuleTag != "" {
		return fmt.Sprintf("Rule %q", r.RuleTag)
	}
	return fmt.Sprintf("Rule %d", i+1)
}

// dropsSince is the first version of the matrix that drops what is sent to an outbound that is not there. The core on the
// phones sends it to the first outbound.
const dropsSince = "25.12"

// listsHere are the lists of sites and addresses that sim/xraycore has. A phone has all of them.
var listsHere = []string{"geosite:category-ads-all", "geoip:private"}

// lists lints names of lists that the core is not asked about here.
func (l *linter) lists(name string, rule looseRule) {
	for _, list := range []*looseList{rule.Domain, rule.Domains, rule.IP, rule.Source} {
		if list == nil {
			continue
		}
		for _, entry := range *list {
			entry = strings.ToLower(entry)
			if (strings.HasPrefix(entry, "geosite:") || strings.HasPrefix(entry, "geoip:")) && !slices.Contains(listsHere, entry) {
				l.add("list-not-here", Noted, "%s names the list %q, which is not among the few that configs are checked with here: it is said not to be found, where a phone that has it starts.", name, entry)
			}
		}
	}
}

// target lints where a rule sends to. With both, the core takes the outbound.
func (l *linter) target(name string, rule looseRule) {
	to := rule.OutboundTag
	switch {
	case to != "" && !l.config.tagged(to):
		id := "outbound-missing"
		if to == DirectTag || to == BlockTag {
			id = to + "-missing"
		}
		l.add(id, Broken, "%s names the outbound %q, which is not there: its traffic goes %s, and a core of %s or later drops it.", name, to, l.first(), dropsSince)
	case to != "" && rule.BalancerTag != "":
		l.add("two-targets", Risky, "%s names both an outbound and a balancer: the balancer %q is never asked.", name, rule.BalancerTag)
	case to == "" && rule.BalancerTag != "" && !slices.ContainsFunc(l.config.Routing.Balancers, func(b looseBalancer) bool { return b.Tag == rule.BalancerTag }):
		l.add("balancer-missing", Broken, "%s names the balancer %q, which is not there: the core does not start.", name, rule.BalancerTag)
	}
}

// domains lints the sites of a rule.
func (l *linter) domains(name string, rule looseRule) {
	empty := func(list *looseList) bool { return list != nil && len(*list) == 0 }
	switch {
	case !empty(rule.Domain) && !empty(rule.Domains) || rule.Domain.holds() || rule.Domains.holds():
	case rule.narrows() || rule.Network.holds():
		l.add("empty-domains", Broken, "%s has an empty list of domains: it takes every site that its other conditions let through.", name)
	default:
		l.add("empty-domains", Broken, "%s has an empty list of domains and no other condition: the core does not start.", name)
	}
	for _, list := range []*looseList{rule.Domain, rule.Domains} {
		if list == nil || !slices.Contains(*list, Placeholder) {
			continue
		}
		severity := Risky // iOS still puts its domains in
		if l.options.Platform != "" {
			severity = Broken
		}
		l.add("domain-placeholder-left", severity, "%s still has %q in place of sites: until they are put in, it takes none of those that its user named (LB-07).", name, Placeholder)
	}
}

// narrows reports whether a rule has a condition besides the network.
func (r looseRule) narrows() bool {
	anyPort := slices.Contains([]looseText{"", "0-65535", "1-65535"}, r.Port)
	return r.Domain.holds() || r.Domains.holds() || r.IP.holds() || r.Source.holds() || r.User.holds() ||
		r.InboundTag.holds() || r.Protocol.holds() || !anyPort || r.SourcePort != "" || len(r.Attrs) > 0
}

// takesAll reports whether nothing passes a rule. A rule for every inbound takes all.
func (r looseRule) takesAll(inbounds []looseInbound) bool {
	if r.InboundTag.holds() && len(inbounds) > 0 {
		from := *r.InboundTag
		if slices.ContainsFunc(inbounds, func(i looseInbound) bool { return !slices.Contains(from, i.Tag) }) {
			return false
		}
		r.InboundTag = nil
	}
	if r.narrows() {
		return false
	}
	if !r.Network.holds() {
		return true
	}
	var networks []string
	for _, n := range *r.Network {
		networks = append(networks, strings.ToLower(n))
	}
	return slices.Contains(networks, "tcp") && slices.Contains(networks, "udp")
}
