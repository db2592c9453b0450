package scenarios

import (
	"slices"
	"strings"
	"time"

	"reprise/control/delivery"
	"reprise/scenarios/strict"
	"reprise/sim/random"
	"reprise/sim/world"
)

// knob is one setting: its property name, what it means, its default and where that comes from.
type knob struct {
	Key        string
	Doc        string
	Default    string
	Documented string // facts of the default, comma separated
	Assumed    string // the reason, where the documents give no value
	// Fixed settings are capacities laid out when the system starts: a deploy in mid-run cannot change them.
	Fixed bool
	// Platform is the only kind of client it concerns; empty: it concerns all.
	Platform string
	// Load settings concern scenarios whose fleet has hardware.
	Load bool
	// Core settings concern scenarios whose clients run the core; with Load, both.
	Core bool
	// Pool settings concern scenarios in which users sign up.
	Pool bool
	// Others are values that `why` tries in place of an assumed one; without them a number is halved and doubled.
	Others []string

	takes input
}

// knobs are all settings, in the order in which lists show them.
var knobs = slices.Concat([]knob{
	{Key: "config.partial.policy", Default: "serve", Documented: "SYNC-14",
		Doc:   "what an account below the threshold is answered",
		takes: word(func(s *world.Settings) *delivery.PartialPolicy { return &s.Partial.Partial })},
	{Key: "config.partial.threshold", Default: "0.8",
		Assumed: "SYNC-15 recommends 0.8; today's value is not given, only that 26 of 49 was below it",
		Doc:     "completeness below which a list counts as short", Others: []string{"0.5", "0.54", "1"},
		takes: share(func(s *world.Settings) *float64 { return &s.Partial.Threshold })},
	{Key: "sync.workers", Default: "6", Fixed: true,
		Assumed: "23 servers at about 2 min each were done in 8 min (SYNC-04, SYNC-19): that takes 6 or 7",
		Doc:     "pushes that background sync makes at once, over all accounts",
		takes:   count(1, 10_000, func(s *world.Settings) *int { return &s.Sync.Workers })},
	{Key: "sync.scan.interval", Default: "1m",
		Assumed: "the documents name the scan (SYNC-23), not how often it runs",
		Doc:     "how often background sync looks for accounts that are due",
		takes:   span(time.Second, 24*time.Hour, func(s *world.Settings) *time.Duration { return &s.Sync.Scan })},
	{Key: "sync.pending.scope", Default: "account",
		Assumed: "SYNC-11 speaks of affected accounts; the statement itself touches rows of inactive servers only",
		Doc:     "what a PENDING row makes background sync work on: the account, or that row",
		Others:  []string{"row"},
		takes:   word(func(s *world.Settings) *delivery.PendingScope { return &s.Sync.Scope })},
	{Key: "sync.retry.interval", Default: "1m",
		Assumed: "the documents do not say what follows a failed push",
		Doc:     "pause before a failed push is tried again",
		takes:   span(time.Second, 24*time.Hour, func(s *world.Settings) *time.Duration { return &s.Sync.Retry })},
	{Key: "sync.push.time", Default: "uniform:110s,130s",
		Assumed: "the documents time the pipeline only (SYNC-19, about 2 min a server); the sync is taken to push as it does",
		Doc:     "one push of background sync to one server", Others: []string{"uniform:50s,70s", "uniform:230s,250s"},
		takes: distribution(10*time.Millisecond, func(s *world.Settings) *random.Span { return &s.Sync.Push })},
	{Key: "sync.reads-back", Default: "true",
		Assumed: "somebody logged SUCCESS at 11:50 (SYNC-04); had it been the client's request, its list had been whole (reprise why felis)",
		Doc:     "whether a finished sync reads the account's configs back, which logs how complete they are", Others: []string{"false"},
		takes: flag(func(s *world.Settings) *bool { return &s.Sync.ReadsBack })},
	{Key: "pipeline.enabled", Default: "true", Documented: "SYNC-19", Fixed: true,
		Doc:   "whether the rolling pipeline goes round the active servers",
		takes: flag(func(s *world.Settings) *bool { return &s.Pipeline.Enabled })},
	{Key: "pipeline.creates-rows", Default: "false",
		Assumed: "had the pipeline made missing configs, at 2 min a server none would have been missing after three days",
		Doc:     "whether the pipeline makes configs that no row asks for, or pushes PENDING rows only",
		Others:  []string{"true"},
		takes:   flag(func(s *world.Settings) *bool { return &s.Pipeline.CreatesRows })},
	{Key: "pipeline.push.time", Default: "uniform:110s,130s", Documented: "SYNC-19",
		Assumed: "about 2 min: give or take 10 s, also where a visit finds nothing to push",
		Doc:     "one visit of the pipeline to one server", Others: []string{"uniform:50s,70s", "uniform:230s,250s"},
		takes: distribution(time.Second, func(s *world.Settings) *random.Span { return &s.Pipeline.Push })},
	{Key: "panel.push.each", Default: "0s",
		Assumed: "a push is taken to cost the same however many accounts it carries; POOL-01 (one account on 138 servers in 10-30 s) would add about 0.15s for each",
		Doc:     "what a push takes longer for every account that it carries", Others: []string{"150ms"},
		takes: span(0, time.Hour, func(s *world.Settings) *time.Duration { return &s.Panel.Each })},
	{Key: "panel.capacity", Default: "2", Fixed: true,
		Assumed: "pipeline and background sync both push, and the documents tell of no queue at a panel",
		Doc:     "pushes that one panel takes at once",
		takes:   count(1, 1000, func(s *world.Settings) *int { return &s.Panel.Capacity })},
	{Key: "mysql.pool.size", Default: "10", Fixed: true,
		Assumed: "the usual default of the backend's connection pool",
		Doc:     "connections of the backend's pool",
		takes:   count(1, 10_000, func(s *world.Settings) *int { return &s.Database.Connections })},
	{Key: "mysql.pool.timeout", Default: "30s",
		Assumed: "the usual default of the backend's connection pool",
		Doc:     "how long a caller waits for a connection",
		takes:   span(time.Millisecond, time.Hour, func(s *world.Settings) *time.Duration { return &s.Database.Timeout })},
	{Key: "mysql.query.time", Default: "5ms",
		Assumed: "a few indexed rows; nothing here depends on it",
		Doc:     "how long a query holds its connection",
		takes:   span(0, time.Minute, func(s *world.Settings) *time.Duration { return &s.Database.Query })},
	{Key: "servers.deactivate.resync", Default: "none", Documented: "SYNC-21",
		Doc:   "the resync that follows a bulk deactivation by itself",
		takes: word(func(s *world.Settings) *delivery.Resync { return &s.Deactivate.Resync })},
	{Key: "servers.activate.checklist", Default: "false",
		Assumed: "SYNC-16 states the checklist as a rule for people; nothing in the documents enforces it",
		Doc:     "whether a server goes active only after the activation checklist is kept",
		Others:  []string{"true"},
		takes:   flag(func(s *world.Settings) *bool { return &s.Activate.Checklist })},
	{Key: "client.cache.invalidate-on-sync", Default: "false", Documented: "SYNC-20",
		Doc:   "whether a finished sync tells the client to ask again",
		takes: flag(func(s *world.Settings) *bool { return &s.Invalidate })},
	{Key: "client.cache.retry", Default: "1m",
		Assumed: "no document tells how soon a client asks again after a failure",
		Doc:     "how soon a client that asks again by itself does so",
		takes:   span(time.Second, 24*time.Hour, func(s *world.Settings) *time.Duration { return &s.Retry })},
}, cacheKnobs(), loadKnobs(), xrayKnobs(), poolKnobs())

