package attack

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	vegeta "github.com/tsenart/vegeta/v12/lib"
	"pgregory.net/rapid"

	"reprise/sim/arrivals"
	"reprise/sim/random"
)

// drawn is a shape that is not from a file, with a rate and a length that come to 100,000 requests at most.
func drawn(t *rapid.T) (Shape, float64, time.Duration) {
	over := time.Duration(rapid.Int64Range(int64(time.Millisecond), int64(100*time.Second)).Draw(t, "over"))
	rate := func(name string) float64 { return rapid.Float64Range(0.1, 1000).Draw(t, name) }
	shape := Shape{kind: kind(rapid.IntRange(int(evenKind), int(sineKind)).Draw(t, "kind")), from: rate("from"), to: rate("to")}
	if shape.kind == sineKind {
		shape.to = min(shape.to, shape.from)
	}
	shape.period = time.Duration(rapid.Int64Range(int64(time.Millisecond), int64(time.Hour)).Draw(t, "period"))
	return shape, rate("rate"), over
}

func TestArrivalsAreInOrderWithinTheRunAndTheSameAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape, rate, over := drawn(t)
		a, err := shape.Arrivals(rate, over, 1)
		if shape.kind == poissonKind && err != nil {
			require.ErrorContains(t, err, "come to 0 requests", "by chance")
			return
		}
		require.NoError(t, err)
		require.Equal(t, over, a.Over())
		require.True(t, slices.IsSorted(a.at))
		require.GreaterOrEqual(t, a.At(0), time.Duration(0))
		require.Less(t, a.At(a.Count()-1), over)
		again, err := shape.Arrivals(rate, over, 1)
		require.NoError(t, err)
		require.Equal(t, a, again)
		n := rapid.IntRange(0, a.Count()-1).Draw(t, "n")
		require.LessOrEqual(t, a.Before(a.At(n)), n)
		require.Greater(t, a.Before(a.At(n)+1), n)
	})
}

// What is offered is what was asked for: to a request for shapes without chance, and so within 0.1 % of a thousand or more.
func TestOfferedRateIsTheOneAskedFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape, rate, over := drawn(t)
		t0 := over.Seconds()
		turn := 2 * math.Pi / shape.period.Seconds()
		want := map[kind]float64{
			evenKind: rate * t0,
			rampKind: (shape.from + shape.to) / 2 * t0,
			sineKind: shape.from*t0 + shape.to/turn*(1-math.Cos(turn*t0)),
		}
		expected, regular := want[shape.kind]
		if !regular {
			t.Skip("chance decides")
		}
		a, err := shape.Arrivals(rate, over, 1)
		require.NoError(t, err)
		require.InDelta(t, expected, a.Count(), 1.001)
		if a.Count() >= 1000 {
			require.InEpsilon(t, expected/t0, float64(a.Count())/t0, 0.001)
		}
	})
}

func TestArrivalsOfShapes(t *testing.T) {
	const ms = time.Millisecond
	require.Equal(t, []time.Duration{0, 250 * ms, 500 * ms, 750 * ms}, constant(4, time.Second).at)
	require.Equal(t, 12_000, constant(400, 30*time.Second).Count())
	require.Equal(t, 3, constant(30, 100*ms).Count(), "0.1 s at 30/s is 3.0000000000000004 in floating point")

	up := ramp(100, 800, 10*time.Second)
	require.Equal(t, 4500, up.Count())
	require.InDelta(t, 135, up.Before(time.Second), 1, "from 100/s to 170/s within the first second")
	require.InDelta(t, 4500-765, up.Before(9*time.Second), 1)
	down := ramp(800, 100, 10*time.Second)
	require.InDelta(t, 765, down.Before(time.Second), 1)

	wave := sine(400, 200, 10*time.Second, 20*time.Second)
	require.Equal(t, 8000, wave.Count())
	require.InDelta(t, 2000+2000/math.Pi, wave.Before(5*time.Second), 1, "half a period above the mean")
	require.InDelta(t, 4000, wave.Before(10*time.Second), 1)
}

// The same definition as the simulation's: its process, drawn from a stream of the seed.
func TestPoissonIsTheSimulations(t *testing.T) {
	a := poisson(200, 100*time.Second, 7)
	s := random.New(7, "load.arrivals", 0, 0)
	now := int64(0)
	for n := range a.Count() {
		now, _ = random.NextArrival(s, random.ConstantRate(200), now)
		require.Equal(t, now, int64(a.At(n)))
	}
	now, _ = random.NextArrival(s, random.ConstantRate(200), now)
	require.GreaterOrEqual(t, now, int64(100*time.Second), "none is missing at the end")
	require.InDelta(t, 20_000, a.Count(), 3.3*math.Sqrt(20_000))
	require.NotEqual(t, a.at, poisson(200, 100*time.Second, 8).at)
}

