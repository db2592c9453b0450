//go:build !race

package xraycore

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	coreburst "github.com/xtls/xray-core/app/observatory/burst"

	"reprise/control/xray"
	"reprise/sim"
	"reprise/sim/random"
	"reprise/sim/world/tunnel"
)

const probeURL = "http://192.0.2.1/generate_204"

const halfHour = sim.Time(30 * time.Minute)

// balanced has direct first, then n outbounds wl-1 to wl-n, in reverse, behind a balancer.
func balanced(n int, by xray.Strategy) *xray.Config {
	c := &xray.Config{Log: &xray.Log{Level: "none"}}
	c.Outbounds = []xray.Outbound{{Tag: xray.DirectTag, Protocol: "freedom"}}
	for i := range n {
		c.Outbounds = append(c.Outbounds, xray.Outbound{Tag: fmt.Sprint("wl-", n-i), Protocol: "freedom"})
	}
	c.Routing = &xray.Routing{
		Rules:     []xray.Rule{{Type: "field", Network: "tcp,udp", BalancerTag: "main"}},
		Balancers: []xray.Balancer{{Tag: "main", Selector: []string{"wl-"}, Strategy: &xray.Balancing{Type: by.String()}}},
	}
	return c
}

// standard is balanced under leastPing with a standard observatory.
func standard(n int, interval string, atOnce bool) *xray.Config {
	c := balanced(n, xray.LeastPing)
	c.Observatory = &xray.Observatory{SubjectSelector: []string{"wl-"}, ProbeURL: probeURL, ProbeInterval: interval,
		EnableConcurrency: atOnce}
	return c
}

// documentedBurst is balanced under leastLoad, which expects one, with the documented burst observatory.
func documentedBurst(n int) *xray.Config {
	c := balanced(n, xray.LeastLoads)
	c.Routing.Balancers[0].Strategy.Settings = &xray.LeastLoad{Expected: 1, MaxRTT: "1000ms", Tolerance: 0.5}
	c.BurstObservatory = &xray.BurstObservatory{SubjectSelector: []string{"wl-"},
		PingConfig: xray.Ping{Destination: probeURL, Interval: "30s", Sampling: 5}}
	return c
}

func constant(rtt time.Duration) answers {
	return func(int32, sim.Time) time.Duration { return rtt }
}

// spread gives every outbound a time of its own, which wanders a little.
func spread(place int32, at sim.Time) time.Duration {
	return time.Duration(37*place%11+20)*time.Millisecond + time.Duration(at/1e9*7919%13_000)*time.Microsecond
}

// failing is spread, but the outbounds at places are dead between two instants.
func failing(from, to time.Duration, places ...int32) answers {
	return func(place int32, at sim.Time) time.Duration {
		if slices.Contains(places, place) && at >= sim.Time(from) && at < sim.Time(to) {
			return tunnel.Dead
		}
		return spread(place, at)
	}
}

// collisions has tags that begin like each other, under a selector that takes in more than it says, and one that it misses.
func collisions() *xray.Config {
	c := standard(0, "45s", false)
	for _, tag := range []string{"de-2", "de-10", "gb-1", "de-1"} {
		c.Outbounds = append(c.Outbounds, xray.Outbound{Tag: tag, Protocol: "freedom"})
	}
	c.Observatory.SubjectSelector = []string{"de-1", "gb"}
	c.Routing.Balancers[0].Selector = []string{"de-1", "de-2"}
	return c
}

// TestStandardProbeByProbe holds the model against whole instances: each probe, where, when and how long, and twice a second
// the whole observation and the outbound that a request takes.
func TestStandardProbeByProbe(t *testing.T) {
	const ever = 24 * time.Hour
	for name, c := range map[string]struct {
		config *xray.Config
		answer answers
		probes int // in half an hour
	}{
		"one, one by one":          {standard(1, "120s", false), spread, 15},
		"five, one by one":         {standard(5, "120s", false), spread, 15},
		"five at once":             {standard(5, "45s", true), spread, 200},
		"two of five dead":         {standard(5, "120s", false), failing(0, ever, 1, 4), 15},
		"all dead":                 {standard(5, "120s", false), failing(0, ever, 1, 2, 3, 4, 5), 15},
		"at once, one dead":        {standard(5, "45s", true), failing(0, ever, 3), 180},
		"one dies and comes back":  {standard(5, "60s", false), failing(400*time.Second, 1000*time.Second, 2), 30},
		"at once, all die for one": {standard(5, "45s", true), failing(100*time.Second, 140*time.Second, 1, 2, 3, 4, 5), 200},
		"slower than the time-out": {standard(2, "45s", false), constant(6 * time.Second), 36},
		"at once, dead for longer": {standard(3, "2s", true), failing(0, ever, 2), 774},
		"the core's own interval":  {standard(2, "", false), spread, 180},
		"tags that collide":        {collisions(), spread, 40},
	} {
		t.Run(name, func(t *testing.T) {
			model := rehearse(c.config, c.answer)
			inBubble(t, c.config, c.answer, func(w *world) {
				for now := sim.Time(1); now < halfHour; now = now.Add(499 * time.Millisecond) {
					time.Sleep(now.Sub(w.now()))
					want := model.until(now)
					require.Equal(w.t, want, w.seen(), "at %s", now)
					require.Equal(w.t, leastPing(c.config, want), w.request(), "at %s", now)
				}
				require.Equal(w.t, inOrder(model.flows, w.now()), inOrder(w.probes(), w.now()))
			})
			require.Len(t, model.flows, c.probes)
		})
	}
}

