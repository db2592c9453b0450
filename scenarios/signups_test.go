package scenarios

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/reports"
	"reprise/sim/world"
)

// onPool is a day's piece in which users sign up, with everything in it that a setting of the pool can act on: fills that are too
// slow, a spike, a worker service that fails, connections that are short, and a deploy.
const onPool = `name: pool
title: users sign up
start: 2026-03-10T06:00:00Z
end: 2026-03-10T18:00:00Z
world:
  fleet: equipped
  clients:
    - {name: new, platform: desktop, holds: no-account}
    - {name: old, platform: desktop}
  signups:
    per_hour: 240
    flows: {trial: 0.5, paid: 0.3, admin: 0.2}
    pool: 120
    assumed: test
timeline:
  - {at: 2026-03-10T07:00:00Z, do: client.signup, with: {client: new, flow: paid}, documented: POOL-10}
  - {at: 2026-03-10T08:00:00Z, do: fault.worker, with: {errors: 0.5, for: 1h}, documented: POOL-18}
  - {at: 2026-03-10T12:00:00Z, do: pool.fill, with: {count: 200}, documented: POOL-13}
expect:
  - {id: asked, metric: signup.requests, is: ">= 1"}
`

func TestSignupsBecomeAConfig(t *testing.T) {
	s, err := linkedTo(equipped, onPool)
	require.NoError(t, err)
	cfg, err := s.asWas().config()
	require.NoError(t, err)
	require.Equal(t, s.Start.Time, cfg.Signups.Start)
	require.Equal(t, 120, cfg.Signups.Stock)
	require.Equal(t, [3]float64{0.5, 0.3, 0.2}, cfg.Signups.Demand.Flows)
	require.InDelta(t, 240.0/3600, cfg.Signups.Demand.Rate.At(0), 1e-15)
	require.Equal(t, scrapeEvery, cfg.Signups.Scrape)
	require.Equal(t, []bool{true, false}, []bool{cfg.Clients[0].Absent, cfg.Clients[1].Absent})
	require.Equal(t, []bool{false, true}, []bool{cfg.Clients[0].HoldsList, cfg.Clients[1].HoldsList})
	require.Equal(t, world.SignUp{Client: 0, Flow: pool.PaidSubscription}, s.Timeline[0].deed)
	require.Equal(t, world.FillPool{Count: 200}, s.Timeline[2].deed)

	// What is left out: a full pool, by the settings of the variant; trials only; a day that is even, or as it is said.
	plain := strings.NewReplacer("    flows: {trial: 0.5, paid: 0.3, admin: 0.2}\n    pool: 120\n", "    day_profile: ["+strings.Repeat("0, ", 23)+"1]\n").Replace(onPool)
	s, err = linkedTo(equipped, plain)
	require.NoError(t, err)
	cfg, err = s.asWas().insist([]Entry{entryOf(pool.PropertyTarget, "300")}).config()
	require.NoError(t, err)
	require.Equal(t, 300, cfg.Signups.Stock)
	require.Equal(t, [3]float64{1, 0, 0}, cfg.Signups.Demand.Flows)
	hour := int64(3600e9)
	require.Zero(t, cfg.Signups.Demand.Rate.At(16*hour))
	require.InDelta(t, 24*240.0/3600, cfg.Signups.Demand.Rate.At(17*hour), 1e-12, "from 23:00")

	s, err = linkedTo(equipped, doing(quiet))
	require.NoError(t, err)
	cfg, err = s.asWas().config()
	require.NoError(t, err)
	require.Nil(t, cfg.Signups)
}