// record has an arrival every 10 minutes for two weeks, and three at every noon besides.
func record(t require.TestingT) *arrivals.Trace {
	var csv bytes.Buffer
	fmt.Fprintln(&csv, "created_at")
	start := time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	for at := time.Duration(0); at <= 14*24*time.Hour; at += 10 * time.Minute {
		lines := 1
		if at%(24*time.Hour) == 12*time.Hour {
			lines = 4
		}
		for range lines {
			fmt.Fprintln(&csv, start.Add(at).Format(time.DateTime))
		}
	}
	trace, err := arrivals.Read("record.csv", &csv)
	require.NoError(t, err)
	return trace
}

func TestRecordIsPlayedFaster(t *testing.T) {
	trace := record(t)
	fitted := replayed(trace, float64(trace.Span())/float64(30*time.Second), 30*time.Second, 1)
	require.Equal(t, trace.Len(), fitted.Count(), "two weeks in half a minute, and all of it")
	require.InDelta(t, float64(30*time.Second), float64(fitted.Over()), 1)
	replay := trace.Replay(random.New(1, "load.arrivals", 0, 0))
	for n := range fitted.Count() {
		at, _ := replay.Next()
		require.InDelta(t, float64(at)/float64(trace.Span()), fitted.At(n).Seconds()/30, 1e-6)
	}
}

// sentBy is when a pacer has its hits sent, in virtual time.
func sentBy(p vegeta.Pacer, over time.Duration) (at []time.Duration) {
	elapsed := time.Duration(0)
	for {
		wait, stop := p.Pace(elapsed, uint64(len(at)))
		elapsed += max(wait, 0)
		if stop || elapsed > over {
			return at
		}
		at = append(at, elapsed)
	}
}

// Vegeta's own pacers have sent as many at any time, within one hit: their n-th is not before ours nor after our next. They have a
// phase of their own, and solve for their times to a thousandth of a hit. Vegeta's linear pacer waits by the rate of the moment, and
// so is late where that changes much from one hit to the next; its sine pacer, near a trough that is almost silent, can send without
// end (a mean of 102/s, an amplitude of 101/s and a period of 1 s do). The rates here do neither.
func TestVegetasPacersAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.IntRange(100, 1000).Draw(t, "rate")
		over := time.Duration(rapid.Int64Range(int64(time.Second), int64(20*time.Second)).Draw(t, "over"))
		amplitude := rapid.IntRange(1, rate*3/4).Draw(t, "amplitude")
		to := rapid.IntRange(rate/2, 2*rate).Draw(t, "to")
		period := time.Duration(rapid.Int64Range(int64(time.Second), int64(time.Minute)).Draw(t, "period"))
		hz := func(n int) vegeta.Rate { return vegeta.Rate{Freq: n, Per: time.Second} }
		for _, test := range []struct {
			name   string
			ours   Arrivals
			theirs vegeta.Pacer
		}{
			{"constant", constant(float64(rate), over), hz(rate)},
			{"ramp", ramp(float64(rate), float64(to), over), vegeta.LinearPacer{StartAt: hz(rate), Slope: float64(to-rate) / over.Seconds()}},
			{"sine", sine(float64(rate), float64(amplitude), period, over), vegeta.SinePacer{Period: period, Mean: hz(rate), Amp: hz(amplitude)}},
		} {
			theirs := sentBy(test.theirs, over)
			ours := sentBy(pacer{test.ours, over}, over)
			require.InDelta(t, len(theirs), len(ours), 2, "%s: a hit, and one that the end of the run may cut off", test.name)
			for n := range min(len(ours)-1, len(theirs)) {
				slack := (ours[n+1] - ours[n]) / 20
				require.GreaterOrEqual(t, theirs[n], ours[n]-slack, "%s, hit %d", test.name, n)
				require.LessOrEqual(t, theirs[n], ours[n+1]+slack, "%s, hit %d", test.name, n)
			}
		}
	})
}

func TestMostWithinAStretch(t *testing.T) {
	a := Arrivals{at: []time.Duration{0, 1, 2, 10, 11, 12, 13, 30}, over: 40}
	for length, want := range map[time.Duration]int{0: 1, 1: 2, 2: 3, 3: 4, 13: 7, 40: 8} {
		require.Equal(t, want, a.most(length), length)
	}
	require.Zero(t, Arrivals{}.most(time.Second))
}
