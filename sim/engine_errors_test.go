package sim_test

import (
	"errors"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/sim"
)

func TestLimitsEndARunThatDoesNot(t *testing.T) {
	poll := func(every time.Duration) func(*sim.Engine) {
		return func(e *sim.Engine) {
			kind := e.Register("poll", func(ev sim.Event) { e.After(every, ev) })
			e.At(sim.Time(3200*time.Millisecond), sim.Event{Kind: kind})
		}
	}
	cases := map[string]struct {
		limits sim.Limits
		model  func(*sim.Engine)
		fired  uint64
		want   string
	}{
		"livelock": {
			limits: sim.Limits{AtOneInstant: 1_000_000}, model: poll(0), fired: 1_000_000,
			want: `sim: 1000000 events at one instant (t=3.2s, last kind "poll"): the model does not advance; ` +
				`raise Limits.AtOneInstant if it should`,
		},
		"livelock under the default": {
			model: poll(0), fired: 10_000_000,
			want: `sim: 10000000 events at one instant (t=3.2s, last kind "poll"): the model does not advance; ` +
				`raise Limits.AtOneInstant if it should`,
		},
		"no end": {
			limits: sim.Limits{Events: 30, AtOneInstant: 1}, model: poll(time.Second), fired: 30,
			want: `sim: 30 events in one run (t=32.2s, last kind "poll"): the model does not end; ` +
				`raise Limits.Events if it should`,
		},
		"stuck at the end of time": {
			limits: sim.Limits{AtOneInstant: 9}, model: poll(math.MaxInt64), fired: 10,
			want: `sim: 9 events at one instant (t=2562047h47m16.854775807s, last kind "poll"): the model does not ` +
				`advance; raise Limits.AtOneInstant if it should`,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e := sim.NewEngine(c.limits)
			c.model(e)
			require.EqualError(t, e.Run(), c.want)
			require.Equal(t, c.fired, e.Fired())
			require.EqualError(t, e.Run(), c.want, "the error stays")
		})
	}
}

func TestLimitsAllowWhatTheySay(t *testing.T) {
	e := sim.NewEngine(sim.Limits{Events: 9, AtOneInstant: 3})
	note := e.Register("note", func(sim.Event) {})
	for _, at := range []sim.Time{0, 5, 9} {
		require.NoError(t, e.RunUntil(at)) // the clock gets there without an event, which starts the count anew
		for range 3 {
			e.At(at, sim.Event{Kind: note})
		}
	}
	require.NoError(t, e.Run())
	require.EqualValues(t, 9, e.Fired())
}

// To stay where the clock is does not start the count of events at one instant anew.
func TestRunUntilNowIsNoWayAroundTheLimit(t *testing.T) {
	e := sim.NewEngine(sim.Limits{AtOneInstant: 3})
	note := e.Register("note", func(sim.Event) {})
	for range 3 {
		e.At(5, sim.Event{Kind: note})
		require.NoError(t, e.RunUntil(5))
	}
	e.At(5, sim.Event{Kind: note})
	require.ErrorContains(t, e.RunUntil(5), "3 events at one instant")
	require.Equal(t, 1, e.Pending(), "what did not fire is pending still")
}

func TestMisuseEndsTheRun(t *testing.T) {
	cases := map[string]struct {
		misuse func(*sim.Engine, sim.Kind)
		want   string
	}{
		"the past": {
			func(e *sim.Engine, k sim.Kind) { e.At(e.Now()-1, sim.Event{Kind: k, Target: 7}) },
			`sim: event "act" for target 7 scheduled at t=999.999999ms, in the past: it is t=1s already`,
		},
		"a negative delay": {
			func(e *sim.Engine, k sim.Kind) { e.After(-3*time.Second, sim.Event{Kind: k}) },
			`sim: event "act" for target 0 scheduled at t=-2s, in the past: it is t=1s already`,
		},
		"no kind": {
			func(e *sim.Engine, _ sim.Kind) { e.After(1, sim.Event{Target: 3}) },
			"sim: event of unregistered kind 0 for target 3 cannot be scheduled at t=1.000000001s",
		},
		"a kind nobody registered": {
			func(e *sim.Engine, k sim.Kind) { e.After(0, sim.Event{Kind: k + 1}) },
			"sim: event of unregistered kind 2 for target 0 cannot be scheduled at t=1s",
		},
		"a name twice": {
			func(e *sim.Engine, _ sim.Kind) { e.Register("act", func(sim.Event) {}) },
			`sim: register "act": the name is taken`,
		},
		"no name": {
			func(e *sim.Engine, _ sim.Kind) { e.Register("", func(sim.Event) {}) },
			"sim: register: a kind needs a name",
		},
		"no handler": {
			func(e *sim.Engine, _ sim.Kind) { e.Register("other", nil) },
			`sim: register "other": the handler is nil`,
		},
		"running from a handler": {
			func(e *sim.Engine, _ sim.Kind) { _ = e.Run() },
			`sim: the handler of "act" runs the engine it is called from`,
		},
		"stepping from a handler": {
			func(e *sim.Engine, _ sim.Kind) { _, _ = e.Step() },
			`sim: the handler of "act" runs the engine it is called from`,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e := sim.NewEngine(sim.Limits{})
			var act sim.Kind
			act = e.Register("act", func(sim.Event) { c.misuse(e, act) })
			e.At(sim.Time(time.Second), sim.Event{Kind: act})
			e.At(sim.Time(time.Hour), sim.Event{Kind: act})
			require.EqualError(t, e.Run(), c.want)
			require.EqualValues(t, 1, e.Fired(), "nothing fires after the error")
			more, err := e.Step()
			require.False(t, more)
			require.EqualError(t, err, c.want)
			require.EqualError(t, e.RunUntil(0), c.want)
		})
	}
}

func TestMisuseBeforeTheRunFiresNothing(t *testing.T) {
	e := sim.NewEngine(sim.Limits{})
	kind := e.Register("note", func(sim.Event) { t.Error("it fired") })
	require.Zero(t, e.Register("note", func(sim.Event) {}))
	require.NotZero(t, e.At(0, sim.Event{Kind: kind}))
	require.Zero(t, e.At(-1, sim.Event{Kind: kind}), "nothing was scheduled")
	require.EqualError(t, e.Run(), `sim: register "note": the name is taken`, "the first error stands")
}

func TestFailEndsTheRunWithItsError(t *testing.T) {
	broken := errors.New("the panel answers 502")
	e := sim.NewEngine(sim.Limits{})
	fail := e.Register("fail", func(sim.Event) {
		e.Fail(nil)
		e.Fail(broken)
		e.Fail(errors.New("and more"))
		e.Stop()
	})
	e.At(1, sim.Event{Kind: fail})
	e.At(2, sim.Event{Kind: fail})
	require.Same(t, broken, e.Run())
	require.Same(t, broken, e.RunUntil(100))
	require.Equal(t, sim.Time(1), e.Now())
}

func TestKindsRunOut(t *testing.T) {
	e := sim.NewEngine(sim.Limits{})
	const most = 1 << 20
	for i := range most {
		if k := e.Register(strconv.Itoa(i), func(sim.Event) {}); int(k) != i+1 {
			t.Fatalf("kind %d is %d", i+1, k)
		}
	}
	require.NoError(t, e.Run())
	require.Zero(t, e.Register("one more", func(sim.Event) {}))
	require.EqualError(t, e.Run(), `sim: register "one more": there are 1048576 kinds already, the most there can be`)
}
