package world

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/control/pool"
	"reprise/sim"
	"reprise/sim/arrivals"
	"reprise/sim/random"
	"reprise/sim/world/accounts"
)

// signing has users sign up in a world: with a pool of so many accounts, which a scheduler fills when none is left. A call of
// the worker service takes 20 s, a claim no time.
func signing(cfg Config, stock int, change ...func(*Settings)) Config {
	if cfg.Settings.Retry == 0 {
		cfg.Settings = documented()
	}
	cfg.Settings.Accounts = accounts.Settings{
		Pool: pool.Settings{Enabled: true, Min: 0, Target: 500}, CheckEvery: pool.CheckEvery,
		Workers: 1, Create: random.Fixed(20 * time.Second), Calls: 1000, FailsAfter: time.Second,
		LockTimeout: 50 * time.Second, FillAccount: random.Fixed(20 * time.Second), TrialDays: 3, PaidDays: 30,
	}
	cfg.Settings.Creation = CreationSettings{Push: random.Fixed(100 * time.Millisecond), AtOnce: 1}
	for _, c := range change {
		c(&cfg.Settings)
	}
	cfg.Signups = &accounts.Config{Start: time.Date(2026, time.March, 10, 0, 0, 0, 0, time.UTC), Stock: stock, Scrape: 15 * time.Second,
		Demand: accounts.Demand{Flows: [accounts.Flows]float64{1}}}
	return cfg
}

// comeAt is a record of unnamed users who sign up so long after the start. It is written down to the nanosecond, or they would be
// spread over their minute; the last line is there for a record to have two instants, long after any run.
func comeAt(t require.TestingT, cfg Config, at ...time.Duration) *arrivals.Trace {
	lines := []string{"created_at"}
	for _, d := range append(at, 10_000*time.Hour+1) {
		lines = append(lines, cfg.Signups.Start.Add(d).Format(time.RFC3339Nano))
	}
	record, err := arrivals.Read("record.csv", strings.NewReader(strings.Join(lines, "\n")))
	require.NoError(t, err)
	return record
}

// newcomer is a named client that has no account yet.
func newcomer(p delivery.Platform) []Client {
	return []Client{{Name: "new", Platform: p, Absent: true}}
}

// POOL-02, SYNC-17: the configs of an account of the pool stand on the servers that are active and that any can take to.
func TestRowsOfPoolAccounts(t *testing.T) {
	servers := fleet(4, 3)
	servers[1].Whitelist, servers[1].TransportParams = true, false
	w := run(t, signing(Config{Servers: servers, Causes: do(minute, FillPool{Count: 1})}, 2), 2*minute)
	require.Equal(t, int32(3), w.rows.accounts())
	for a := range int32(3) {
		require.Equal(t, []int32{0, 2}, w.healthy(a), "account %d", a)
		require.Equal(t, delivery.None, w.rows.get(a, 1))
		require.Equal(t, delivery.None, w.rows.get(a, 3))
	}
}

