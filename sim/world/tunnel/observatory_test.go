package tunnel

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim"
)

func at(d time.Duration) sim.Time { return sim.Time(d) }

// aPlan draws a plan with up to six subjects out of eight places.
func aPlan(t *rapid.T, kind Probing) *Plan {
	subjects := rapid.Permutation([]int32{0, 1, 2, 3, 4, 5, 6, 7}).Draw(t, "places")[:rapid.IntRange(1, 6).Draw(t, "subjects")]
	return &Plan{Kind: kind, Interval: time.Duration(rapid.IntRange(1, 200).Draw(t, "interval")) * time.Second,
		Sampling: rapid.IntRange(1, 6).Draw(t, "sampling"), Timeout: 5 * time.Second, Subjects: subjects, Places: 8}
}

// anAnswer draws, for each place, a round-trip time or Dead.
func anAnswer(t *rapid.T) func(int32, sim.Time) time.Duration {
	some := []time.Duration{Dead, 999 * time.Microsecond, 40 * time.Millisecond, 4 * time.Second}
	rtts := rapid.SliceOfN(rapid.SampledFrom(some), 8, 8).Draw(t, "rtts")
	return func(place int32, _ sim.Time) time.Duration { return rtts[place] }
}

// TestOneByOne holds the standard observatory to its law: one probe at a time, in tag order, an interval after the end of the
// last, so that one and the same outbound is probed once in N intervals and N probes.
func TestOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := aPlan(t, OneByOne)
		r := rehearse(plan)
		r.until(at(time.Hour), anAnswer(t))
		require.Equal(t, 1, r.most)
		n := len(plan.Subjects)
		for i, p := range r.ended {
			require.Equal(t, plan.Subjects[i%n], p.place)
			if i > 0 {
				require.Equal(t, plan.Interval, p.begin.Sub(r.ended[i-1].end))
			}
			if i >= n {
				require.GreaterOrEqual(t, p.begin.Sub(r.ended[i-n].begin), time.Duration(n)*plan.Interval)
			}
		}
		require.Zero(t, r.ended[0].begin)
	})
}

// TestAllAtOnce holds enableConcurrency to its law: everyone at once, an interval after the last of them has ended.
func TestAllAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := aPlan(t, AllAtOnce)
		r := rehearse(plan)
		r.until(at(time.Hour), anAnswer(t))
		n := len(plan.Subjects)
		require.Equal(t, n, r.most)
		for i, p := range r.ended {
			round := i / n * n
			require.Equal(t, r.ended[round].begin, p.begin)
			if round > 0 {
				require.Equal(t, plan.Interval, p.begin.Sub(r.ended[round-1].end))
			}
		}
	})
}

// TestDeath follows an outbound that dies and comes back: nothing is known of the change until its next probe has ended, and
// a dead one delays those after it by the time-out.
func TestDeath(t *testing.T) {
	plan := &Plan{Kind: OneByOne, Interval: 120 * time.Second, Timeout: 5 * time.Second, Subjects: []int32{2, 0}, Places: 3}
	answer := func(place int32, now sim.Time) time.Duration {
		if place == 2 && now > at(time.Second) && now < at(300*time.Second) {
			return Dead
		}
		return 50*time.Millisecond + 900*time.Microsecond
	}
	r := rehearse(plan)
	require.Equal(t, &Seen{Status: make([]Status, 3), Version: 1}, r.o.Seen(0))
	alive := Status{Probed: true, Alive: true, DelayMS: 50}
	for _, step := range []struct {
		until   time.Duration
		version uint32
		two     Status
		order   []int32
	}{
		{50 * time.Millisecond, 1, Status{}, nil},
		{51 * time.Millisecond, 2, alive, []int32{2}},
		{120*time.Second + 102*time.Millisecond, 3, alive, []int32{2, 0}},
		{245 * time.Second, 3, alive, []int32{2, 0}}, // probed since 240.1 s, in vain
		{246 * time.Second, 4, Status{Probed: true, DelayMS: DeadDelayMS}, []int32{2, 0}},
		{485 * time.Second, 5, Status{Probed: true, DelayMS: DeadDelayMS}, []int32{2, 0}},
		{486 * time.Second, 6, alive, []int32{2, 0}},
	} {
		r.until(at(step.until), answer)
		want := &Seen{Status: []Status{{}, {}, step.two}, Order: step.order, Version: step.version}
		if len(step.order) == 2 {
			want.Status[0] = alive
		}
		require.Equal(t, want, r.o.Seen(at(step.until)), step.until)
	}
}

// TestNobodyIsProbed has no plan: there is nothing to wake for.
func TestNobodyIsProbed(t *testing.T) {
	var o Observatory
	require.Equal(t, sim.EndOfTime, o.Start(&Plan{Places: 2}, 7))
	begun, next := o.Wake(8, nil, nil)
	require.Empty(t, begun)
	require.Equal(t, sim.EndOfTime, next)
	require.Len(t, o.Seen(9).Status, 2)
}

// TestEarlyWakes do nothing: neither between two probes nor while one is under way.
func TestEarlyWakes(t *testing.T) {
	plan := &Plan{Kind: OneByOne, Interval: time.Second, Subjects: []int32{0}, Places: 1}
	var o Observatory
	require.Equal(t, sim.Time(5), o.Start(plan, 5))
	begun, next := o.Wake(5, nil, nil)
	require.Equal(t, []int32{0}, begun)
	require.Equal(t, sim.EndOfTime, next)
	begun, _ = o.Wake(6, nil, nil)
	require.Empty(t, begun)
	require.Equal(t, at(time.Second)+7, o.End(7, 0, 2))
	begun, next = o.Wake(8, nil, nil)
	require.Empty(t, begun)
	require.Equal(t, at(time.Second)+7, next)
}

// TestStartForgets begins anew, with a version that no reader has seen.
func TestStartForgets(t *testing.T) {
	plan := &Plan{Kind: AllAtOnce, Interval: time.Second, Subjects: []int32{0}, Places: 1}
	r := rehearse(plan)
	r.until(at(10*time.Second), always(time.Millisecond))
	before := r.o.Seen(at(10 * time.Second)).Version
	require.Equal(t, at(11*time.Second), r.o.Start(plan, at(11*time.Second)))
	require.Equal(t, &Seen{Status: make([]Status, 1), Version: before + 1}, r.o.Seen(at(11*time.Second)))
}
