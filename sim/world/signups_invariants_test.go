package world

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
	"reprise/control/pool"
	"reprise/sim/random"
	"reprise/sim/world/accounts"
)

// signingUp is how many users wait for an account.
func (w *World) signingUp() int {
	if !w.signsUp() {
		return 0
	}
	m := w.signups.service.Measures()
	return m.Requests - m.Served - m.Refused
}

// requireSignups: the tables, the log and the metrics tell the same of who has signed up and of what the pool holds.
func (w *World) requireSignups(t require.TestingT) {
	for i := range w.clients {
		c := &w.clients[i]
		if !c.absent {
			continue
		}
		require.True(t, w.named(int32(i)))
		require.False(t, c.has || c.asking || c.session != None, "client %d has no account, and acts", i)
		require.Equal(t, make([]delivery.Row, len(w.servers)), w.rowsOf(int32(i)), "rows of client %d, who has no account", i)
	}
	if !w.signsUp() {
		require.Empty(t, w.signups.entered)
		return
	}
	require.Len(t, w.signups.entered, int(w.rows.accounts())-len(w.clients))
	inPool, taken, welcomed := 0, 0, 0
	for _, a := range w.signups.entered {
		if a.PayStatus == delivery.Pool {
			inPool++
		}
		if a.Deleted {
			taken++
		}
	}
	for i, c := range w.cfg.Clients {
		if c.Absent && !w.clients[i].absent {
			welcomed++
			require.False(t, w.personals[i].signingUp)
		}
	}
	require.Equal(t, welcomed, taken, "an account that became a named client's is its alone")
	value := func(name string) float64 { return w.value(t, name) }
	require.Equal(t, float64(inPool), value("account_pool_size"))
	for _, same := range [][2]string{
		{"signup.served", "log.ACCOUNT_GIVEN"}, {"signup.failed", "log.SIGNUP_FAILED"}, {"pool.fills", "log.POOL_FILL_STARTED"},
		{"pool.alerts", "log.ALERT_ACCOUNT_POOL_LOW"}, {"expiry.leaks", "log.EXPIRY_KEPT"}, {"expiry.overstays", "log.ACCOUNT_OVERSTAYS"},
	} {
		require.Equal(t, value(same[0]), value(same[1]), same[0])
	}
	require.LessOrEqual(t, value("log.POOL_FILL_FINISHED")+value("log.POOL_FILL_FAILED"), value("pool.fills"))
	require.LessOrEqual(t, value("signup.first_lists_empty")+value("signup.first_lists_partial"), value("signup.served"))
	require.LessOrEqual(t, value("signup.fallback_share"), 1.0)
	pushing := 0
	for i, m := range w.signups.making.Items {
		if !slices.Contains(w.signups.making.Free(), int32(i)) {
			require.Positive(t, m.under, "a fill_configs waits for nothing")
			require.LessOrEqual(t, m.under, w.set.Creation.AtOnce)
			pushing += m.under
		}
	}
	of := 0
	for i, p := range w.panels.pushes.Items {
		if p.done.Kind == w.signups.took && !slices.Contains(w.panels.pushes.Free(), int32(i)) {
			of++
		}
	}
	require.Equal(t, of, pushing)
}

// drawSignups has users sign up in a random world, some of its named clients among them.
func drawSignups(t *rapid.T, cfg *Config) {
	for i := range cfg.Clients {
		if cfg.Clients[i].Absent = rapid.Bool().Draw(t, "absent"); cfg.Clients[i].Absent {
			cfg.Clients[i].HoldsList = false
		}
	}
	target := rapid.IntRange(1, 8).Draw(t, "target")
	cfg.Settings.Accounts = accounts.Settings{
		Pool:       pool.Settings{Enabled: pick(t, "pool enabled", true, true, false), Min: rapid.IntRange(0, target).Draw(t, "min"), Target: target},
		CheckEvery: pick(t, "check every", time.Minute, 5*time.Minute), Schedule: pick(t, "schedule", pool.FixedRate, pool.FixedDelay),
		Workers: rapid.IntRange(1, 3).Draw(t, "fill workers"), Create: random.Fixed(pick(t, "create", queried, 20*time.Second, 4*time.Minute)),
		ByPushes: rapid.Bool().Draw(t, "by pushes"), OnFailure: pick(t, "on failure", pool.MarkAnyway, pool.Abandon),
		Calls: rapid.IntRange(1, 4).Draw(t, "calls"), FailsAfter: time.Second, Claim: pick(t, "claim", 0, time.Second),
		LockTimeout:     pick(t, "lock timeout", 2*time.Second, 50*time.Second),
		HoldsConnection: rapid.Bool().Draw(t, "holds connection"), HandsOut: rapid.Bool().Draw(t, "hands out"),
		FillAccount: random.Fixed(pick(t, "fill-account", 0, 20*time.Second, 3*time.Minute)), TrialDays: 1, PaidDays: 1,
	}
	cfg.Settings.Creation = CreationSettings{Push: random.Fixed(pick(t, "creation push", queried, 10*time.Second)), AtOnce: rapid.IntRange(1, 3).Draw(t, "at once")}
	cfg.Signups = &accounts.Config{
		Stock: rapid.IntRange(0, 8).Draw(t, "stock"), Scrape: 15 * time.Second,
		Demand: accounts.Demand{Rate: random.ConstantRate(pick(t, "sign-ups", 0, 1.0/120)), Flows: [accounts.Flows]float64{0.5, 0.3, 0.2}},
	}
}

func drawSignupDeed(t *rapid.T, cfg Config) Deed {
	lasts := time.Duration(rapid.IntRange(1, 40).Draw(t, "lasts")) * time.Minute
	var absent []int32
	for i, c := range cfg.Clients {
		if c.Absent {
			absent = append(absent, int32(i))
		}
	}
	deeds := []Deed{
		SpikeSignups{Factor: 20, For: lasts}, StopScheduler{For: lasts}, FillPool{Count: rapid.IntRange(1, 5).Draw(t, "fill")},
		FailWorker{accounts.Fault{What: pick(t, "what", accounts.Any, accounts.FillConfigs, accounts.FillAccount),
			Errors: pick(t, "errors", 0, 0.5, 1), Slower: pick(t, "slower", 1.0, 3)}, lasts},
		ChangeSetting{Key: "account.pool.min-size", Value: "v", Apply: func(s *Settings) { s.Accounts.Pool.Min = s.Accounts.Pool.Target }},
	}
	if len(absent) > 0 {
		deeds = append(deeds, SignUp{Client: pick(t, "newcomer", absent...), Flow: pick(t, "flow", pool.TrialRegistration, pool.PaidSubscription)})
	}
	return pick(t, "sign-up deed", deeds...)
}

// TestAnyTimeline, where users sign up too.
func TestAnyTimelineWithSignups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg := drawConfig(t)
		drawSignups(t, &cfg)
		for i := range cfg.Causes {
			if rapid.Bool().Draw(t, "of sign-ups") {
				cfg.Causes[i].Do = drawSignupDeed(t, cfg)
			}
		}
		requireRun(t, cfg)
	})
}
