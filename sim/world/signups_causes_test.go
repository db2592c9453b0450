package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/control/pool"
	"reprise/sim/random"
	"reprise/sim/world/accounts"
)

// An app that has an account, or waits for one, asks for no other; one that was refused may ask again.
func TestSigningUpAgain(t *testing.T) {
	cfg := Config{Servers: fleet(1, 1), Clients: newcomer(delivery.Desktop)}
	cfg.Causes = do(minute, FailWorker{accounts.Fault{Errors: 1, Slower: 1}, 5 * minute}, 2*minute, SignUp{Client: 0}, 10*minute, SignUp{Client: 0},
		10*minute+time.Second, SignUp{Client: 0}, 20*minute, SignUp{Client: 0})
	w := run(t, signing(cfg, 0), time.Hour)
	require.Equal(t, []time.Duration{2*minute + time.Second}, w.times(SignupFailed))
	require.Equal(t, "fill_configs failed", w.lines(SignupFailed)[0].field("reason"))
	require.Equal(t, []time.Duration{10*minute + 20*time.Second}, w.times(AccountGiven))
	require.Equal(t, 2.0, w.value(t, "signup.requests"))
	require.Equal(t, 1.0, w.value(t, "backend.requests"))
}

// What befalls the pool is because of the last cause that still lasts.
func TestWhoIsToBlameForTheAlert(t *testing.T) {
	cfg := Config{Servers: fleet(1, 1)}
	cfg.Causes = do(minute, StopScheduler{For: 10 * time.Hour}, 2*minute, SpikeSignups{Factor: 2, For: 3 * minute}, 3*minute,
		FailWorker{accounts.Fault{Errors: 1, Slower: 1}, 30 * minute})
	cfg = signing(cfg, 5, func(s *Settings) { s.Accounts.Pool = pool.Settings{Enabled: true, Min: 3, Target: 5} })
	cfg.Signups.Demand.Record = comeAt(t, cfg, 10*minute, 10*minute, 10*minute)
	w := run(t, cfg, 12*time.Hour)
	because := func(id EventID) EventID { return w.Log()[w.lines(id)[0].Because].Event }
	require.Equal(t, WorkerFault, because(PoolLow))
	require.Equal(t, WorkerFault, because(AlertPoolLow))
	require.Equal(t, "scheduler-stopped", w.lines(AlertPoolLow)[0].field("looksLike"))
	require.Equal(t, None, w.signups.blame)
	require.GreaterOrEqual(t, w.times(FillStarted)[0], minute+10*time.Hour)
	require.Less(t, w.times(FillStarted)[0], minute+10*time.Hour+pool.CheckEvery, "the scheduler goes on")
}

// A deploy of another minimum is seen at once.
func TestADeployOfAnotherMinimum(t *testing.T) {
	raise := ChangeSetting{Key: pool.PropertyMin, Value: "6", Apply: func(s *Settings) { s.Accounts.Pool.Min = 6 }}
	w := run(t, signing(Config{Servers: fleet(1, 1), Causes: do(time.Hour, raise)}, 5), time.Hour)
	require.Equal(t, []time.Duration{time.Hour}, w.times(PoolLow))
	require.Equal(t, int64(6), w.lines(PoolLow)[0].field("min"))
}

// POOL-18: while calls of any kind fail, pushes of the background sync do, for they are the same service's; they are tried again
// until they go well.
func TestTheSyncsPushesAreTheWorkers(t *testing.T) {
	for what, fails := range map[accounts.Call]bool{accounts.Any: true, accounts.FillConfigs: false} {
		cfg := Config{Servers: fleet(2, 1), Clients: user(delivery.Desktop)}
		cfg.Causes = do(time.Hour, Activate{[]int32{1}}, 2*time.Hour, FailWorker{accounts.Fault{What: what, Errors: 1, Slower: 1}, 10 * minute},
			2*time.Hour, OpenApp{0})
		w := run(t, signing(cfg, 0, func(s *Settings) { s.Cache[delivery.Desktop].Refresh = delivery.AtStart }), 4*time.Hour)
		finished := 2*time.Hour + queried + pushed
		if fails {
			finished += 3 * (2*minute + minute) // those that end at 2, 5 and 8 min fail, and the next at 11 does not
		}
		require.Equal(t, []time.Duration{finished}, w.times(SyncFinished), "%v", what)
		require.Equal(t, span(0, 2), w.healthy(0))
	}
}

// Sign-ups that get no connection are time-outs of the pool of connections like any other.
func TestSignupsWithoutAConnection(t *testing.T) {
	cfg := Config{Servers: fleet(1, 1), Clients: newcomer(delivery.Desktop)}
	cfg.Causes = do(minute, TakeConnections{Connections: 10, For: 10 * minute}, 2*minute, SignUp{Client: 0}, 2*minute, FillPool{Count: 2})
	cfg = signing(cfg, 3)
	cfg.Signups.Demand.Record = comeAt(t, cfg, 2*minute, 2*minute)
	w := run(t, cfg, 4*minute)
	require.Equal(t, 3.0, w.value(t, "signup.failed"))
	require.Len(t, w.lines(SignupFailed), 1, "the named one")
	require.Equal(t, "no database connection", w.lines(SignupFailed)[0].field("reason"))
	require.Equal(t, PoolTimeout, w.Log()[w.lines(SignupFailed)[0].Because].Event)
	require.GreaterOrEqual(t, w.value(t, "database.timeouts"), 4.0, "those, and the first account of the fill")
}

// POOL-18: in a spike users come so many times as often, and those who would have come come as they would have.
func TestASpike(t *testing.T) {
	come := func(causes ...Cause) *World {
		cfg := signing(Config{Servers: fleet(1, 1), Causes: causes}, 5000)
		cfg.Signups.Demand.Rate = random.ConstantRate(600.0 / 3600)
		return made(t, cfg)
	}
	spiked, usual := come(do(2*time.Hour, SpikeSignups{Factor: 10, For: time.Hour})...), come()
	var counts [3]float64
	for i, until := range []time.Duration{2 * time.Hour, 3 * time.Hour, 10 * time.Hour} {
		spiked.goTo(t, until)
		usual.goTo(t, until)
		counts[i] = spiked.value(t, "signup.requests") - usual.value(t, "signup.requests")
	}
	require.Zero(t, counts[0])
	require.InDelta(t, 5400, counts[1], 4*73.5, "4 standard deviations")
	require.Equal(t, counts[1], counts[2], "and no longer than it lasts")

	none := signing(Config{Servers: fleet(1, 1), Causes: do(minute, SpikeSignups{Factor: 10, For: time.Hour})}, 5)
	require.Zero(t, run(t, none, 2*time.Hour).value(t, "signup.requests"), "ten times nobody is nobody")
}
