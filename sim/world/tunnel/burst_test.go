package tunnel

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim"
)

// TestAtRandom holds the burst observatory to its law: everyone at the start, and besides Sampling probes of each in every
// period, whatever the others do.
func TestAtRandom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := aPlan(t, AtRandom)
		period := plan.Interval * time.Duration(plan.Sampling)
		r := rehearse(plan)
		var begun []probe
		answer := anAnswer(t)
		r.until(at(3*period)-1, func(place int32, now sim.Time) time.Duration {
			begun = append(begun, probe{place: place, begin: now})
			return answer(place, now)
		})
		for i, place := range plan.Subjects {
			require.Equal(t, probe{place: place}, begun[i])
		}
		counts := map[[2]int64]int{}
		for _, p := range begun[len(plan.Subjects):] {
			counts[[2]int64{int64(p.place), int64(p.begin) / int64(period)}]++
		}
		for _, place := range plan.Subjects {
			for k := range int64(3) {
				require.Equal(t, plan.Sampling, counts[[2]int64{int64(place), k}], "place %d, period %d", place, k)
			}
		}
	})
}

// TestBurstStatistics are over the last Sampling results that are not older than two periods.
func TestBurstStatistics(t *testing.T) {
	plan := &Plan{Kind: AtRandom, Interval: time.Second, Sampling: 4, Subjects: []int32{0}, Places: 1} // 8 s
	const s = time.Second
	for name, c := range map[string]struct {
		rtts []time.Duration // one a second, from 1 s on
		at   time.Duration
		want Status
	}{
		"one":           {[]time.Duration{60}, s, Status{true, true, 0, Burst{1, 0, 30, 60, 60, 60}}},
		"the last four": {[]time.Duration{1, 60, 140, 60, 140}, 5 * s, Status{true, true, 0, Burst{4, 0, 40, 100, 140, 60}}},
		"half failed":   {[]time.Duration{140, 60, Dead, Dead}, 4 * s, Status{true, true, 0, Burst{4, 2, 40, 100, 140, 60}}},
		"all failed":    {[]time.Duration{60, Dead, Dead, Dead, Dead}, 5 * s, Status{true, false, 0, Burst{All: 4, Fail: 4}}},
		"whole milliseconds": {[]time.Duration{2 * time.Millisecond, 5 * time.Millisecond}, 2 * s,
			Status{true, true, 3, Burst{2, 0, 1500000, 3500000, 5000000, 2000000}}},
		"to the last instant": {[]time.Duration{60, 140}, 9 * s, Status{true, true, 0, Burst{2, 0, 40, 100, 140, 60}}},
		"too old":             {[]time.Duration{60, 140}, 9*s + 1, Status{true, true, 0, Burst{1, 0, 70, 140, 140, 140}}},
		"all too old":         {[]time.Duration{60, 140}, 10*s + 1, Status{Probed: true}},
		"no network":          {[]time.Duration{60, 0}, 2 * s, Status{true, true, 0, Burst{1, 0, 30, 60, 60, 60}}},
	} {
		t.Run(name, func(t *testing.T) {
			var o Observatory
			o.Start(plan, 0)
			for i, rtt := range c.rtts {
				o.End(at(time.Duration(i+1)*s), 0, rtt)
			}
			require.Equal(t, c.want, o.Seen(at(c.at)).Status[0])
			require.Equal(t, []int32{0}, o.Seen(at(c.at)).Order)
		})
	}
}

// TestExpiryIsNews tells a reader by the version, once.
func TestExpiryIsNews(t *testing.T) {
	plan := &Plan{Kind: AtRandom, Interval: time.Second, Sampling: 1, Subjects: []int32{1, 0}, Places: 2}
	var o Observatory
	o.Start(plan, 0)
	o.End(at(time.Second), 0, time.Second)
	fresh := o.Seen(at(3 * time.Second)).Version
	require.Equal(t, fresh+1, o.Seen(at(3*time.Second)+1).Version)
	require.Equal(t, fresh+1, o.Seen(at(time.Hour)).Version)
	require.Equal(t, []Status{{Probed: true}, {}}, o.Seen(at(time.Hour)).Status)
}

// TestSeenAgainstAllResults makes the statistics anew from every result there was, at random instants.
func TestSeenAgainstAllResults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sampling := rapid.IntRange(1, 4).Draw(t, "sampling")
		plan := &Plan{Kind: AtRandom, Interval: time.Second, Sampling: sampling, Subjects: []int32{0, 1}, Places: 2}
		var o Observatory
		o.Start(plan, 0)
		var now sim.Time
		all := [2][]result{}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "gap")) * time.Millisecond)
			if place := rapid.Int32Range(0, 2).Draw(t, "place"); place < 2 {
				rtt := rapid.SampledFrom([]time.Duration{Dead, 3, 10, 1000, 12345678}).Draw(t, "rtt")
				o.End(now, place, rtt)
				all[place] = append(all[place], result{now, rtt})
			}
			for place := range all {
				require.Equal(t, afresh(plan, now, all[place]), o.Seen(now).Status[place])
			}
		}
	})
}

// afresh is the status after all results of an outbound, oldest first.
func afresh(plan *Plan, now sim.Time, all []result) Status {
	if len(all) == 0 {
		return Status{}
	}
	s := Status{Probed: true}
	var rtts []float64
	for _, r := range all[max(0, len(all)-plan.Sampling):] {
		if now.Sub(r.at) > 2*time.Duration(plan.Sampling)*plan.Interval {
			continue
		}
		s.Burst.All++
		if r.rtt == Dead {
			s.Burst.Fail++
			continue
		}
		rtts = append(rtts, float64(r.rtt))
		s.Alive, s.Burst.Average = true, s.Burst.Average+int64(r.rtt)
		s.Burst.Max = max(s.Burst.Max, int64(r.rtt))
		if len(rtts) == 1 || int64(r.rtt) < s.Burst.Min {
			s.Burst.Min = int64(r.rtt)
		}
	}
	if !s.Alive {
		return s
	}
	s.Burst.Average /= int64(len(rtts))
	s.DelayMS = s.Burst.Average / int64(time.Millisecond)
	if s.Burst.Deviation = s.Burst.Average / 2; len(rtts) > 1 {
		var squares float64
		for _, rtt := range rtts {
			squares += math.Pow(rtt-float64(s.Burst.Average), 2)
		}
		s.Burst.Deviation = int64(math.Sqrt(squares / float64(len(rtts))))
	}
	return s
}