// TestFirstIsTakenBeforeTheFirstProbeEnds routes requests while nobody knows anything, and after it.
func TestFirstIsTakenBeforeTheFirstProbeEnds(t *testing.T) {
	c := standard(5, "120s", false)
	inBubble(t, c, constant(80*time.Millisecond), func(w *world) {
		require.Equal(w.t, int32(0), w.request(), "direct, the first of the list")
		time.Sleep(79 * time.Millisecond)
		require.Equal(w.t, int32(0), w.request())
		time.Sleep(2 * time.Millisecond)
		require.Equal(w.t, int32(5), w.request(), "wl-1, the first in the order of tags")
	})
}

// TestNoSelectorNoProbes leaves the observatory out of it: every request goes to the first outbound, for ever.
func TestNoSelectorNoProbes(t *testing.T) {
	c := standard(3, "1s", false)
	c.Observatory.SubjectSelector = nil
	require.Equal(t, tunnel.NoProbes, tunnel.PlanOf(c).Kind)
	inBubble(t, c, constant(time.Millisecond), func(w *world) {
		time.Sleep(time.Hour)
		require.Equal(w.t, int32(0), w.request())
		require.Empty(w.t, w.probes())
	})
}

// TestBothObservatories has the strategies hear the standard one, while the burst one probes for nobody.
func TestBothObservatories(t *testing.T) {
	c := documentedBurst(3)
	c.Observatory = &xray.Observatory{SubjectSelector: []string{"wl-2"}, ProbeURL: probeURL}
	inBubble(t, c, spread, func(w *world) {
		time.Sleep(10 * time.Minute)
		seen := rehearse(c, spread).until(w.now())
		require.Equal(w.t, seen, w.seen())
		require.Equal(w.t, []int32{2}, seen.Order)
		require.Equal(w.t, int32(2), w.request())
		probed := map[int32]int{}
		for _, f := range w.probes() {
			probed[f.place]++
		}
		require.Greater(w.t, probed[1], 15)
		require.Greater(w.t, probed[3], 15)
	})
}

// TestDeadStaysChosen measures how long requests go to an outbound that died right after its probe: until its next probe has
// failed, N intervals on.
func TestDeadStaysChosen(t *testing.T) {
	for name, c := range map[string]struct {
		config *xray.Config
		rounds time.Duration // between two probes of one outbound
		after  int32
	}{
		"one":          {standard(1, "120s", false), 120*time.Second + 20*time.Millisecond, 0},
		"five":         {standard(5, "120s", false), 5*120*time.Second + (20+31+32+33+34)*time.Millisecond, 1},
		"five at once": {standard(5, "45s", true), 45*time.Second + 34*time.Millisecond, 1},
	} {
		t.Run(name, func(t *testing.T) {
			chosen := int32(len(c.config.Outbounds) - 1)
			death := sim.Time(700 * time.Second)
			dies := func(place int32, at sim.Time) time.Duration {
				if place == chosen && at > death {
					return tunnel.Dead
				}
				if place == chosen {
					return 20 * time.Millisecond
				}
				return time.Duration(30+place) * time.Millisecond
			}
			inBubble(t, c.config, dies, func(w *world) {
				last := time.Duration(0) // the end of the last probe before death
				for at := 20 * time.Millisecond; at < time.Duration(death); at += c.rounds {
					last = at
				}
				noticed := last + c.rounds - 20*time.Millisecond + 5*time.Second
				time.Sleep(noticed - 1)
				require.Equal(w.t, chosen, w.request())
				time.Sleep(2 * time.Nanosecond)
				require.Equal(w.t, c.after, w.request())
			})
		})
	}
}