// Each line that cannot be meant is refused in one line at its place, with what is allowed.
func TestSignupsThatAreRefused(t *testing.T) {
	const variants = "variants:\n  small:\n    settings: {account.pool.target-size: 50}\n"
	const settings = "settings:\n  account.pool.min-size: {value: 600, assumed: test}\n"
	for _, c := range []struct{ name, from, to, want string }{
		{"unknown flow", "admin: 0.2", "amdin: 0.2", `amdin: 0.2} => world.signups.flows.amdin: unknown flow, did you mean "admin"?; allowed: trial, paid, admin`},
		{"shares", "admin: 0.2", "admin: 0.1", `{trial: 0.5, => world.signups.flows: adds up to 0.9; shares that add up to 1`},
		{"a share above 1", "trial: 0.5, paid: 0.3, admin: 0.2", "trial: 1.5, paid: 0, admin: -0.5",
			"1.5, paid: 0 => world.signups.flows.trial: is 1.5; a share from 0 to 1\n-0.5} => world.signups.flows.admin: is -0.5; a share from 0 to 1"},
		{"no origin", "    assumed: test\n", "", `per_hour: 24 => world.signups: does not say where it comes from; give documented (a fact) or assumed (a reason)`},
		{"unknown fact", "assumed: test\ntimeline", "documented: POOL-21\ntimeline",
			`POOL-21 => world.signups.documented[0]: unknown fact "POOL-21"; allowed: SYNC-01 to SYNC-23, POOL-01 to POOL-20, LB-01 to LB-33, or a document of your own in words`},
		{"fewer than none", "per_hour: 240", "per_hour: -1", "-1 => world.signups.per_hour: is -1; expected 0 to 10000000"},
		{"day of nothing", "per_hour: 240", "per_hour: 240\n    day_profile: [" + strings.Repeat("0, ", 23) + "0]",
			"[0, 0, 0, 0, => world.signups.day_profile: is 0 at every hour; at least one weight above 0"},
		{"stock", "pool: 120", "pool: 1000001", "1000001 => world.signups.pool: is 1000001; expected 0 to 1000000"},
		{"unknown key", "per_hour: 240", "per_hours: 240", `per_hours: 2 => world.signups.per_hours: unknown key, did you mean "per_hour"?; allowed: per_hour, day_profile, trace, flows, pool, documented, assumed`},
		{"minimum above the target", "expect:", settings + "expect:",
			`account.pool => settings: account.pool.min-size is 600, above account.pool.target-size, which is 500; account.pool.min-size from 0 to account.pool.target-size, which is at least 1`},
		{"target of a variant below the minimum", "expect:", variants + "expect:",
			`{account.poo => variants.small.settings: account.pool.min-size is 100, above account.pool.target-size, which is 50; account.pool.min-size from 0 to account.pool.target-size, which is at least 1`},
		{"no target", "expect:", strings.ReplaceAll(strings.ReplaceAll(settings, "min-size", "target-size"), "600", "0") + "expect:",
			`account.pool => settings: account.pool.target-size is 0; allowed: 1 to 1000000; account.pool.min-size from 0 to account.pool.target-size, which is at least 1`},
		{"a minimum that is no number", "expect:", strings.ReplaceAll(settings, "600", "many") + "expect:",
			`many, assume => settings.account.pool.min-size: "many" is out of range; a whole number from 0 to 1000000`},
		{"a switch that is neither", "expect:", "settings:\n  ACCOUNT_POOL_ENABLED: {value: maybe, assumed: test}\nexpect:",
			`maybe, assum => settings.ACCOUNT_POOL_ENABLED: "maybe" is out of range; true or false`},
		{"a client with an account", "client: new", "client: old", `old, flow: p => timeline[0].with.client: "old" has an account from the start; a client that holds: no-account`},
		{"no such client", "client: new", "client: newer", `newer, flow: => timeline[0].with.client: unknown client "newer", did you mean "new"?; allowed: new, old`},
		{"a fixed setting", "do: pool.fill, with: {count: 200}", "do: settings.change, with: {key: account.worker.calls, value: 16}",
			`account.work => timeline[2].with.key: account.worker.calls is laid out when the system starts; a setting that a running system can change`},
		{"harm that is none", "expect:", "harm: [signup.served]\nexpect:", `signup.serve => harm[0]: more of signup.served is better; a metric of which more is worse`},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, 1, strings.Count(onPool, c.from), "the case must change one place")
			text := strings.Replace(onPool, c.from, c.to, 1)
			_, err := linkedTo(equipped, text)
			require.Equal(t, c.want, strings.Join(allLines(t, text, err), "\n"))
			require.Regexp(t, `^small\.yaml:[1-9][0-9]*:[1-9][0-9]*: `, err.Error())
		})
	}
}