// SYNC-23: the background sync leaves accounts of the pool alone. One that was made before servers were exchanged, and is claimed
// after, is served what is left; only then is it seen to. A clean-up that marks rows PENDING has pool accounts renewed at once
// (SYNC-11); one that deletes them leaves none, where a user's account is found and made whole (SYNC-12).
func TestAPoolAccountOfBeforeAnExchange(t *testing.T) {
	for _, c := range []struct {
		name           string
		resync         delivery.Resync
		before         []int32 // the servers of its configs as it is claimed
		empty, partial float64
		of             int64
	}{
		{"no clean-up", delivery.NoResync, []int32{0, 1}, 0, 1, 1},
		{"pending", delivery.ResyncPending, []int32{1, 2, 3}, 0, 0, 3},
		{"delete", delivery.ResyncDelete, []int32{1}, 0, 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := Config{Servers: fleet(4, 2), Clients: newcomer(delivery.Desktop)}
			cfg.Causes = do(minute, Deactivate{[]int32{0}}, minute, Activate{[]int32{2, 3}}, time.Hour, SignUp{Client: 0})
			cfg = signing(cfg, 2, func(s *Settings) { s.Deactivate.Resync = c.resync })
			cfg.Signups.Demand.Record = comeAt(t, cfg, time.Hour+minute)
			w := run(t, cfg, time.Hour-1)
			require.Equal(t, c.before, w.healthy(1))
			require.Equal(t, c.before, w.healthy(2))
			w.goTo(t, time.Hour+2*minute)
			require.Equal(t, []float64{c.empty, c.partial}, []float64{w.value(t, "signup.first_lists_empty"), w.value(t, "signup.first_lists_partial")})
			require.Len(t, w.holds(0), int(c.of), "the named newcomer is served the same")
			w.goTo(t, 2*time.Hour)
			require.Subset(t, w.healthy(0), span(1, 4), "whoever has claimed one has it made whole")
			require.Subset(t, w.healthy(2), span(1, 4))
		})
	}

	cfg := Config{Servers: fleet(2, 1), Clients: user(delivery.Desktop)}
	cfg.Causes = do(minute, Deactivate{[]int32{0}}, minute, Activate{[]int32{1}}, 2*minute, ResyncConfigs{delivery.ResyncDelete})
	cfg = signing(cfg, 1)
	cfg.Signups.Demand.Record = comeAt(t, cfg, time.Hour)
	w := run(t, cfg, time.Hour-1)
	require.Equal(t, []int32{1}, w.healthy(0), "SYNC-23: a user's account without any config is found")
	require.Empty(t, w.healthy(1), "and one of the pool is not")
	w.goTo(t, time.Hour+minute)
	require.Equal(t, 1.0, w.value(t, "signup.first_lists_empty"))
	w.goTo(t, 2*time.Hour)
	require.Equal(t, []int32{1}, w.healthy(1))
}

// POOL-02, POOL-04, SYNC-23: an account that is being filled is nobody's TRIAL, so that the background sync finds it without
// configs and pushes too; once it has its configs, from whichever, nobody waits for it.
func TestAnAccountBeingFilledIsTrial(t *testing.T) {
	for _, c := range []struct {
		name            string
		takes, finished time.Duration // the fill; the sync after the fill's start
		pushes          float64
	}{
		{"the fill comes first", 90 * time.Second, 90*time.Second + queried, 3},
		{"the sync comes first", 10 * minute, 60*time.Second - 30*time.Second + pushed, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			const begin = 90 * time.Second // half a minute before a scan
			cfg := signing(Config{Servers: fleet(3, 3), Causes: do(begin, FillPool{Count: 1})}, 0,
				func(s *Settings) { s.Accounts.Create = random.Fixed(c.takes) })
			w := run(t, cfg, begin+c.takes+queried)
			require.Equal(t, delivery.Trial, w.accountOf(0).PayStatus)
			require.Zero(t, w.value(t, "account_pool_size"))
			w.goTo(t, begin+c.takes+2*queried)
			require.Equal(t, delivery.Pool, w.accountOf(0).PayStatus)
			w.goTo(t, time.Hour)
			require.Equal(t, 1.0, w.value(t, "sync.jobs"), "one sync, and none of an account that is POOL")

			again := made(t, cfg)
			again.goTo(t, begin+c.finished-1)
			require.Len(t, again.sync.jobs, 1)
			again.goTo(t, begin+c.finished)
			require.Empty(t, again.sync.jobs)
			require.Equal(t, span(0, 3), again.healthy(0))
			require.Equal(t, c.pushes, w.value(t, "sync.pushes"))
		})
	}
}

