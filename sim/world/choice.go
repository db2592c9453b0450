package world

import (
	"math"
	"time"

	"reprise/control/delivery"
	"reprise/control/xray"
	"reprise/sim/random"
)

// Choice is what a client's choice of an outbound is made from.
type Choice struct {
	Outbounds []int32         // servers of one country, in the order in which the backend gave them
	Delays    []time.Duration // what the last probe of each saw, Dead where it failed; nil while no probe has ended
	Random    *random.Stream
}

// Dead is the delay of an outbound whose probe failed.
const Dead time.Duration = math.MaxInt64

// Chooser picks one outbound: its place in Choice.Outbounds, of which there is at least one.
type Chooser interface {
	Choose(Choice) int
}

// The choosers of the documents, modelled plainly: for crowds whose cores are not run (Config.Core).
type (
	// SingleOutbound takes the first: the desktop has no balancer (LB-13).
	SingleOutbound struct{}
	// LeastPing takes the outbound with the least delay of those that answer (LB-02, LB-10). Without a probe it takes
	// the first, as a core does that gets no pick from its balancer.
	LeastPing struct{}
	// RandomOutbound takes any, dead or alive: it consults no probe (LB-04).
	RandomOutbound struct{}
)

func (SingleOutbound) Choose(Choice) int { return 0 }

func (LeastPing) Choose(c Choice) int {
	best := 0
	for i, delay := range c.Delays {
		if delay < c.Delays[best] {
			best = i
		}
	}
	return best
}

func (RandomOutbound) Choose(c Choice) int { return c.Random.IntN(len(c.Outbounds)) }

// Plain tells whether a strategy has a chooser here. The others are the core's alone: they go by more than a delay.
func Plain(s xray.Strategy) bool { return s == xray.LeastPing || s == xray.Random }

// chooser is a client's by its platform and its list: iOS runs what the backend put into the config that came with it
// (LB-07, LB-32), Android its own leastPing (LB-10), and the desktop has none (LB-13).
func (w *World) chooser(c int32) Chooser {
	client := &w.clients[c]
	switch {
	case client.platform == delivery.Desktop:
		return SingleOutbound{}
	case client.platform == delivery.IOS && w.ranking.editions.Items[client.edition].backend.Strategy == xray.Random:
		return RandomOutbound{}
	}
	return LeastPing{}
}

// probe is what a client's probes of the outbounds would see now.
func (w *World) probe(c int32, outbounds []int32) []time.Duration {
	w.delays = w.delays[:0]
	for _, s := range outbounds {
		w.delays = append(w.delays, w.delay(c, s))
	}
	return w.delays
}

// delay is the way to a server and back: that of the client's own path, which stays the same, and the wait in the
// server's queue, which grows with its load as in the simplest of queues.
func (w *World) delay(c, s int32) time.Duration {
	if !w.answers(s) {
		return Dead
	}
	set := &w.set.Traffic
	path := time.Duration(float64(set.PathSpread) * random.Unit(w.salts.path, uint64(uint32(c))<<32|uint64(uint32(s))))
	load := min(w.utilisation(s), fullQueue)
	return path + time.Duration(float64(set.QueueDelay)*load/(1-load))
}

// fullQueue is the utilisation from which a queue grows no longer: buffers are finite.
const fullQueue = 0.99
