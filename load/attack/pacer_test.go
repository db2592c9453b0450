package attack

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	vegeta "github.com/tsenart/vegeta/v12/lib"
	"pgregory.net/rapid"
)

// In virtual time every hit is sent at its instant to the nanosecond, or at once where the instant has passed.
func TestHitsAreSentAtTheirArrivals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape, rate, over := drawn(t)
		a, err := shape.Arrivals(rate, over, 1)
		if err != nil {
			t.Skip(err)
		}
		late := rapid.SliceOfN(rapid.Int64Range(0, int64(over)/10), 1, 5).Draw(t, "late")
		p, elapsed := pacer{a, over + time.Hour}, time.Duration(0)
		for n := 0; ; n++ {
			wait, stop := p.Pace(elapsed, uint64(n))
			if stop {
				require.Equal(t, a.Count(), n)
				return
			}
			sent := elapsed + max(wait, 0)
			require.Equal(t, max(a.At(n), elapsed), sent)
			elapsed = sent
			if n%100 == 50 {
				elapsed += time.Duration(late[n%len(late)])
			}
		}
	})
}

func TestRateOfAnInstant(t *testing.T) {
	hz := func(n int) vegeta.Rate { return vegeta.Rate{Freq: n, Per: time.Second} }
	const over = 20 * time.Second
	for _, test := range []struct{ ours, theirs vegeta.Pacer }{
		{pacer{constant(400, over), over}, hz(400)},
		{pacer{ramp(100, 800, over), over}, vegeta.LinearPacer{StartAt: hz(100), Slope: 35}},
		{pacer{sine(400, 200, 10*time.Second, over), over}, vegeta.SinePacer{Period: 10 * time.Second, Mean: hz(400), Amp: hz(200)}},
	} {
		for at := time.Second; at <= over-time.Second; at += time.Second {
			require.InEpsilon(t, test.theirs.Rate(at), test.ours.Rate(at), 0.02, at)
		}
	}
	require.Equal(t, 400.0, pacer{constant(400, over), over}.Rate(0))
	require.Zero(t, pacer{constant(400, over), over}.Rate(time.Minute))
}

func TestPacerEndsOnceItIsTooLate(t *testing.T) {
	p := pacer{constant(10, time.Second), 3 * time.Second}
	wait, stop := p.Pace(3*time.Second, 4)
	require.False(t, stop)
	require.Equal(t, 400*time.Millisecond-3*time.Second, wait)
	_, stop = p.Pace(3*time.Second+1, 4)
	require.True(t, stop)
}

// An hour to the next hit, and the run is called off: a test that hangs has found the defect.
func TestPacerWaitsNoLongerThanTheRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := patient{pacer: pacer{constant(1.0/3600, 2*time.Hour), 3 * time.Hour}, ctx: ctx, timer: time.NewTimer(0)}
	wait, stop := p.Pace(0, 0)
	require.Zero(t, wait)
	require.False(t, stop)
	time.AfterFunc(time.Millisecond, cancel)
	_, stop = p.Pace(time.Second, 1)
	require.True(t, stop)
	_, stop = p.Pace(2*time.Hour, 1)
	require.True(t, stop, "also where the next hit is overdue")
}

func TestPacerWaitsUntilTheHitIsDue(t *testing.T) {
	p := patient{pacer: pacer{constant(100, time.Second), time.Second}, ctx: t.Context(), timer: time.NewTimer(0)}
	before := time.Now()
	wait, stop := p.Pace(0, 1)
	require.False(t, stop)
	require.Zero(t, wait, "it has waited")
	require.GreaterOrEqual(t, time.Since(before), 10*time.Millisecond)
}
