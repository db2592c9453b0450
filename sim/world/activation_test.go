package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
)

// prepared is a world that keeps the activation checklist. Server 1 has a path; of 2, a whitelist server, and 3, another,
// the transport_params are empty.
func prepared(causes ...any) Config {
	servers := fleet(4, 1)
	servers[2].Whitelist, servers[2].TransportParams = true, false
	servers[3].TransportParams = false
	return Config{
		Servers: servers, Clients: user(delivery.Desktop), Causes: causesOf(causes),
		Settings: with(func(s *Settings) { s.Activate.Checklist = true }),
	}
}

// SYNC-16: a server goes active only once its clients are on its panel, and nobody ever gets a partial list.
func TestTheChecklistComesBeforeTheActivation(t *testing.T) {
	w := made(t, prepared(time.Hour, Activate{[]int32{1}}, time.Hour+time.Second, Activate{[]int32{1}}, 61*time.Minute, OpenApp{}, 2*time.Hour, RestartApp{}))
	w.goTo(t, time.Hour+pushed-1)
	require.False(t, w.servers[1].Active)
	w.goTo(t, time.Hour+pushed)
	require.True(t, w.servers[1].Active)
	require.Equal(t, pushed.Seconds(), w.value(t, "servers.activation_delay"))
	w.goTo(t, 3*time.Hour)
	require.Equal(t, span(0, 2), w.holds(0))
	require.Empty(t, w.lines(ConfigIncomplete))
	require.Equal(t, 1.0, w.value(t, "sync.pushes"), "one preparation, however often it is asked for")
	require.Zero(t, w.value(t, "sync.jobs"), "a preparation is nobody's sync")
}

// SYNC-16 by the deactivated kind: a server that was on before still has everybody's rows, and goes on at once.
func TestAServerThatServesEveryoneGoesOnAtOnce(t *testing.T) {
	w := run(t, prepared(time.Hour, Deactivate{[]int32{0}}, 2*time.Hour, Activate{[]int32{0}}), 2*time.Hour)
	require.True(t, w.servers[0].Active)
	require.Zero(t, w.value(t, "sync.pushes"))
}

// SYNC-16, SYNC-17: what the checklist refuses, and when. A server that is no whitelist server is pushed to over its
// panel before the empty transport_params refuse it.
func TestTheChecklistRefuses(t *testing.T) {
	for server, rules := range map[int32][]any{
		2: {"transport-params", "whitelist-transport-params", "clients-on-panel"},
		3: {"transport-params"},
	} {
		w := run(t, prepared(time.Hour, Activate{[]int32{server}}), 24*time.Hour)
		var broken []any
		for _, e := range w.lines(ActivationRefused) {
			require.Equal(t, w.servers[server].Name, e.field("server"))
			require.Equal(t, int32(0), e.Because, "the activation")
			broken = append(broken, e.field("rule"))
		}
		require.Equal(t, rules, broken)
		require.False(t, w.servers[server].Active)
		require.Equal(t, server == 3, w.rows.get(0, server).Healthy())
	}
}

// SYNC-17: without the checklist a whitelist server goes active without transport_params. No push reaches it: not by the
// request's sync, nor by the pipeline, nor by the scan; nor has it rows where it was active all along.
func TestAWhitelistServerWithoutTransportParamsIsNeverServed(t *testing.T) {
	for _, activeFromTheStart := range []bool{false, true} {
		cfg := prepared(time.Hour, Activate{[]int32{2, 3}}, 2*time.Hour, OpenApp{},
			3*time.Hour, Deactivate{[]int32{2}}, 3*time.Hour, ResyncConfigs{delivery.ResyncPending}, 3*time.Hour, Activate{[]int32{2}})
		cfg.Settings.Activate.Checklist = false
		cfg.Settings.Pipeline = PipelineSettings{Enabled: true, CreatesRows: true}
		cfg.Servers[2].Active = activeFromTheStart
		w := made(t, cfg)
		for at := time.Duration(0); at < 6*time.Hour; at += 10 * time.Minute {
			w.goTo(t, at)
			require.False(t, w.rows.get(0, 2).Healthy())
		}
		require.True(t, w.servers[2].Active)
		require.True(t, w.rows.get(0, 3).Healthy(), "other servers have the fallback to panel HTTP")
		require.Equal(t, "s2", w.lines(PushRefused)[0].field("server"))
		require.NotContains(t, w.holds(0), int32(2))
	}
}