// The schema takes what Load takes of sign-ups, and refuses what it can see.
func TestTheSchemaOfSignups(t *testing.T) {
	v := newValidator(t)
	require.Empty(t, v.validate([]byte(onPool)))
	for _, c := range []struct{ from, to string }{
		{"admin: 0.2", "amdin: 0.2"}, {"trial: 0.5", "trial: 1.5"}, {"    assumed: test\n", ""}, {"pool: 120", "pool: 1000001"}, {"per_hour:", "per_hours:"},
		{"holds: no-account", "holds: none"}, {"count: 200", "count: 1001"}, {"flow: paid", "flow: free"},
	} {
		require.Equal(t, 1, strings.Count(onPool, c.from), c.from)
		require.NotEmpty(t, v.validate([]byte(strings.Replace(onPool, c.from, c.to, 1))), c.to)
	}
}

// What acts on the pool, or measures it, is refused where nobody signs up.
func TestWhatNeedsSignups(t *testing.T) {
	const acts = "acts on the account pool, and nobody signs up; a world with signups"
	for _, c := range []struct{ deed, want string }{
		{"do: signups.spike, with: {factor: 2, for: 1h}", "{factor: 2,  => timeline[0].with: " + acts},
		{"do: fault.worker, with: {errors: 1, for: 1h}", "{errors: 1,  => timeline[0].with: " + acts},
		{"do: scheduler.stop, with: {for: 1h}", "{for: 1h}, a => timeline[0].with: " + acts},
		{"do: pool.fill, with: {count: 2}", "{count: 2},  => timeline[0].with: " + acts},
	} {
		text := doing(c.deed)
		_, err := linkedTo(equipped, text)
		require.Equal(t, c.want, onlyLine(t, text, err))
	}

	with := strings.Replace(doing("do: client.signup, with: {client: new}"), "world:\n", "world:\n  clients: [{name: new, platform: ios, holds: no-account}]\n", 1)
	_, err := linkedTo(equipped, with)
	require.Equal(t, "no-account}] => world.clients[0].holds: is no-account, and nobody signs up; a world with signups", onlyLine(t, with, err))

	for _, c := range []struct{ rest, want string }{
		{"  - {id: pool, metric: account_pool_size, is: report}\n", `account_pool => expect[1].metric: "account_pool_size"`},
		{"harm: [signup.fallbacks]\n", `signup.fallb => harm[0]: "signup.fallbacks"`},
		{"cost: [pool.created]\n", `pool.created => cost[0]: "pool.created"`},
		{"variants:\n  as-was: {expect: [{id: own, metric: expiry.leaks, is: report}]}\n", `expiry.leaks => variants.as-was.expect[0].metric: "expiry.leaks"`},
	} {
		text := doing(quiet) + c.rest
		_, err := linkedTo(equipped, text)
		require.Equal(t, c.want+" measures the account pool, and nobody signs up; a world with signups", onlyLine(t, text, err))
	}
}

// Sizes of the command line are held against each other as well.
func TestSizesOfTheCommandLine(t *testing.T) {
	s, err := linkedTo(equipped, onPool)
	require.NoError(t, err)
	_, err = Replay(s, Options{Seed: 1, Variant: AsWas, Set: []string{"account.pool.min-size=501"}})
	require.EqualError(t, err, "pool as-was: account.pool.min-size is 501, above account.pool.target-size, which is 500")
	require.IsType(t, &UsageError{}, err)
}

// Where users sign up a report tells of the pool: its metrics, its settings, and what is assumed of it.
func TestReportsTellOfThePool(t *testing.T) {
	s, err := linkedTo(equipped, onPool)
	require.NoError(t, err)
	replay, err := Replay(s, Options{Seed: 1, Reps: 2})
	require.NoError(t, err)
	var keys []string
	for _, o := range slices.Concat(replay.Documented, replay.Assumptions) {
		keys = append(keys, o.Key)
	}
	for _, k := range poolKnobs() {
		require.Contains(t, keys, k.Key)
		require.True(t, k.Pool)
	}
	require.Contains(t, keys, "world.signups")
	for _, a := range world.Assumptions() {
		if a.Pool {
			require.Contains(t, keys, a.About)
		}
	}
	for _, m := range metrics {
		_, there := replay.Metrics[m.Name]
		require.Equal(t, !m.Hidden && !m.Core, there, m.Name)
	}
	require.Positive(t, replay.Metrics["signup.requests"])
	require.True(t, slices.ContainsFunc(Metrics().Metrics, func(m reports.MetricInfo) bool { return m.Name == "signup.requests" && m.Pool }))
}

