package xraycore

import (
	"github.com/xtls/xray-core/app/router"

	"reprise/sim/random"
	"reprise/sim/world/tunnel"
)

// balancer is one tunnel's. What the strategy could pick is asked anew only when more was seen.
type balancer struct {
	places   *places
	asked    *asked
	fallback int32

	fresh   bool   // false before the first pick
	version uint32 // of what was seen
	support []int32
	tags    []string // those of support

	turn *router.RoundRobinStrategy // the core's index over support; nil but with roundRobin
}

func newBalancer(found *routed, p *places) *balancer {
	b := &balancer{places: p, asked: ask(found), fallback: p.place(found.balancer.FallbackTag)}
	if _, inTurn := b.asked.strategy.(*router.RoundRobinStrategy); inTurn {
		b.turn = &router.RoundRobinStrategy{}
	}
	return b
}

// Pick gives the place of the next connection's outbound. Between two changes of what was seen it takes nanoseconds, and
// no memory. It draws only where the strategy would roll among two or more.
func (b *balancer) Pick(seen *tunnel.Seen, draw *random.Stream) int32 {
	if !b.fresh || b.version != seen.Version {
		b.look(seen)
	}
	switch n := len(b.support); {
	case n == 0:
		return b.fallback
	case b.turn != nil:
		return b.places.place(b.turn.PickOutbound(b.tags))
	case n == 1:
		return b.support[0]
	default:
		return b.support[draw.IntN(n)]
	}
}

// look shows the strategy what was seen.
func (b *balancer) look(seen *tunnel.Seen) {
	b.fresh, b.version = true, seen.Version
	b.asked.sky.clear()
	for _, at := range seen.Order {
		if status := seen.Status[at]; status.Probed {
			b.asked.sky.show(b.places.tags[at], status)
		}
	}
	b.tags = b.asked.support()
	b.support = b.support[:0]
	for _, tag := range b.tags {
		b.support = append(b.support, b.places.place(tag))
	}
}
