package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/sim"
	"reprise/sim/random"
)

// neighbours is a fleet of two servers in one country and a third in another, with a user who holds them all and a
// client that never asks by itself.
func neighbours(p delivery.Platform, seed uint64, causes ...any) Config {
	servers := fleet(3, 3)
	servers[1].Country = servers[0].Country
	return Config{
		Seed: seed, Servers: servers, Clients: user(p), Causes: causesOf(causes),
		Settings: with(func(s *Settings) { s.Cache[p].Refresh = delivery.AtStart }),
	}
}

// The desktop tries one server of the country (LB-13), drawn anew each time; the phones try until one answers (LB-11).
func TestOneServerOffOfTwo(t *testing.T) {
	connected := map[delivery.Platform]int{}
	const seeds = 64
	for p := range delivery.Platform(platforms) {
		for seed := range uint64(seeds) {
			w := run(t, neighbours(p, seed, minute, Deactivate{[]int32{0}}, 2*minute, TapConnect{}), 3*minute)
			connected[p] += int(w.value(t, "client.connects"))
			require.Equal(t, int(w.value(t, "client.failed_attempts")), 1-int(w.value(t, "client.connects")))
			require.Zero(t, w.value(t, "client.crashes"), "a config was there")
			for _, e := range w.lines(ConnectFailed) {
				require.Equal(t, "server s0 is switched off", e.field("reason"))
			}
		}
	}
	require.InDelta(t, seeds/2, connected[delivery.Desktop], 4*4, "an even draw, at 4 standard deviations")
	require.Equal(t, seeds, connected[delivery.Android])
	require.Equal(t, seeds, connected[delivery.IOS])
}

// SYNC-06: without a config for the country the desktop app crashes, and the others only fail; a list of servers that
// are off fails without a crash, and is one attempt however many servers were tried.
func TestWhatAFailureIs(t *testing.T) {
	for _, test := range []struct {
		name                               string
		platform                           delivery.Platform
		holds                              bool
		crashes, withoutConfig, onServerOf float64
	}{
		{"desktop, no config", delivery.Desktop, false, 1, 1, 0},
		{"iOS, no config", delivery.IOS, false, 0, 1, 0},
		{"desktop, both off", delivery.Desktop, true, 0, 0, 1},
		{"Android, both off", delivery.Android, true, 0, 0, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg := neighbours(test.platform, 1, minute, Deactivate{[]int32{0, 1}}, 2*minute, TapConnect{})
			cfg.Clients[0].HoldsList = test.holds
			w := run(t, cfg, 3*minute)
			require.Equal(t, 1.0, w.value(t, "client.failed_attempts"))
			require.Equal(t, test.crashes, w.value(t, "client.crashes"))
			require.Equal(t, test.withoutConfig, w.value(t, "client.attempts_without_config"))
			require.Equal(t, test.onServerOf, w.value(t, "client.attempts_on_switched_off"))
		})
	}
}

// SYNC-01: a deactivation drops the sessions on its servers, and no others; the user may connect again.
func TestDeactivationDropsSessions(t *testing.T) {
	for _, off := range []int32{1, 2} {
		cfg := neighbours(delivery.IOS, 1, minute, Deactivate{[]int32{0}}, 2*minute, TapConnect{Country: 0},
			3*minute, Deactivate{[]int32{off}}, 4*minute, TapConnect{Country: 1})
		w := run(t, cfg, 5*minute)
		dropped := off == 1
		require.Equal(t, dropped, w.value(t, "client.sessions_dropped") == 1)
		require.Equal(t, map[bool]float64{true: 2, false: 1}[dropped], w.value(t, "client.connects"))
		require.Zero(t, w.value(t, "client.failed_attempts"), "a tap while a session is on does nothing")
		require.Equal(t, map[bool]int32{true: 2, false: 1}[dropped], w.clients[0].session)
	}
}

// A restart ends the session, which is nobody's fault.
func TestRestartEndsTheSession(t *testing.T) {
	w := run(t, neighbours(delivery.IOS, 1, minute, TapConnect{}, 2*minute, RestartApp{}), 3*minute)
	require.Equal(t, None, w.clients[0].session)
	require.Zero(t, w.value(t, "client.sessions_dropped"))
}

// Exposure runs from the moment a user makes do with a list that is not current to the moment that ends, and is a mean
// over all users; who never uses the app is not exposed.
func TestExposure(t *testing.T) {
	cfg := exchanged(documented(), 2*time.Hour, OpenApp{0}, 4*time.Hour, OpenApp{0}, 5*time.Hour, TapConnect{Client: 1, Country: 0})
	cfg.Clients = append(cfg.Clients, Client{Name: "never online", Platform: delivery.Desktop, HoldsList: true},
		Client{Name: "never", Platform: delivery.Desktop, HoldsList: true}, Client{Name: "nor this", Platform: delivery.Desktop})
	cfg.Settings.Cache[delivery.Desktop].Refresh = delivery.AtStart
	w := made(t, cfg)
	from := 2*time.Hour + queried
	w.goTo(t, from)
	require.Equal(t, 1.0, w.value(t, "client.exposed"))
	require.Zero(t, w.value(t, "client.exposed_time"))
	require.Zero(t, w.value(t, "client.until_whole"))

	w.goTo(t, 3*time.Hour)
	open := (time.Hour - queried).Seconds()
	require.InDelta(t, open/4, w.value(t, "client.exposed_time"), 1e-9)
	require.InDelta(t, open, w.value(t, "client.until_whole"), 1e-9)
	require.Equal(t, 1.0, w.value(t, "client.not_whole"))

	w.goTo(t, 6*time.Hour) // the first is whole since 4 h, the second makes do with the old list since 5 h
	closed := 2 * time.Hour.Seconds()
	require.InDelta(t, (closed+time.Hour.Seconds())/4, w.value(t, "client.exposed_time"), 1e-9)
	require.InDelta(t, (4*time.Hour - queried).Seconds(), w.value(t, "client.until_whole"), 1e-9, "the second is not whole yet")
	require.Equal(t, 1.0, w.value(t, "client.not_whole"))
	require.Equal(t, 2.0, w.value(t, "client.exposed"))
	require.Equal(t, 0.5, w.value(t, "client.exposed_share"))
	require.Equal(t, 0.25, w.value(t, "client.partial_share"))
}

// 4000 users exposed for 30 days are 328 years, more than a Duration holds.
func TestExposureOfManyDoesNotOverflow(t *testing.T) {
	const long = 30 * 24 * time.Hour
	w := made(t, Config{Servers: fleet(1, 1), Settings: documented(), Population: &Population{Accounts: 4000, Opens: random.ConstantRate(0)}})
	for i := range w.clients {
		w.clients[i].exposedSince = 0
	}
	require.NoError(t, w.RunUntil(sim.Time(long)))
	require.InEpsilon(t, long.Seconds(), w.value(t, "client.exposed_time"), 1e-9, "while they are")
	for i := range w.clients {
		w.noteExposure(int32(i))
	}
	require.InEpsilon(t, long.Seconds(), w.value(t, "client.exposed_time"), 1e-9, "when it is over")
}
