package tunnel

import (
	"reprise/control/xray"
	"reprise/sim/random"
)

// Core is the engine that clients run. The real one is sim/xraycore's; a test may stand in for it.
type Core interface {
	// Load puts a config to the core, as far as its start.
	Load(config *xray.Config) Loaded
}

// Loaded is what the core made of a config.
type Loaded struct {
	Stage xray.Stage // OK, or the stage at which it failed
	Err   string     // the core's own words; empty with OK

	// Rule is the tag of the rule that an ordinary connection meets, one to a site that no rule names; empty where it meets
	// none.
	Rule string
	// Outbound is where that rule sends it, a place in the config's Outbounds: First where it meets no rule, or the outbound
	// it names is not there. It says nothing where there is a balancer.
	Outbound int32
	// Balancer makes what picks for one tunnel; nil where the connection meets no balancer.
	Balancer func() Balancer
}

// First is the core's way out where it has no other: the first outbound of the list, whatever that is.
const First int32 = -1

// Balancer is one tunnel's balancer.
type Balancer interface {
	// Pick gives the outbound of the next connection, a place in the config's Outbounds: what the strategy picks from what
	// was seen, or else what fallbackTag names, or else First. Where the strategy picks at random, it goes by draw.
	Pick(seen *Seen, draw *random.Stream) int32
}

// Seen is what a tunnel's observatory has seen so far.
type Seen struct {
	Status  []Status // by place in the config's Outbounds
	Order   []int32  // places of those probed at least once, in the order in which their first probes ended
	Version uint32   // grows whenever a probe ends or a result expires
}

// Status is what is known of one outbound. The zero value is one that was not probed yet.
type Status struct {
	Probed bool
	Alive  bool
	// Delay is the last probe's, or with a burst observatory the mean, in whole milliseconds as the core keeps it.
	DelayMS int64
	Burst   Burst
}

// Burst is what a burst observatory keeps besides, over the last samples; all zero with a standard one.
type Burst struct {
	All, Fail                    int
	Deviation, Average, Max, Min int64 // ns
}
