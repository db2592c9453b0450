package xray

import (
	"slices"
	"strings"
)

// balancers lints them as they stand in the list.
func (l *linter) balancers() {
	var tags []string
	for _, b := range l.config.Routing.Balancers {
		if b.Tag != "" && slices.Contains(tags, b.Tag) {
			l.add("duplicate-tag", Risky, "Two balancers are tagged %q: the core takes the last, and says nothing.", b.Tag)
		}
		tags = append(tags, b.Tag)
		l.strategy(b)
		l.candidates(b)
		if b.FallbackTag != "" && !l.config.tagged(b.FallbackTag) {
			l.add("outbound-missing", Broken, "Balancer %q falls back to %q, which is not there: an empty pick goes %s, and a core of %s or later drops it.", b.Tag, b.FallbackTag, l.first(), dropsSince)
		}
		if slices.ContainsFunc(l.config.Outbounds, func(o looseOutbound) bool {
			return o.Tag == b.FallbackTag && o.Tag != "" && strings.EqualFold(o.Protocol, "freedom")
		}) {
			l.add("fallback-unprotected", Broken, "Balancer %q falls back to %q: what it has no pick for leaves unprotected.", b.Tag, b.FallbackTag)
		}
	}
}

// kind is a strategy's name as the core takes it: in any case, and random without one.
func (s looseStrategy) kind() string {
	if s.Type == "" {
		return "random"
	}
	return strings.ToLower(s.Type)
}

// strategy lints how a balancer picks.
func (l *linter) strategy(b looseBalancer) {
	s := b.Strategy
	if s.bare {
		l.add("strategy-as-string", Broken, "Balancer %q has its strategy as a string in place of an object: the core does not start.", b.Tag)
	}
	switch s.kind() {
	case "random", "roundrobin":
		if b.FallbackTag != "" && !l.observed() {
			l.add("fallback-without-observatory", Broken, "Balancer %q has a fallbackTag with the strategy %s and no observatory: the core does not start.", b.Tag, s.kind())
		}
		if b.FallbackTag == "" && len(l.config.selected(b.Selector)) > 1 {
			l.add("dead-stay-picked", Risky, "Balancer %q picks by %s without a fallbackTag, which never asks who is alive: a dead outbound keeps its share of the connections.", b.Tag, s.kind())
		}
	case "leastping", "leastload":
		if !l.observed() {
			l.add("strategy-without-observatory", Broken, "Balancer %q picks by %s and there is no observatory: the core does not start.", b.Tag, s.Type)
		}
	}
	if l.iOS() && s.kind() != "leastping" {
		l.add("strategy-not-safe-on-ios", Risky, "Balancer %q picks by %s: on iOS only leastPing is known to be safe (LB-31).", b.Tag, s.kind())
	}
	if s.Settings.Tolerance != 0 {
		l.add("tolerance-without-effect", Noted, "Balancer %q sets a tolerance, which the core never reads.", b.Tag)
	}
	l.duration("maxRTT of balancer "+b.Tag, s.Settings.MaxRTT)
	for _, baseline := range s.Settings.Baselines {
		l.duration("A baseline of balancer "+b.Tag, baseline)
	}
}

// candidates lints whom a balancer picks among.
func (l *linter) candidates(b looseBalancer) {
	among := l.config.selected(b.Selector)
	if len(among) == 0 && len(b.Selector) > 0 {
		to := l.first()
		if b.FallbackTag != "" {
			to = "to its fallbackTag"
		}
		l.add("balancer-selects-nobody", Broken, "No outbound's tag begins with a selector of balancer %q: all that it takes goes %s.", b.Tag, to)
	}
	for _, o := range among {
		if !o.proxies() && o.Protocol != "" {
			l.add("selector-takes-own", Broken, "Balancer %q may pick %q, which leads to no server: a selector takes in every tag that begins with it.", b.Tag, o.Tag)
		}
	}
	l.prefixes("Balancer "+b.Tag, b.Selector)
}

// prefixes lints selectors that name one outbound and take in others.
func (l *linter) prefixes(who string, selectors []string) {
	for _, selector := range selectors {
		if selector == "" || !l.config.tagged(selector) {
			continue
		}
		for _, o := range l.config.selected([]string{selector}) {
			if o.Tag != selector && !slices.Contains(selectors, o.Tag) {
				l.add("tag-prefix", Risky, "%s selects %q and with it %q, whose tag begins so.", who, selector, o.Tag)
			}
		}
	}
}
