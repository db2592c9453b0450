package scenarios

import (
	"time"

	"reprise/control/pool"
	"reprise/reports"
	"reprise/sim/random"
	"reprise/sim/world"
)

// poolKnobs are those of the account pool, of who fills it and claims from it. They act where users sign up.
func poolKnobs() []knob {
	var all []knob
	for _, group := range [][]knob{propertyKnobs(), schedulerKnobs(), fillKnobs(), claimKnobs(), expiryKnobs()} {
		for _, k := range group {
			k.Pool = true
			all = append(all, k)
		}
	}
	return all
}

// propertyKnobs are the properties of the documents, by their own names (POOL-09).
func propertyKnobs() []knob {
	says := map[string]string{
		pool.PropertyEnabled: "whether there is a pool: it is filled, and claimed from",
		pool.PropertyMin:     "accounts of which fewer make the scheduler fill the pool",
		pool.PropertyTarget:  "accounts up to which it fills",
	}
	var all []knob
	for _, p := range pool.Documented().Properties() {
		all = append(all, knob{Key: p.Name, Default: p.Value, Documented: "POOL-09", Doc: says[p.Name],
			takes: poolProperty(p.Name)})
	}
	return all
}

// poolProperty takes one property of the pool. Whether the minimum fits the target is looked at once both are there.
func poolProperty(name string) input {
	in := whole(0, pool.SizeMax)
	if name == pool.PropertyEnabled {
		in = reports.Input{Kind: reports.FlagInput, Allowed: "true or false"}
	}
	return input{in, func(s *world.Settings, text string) error {
		if err := s.Accounts.Pool.Set(pool.Property{Name: name, Value: text}); err != nil {
			return wrong(in, text, "is out of range")
		}
		return nil
	}}
}

func schedulerKnobs() []knob {
	return []knob{
		{Key: "account.pool.check.interval", Default: pool.CheckEvery.String(), Documented: "POOL-03",
			Doc:   "how often the scheduler counts the pool",
			takes: span(time.Second, 24*time.Hour, func(s *world.Settings) *time.Duration { return &s.Accounts.CheckEvery })},
		{Key: "account.pool.check.schedule", Default: "fixedRate", Others: []string{"fixedDelay"},
			Assumed: "the documents say every 5 minutes; whether counted from the last check or from the end of its fill, they do not",
			Doc:     "when the next check comes after a fill that took longer than the interval: on the beat, or after a whole interval",
			takes:   word(func(s *world.Settings) *pool.Schedule { return &s.Accounts.Schedule })},
	}
}

func fillKnobs() []knob {
	const ten, thirty = "10s", "30s"
	return []knob{
		{Key: "account.pool.fill.workers", Default: "1", Others: []string{"5", "27"},
			Assumed: "the documents tell of no accounts made at once; a loop makes one after the other",
			Doc:     "accounts that one fill makes at once",
			takes:   count(1, 10_000, func(s *world.Settings) *int { return &s.Accounts.Workers })},
		{Key: "account.fill-configs.time", Default: "uniform:" + ten + "," + thirty, Documented: "POOL-01",
			Assumed: "drawn evenly between the two ends",
			Doc:     "one new account's configs to every server, and their confirmation: what a fill takes for each account, and a user waits for in the fallback",
			Others:  []string{ten, thirty},
			takes:   distribution(time.Millisecond, func(s *world.Settings) *random.Span { return &s.Accounts.Create })},
		{Key: "account.fill-configs.draw", Default: "account", Others: []string{"fill"},
			Assumed: "servers answer each push in its own time",
			Doc:     "whether every account draws its time, or all of one fill take the same",
			takes:   oneOf("account", "fill", func(s *world.Settings) *bool { return &s.Accounts.Together })},
		{Key: "account.fill-configs.by", Default: "time",
			Assumed: "the documents give the whole time only; pushes would have to be guessed",
			Doc:     "whether that time is drawn, or is what pushes to every server take one after the other (account.push.time), their panels' queues included",
			takes:   oneOf("time", "pushes", func(s *world.Settings) *bool { return &s.Accounts.ByPushes })},
		{Key: "account.push.time", Default: "uniform:72ms,217ms",
			Assumed: "10 to 30 s for 138 servers, one after the other (POOL-01)",
			Doc:     "one push of a new account to one server, where account.fill-configs.by is pushes",
			takes:   distribution(time.Millisecond, func(s *world.Settings) *random.Span { return &s.Creation.Push })},
		{Key: "account.push.at-once", Default: "1",
			Assumed: "waits for each (POOL-01)",
			Doc:     "servers that one account is pushed to at once",
			takes:   count(1, 1000, func(s *world.Settings) *int { return &s.Creation.AtOnce })},
		{Key: "account.fill-configs.on-failure", Default: "abandon", Others: []string{"mark"},
			Assumed: "POOL-18 has the pool drop when fill_configs fails, and POOL-20 has users fall back: then such accounts are not in it. POOL-20 calls them filled all the same; reprise why pool-fill-outage holds the readings against each other",
			Doc:     "what a fill does whose configs failed: mark the account POOL all the same, or leave it out",
			takes:   word(func(s *world.Settings) *pool.PushFailure { return &s.Accounts.OnFailure })},
		{Key: "account.worker.calls", Default: "1000", Fixed: true, Others: []string{"16", "64"},
			Assumed: "no document tells of calls that wait for the worker service",
			Doc:     "calls that the worker service takes at once: fill_configs and fill-account together",
			takes:   count(1, 100_000, func(s *world.Settings) *int { return &s.Accounts.Calls })},
		{Key: "account.worker.fails-after", Default: "1s", Others: []string{"30s"},
			Assumed: "a service that is down refuses connections at once; the documents do not say",
			Doc:     "how soon a call fails that the worker service cannot serve",
			takes:   span(0, 10*time.Minute, func(s *world.Settings) *time.Duration { return &s.Accounts.FailsAfter })},
	}
}