// POOL-04: where configs are pushed server by server, one server that misses its own makes the fill a failure, and the others
// keep theirs.
func TestOneServerMissesItsConfigs(t *testing.T) {
	const begin, each = minute, 100 * time.Millisecond
	for _, c := range []struct {
		name      string
		atOnce    int
		on        pool.PushFailure
		healthy   []int32
		missed    float64
		took      string
		made      int64
		unfilled  float64
		faultFrom time.Duration // 100 ms of panels that fail whatever ends within
	}{
		{"none", 1, pool.MarkAnyway, []int32{0, 2, 4, 5}, 0, "410ms", 1, 0, time.Hour},
		{"the second", 1, pool.MarkAnyway, []int32{0, 4, 5}, 1, "410ms", 1, 1, each + each/2},
		{"the last, abandoned", 1, pool.Abandon, []int32{0, 2, 4}, 1, "405ms", 0, 1, 3*each + each/2},
		{"two of four at once", 2, pool.MarkAnyway, []int32{4, 5}, 2, "210ms", 1, 1, each / 2},
		{"all of more at once than there are", 9, pool.MarkAnyway, nil, 4, "110ms", 1, 1, each / 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			servers := fleet(6, 6)
			servers[1].Active = false
			servers[3].Whitelist, servers[3].TransportParams = true, false
			cfg := signing(Config{Servers: servers, Causes: do(begin, FillPool{Count: 1}, begin+c.faultFrom, FailPanels{Errors: 1, Slower: 1, For: each})},
				0, func(s *Settings) {
					s.Accounts.ByPushes, s.Accounts.OnFailure, s.Creation.AtOnce = true, c.on, c.atOnce
					s.Sync.Scan = 24 * time.Hour
				})
			w := run(t, cfg, begin+30*time.Second)
			require.Equal(t, c.healthy, w.healthy(0))
			require.Equal(t, []float64{c.missed, c.unfilled}, []float64{w.value(t, "panel.errors"), w.value(t, "pool.fill_failures")})
			end := FillFinished
			if c.unfilled > 0 {
				end = FillFailed
			}
			require.Len(t, w.lines(end), 1)
			line := w.lines(end)[0]
			require.Equal(t, []any{c.took, c.made, int64(c.unfilled)}, []any{line.field("took"), line.field("made"), line.field("withoutConfigs")})
			require.Equal(t, float64(1-c.made), w.value(t, "pool.orphans"))
			for _, e := range w.lines(PanelError) {
				require.Equal(t, "fill_configs", e.field("by"))
			}
		})
	}

	none := signing(Config{Servers: fleet(2, 0), Causes: do(minute, FillPool{Count: 1})}, 0, func(s *Settings) { s.Accounts.ByPushes = true })
	require.Equal(t, 1.0, run(t, none, 2*minute).value(t, "account_pool_size"), "where no server takes any, there is nothing to wait for")
}

// A push waits at a panel that is busy with others.
func TestPushesOfAFillQueueAtPanels(t *testing.T) {
	cfg := signing(Config{Servers: fleet(1, 1), Causes: do(minute, FillPool{Count: 3})}, 0, func(s *Settings) {
		s.Accounts.ByPushes, s.Accounts.Workers, s.Panel.Capacity = true, 3, 1
	})
	w := run(t, cfg, minute+250*time.Millisecond)
	require.Equal(t, []int{2, 1, 0}, []int{len(w.healthy(0)) + len(w.healthy(1)) + len(w.healthy(2)), w.panels.slots[0].InUse(), w.panels.slots[0].Waiting()})
	w.goTo(t, 2*minute)
	require.Equal(t, 3.0, w.value(t, "account_pool_size"))
}