// The defaults are the documents' (POOL-01, POOL-03, POOL-09); what they do not say is assumed, and said to be.
func TestDefaultsOfThePool(t *testing.T) {
	set := defaults()
	a := set.Accounts
	require.Equal(t, pool.Documented(), a.Pool)
	require.Equal(t, pool.CheckEvery, a.CheckEvery)
	require.Equal(t, "uniform:10s,30s", a.Create.String())
	require.Equal(t, "uniform:10s,30s", a.FillAccount.String())
	require.Equal(t, []int{1, 1000, 3, 30}, []int{a.Workers, a.Calls, a.TrialDays, a.PaidDays})
	require.Equal(t, []time.Duration{time.Second, 650 * time.Microsecond, 34 * time.Microsecond, 50 * time.Second},
		[]time.Duration{a.FailsAfter, a.Claim, a.Convoy, a.LockTimeout})
	require.Equal(t, []bool{false, false, false, true}, []bool{a.Together, a.ByPushes, a.HoldsConnection, a.HandsOut})
	require.Equal(t, []any{pool.FixedRate, pool.Abandon}, []any{a.Schedule, a.OnFailure})
	// A whole fleet of 138 takes as long by pushes as POOL-01 says.
	require.InDelta(t, a.Create.Mean().Seconds(), 138*set.Creation.Push.Mean().Seconds(), 0.1)
	for _, k := range poolKnobs() {
		documented := slices.Contains([]string{pool.PropertyEnabled, pool.PropertyMin, pool.PropertyTarget, "account.pool.check.interval", "account.fill-configs.time"}, k.Key)
		require.Equal(t, documented, k.Documented != "", k.Key)
	}
}

// lackOfAnother are the settings of the pool that do nothing without another, by the beginning of their keys.
var lackOfAnother = []struct{ key, with string }{
	{"account.push.", "account.fill-configs.by=pushes"},
	{"account.claim.lock-timeout", "account.claim.time=20s"},
	{"account.claim.convoy", "account.claim.time=30s"},
	{"account.fallback.holds-connection", "mysql.pool.size=1"},
	{"account.fallback.on-failure", "ACCOUNT_POOL_ENABLED=false"},
	{"account.worker.calls", "account.pool.fill.workers=30"},
	{"account.fill-account.tries", "account.fill-account.time=3m"},
	{"account.fill-account.retry-after", "account.fill-account.time=3m account.fill-account.tries=2"},
	{"account.trial.days", "account.fill-account.time=3m"},
	{"account.paid.days", "account.fill-account.time=3m"},
	{"account.pool.check.schedule", "account.pool.min-size=200"},
}

// A setting is marked as one of the pool just when it does nothing where nobody signs up: there it is left out of reports and
// of `why`, so that a wrong mark would hide an assumption.
func TestSettingsOfThePoolActOnThePoolAlone(t *testing.T) {
	hash := func(text string, over []Entry) string {
		s, err := linkedTo(equipped, text)
		require.NoError(t, err)
		o, err := s.asWas().insist(over).run(1, 0, nil)
		require.NoError(t, err)
		return o.hash
	}
	for _, k := range poolKnobs() {
		var on []Entry
		if i := slices.IndexFunc(lackOfAnother, func(e struct{ key, with string }) bool { return strings.HasPrefix(k.Key, e.key) }); i >= 0 {
			for _, set := range strings.Fields(lackOfAnother[i].with) {
				key, value, _ := strings.Cut(set, "=")
				on = append(on, entryOf(key, value))
			}
		}
		with := append(slices.Clone(on), entryOf(k.Key, k.other(t)))
		text := onPool
		if strings.HasSuffix(k.Key, ".days") { // what comes of them comes when they are over
			text = strings.NewReplacer("per_hour: 240", "per_hour: 10", "end: 2026-03-10", "end: 2026-03-27").Replace(onPool)
		}
		require.NotEqual(t, hash(text, on), hash(text, with), "%s=%s where users sign up", k.Key, k.other(t))
		require.Equal(t, hash(doing(quiet), on), hash(doing(quiet), with), "%s=%s where nobody does", k.Key, k.other(t))
	}
}