func claimKnobs() []knob {
	return []knob{
		{Key: "account.claim.time", Default: "650us",
			Assumed: "measured on MySQL 9.7 on two cores: some 1,400 claims a second by 4 connections",
			Doc:     "a claim from its row lock to its commit",
			takes:   span(0, time.Minute, func(s *world.Settings) *time.Duration { return &s.Accounts.Claim })},
		{Key: "account.claim.convoy", Default: "34us", Others: []string{"0s"},
			Assumed: "measured there as well: some 360 a second by 64 connections that wait for one row",
			Doc:     "what a claim takes longer for every claimer that waits for the lock",
			takes:   span(0, time.Second, func(s *world.Settings) *time.Duration { return &s.Accounts.Convoy })},
		{Key: "account.claim.lock-timeout", Default: "50s",
			Assumed: "innodb_lock_wait_timeout as MySQL comes",
			Doc:     "how long a claimer waits for the lock",
			takes:   span(time.Millisecond, time.Hour, func(s *world.Settings) *time.Duration { return &s.Accounts.LockTimeout })},
		{Key: "account.fallback.holds-connection", Default: "false", Others: []string{"true"},
			Assumed: "that a transaction stays open while configs are pushed would be a fault of its own; no document tells of it",
			Doc:     "whether createAccount() of the fallback keeps its database connection until its configs are pushed",
			takes:   flag(func(s *world.Settings) *bool { return &s.Accounts.HoldsConnection })},
		{Key: "account.fallback.on-failure", Default: "hand-out", Others: []string{"refuse"},
			Assumed: "createAccount() pushes through the same worker (POOL-01, POOL-04); POOL-20 has users take the fallback while that fails, and accounts without configs",
			Doc:     "what a user gets whose fallback cannot push configs: no account, or one without configs",
			takes:   oneOf("refuse", "hand-out", func(s *world.Settings) *bool { return &s.Accounts.HandsOut })},
	}
}

func expiryKnobs() []knob {
	return []knob{
		{Key: "account.fill-account.time", Default: "uniform:10s,30s", Others: []string{"1s"},
			Assumed: "it goes to every server, as a new account's configs do (POOL-01); no document times it",
			Doc:     "one fill-account: the new expiry of a claimed account to every server; more than 120 s is too late (POOL-06)",
			takes:   distribution(0, func(s *world.Settings) *random.Span { return &s.Accounts.FillAccount })},
		{Key: "account.fill-account.tries", Default: "1",
			Assumed: "no document names a second try",
			Doc:     "how often fill-account is tried for one account",
			takes:   count(1, 1000, func(s *world.Settings) *int { return &s.Accounts.Tries })},
		{Key: "account.fill-account.retry-after", Default: "5m",
			Assumed: "for remedies: it counts where account.fill-account.tries is above 1",
			Doc:     "pause before fill-account is tried again",
			takes:   span(time.Second, 24*time.Hour, func(s *world.Settings) *time.Duration { return &s.Accounts.RetryAfter })},
		{Key: "account.trial.days", Default: "3",
			Assumed: "trial_days is in the claim's statement (POOL-05); its value is not given",
			Doc:     "days of a trial, and of an account that an admin makes",
			takes:   count(1, pool.DaysMax, func(s *world.Settings) *int { return &s.Accounts.TrialDays })},
		{Key: "account.paid.days", Default: "30",
			Assumed: "no document gives the length of a subscription",
			Doc:     "days of a paid subscription",
			takes:   count(1, pool.DaysMax, func(s *world.Settings) *int { return &s.Accounts.PaidDays })},
	}
}
