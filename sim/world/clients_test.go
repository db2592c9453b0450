package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
)

// alone is one user of a fleet that never changes, who holds its list from the start.
func alone(p delivery.Platform, rules func(*delivery.CacheRules), causes ...any) Config {
	return Config{
		Servers: fleet(2, 2), Clients: user(p), Causes: causesOf(causes),
		Settings: with(func(s *Settings) { rules(&s.Cache[p]) }),
	}
}

func unchanged(*delivery.CacheRules) {}

// stores are the instants at which a client's list was stored anew.
func (w *World) stores() []time.Duration { return w.times(ListStored) }

// SYNC-08, SYNC-09, SYNC-10: when each client asks, by its documented rules.
func TestWhenClientsAsk(t *testing.T) {
	onExpiry := func(r *delivery.CacheRules) { r.Refresh = delivery.OnExpiry }
	atStart := func(r *delivery.CacheRules) { r.Refresh = delivery.AtStart }
	for _, test := range []struct {
		name     string
		platform delivery.Platform
		rules    func(*delivery.CacheRules)
		causes   []any
		asked    []time.Duration
	}{
		{"SYNC-08: not within the hour", delivery.Desktop, unchanged, []any{59 * minute, TapConnect{}}, nil},
		{"SYNC-08: after it, on use", delivery.Desktop, unchanged, []any{60 * minute, TapConnect{}}, []time.Duration{60 * minute}},
		{"SYNC-08: and never on use where only a start looks", delivery.Desktop, atStart, []any{165 * minute, TapConnect{}}, nil},
		{"SYNC-08: a restart clears the cache", delivery.Desktop, unchanged, []any{minute, RestartApp{}}, []time.Duration{minute}},
		{"SYNC-08: a timer asks at the hour", delivery.Desktop, onExpiry, []any{30 * minute, OpenApp{}},
			[]time.Duration{60 * minute, 120*minute + queried}},
		{"SYNC-09: Android asks each time", delivery.Android, unchanged,
			[]any{minute, OpenApp{}, 2 * minute, TapConnect{}, 3 * minute, RestartApp{}}, []time.Duration{minute, 2 * minute, 3 * minute}},
		{"SYNC-10: iOS asks each time", delivery.IOS, unchanged,
			[]any{minute, OpenApp{}, 2 * minute, TapConnect{}, 3 * minute, RestartApp{}}, []time.Duration{minute, 2 * minute, 3 * minute}},
		{"a timer never rests at TTL 0, so there is none", delivery.IOS, onExpiry, []any{minute, OpenApp{}}, []time.Duration{minute}},
		{"no timer runs before the app does", delivery.Desktop, onExpiry, []any{minute, Sleep{}, 2 * minute, Wake{}}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := run(t, alone(test.platform, test.rules, test.causes...), 180*minute)
			var stored []time.Duration
			for _, at := range test.asked {
				stored = append(stored, at+queried)
			}
			require.Equal(t, stored, w.stores())
			require.Equal(t, float64(len(stored)), w.value(t, "backend.requests"))
		})
	}
}

// SYNC-08 to SYNC-10: what a restart leaves of a list when the request that follows fails.
func TestWhatSurvivesARestart(t *testing.T) {
	for platform, held := range map[delivery.Platform][]int32{
		delivery.Desktop: nil, delivery.Android: {0, 1}, delivery.IOS: {0, 1},
	} {
		w := run(t, alone(platform, unchanged, minute, TakeConnections{10, time.Hour}, 2*minute, RestartApp{}), 10*minute)
		require.Equal(t, held, w.holds(0), platform.String())
		require.Equal(t, 1.0, w.value(t, "client.failed_requests"))
	}
}

// SYNC-15: what a client goes on with when the list is refused. It held the 72 servers of before.
func TestRefusedLists(t *testing.T) {
	for _, test := range []struct {
		name    string
		partial delivery.PartialPolicy
		rules   func(*delivery.CacheRules)
		held    []int32
	}{
		{"error, kept", delivery.Refuse, unchanged, span(0, 72)},
		{"error, dropped", delivery.Refuse, func(r *delivery.CacheRules) { r.OnError = delivery.DropOnError }, nil},
		{"empty, kept", delivery.Empty, unchanged, span(0, 72)},
		{"empty, stored", delivery.Empty, func(r *delivery.CacheRules) { r.OnEmpty = delivery.StoreOnEmpty }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := run(t, exchanged(with(func(s *Settings) {
				s.Partial.Partial = test.partial
				test.rules(&s.Cache[delivery.Desktop])
			}), 2*time.Hour, OpenApp{}), 3*time.Hour)
			require.Equal(t, test.held, w.holds(0))
			require.Equal(t, 1.0, w.value(t, "client.refused_requests"))
			require.Zero(t, w.value(t, "client.partial_lists"))
			require.Len(t, active(w, w.healthy(0)), 49, "the sync goes on all the same")
		})
	}
}

