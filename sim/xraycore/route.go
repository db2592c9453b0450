package xraycore

import (
	"fmt"
	"strings"

	corenet "github.com/xtls/xray-core/common/net"

	"reprise/control/xray"
	"reprise/sim/world/tunnel"
)

// Question is a request, and what the observatory has seen by then.
type Question struct {
	Host    string // a domain or an IP address
	Port    uint16
	UDP     bool       // the network; otherwise TCP
	Inbound string     // the tag of the inbound that it comes from; empty for none
	Seen    []Sighting // in the order in which the outbounds were first probed
}

// Sighting is what is known of one outbound. One without a sighting was not probed yet; a sighting of a tag that no
// outbound has counts for nothing.
type Sighting struct {
	Tag    string
	Status tunnel.Status
}

// How is what led a request to its outbound.
type How string

// The ways.
const (
	ByRule     How = "rule"     // the rule names the outbound
	ByBalancer How = "balancer" // the strategy picked it
	ByFallback How = "fallback" // the strategy picked none, and the balancer has a fallbackTag
	ByDefault  How = "default"  // nothing names an outbound that is there: the first of the list
)

// Answer is where a request goes.
type Answer struct {
	Rule       string   // the tag of the first rule that matches; empty where it has none, or no rule matches
	RuleIndex  int      // its place among the rules; -1 where no rule matches
	Balancer   string   // the balancer's tag; empty where the request meets none
	Strategy   string   // the balancer's, as the documents write it
	Candidates []string // the tags of the outbounds that the balancer chooses among
	Could      []string // the tags of all outbounds that it could be: several where the strategy picks at random or in turn
	Picked     string   // the tag of the outbound, which may be empty; empty as well where it is left to chance
	How        How
	Reason     string // one sentence
}

// Route asks the core itself where a request goes: its router for the rule, its strategy for the pick. The verdict is that
// of Check; with one that is not OK there is no answer. Names are not resolved, as with a resolver that does not answer.
func Route(config []byte, q Question) (Answer, Verdict) {
	to := corenet.TCPDestination(corenet.ParseAddress(q.Host), corenet.Port(q.Port))
	if q.UDP {
		to.Network = corenet.Network_UDP
	}
	verdict, found := examine(config, &request{to: to, inbound: q.Inbound}, limit)
	if found == nil {
		return Answer{}, verdict
	}
	return found.answer(q.Seen), verdict
}

func (r *routed) answer(seen []Sighting) Answer {
	a := Answer{RuleIndex: -1}
	if r.rule == nil {
		return r.byDefault(a, "no rule matches")
	}
	a.Rule, a.RuleIndex = r.rule.RuleTag, r.index
	if r.balancer == nil {
		return r.to(a, r.outbound, ByRule, fmt.Sprintf("rule %s names the outbound %s", a.named(), r.outbound))
	}
	a.Balancer, a.Strategy, a.Candidates = r.balancer.Tag, written(r.balancer.Strategy), r.candidates
	strategy := ask(r)
	for _, s := range seen {
		if s.Status.Probed {
			strategy.sky.show(s.Tag, s.Status)
		}
	}
	picks := fmt.Sprintf("rule %s names the balancer %s, whose %s picks", a.named(), a.Balancer, a.Strategy)
	could := strategy.support()
	switch {
	case len(could) == 0 && r.balancer.FallbackTag == "":
		return r.byDefault(a, picks+none(a.Candidates))
	case len(could) == 0:
		return r.to(a, r.balancer.FallbackTag, ByFallback, picks+none(a.Candidates)+", and fallbackTag names "+r.balancer.FallbackTag)
	case len(could) == 1:
		return r.to(a, could[0], ByBalancer, picks+" "+could[0])
	}
	a.Could, a.How = could, ByBalancer
	if a.Reason = picks + " any of " + listed(could) + "."; a.Strategy == xray.RoundRobin.String() {
		a.Picked = could[0]
		a.Reason = picks + " in turn " + listed(could) + ", the first one first."
	}
	return a
}

// to is an answer with one outbound, or the default where the tag leads nowhere.
func (r *routed) to(a Answer, tag string, how How, reason string) Answer {
	if !r.tagged[tag] {
		return r.byDefault(a, reason+", which is not there")
	}
	a.Picked, a.Could, a.How, a.Reason = tag, []string{tag}, how, reason+"."
	return a
}

func (r *routed) byDefault(a Answer, reason string) Answer {
	a.How = ByDefault
	switch {
	case r.none:
		a.Reason = reason + ", and there is no outbound: the core drops the request."
		return a
	case r.first == "":
		a.Reason = reason + ": it goes to the first outbound, which has no tag."
	default:
		a.Reason = reason + ": it goes to the first outbound, " + r.first + "."
	}
	a.Picked, a.Could = r.first, []string{r.first}
	return a
}

// named is the rule's tag, or its place in words.
func (a *Answer) named() string {
	if a.Rule != "" {
		return a.Rule
	}
	return fmt.Sprintf("number %d", a.RuleIndex+1)
}

// written is a strategy's name as the documents have it, where the core keeps it in lower case.
func written(strategy string) string {
	for _, known := range []xray.Strategy{xray.LeastPing, xray.LeastLoads, xray.Random, xray.RoundRobin} {
		if strings.EqualFold(known.String(), strategy) {
			return known.String()
		}
	}
	return strategy
}

func listed(tags []string) string { return strings.Join(tags, ", ") }

func none(candidates []string) string {
	if len(candidates) == 0 {
		return " none, as it has no candidates"
	}
	return " none of " + listed(candidates)
}
