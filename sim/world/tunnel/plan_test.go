package tunnel

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/xray"
)

// config has outbounds of these tags.
func config(tags ...string) *xray.Config {
	c := &xray.Config{}
	for _, tag := range tags {
		c.Outbounds = append(c.Outbounds, xray.Outbound{Tag: tag})
	}
	return c
}

// TestPlanOf reads what the core would do off a config.
func TestPlanOf(t *testing.T) {
	tags := []string{"direct", "wl-2", "wl-10", "", "wl-1"}
	standard := func(o xray.Observatory) *xray.Config {
		c := config(tags...)
		c.Observatory = &o
		return c
	}
	burst := func(ping xray.Ping) *xray.Config {
		c := config(tags...)
		c.BurstObservatory = &xray.BurstObservatory{SubjectSelector: []string{"wl"}, PingConfig: ping}
		return c
	}
	both := burst(xray.Ping{})
	both.Observatory = &xray.Observatory{SubjectSelector: []string{"dir"}}
	idle := burst(xray.Ping{})
	idle.Observatory = &xray.Observatory{}
	broken := burst(xray.Ping{Timeout: "5"})
	broken.Observatory = &xray.Observatory{SubjectSelector: []string{"dir"}}
	const s = time.Second
	for name, c := range map[string]struct {
		config *xray.Config
		want   Plan
	}{
		"none": {config(tags...), Plan{}},
		"standard": {standard(xray.Observatory{SubjectSelector: []string{"wl"}, ProbeInterval: "120s", ProbeURL: "http://x/"}),
			Plan{OneByOne, 120 * s, 0, 5 * s, []int32{4, 2, 1}, 5, "http://x/"}},
		"defaults": {standard(xray.Observatory{SubjectSelector: []string{"wl-1"}}),
			Plan{OneByOne, 10 * s, 0, 5 * s, []int32{4, 2}, 5, standardURL}},
		"at once": {standard(xray.Observatory{SubjectSelector: []string{"wl-1", "direct", "wl-10"}, ProbeInterval: "0", EnableConcurrency: true}),
			Plan{AllAtOnce, 10 * s, 0, 5 * s, []int32{0, 4, 2}, 5, standardURL}},
		"backwards": {standard(xray.Observatory{SubjectSelector: []string{"wl-1"}, ProbeInterval: "-3s"}),
			Plan{OneByOne, 0, 0, 5 * s, []int32{4, 2}, 5, standardURL}},
		"empty selector": {standard(xray.Observatory{SubjectSelector: []string{""}}),
			Plan{OneByOne, 10 * s, 0, 5 * s, []int32{0, 4, 2, 1}, 5, standardURL}},
		"no selector": {standard(xray.Observatory{}), Plan{NoProbes, 10 * s, 0, 5 * s, nil, 5, standardURL}},
		"none match": {standard(xray.Observatory{SubjectSelector: []string{"x"}}),
			Plan{NoProbes, 10 * s, 0, 5 * s, nil, 5, standardURL}},
		"no unit": {standard(xray.Observatory{SubjectSelector: []string{"wl-1"}, ProbeInterval: "120"}),
			Plan{NoProbes, 10 * s, 0, 5 * s, []int32{4, 2}, 5, standardURL}},
		"burst": {burst(xray.Ping{Interval: "30s", Sampling: 5, Timeout: "3s", Destination: " http://y/ "}),
			Plan{AtRandom, 30 * s, 5, 3 * s, []int32{4, 2, 1}, 5, "http://y/"}},
		"burst defaults": {burst(xray.Ping{}), Plan{AtRandom, 60 * s, 10, 5 * s, []int32{4, 2, 1}, 5, burstURL}},
		"burst below nothing": {burst(xray.Ping{Interval: "9ns", Sampling: -1, Timeout: "-1s"}),
			Plan{AtRandom, 10 * s, 10, 5 * s, []int32{4, 2, 1}, 5, burstURL}},
		"burst too long": {burst(xray.Ping{Interval: "2000000h", Sampling: 2}),
			Plan{NoProbes, 2000000 * time.Hour, 2, 5 * s, []int32{4, 2, 1}, 5, burstURL}},
		"both":             {both, Plan{OneByOne, 10 * s, 0, 5 * s, []int32{0}, 5, standardURL}},
		"both, one idle":   {idle, Plan{NoProbes, 10 * s, 0, 5 * s, nil, 5, standardURL}},
		"both, one broken": {broken, Plan{NoProbes, 10 * s, 0, 5 * s, []int32{0}, 5, standardURL}},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.Places = len(tags)
			require.Equal(t, c.want, PlanOf(c.config))
		})
	}
}

// LB-02: an answer that comes at the time-out is none.
func TestEnds(t *testing.T) {
	plan := &Plan{Timeout: probeTimeout}
	for rtt, want := range map[time.Duration][2]time.Duration{
		0: {0, 0}, time.Second: {time.Second, time.Second}, probeTimeout - 1: {probeTimeout - 1, probeTimeout - 1},
		probeTimeout: {probeTimeout, Dead}, time.Hour: {probeTimeout, Dead}, Dead: {probeTimeout, Dead},
	} {
		after, seen := plan.Ends(rtt)
		require.Equal(t, want, [2]time.Duration{after, seen}, rtt)
	}
}