// apply reads a value, given as text, into s. The error reads `problem; what is allowed`.
func (k *knob) apply(s *world.Settings, text string) error { return k.takes.read(s, text) }

// facts are the ids that give the default.
func (k *knob) facts() []string {
	if k.Documented == "" {
		return nil
	}
	return strings.Split(k.Documented, ", ")
}

// knobOf is the setting of a property name.
func knobOf(key string) (*knob, bool) {
	for i := range knobs {
		if knobs[i].Key == key {
			return &knobs[i], true
		}
	}
	return nil, false
}

// settingKeys are the property names of all settings.
func settingKeys() []string {
	keys := make([]string, len(knobs))
	for i, k := range knobs {
		keys[i] = k.Key
	}
	return keys
}

// checkSetting holds a key and its value against the registry. The error reads `problem; what is allowed`.
func checkSetting(key string, v strict.Scalar) error {
	return setting(new(world.Settings), key, v.String())
}

// setting puts a value, given as text, into s.
func setting(s *world.Settings, key, text string) error {
	k, known := knobOf(key)
	if !known {
		return strict.Wrong("unknown setting"+strict.Suggest(key, settingKeys()), "one of those that `reprise list --settings` shows")
	}
	return k.apply(s, text)
}

// defaults are the settings of a system that nobody configured.
func defaults() world.Settings {
	var s world.Settings
	for _, k := range knobs {
		if err := k.apply(&s, k.Default); err != nil {
			panic("scenarios: default of " + k.Key + ": " + err.Error()) // a test tries every default
		}
	}
	return s
}
