package sim_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim"
)

func TestEventsFireByTimeThenInSchedulingOrder(t *testing.T) {
	e := sim.NewEngine(sim.Limits{})
	var fired []int32
	note := e.Register("note", func(ev sim.Event) { fired = append(fired, ev.Target) })
	both := e.Register("both", func(sim.Event) {
		e.After(0, sim.Event{Kind: note, Target: 4}) // after what was already scheduled for this instant
		e.After(time.Second, sim.Event{Kind: note, Target: 6})
	})
	e.At(20, sim.Event{Kind: note, Target: 5})
	e.At(10, sim.Event{Kind: note, Target: 1})
	e.At(10, sim.Event{Kind: both})
	e.At(10, sim.Event{Kind: note, Target: 2})
	e.At(10, sim.Event{Kind: note, Target: 3})

	require.NoError(t, e.Run())
	require.Equal(t, []int32{1, 2, 3, 4, 5, 6}, fired)
	require.Equal(t, sim.Time(10).Add(time.Second), e.Now())
	require.EqualValues(t, 7, e.Fired())
	require.Zero(t, e.Pending())
}

// The engine against a list searched from the front, whatever queue is inside.
func TestEngineAgreesWithAList(t *testing.T) {
	type scheduled struct {
		at    sim.Time
		id    int64
		token sim.Token
	}
	spans := rapid.OneOf(
		rapid.SampledFrom([]time.Duration{0, 1, 2}),
		rapid.SampledFrom([]time.Duration{math.MaxInt64, math.MaxInt64 - 1, 1 << 62}),
		rapid.Map(rapid.Int64Range(0, int64(time.Hour)), func(ns int64) time.Duration { return time.Duration(ns) }),
	)
	rapid.Check(t, func(t *rapid.T) {
		e := sim.NewEngine(sim.Limits{})
		var fired int64
		kind := e.Register("event", func(ev sim.Event) { fired = ev.A })
		var list []scheduled
		var tokens []sim.Token
		t.Repeat(map[string]func(*rapid.T){
			"schedule": func(t *rapid.T) {
				span := spans.Draw(t, "span")
				s := scheduled{at: e.Now().Add(span), id: int64(len(tokens))}
				s.token = e.After(span, sim.Event{Kind: kind, A: s.id})
				require.NotZero(t, s.token)
				list = append(list, s)
				tokens = append(tokens, s.token)
			},
			"cancel": func(t *rapid.T) {
				token := rapid.SampledFrom(append(tokens, 0)).Draw(t, "token")
				live := slices.IndexFunc(list, func(s scheduled) bool { return s.token == token })
				require.Equal(t, live >= 0, e.Cancel(token))
				if live >= 0 {
					list = slices.Delete(list, live, live+1)
				}
			},
			"step": func(t *rapid.T) {
				more, err := e.Step()
				require.NoError(t, err)
				require.Equal(t, len(list) > 0, more)
				if !more {
					return
				}
				first := 0
				for i, s := range list {
					if s.at < list[first].at {
						first = i
					}
				}
				require.Equal(t, list[first].id, fired)
				require.Equal(t, list[first].at, e.Now())
				list = slices.Delete(list, first, first+1)
			},
			"": func(t *rapid.T) { require.Equal(t, len(list), e.Pending()) },
		})
	})
}

func TestCancelIsOnceAndSafeWithStaleTokens(t *testing.T) {
	e := sim.NewEngine(sim.Limits{})
	var fired []int32
	note := e.Register("note", func(ev sim.Event) { fired = append(fired, ev.Target) })
	first := e.At(1, sim.Event{Kind: note, Target: 1})
	second := e.At(2, sim.Event{Kind: note, Target: 2})

	require.False(t, e.Cancel(0), "the zero token names nothing")
	require.True(t, e.Cancel(second))
	require.False(t, e.Cancel(second))
	require.NoError(t, e.RunUntil(1))
	require.False(t, e.Cancel(first), "it has fired")

	e.At(3, sim.Event{Kind: note, Target: 3}) // these take the places of the first two
	e.At(4, sim.Event{Kind: note, Target: 4})
	require.False(t, e.Cancel(first))
	require.False(t, e.Cancel(second))
	require.NoError(t, e.Run())
	require.Equal(t, []int32{1, 3, 4}, fired)
}

func TestAHandlerMayCancelAnEventOfTheSameInstant(t *testing.T) {
	e := sim.NewEngine(sim.Limits{})
	var late sim.Token
	cancel := e.Register("cancel", func(sim.Event) { require.True(t, e.Cancel(late)) })
	never := e.Register("never", func(sim.Event) { t.Error("a cancelled event fired") })
	e.At(5, sim.Event{Kind: cancel})
	late = e.At(5, sim.Event{Kind: never})
	require.NoError(t, e.Run())
	require.EqualValues(t, 1, e.Fired())
}

func TestStepFiresOne(t *testing.T) {
	e := sim.NewEngine(sim.Limits{})
	note := e.Register("note", func(sim.Event) {})
	e.At(3, sim.Event{Kind: note})
	e.At(7, sim.Event{Kind: note})
	for _, at := range []sim.Time{3, 7} {
		more, err := e.Step()
		require.NoError(t, err)
		require.True(t, more)
		require.Equal(t, at, e.Now())
	}
	more, err := e.Step()
	require.NoError(t, err)
	require.False(t, more)
	require.Equal(t, sim.Time(7), e.Now())
}

func TestRunUntilTakesTheInstantInAndLeavesTheClockThere(t *testing.T) {
	e := sim.NewEngine(sim.Limits{})
	var at []sim.Time
	note := e.Register("note", func(sim.Event) { at = append(at, e.Now()) })
	for _, t := range []sim.Time{1, 5, 5, 6} {
		e.At(t, sim.Event{Kind: note})
	}
	require.NoError(t, e.RunUntil(5))
	require.Equal(t, []sim.Time{1, 5, 5}, at)
	require.NoError(t, e.RunUntil(5), "again is no error")
	require.Equal(t, sim.Time(5), e.Now())
	require.NoError(t, e.RunUntil(100))
	require.Equal(t, []sim.Time{1, 5, 5, 6}, at)
	require.Equal(t, sim.Time(100), e.Now(), "with nothing left, time passes all the same")

	require.EqualError(t, e.RunUntil(99), "sim: run until t=99ns: it is t=100ns already")
	require.NoError(t, e.Run(), "asking for the past does not end the run")
}

func TestStopEndsTheRunAndTheNextGoesOn(t *testing.T) {
	e := sim.NewEngine(sim.Limits{})
	stop := e.Register("stop", func(sim.Event) { e.Stop() })
	e.At(1, sim.Event{Kind: stop})
	e.At(2, sim.Event{Kind: stop})
	require.NoError(t, e.Run())
	require.Equal(t, sim.Time(1), e.Now())
	require.Equal(t, 1, e.Pending())
	require.NoError(t, e.RunUntil(10))
	require.Equal(t, sim.Time(2), e.Now(), "RunUntil leaves the clock at the event that stopped it")
	require.NoError(t, e.RunUntil(10))
	require.Equal(t, sim.Time(10), e.Now())
}