// SYNC-20: nothing tells a client that its list is out of date. Were there such a channel, it would be whole with the
// backend, unless its computer sleeps.
func TestInvalidation(t *testing.T) {
	for _, test := range []struct {
		name       string
		invalidate bool
		more       []any
		held       int
	}{
		{"SYNC-20: none", false, nil, 26},
		{"one", true, nil, 49},
		{"one, asleep", true, []any{2*time.Hour + minute, Sleep{}}, 26},
	} {
		t.Run(test.name, func(t *testing.T) {
			settings := with(func(s *Settings) { s.Invalidate = test.invalidate })
			w := run(t, exchanged(settings, append([]any{2 * time.Hour, OpenApp{}}, test.more...)...), 26*time.Hour)
			require.Len(t, w.holds(0), test.held)
			require.Equal(t, test.held == 49, w.value(t, "client.invalidations") == 1)
		})
	}
}

// A list's age by the clock that runs on while the computer sleeps, and by the one that does not.
func TestSleep(t *testing.T) {
	onExpiry := func(r *delivery.CacheRules) { r.Refresh = delivery.OnExpiry }
	awake := func(r *delivery.CacheRules) { r.Clock = delivery.AwakeClock }
	nap := []any{minute, OpenApp{}, 10 * minute, Sleep{}, 160 * minute, Wake{}}
	for _, test := range []struct {
		name   string
		rules  []func(*delivery.CacheRules)
		causes []any
		asked  []time.Duration
	}{
		{"wall clock, on use", nil, append(nap, 161*minute, TapConnect{}), []time.Duration{161 * minute}},
		{"awake clock, on use", []func(*delivery.CacheRules){awake}, append(nap, 161*minute, TapConnect{}), nil},
		{"wall clock, timer: overdue at the wake", []func(*delivery.CacheRules){onExpiry}, nap, []time.Duration{160 * minute}},
		{"awake clock, timer: stood still", []func(*delivery.CacheRules){onExpiry, awake}, nap, []time.Duration{210 * minute}},
		{"a timer that is not over at the wake goes on", []func(*delivery.CacheRules){onExpiry},
			[]any{minute, OpenApp{}, 10 * minute, Sleep{}, 20 * minute, Wake{}}, []time.Duration{60 * minute, 120*minute + queried, 180*minute + 2*queried}},
		{"two naps add up", []func(*delivery.CacheRules){awake},
			[]any{minute, Sleep{}, 31 * minute, Wake{}, 40 * minute, Sleep{}, 70 * minute, Wake{}, 119 * minute, TapConnect{}, 120 * minute, OpenApp{}},
			[]time.Duration{120 * minute}},
		{"who opens the app wakes the computer", []func(*delivery.CacheRules){awake},
			[]any{minute, Sleep{}, 31 * minute, OpenApp{}, 91 * minute, TapConnect{}}, []time.Duration{91 * minute}},
		{"who taps connect wakes the computer", []func(*delivery.CacheRules){awake},
			[]any{minute, Sleep{}, 31 * minute, TapConnect{}, 91 * minute, OpenApp{}}, []time.Duration{91 * minute}},
		{"who restarts the app wakes the computer", []func(*delivery.CacheRules){awake},
			[]any{minute, Sleep{}, 31 * minute, RestartApp{}, 92 * minute, OpenApp{}}, []time.Duration{31 * minute, 92 * minute}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := run(t, alone(delivery.Desktop, func(r *delivery.CacheRules) {
				for _, set := range test.rules {
					set(r)
				}
			}, test.causes...), 215*minute)
			var stored []time.Duration
			for _, at := range test.asked {
				stored = append(stored, at+queried)
			}
			require.Equal(t, stored, w.stores())
		})
	}
}

// A list that came while the computer was falling asleep has slept since it came, and no longer.
func TestAnAnswerMeetsASleepingComputer(t *testing.T) {
	cfg := alone(delivery.Desktop, func(r *delivery.CacheRules) { r.Clock = delivery.AwakeClock },
		60*minute, OpenApp{}, 60*minute+queried/2, Sleep{}, 120*minute, Wake{})
	w := run(t, cfg, 130*minute)
	require.Equal(t, 10*minute, w.held(0).Age)
}