// checklist is a deploy that demands the activation checklist from now on, or no longer.
func checklist(on bool) Deed {
	return ChangeSetting{Apply: func(s *Settings) { s.Activate.Checklist = on }}
}

// Whoever switches a server off while it is being prepared has the last word; so has who switches it on without waiting.
func TestAPreparationIsCalledOff(t *testing.T) {
	for _, test := range []struct {
		name   string
		causes []any
		active bool
		delay  time.Duration
	}{
		{"switched off", []any{61 * time.Minute, Deactivate{[]int32{1}}}, false, 0},
		{"switched off and asked for again", []any{61 * time.Minute, Deactivate{[]int32{1}}, 61 * time.Minute, Activate{[]int32{1}}},
			true, pushed - time.Minute},
		{"switched on", []any{61 * time.Minute, checklist(false), 61 * time.Minute, Activate{[]int32{1}}}, true, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := run(t, prepared(append([]any{time.Hour, Activate{[]int32{1}}}, test.causes...)...), 3*time.Hour)
			require.Equal(t, test.active, w.servers[1].Active)
			require.Equal(t, test.delay.Seconds(), w.value(t, "servers.activation_delay"))
			require.True(t, w.rows.get(0, 1).Healthy(), "the push that was under way is done")
		})
	}
}

// A preparation that fails is tried again (SYNC-05), and takes those along whose sync waits for the server.
func TestAPreparationOutlastsPanelTrouble(t *testing.T) {
	cfg := prepared(time.Hour, FailPanels{Errors: 1, Slower: 1, For: 3 * time.Minute}, time.Hour, Activate{[]int32{1}})
	w := run(t, cfg, 2*time.Hour)
	require.Equal(t, (2*time.Minute + time.Minute + pushed).Seconds(), w.value(t, "servers.activation_delay"))
}

// A server that goes off while an account's sync waits for it or pushes to it, and is prepared at once, serves that account
// with the rest.
func TestAPreparationServesWhoWaitsAlready(t *testing.T) {
	for server, finished := range map[int32]time.Duration{
		1: 3 * pushed, // at hand: its push goes well, 2 comes next, and 1 is pushed to again for everybody
		2: 2 * pushed, // in line
	} {
		middle := 2*time.Hour + time.Minute
		w := made(t, short(middle, Deactivate{[]int32{server}}, middle, checklist(true), middle, Activate{[]int32{server}}))
		w.goTo(t, 2*time.Hour+queried+2*pushed)
		require.Equal(t, []time.Duration{2*time.Hour + queried + 2*pushed}, w.times(SyncFinished))
		w.goTo(t, 2*time.Hour+queried+finished)
		require.True(t, w.servers[server].Active)
		require.Equal(t, span(0, 3), w.healthy(0))
	}
}

// Nor does anybody wait on whom the push for everybody has served.
func TestAPreparationServesWhoComesMeanwhile(t *testing.T) {
	w := run(t, prepared(time.Hour, Activate{[]int32{1}}, 61*time.Minute, checklist(false), 61*time.Minute, Activate{[]int32{1}},
		61*time.Minute, RestartApp{}), time.Hour+pushed)
	require.Len(t, w.lines(SyncStarted), 1)
	require.Equal(t, []time.Duration{time.Hour + pushed}, w.times(SyncFinished))
	require.Equal(t, 1.0, w.value(t, "sync.pushes"))
}

// SYNC-18: the check after a deactivation fails without a resync, too early after one, and while configs are missing;
// about 10 min after a resync it passes.
func TestTheCheckAfterADeactivation(t *testing.T) {
	for _, test := range []struct {
		name   string
		option delivery.Resync
		after  time.Duration
		passes bool
	}{
		{"SYNC-21: no resync", delivery.NoResync, 24 * time.Hour, false},
		{"SYNC-13: too early", delivery.ResyncPending, 9 * time.Minute, false},
		{"SYNC-11", delivery.ResyncPending, 10 * time.Minute, true},
		{"SYNC-12: nobody asked", delivery.ResyncDelete, 24 * time.Hour, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := run(t, exchanged(documented(), 70*time.Minute, ResyncConfigs{test.option}, 70*time.Minute+test.after, VerifyConfigs{}), 48*time.Hour)
			require.Equal(t, test.passes, len(w.lines(VerificationPassed)) == 1)
			require.Equal(t, !test.passes, len(w.lines(VerificationFailed)) == 1)
		})
	}
}
