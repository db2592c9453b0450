package xraycore

import (
	"strings"

	"github.com/xtls/xray-core/app/router"
)

// asked is one of the core's own strategies under a sky, asked which outbounds it could pick.
//
// The core rolls its dice on a generator that the whole process shares, so no pick of two or more goes through it: a
// random one is asked about one candidate at a time, where it has nothing to roll, and leastLoad is asked for those among
// which it would roll.
type asked struct {
	sky        *sky
	found      *routed
	strategy   router.BalancingStrategy
	candidates []string
}

// ask makes the strategy of the balancer that a request meets, as the core does.
func ask(found *routed) *asked {
	a := &asked{sky: &sky{}, found: found, candidates: found.candidates}
	a.strategy = a.made()
	return a
}

// made is a strategy that has not picked yet.
func (a *asked) made() router.BalancingStrategy {
	var s router.BalancingStrategy
	switch b := a.found.balancer; strings.ToLower(b.Strategy) {
	case "leastping":
		s = &router.LeastPingStrategy{}
	case "leastload":
		s = router.NewLeastLoadStrategy(a.found.settings)
	case "roundrobin":
		s = &router.RoundRobinStrategy{FallbackTag: b.FallbackTag}
	default:
		s = &router.RandomStrategy{FallbackTag: b.FallbackTag}
	}
	a.sky.inject(s)
	return s
}

// support are the tags that the strategy could pick with what the sky shows; with roundRobin, in their turn.
func (a *asked) support() []string {
	switch s := a.strategy.(type) {
	case *router.LeastLoadStrategy:
		return s.GetPrincipleTarget(a.candidates)
	case *router.LeastPingStrategy:
		if tag := s.PickOutbound(a.candidates); tag != "" {
			return []string{tag}
		}
		return nil
	case *router.RoundRobinStrategy:
		return a.round()
	}
	var could []string
	for i := range a.candidates {
		if tag := a.strategy.PickOutbound(a.candidates[i : i+1]); tag != "" {
			could = append(could, tag)
		}
	}
	return could
}

// round lets a strategy that has not picked yet go once around.
func (a *asked) round() []string {
	fresh := a.made()
	var round []string
	tag := fresh.PickOutbound(a.candidates)
	for tag != "" && (len(round) == 0 || tag != round[0]) {
		round = append(round, tag)
		tag = fresh.PickOutbound(a.candidates)
	}
	return round
}
