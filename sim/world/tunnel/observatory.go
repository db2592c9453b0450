package tunnel

import (
	"time"

	"reprise/sim"
	"reprise/sim/random"
)

// Dead is the round-trip time of a probe that failed.
const Dead time.Duration = -1

// DeadDelayMS is the delay, in milliseconds, that a standard observatory gives an outbound whose last probe failed.
const DeadDelayMS = 99999999

// Observatory is one tunnel's. It holds no clock: whoever does calls Start, then Wake at the instants that Start, Wake and
// End give, and End once for every probe that Wake began. EndOfTime stands for none. An instant that was given holds until
// another call gives a later or an earlier one, so one pending wake a tunnel is enough.
//
// The core's burst observatory names its results in no order. Seen.Order stands in for it, so that a tie goes the same way
// in every run.
//
// Invariant: as in the core, a standard observatory keeps a result until the next one of that outbound, for ever.
type Observatory struct {
	plan    *Plan
	seen    Seen
	wake    sim.Time
	next    int32 // OneByOne: who is probed next, a place in plan.Subjects
	running int32 // probes that have not ended
	bursts  *bursts
}

// Start forgets everything and begins anew, as the core does when it starts. It gives when to call Wake first: at once, or
// never.
func (o *Observatory) Start(plan *Plan, now sim.Time) sim.Time {
	*o = Observatory{plan: plan, wake: now, seen: Seen{Status: make([]Status, plan.Places), Version: o.seen.Version + 1}}
	switch plan.Kind {
	case NoProbes:
		o.wake = sim.EndOfTime
	case AtRandom:
		o.bursts = newBursts(plan, now)
	}
	return o.wake
}

// Wake appends to begin the places of the outbounds whose probes begin now, and gives when to call it next. Where the moments
// are random, they go by draw. A call before its time does nothing.
func (o *Observatory) Wake(now sim.Time, draw *random.Stream, begin []int32) ([]int32, sim.Time) {
	if now < o.wake {
		return begin, o.wake
	}
	switch o.plan.Kind {
	case OneByOne:
		begin = append(begin, o.plan.Subjects[o.next])
		o.next = (o.next + 1) % int32(len(o.plan.Subjects))
		o.running, o.wake = 1, sim.EndOfTime
	case AllAtOnce:
		begin = append(begin, o.plan.Subjects...)
		o.running, o.wake = int32(len(o.plan.Subjects)), sim.EndOfTime
	case AtRandom:
		begin, o.wake = o.bursts.begin(o.plan, now, draw, begin)
	}
	return begin, o.wake
}

// End tells of a probe of the outbound at place that ended now, after rtt, or Dead after Plan.Timeout or a refusal. It gives
// when to call Wake next.
func (o *Observatory) End(now sim.Time, place int32, rtt time.Duration) sim.Time {
	if o.plan.Kind == AtRandom {
		if rtt != 0 { // the core takes 0 for "the network is down", and drops it
			o.arrive(place)
			o.bursts.put(o.plan, now, place, rtt)
			o.seen.Status[place] = o.bursts.status(o.plan, now, place)
		}
		return o.wake
	}
	o.arrive(place)
	status := Status{Probed: true, Alive: rtt >= 0, DelayMS: rtt.Milliseconds()}
	if !status.Alive {
		status.DelayMS = DeadDelayMS
	}
	o.seen.Status[place] = status
	if o.running--; o.running == 0 {
		o.wake = now.Add(o.plan.Interval)
	}
	return o.wake
}

// arrive notes that there is a result of the outbound at place.
func (o *Observatory) arrive(place int32) {
	if !o.seen.Status[place].Probed {
		o.seen.Order = append(o.seen.Order, place)
	}
	o.seen.Version++
}

// Seen is what is known now. Results of a burst observatory grow old: the same call a period later may say otherwise, though no
// probe has ended. It is to be read, and only until the next call.
func (o *Observatory) Seen(now sim.Time) *Seen {
	if o.bursts != nil && o.bursts.expire(o.plan, now, o.seen.Status) {
		o.seen.Version++
	}
	return &o.seen
}

// How long the connection of a probe outlives it, as measured on the core with the policy that it has by default and an
// upstream that closes nothing itself (sim/xraycore, TestProbeConnections).
const (
	// ProbeKept is counted from the begin of the probe, of a standard observatory whose answer has no body (204): twice
	// the core's connIdle of 300 s, for it looks only every 300 s whether something has passed since.
	ProbeKept = 600 * time.Second
	// ProbeLinger is counted from the end of every other probe: of one that failed, of a burst observatory's, and of one
	// whose answer has a body, as those of the documented URLs have (LB-02, LB-10).
	ProbeLinger = time.Second
)

// ProbeRefused is how long a probe takes whose server refuses the connection (TestRefusedProbe there): the core dials five times
// in it. One whose server is silent takes Plan.Timeout.
const ProbeRefused = time.Second
