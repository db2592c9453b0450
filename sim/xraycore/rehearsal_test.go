//go:build !race

package xraycore

import (
	"cmp"
	"slices"
	"strings"

	"reprise/control/xray"
	"reprise/sim"
	"reprise/sim/random"
	"reprise/sim/world/tunnel"
)

// rehearsal is the model with a clock, for the same outbounds.
type rehearsal struct {
	model  tunnel.Observatory
	plan   tunnel.Plan
	answer answers
	draw   *random.Stream
	wake   sim.Time
	under  []flow // way, in the order of their ends
	flows  []flow // all of them, as they began
}

func rehearse(config *xray.Config, answer answers) *rehearsal {
	r := &rehearsal{plan: tunnel.PlanOf(config), answer: answer, draw: random.New(1, "probes", 0, 0)}
	r.wake = r.model.Start(&r.plan, 0)
	return r
}

// until runs the model up to an instant, and gives what it has seen by then.
func (r *rehearsal) until(limit sim.Time) tunnel.Seen {
	for {
		switch {
		case len(r.under) > 0 && r.under[0].ended <= min(r.wake, limit):
			f := r.under[0]
			r.under = r.under[1:]
			r.wake = r.model.End(f.ended, f.place, f.rtt)
		case r.wake <= limit:
			now := r.wake
			var places []int32
			places, r.wake = r.model.Wake(now, r.draw, nil)
			for _, place := range places {
				r.begin(place, now)
			}
		default:
			seen := *r.model.Seen(limit)
			seen.Version = 0
			return seen
		}
	}
}

// begin begins a probe: one that is slower than the time-out fails then.
func (r *rehearsal) begin(place int32, now sim.Time) {
	f := flow{place: place, to: "tcp:" + probed, begun: now, rtt: r.answer(place, now)}
	f.ended = now.Add(f.rtt)
	if f.rtt < 0 || f.rtt >= r.plan.Timeout {
		f.rtt, f.ended = tunnel.Dead, now.Add(r.plan.Timeout)
	}
	r.flows = append(r.flows, f)
	r.under = append(r.under, f)
	slices.SortStableFunc(r.under, func(a, b flow) int { return cmp.Compare(a.ended, b.ended) })
}

// inOrder are the probes by begin and place, those still under way left out: when one that failed began, it was not known yet.
func inOrder(flows []flow, until sim.Time) []flow {
	var ended []flow
	for _, f := range flows {
		if f.ended < until {
			f.rtt = 0
			ended = append(ended, f)
		}
	}
	slices.SortFunc(ended, func(a, b flow) int {
		return cmp.Or(cmp.Compare(a.begun, b.begun), cmp.Compare(a.place, b.place))
	})
	return ended
}

// probes are those that came to the outbounds of an instance.
func (w *world) probes() []flow {
	w.lock.Lock()
	defer w.lock.Unlock()
	var flows []flow
	for _, f := range w.flows {
		flows = append(flows, *f)
	}
	return flows
}

// leastPing is where the strategy sends a request: to the first of those of least delay, or to the first outbound of all.
func leastPing(config *xray.Config, seen tunnel.Seen) int32 {
	pick, least := int32(0), int64(tunnel.DeadDelayMS)
	for _, place := range seen.Order {
		s := seen.Status[place]
		if s.Alive && s.DelayMS < least && isCandidate(config, place) {
			pick, least = place, s.DelayMS
		}
	}
	return pick
}

// isCandidate is whether the balancer selects an outbound.
func isCandidate(config *xray.Config, place int32) bool {
	return slices.ContainsFunc(config.Routing.Balancers[0].Selector, func(selector string) bool {
		return strings.HasPrefix(config.Outbounds[place].Tag, selector)
	})
}

// leastLoad is where the strategy sends a request when it expects one: to the steadiest of those that take less than a second.
func leastLoad(config *xray.Config, seen *tunnel.Seen) int32 {
	var nodes []int32
	for _, place := range seen.Order {
		if s := seen.Status[place]; s.Alive && s.DelayMS < 1000 && isCandidate(config, place) {
			nodes = append(nodes, place)
		}
	}
	if len(nodes) == 0 {
		return 0
	}
	return slices.MinFunc(nodes, func(a, b int32) int {
		x, y := seen.Status[a].Burst, seen.Status[b].Burst
		return cmp.Or(cmp.Compare(x.Deviation, y.Deviation), cmp.Compare(x.Average, y.Average), cmp.Compare(x.Fail, y.Fail),
			cmp.Compare(y.All, x.All), strings.Compare(config.Outbounds[a].Tag, config.Outbounds[b].Tag))
	})
}

// endedWithin are the probes that ended after one instant and up to another, in that order.
func (w *world) endedWithin(after, until sim.Time) []flow {
	var ended []flow
	for _, f := range w.probes() {
		if f.ended > after && f.ended <= until {
			ended = append(ended, f)
		}
	}
	slices.SortStableFunc(ended, func(a, b flow) int { return cmp.Compare(a.ended, b.ended) })
	return ended
}