// TestBurstProbeByProbe holds the statistics against whole instances, from the probes that the core happened to make, and what
// is not left to chance: everyone at the start, and Sampling probes of each in every period.
func TestBurstProbeByProbe(t *testing.T) {
	for name, answer := range map[string]answers{
		"all well":                spread,
		"one dead":                failing(0, time.Hour, 2),
		"all dead":                failing(0, time.Hour, 1, 2, 3, 4, 5),
		"one dies and comes back": failing(400*time.Second, 1000*time.Second, 2),
	} {
		t.Run(name, func(t *testing.T) {
			c := documentedBurst(5)
			plan := tunnel.PlanOf(c)
			began := time.Now()
			inBubble(t, c, answer, func(w *world) {
				var model tunnel.Observatory
				model.Start(&plan, 0)
				from := sim.Time(-1)
				for now := sim.Time(1); now < halfHour; now = now.Add(499 * time.Millisecond) {
					time.Sleep(now.Sub(w.now()))
					got := w.seen()
					for _, f := range w.endedWithin(from, now) {
						model.End(f.ended, f.place, f.rtt)
					}
					from = now
					seen := model.Seen(now)
					require.Equal(w.t, seen.Status, got.Status, "at %s", now)
					require.ElementsMatch(w.t, seen.Order, got.Order)
					require.Equal(w.t, leastLoad(c, seen), w.request(), "at %s", now)
				}
				time.Sleep((halfHour - 1).Sub(w.now())) // the last look was a while before the end of the last period
				requirePeriods(w.t, &plan, w.probes())
			})
			t.Logf("30 minutes of virtual time, with 3,600 looks and requests, in %s", time.Since(began))
			r := rehearse(c, answer)
			r.until(halfHour - 1)
			requirePeriods(t, &plan, r.flows)
		})
	}
}

// requirePeriods holds half an hour's probes against the plan: everyone at the start, then Sampling of each a period.
func requirePeriods(t *testing.T, plan *tunnel.Plan, flows []flow) {
	require.Len(t, flows, 5+25*12)
	slices.SortStableFunc(flows, func(a, b flow) int { return cmp.Compare(a.begun, b.begun) })
	counts, tenths := map[[2]int64]int{}, [10]int{}
	for i, f := range flows {
		if i < len(plan.Subjects) {
			require.Zero(t, f.begun)
			continue
		}
		period := sim.Time(plan.Interval) * sim.Time(plan.Sampling)
		counts[[2]int64{int64(f.begun / period), int64(f.place)}]++
		tenths[f.begun%period*10/period]++
	}
	require.Len(t, counts, 12*5)
	for at, n := range counts {
		require.Equal(t, plan.Sampling, n, "period and place %v", at)
	}
	for _, n := range tenths { // 30 on average; 5 or 70 are seven deviations off
		require.Greater(t, n, 5, "moments are not spread over the period: %v", tenths)
		require.Less(t, n, 70, "moments are not spread over the period: %v", tenths)
	}
}

// TestStatisticsAgainstTheCores puts results to the core's own statistics with gaps in which they grow old, as no running
// observatory has them.
func TestStatisticsAgainstTheCores(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		plan := tunnel.Plan{Kind: tunnel.AtRandom, Interval: time.Second, Sampling: 4, Subjects: []int32{0}, Places: 1}
		theirs := coreburst.NewHealthPingResult(plan.Sampling, 8*time.Second)
		var ours tunnel.Observatory
		draw, start, old := random.New(7, "results", 0, 0), time.Now(), 0
		ours.Start(&plan, 0)
		for range 5000 {
			rtt := time.Duration(draw.IntN(2_000_000_000) + 1)
			if draw.Bool(0.3) {
				rtt = tunnel.Dead
				theirs.Put(math.MaxInt64)
			} else {
				theirs.Put(rtt)
			}
			ours.End(sim.Time(time.Since(start)), 0, rtt)
			time.Sleep(time.Duration(draw.IntN(40)) * 100 * time.Millisecond)
			want, seen := theirs.Get(), ours.Seen(sim.Time(time.Since(start)))
			got := seen.Status[0].Burst
			require.Equal(t, *want, coreburst.HealthPingStats{All: got.All, Fail: got.Fail, Deviation: time.Duration(got.Deviation),
				Average: time.Duration(got.Average), Max: time.Duration(got.Max), Min: time.Duration(got.Min)})
			if want.All < plan.Sampling {
				old++
			}
		}
		require.Greater(t, old, 500, "hardly any result grew old")
	})
}
