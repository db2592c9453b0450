package tunnel

import (
	"math"
	"slices"
	"strings"
	"time"

	"reprise/control/xray"
)

// Probing is how an observatory goes about its probes.
type Probing uint8

// The ways.
const (
	NoProbes  Probing = iota // never: there is no observatory, or the core does not start with it
	OneByOne                 // the standard one (LB-02): never two at once
	AllAtOnce                // the standard one with enableConcurrency (LB-10)
	AtRandom                 // the burst one (LB-03): at random moments of a period
)

// Plan is what a config has its observatory do. Tunnels with the same config share one.
type Plan struct {
	Kind Probing
	// Interval is what a standard observatory sleeps between probes or, AllAtOnce, between rounds. A burst one has periods
	// of Sampling intervals.
	Interval time.Duration
	Sampling int           // of a burst observatory: probes of an outbound a period, and how many results are kept
	Timeout  time.Duration // after which a probe without an answer has failed
	Subjects []int32       // who is probed: places in the config's Outbounds, in the order of their tags
	Places   int           // how many outbounds the config has
	URL      string
}

// What the core has where a config says nothing.
const (
	standardInterval = 10 * time.Second
	burstInterval    = time.Minute
	burstSampling    = 10
	probeTimeout     = 5 * time.Second

	standardURL = "https://www.google.com/generate_204"
	burstURL    = "https://connectivitycheck.gstatic.com/generate_204"
)

// Ends is when a probe that would be answered after rtt, or with Dead never, is over, and with what: the core waits for no
// answer longer than Timeout.
func (p *Plan) Ends(rtt time.Duration) (after, seen time.Duration) {
	if rtt == Dead || rtt >= p.Timeout {
		return p.Timeout, Dead
	}
	return rtt, rtt
}

// PlanOf is what the core makes of the observatories of a config. With both, it is the plan of the standard one, even of one
// that selects nothing: the strategies consult that one, and the burst one probes for nobody. With a duration or a
// number that the core refuses, it is NoProbes.
//
// So it is with a standard observatory whose selectors match no outbound. The core does start with one, and unless
// enableConcurrency is set it then turns in a loop without a pause, on a whole processor.
func PlanOf(c *xray.Config) Plan {
	standard, ok := standardPlan(c)
	burst, also := burstPlan(c)
	plan := burst
	if c.Observatory != nil {
		plan = standard
	}
	if !ok || !also || len(plan.Subjects) == 0 {
		plan.Kind = NoProbes
	}
	plan.Places = len(c.Outbounds)
	return plan
}

// standardPlan is the plan of the standard observatory, if there is one; not ok where the core refuses it.
func standardPlan(c *xray.Config) (p Plan, ok bool) {
	o := c.Observatory
	if o == nil {
		return Plan{}, true
	}
	interval, ok := duration(o.ProbeInterval)
	p = Plan{Kind: OneByOne, Interval: interval, Timeout: probeTimeout, Subjects: selected(c, o.SubjectSelector), URL: o.ProbeURL}
	if o.EnableConcurrency {
		p.Kind = AllAtOnce
	}
	if p.Interval == 0 {
		p.Interval = standardInterval
	}
	p.Interval = max(p.Interval, 0) // the core sleeps for no time then
	if p.URL == "" {
		p.URL = standardURL
	}
	return p, ok
}

// burstPlan is the plan of the burst observatory, if there is one; not ok where the core refuses it.
func burstPlan(c *xray.Config) (p Plan, ok bool) {
	o := c.BurstObservatory
	if o == nil {
		return Plan{}, true
	}
	interval, ok := duration(o.PingConfig.Interval)
	timeout, also := duration(o.PingConfig.Timeout)
	p = Plan{Kind: AtRandom, Interval: interval, Timeout: timeout, Subjects: selected(c, o.SubjectSelector),
		Sampling: int(int32(o.PingConfig.Sampling)), URL: strings.TrimSpace(o.PingConfig.Destination)}
	switch {
	case p.Interval == 0:
		p.Interval = burstInterval
	case p.Interval < 10: // nanoseconds: the core means seconds
		p.Interval = 10 * time.Second
	}
	if p.Sampling <= 0 {
		p.Sampling = burstSampling
	}
	if p.Timeout <= 0 {
		p.Timeout = probeTimeout
	}
	if p.URL == "" {
		p.URL = burstURL
	}
	fits := p.Interval <= math.MaxInt64/time.Duration(p.Sampling) // or the core's ticker has no period to go by
	return p, ok && also && fits
}

// duration reads a duration as the core does; an empty one is not written into the config, and is 0.
func duration(text string) (d time.Duration, ok bool) {
	if text == "" {
		return 0, true
	}
	d, err := time.ParseDuration(text)
	return d, err == nil
}

// selected are the places of the outbounds whose tags begin with one of the selectors, in the order of their tags. Without
// a tag, an outbound is out of their reach.
func selected(c *xray.Config, selectors []string) []int32 {
	var places []int32
	for place, out := range c.Outbounds {
		match := func(selector string) bool { return strings.HasPrefix(out.Tag, selector) }
		if out.Tag != "" && slices.ContainsFunc(selectors, match) {
			places = append(places, int32(place))
		}
	}
	slices.SortFunc(places, func(a, b int32) int { return strings.Compare(c.Outbounds[a].Tag, c.Outbounds[b].Tag) })
	return places
}
