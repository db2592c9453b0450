package tunnel

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim"
	"reprise/sim/random"
)

// LB-02, LB-03, LB-10: what is looked at in one go is what a clock that stops at every step sees.
func TestWatchSeesWhatAClockSees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		outbounds := rapid.IntRange(1, 6).Draw(t, "outbounds")
		plan := &Plan{
			Kind: rapid.SampledFrom([]Probing{NoProbes, OneByOne, AllAtOnce, AtRandom}).Draw(t, "kind"), Timeout: probeTimeout, Places: outbounds,
			Interval: rapid.SampledFrom([]time.Duration{time.Second, 45 * time.Second, 2 * time.Minute}).Draw(t, "interval"), Sampling: 5,
		}
		for place := range outbounds {
			plan.Subjects = append(plan.Subjects, int32(place))
		}
		dead := rapid.SliceOfN(rapid.Int32Range(0, int32(outbounds)-1), 0, 3).Draw(t, "dead")
		answer := func(place int32) time.Duration {
			if slices.Contains(dead, place) {
				return Dead
			}
			return time.Duration(20+place) * time.Millisecond
		}
		long := time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "long"))
		r := rehearse(plan)
		r.until(sim.Time(long), func(place int32, _ sim.Time) time.Duration { return answer(place) })
		want, got := r.o.Seen(sim.Time(long)), Watch(plan, long, answer, random.New(1, "tunnel/probes", 0, 0))
		require.Equal(t, want.Status, got.Status)
		require.Equal(t, want.Order, got.Order)
	})
}

// An observatory that never pauses is not followed for ever.
func TestWatchEnds(t *testing.T) {
	plan := &Plan{Kind: AllAtOnce, Timeout: probeTimeout, Subjects: []int32{0}, Places: 1}
	seen := Watch(plan, 24*time.Hour, func(int32) time.Duration { return time.Nanosecond }, random.New(1, "watch", 0, 0))
	require.True(t, seen.Status[0].Alive)
}