// A named newcomer has no account before it signs up: its app asks for nothing and holds nothing. Then the account is its own,
// rows and all, and its app asks and holds the list (POOL-05, POOL-07).
func TestANewcomer(t *testing.T) {
	for _, c := range []struct {
		stock int
		from  string
		after time.Duration
	}{{1, "pool", 0}, {0, "fallback", 20 * time.Second}} {
		cfg := Config{Servers: fleet(3, 2), Clients: newcomer(delivery.Desktop)}
		cfg.Causes = do(minute, OpenApp{0}, 2*minute, TapConnect{Client: 0, Country: 0}, 3*minute, VerifyConfigs{},
			time.Hour, SignUp{Client: 0, Flow: pool.PaidSubscription}, 2*time.Hour, VerifyConfigs{})
		w := run(t, signing(cfg, c.stock), time.Hour-1)
		require.Zero(t, w.value(t, "backend.requests"))
		require.Equal(t, noConfig, w.lines(ConnectFailed)[0].field("reason"))
		require.Empty(t, w.healthy(0))
		w.goTo(t, time.Hour+c.after+queried)
		given := w.lines(AccountGiven)
		require.Len(t, given, 1)
		require.Equal(t, sim.Time(time.Hour+c.after), given[0].At)
		require.Equal(t, []any{"new", c.from}, []any{given[0].field("client"), given[0].field("from")})
		require.Equal(t, SignedUp, w.Log()[given[0].Because].Event)
		require.Equal(t, "paid", w.Log()[given[0].Because].field("flow"))
		require.Equal(t, []time.Duration{time.Hour + c.after + queried}, w.times(ListStored))
		require.Equal(t, []int32{0, 1}, w.holds(0))
		require.Equal(t, []int32{0, 1}, w.healthy(0))
		w.goTo(t, 3*time.Hour)
		var looked []int64 // accounts that a check finds something wrong with, for no clean-up was run
		for _, e := range append(w.lines(VerificationPassed), w.lines(VerificationFailed)...) {
			looked = append(looked, e.field("accounts").(int64))
			require.Equal(t, int64(0), e.field("withoutConfigs"))
		}
		require.Equal(t, []int64{int64(c.stock), 1}, looked, "the pool's, then the client's: neither before it is there, nor twice")
	}
}

// Once an account is a client's, its rows are counted once: a clean-up, and the pipeline, pass over what it was before, and over
// accounts that are not there yet.
func TestRowsAreCountedOnce(t *testing.T) {
	cfg := Config{Servers: fleet(3, 2), Clients: append(newcomer(delivery.Desktop), Client{Name: "never", Absent: true})}
	cfg.Causes = do(minute, SignUp{Client: 0}, 2*minute, Deactivate{[]int32{0}}, 3*minute, Activate{[]int32{2}})
	w := run(t, signing(cfg, 1, func(s *Settings) {
		s.Deactivate.Resync = delivery.ResyncPending
		s.Pipeline.Enabled, s.Pipeline.CreatesRows = true, true
	}), time.Hour)
	require.Equal(t, int64(1), w.lines(ConfigsResynced)[0].field("rows"))
	require.Subset(t, w.healthy(0), []int32{1, 2})
	require.Empty(t, w.healthy(1), "it has not signed up")
	require.Equal(t, []int32{0, 1}, w.healthy(2), "what the account was before")
}

// SYNC-16: the checklist asks for the clients of accounts that are there: neither for those of a user yet to sign up, nor twice
// for one who has.
func TestTheChecklistAndNewcomers(t *testing.T) {
	cfg := Config{Servers: fleet(2, 2), Clients: append(newcomer(delivery.Desktop), Client{Name: "never", Absent: true})}
	cfg.Causes = do(minute, Deactivate{[]int32{1}}, 2*minute, SignUp{Client: 0}, 10*minute, Activate{[]int32{1}})
	w := run(t, signing(cfg, 3, func(s *Settings) { s.Activate.Checklist = true }), 10*minute)
	require.True(t, w.servers[1].Active, "all are there already")
	require.Empty(t, w.lines(ActivationRefused))
}

// A row that a clean-up has marked as the account is claimed is seen to as the client's (SYNC-11).
func TestAMarkedRowGoesWithItsAccount(t *testing.T) {
	cfg := Config{Servers: fleet(2, 2), Clients: newcomer(delivery.Desktop)}
	cfg.Causes = do(time.Hour+time.Second, Deactivate{[]int32{0}}, time.Hour+2*time.Second, SignUp{Client: 0})
	w := run(t, signing(cfg, 1, func(s *Settings) { s.Deactivate.Resync = delivery.ResyncPending }), time.Hour+10*time.Second)
	require.Equal(t, delivery.Pending, w.rows.get(0, 0)&delivery.StatusMask)
	require.Equal(t, 1.0, w.value(t, "log.CONFIG_FROM_DB_SUCCESS"), "the list is whole, and no reason for a sync")
	w.goTo(t, 2*time.Hour)
	require.NotEqual(t, delivery.Pending, w.rows.get(0, 0)&delivery.StatusMask)
}