// A user who taps while a request is under way waits for that one. When it fails, the tap goes on with what is held.
func TestTheTapWaitsForTheRequestUnderWay(t *testing.T) {
	for _, test := range []struct {
		name      string
		taken     time.Duration
		connected time.Duration
		failed    float64
	}{
		{"answered", 20 * time.Second, 61*minute + 10*time.Second + queried, 0},
		{"failed", time.Hour, 61*minute + 30*time.Second, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := run(t, alone(delivery.Desktop, unchanged,
				61*minute-10*time.Second, TakeConnections{10, test.taken},
				61*minute, OpenApp{}, 61*minute+time.Second, TapConnect{}, 61*minute+2*time.Second, TapConnect{}), 70*minute)
			require.Equal(t, 1.0, w.value(t, "backend.requests"))
			require.Equal(t, test.failed, w.value(t, "client.failed_requests"))
			require.Equal(t, []time.Duration{test.connected}, w.times(Connected))
			require.Equal(t, 1.0, w.value(t, "client.attempts"))
		})
	}
}

// The answer to a request of an app that was restarted meanwhile is not taken for that of the new app's; and the tap
// before the restart is forgotten.
func TestRestartInTheMiddleOfARequest(t *testing.T) {
	for _, test := range []struct {
		name   string
		taken  time.Duration
		stored []time.Duration
		failed float64
	}{
		{"both are answered", 20 * time.Second, []time.Duration{61*minute + 20*time.Second + queried}, 0},
		{"the old one fails", 35 * time.Second, []time.Duration{61*minute + 35*time.Second + queried}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := run(t, alone(delivery.Desktop, unchanged, 61*minute, TakeConnections{10, test.taken},
				61*minute, TapConnect{}, 61*minute+10*time.Second, RestartApp{}), 70*minute)
			require.Equal(t, 2.0, w.value(t, "backend.requests"))
			require.Equal(t, test.stored, w.stores())
			require.Equal(t, test.failed, w.value(t, "client.failed_requests"))
			require.Empty(t, w.lines(ListKept))
			require.Zero(t, w.value(t, "client.attempts"))
		})
	}
}

// What the timer does after a refresh that failed, with a list that is due and with one that is not.
func TestTimersAfterAFailure(t *testing.T) {
	const timeout = 30 * time.Second
	for _, test := range []struct {
		name   string
		after  delivery.AfterFailure
		causes []any
		asked  []time.Duration
	}{
		{"due: retried every minute", delivery.Retry, []any{minute, OpenApp{}, 59 * minute, TakeConnections{10, 2 * minute}},
			[]time.Duration{60 * minute, 61*minute + timeout}},
		{"due: waits another hour", delivery.Wait, []any{minute, OpenApp{}, 59 * minute, TakeConnections{10, 2 * minute}},
			[]time.Duration{60 * minute, 120*minute + timeout}},
		{"due: given up", delivery.Stop, []any{minute, OpenApp{}, 59 * minute, TakeConnections{10, 2 * minute}},
			[]time.Duration{60 * minute}},
		{"not due: asks when it is", delivery.Retry, []any{minute, TakeConnections{10, 2 * minute}, minute, RestartApp{}},
			[]time.Duration{minute, 60 * minute, 120*minute + queried}},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg := alone(delivery.Desktop, func(r *delivery.CacheRules) {
				r.Refresh, r.AfterFailure, r.SurvivesRestart = delivery.OnExpiry, test.after, true
			}, test.causes...)
			w := made(t, cfg)
			for i, at := range test.asked {
				w.goTo(t, at-1)
				require.Equal(t, float64(i), w.value(t, "backend.requests"), "before %v", at)
				w.goTo(t, at)
				require.Equal(t, float64(i+1), w.value(t, "backend.requests"), "at %v", at)
			}
			w.goTo(t, 121*minute)
			require.Equal(t, float64(len(test.asked)), w.value(t, "backend.requests"))
		})
	}
}

// An app that holds nothing tries again by the timer too; where a failure counts as a refresh, after an hour.
func TestTimersWithoutAList(t *testing.T) {
	for after, requests := range map[delivery.AfterFailure]float64{delivery.Retry: 41, delivery.Wait: 1, delivery.Stop: 1} {
		cfg := alone(delivery.Desktop, func(r *delivery.CacheRules) { r.Refresh, r.AfterFailure = delivery.OnExpiry, after },
			minute, TakeConnections{10, 24 * time.Hour}, minute, RestartApp{})
		w := run(t, cfg, 61*minute)
		require.Equal(t, requests, w.value(t, "backend.requests"), "%v: each minute and a half", after)
	}
}

// A deploy that lengthens the age of lists finds a timer that went off too early; it is set again.
func TestALongerAgeByDeploy(t *testing.T) {
	w := run(t, alone(delivery.Desktop, func(r *delivery.CacheRules) { r.Refresh = delivery.OnExpiry }, minute, OpenApp{},
		30*minute, ChangeSetting{Apply: func(s *Settings) { s.Cache[delivery.Desktop].TTL = 2 * time.Hour }}), 125*minute)
	require.Equal(t, []time.Duration{120*minute + queried}, w.stores())
}
