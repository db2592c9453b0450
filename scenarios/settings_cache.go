package scenarios

import (
	"strconv"
	"time"

	"reprise/control/delivery"
	"reprise/sim/world"
)

// cacheKnobs are the cache rules of every platform, with the defaults of control/delivery.
func cacheKnobs() []knob {
	var all []knob
	for p, facts := range cacheFacts {
		for _, k := range cacheKnobsOf(delivery.Platform(p), facts) {
			k.Platform = delivery.Platform(p).String()
			k.Key = "client." + k.Platform + ".cache." + k.Key
			all = append(all, k)
		}
	}
	return all
}

// cacheFact is what the documents say of one platform's cache: the fact of how old its list may become, and whether a
// restart leaves it, by a fact or by what else is documented.
type cacheFact struct{ ttl, survives, outlives string }

const inStorage = "the phones keep their lists in storage (SYNC-09, SYNC-10), which outlives a restart"

// cacheFacts are those of SYNC-08 to SYNC-10, by platform.
var cacheFacts = [...]cacheFact{
	delivery.Desktop: {ttl: "SYNC-08", survives: "SYNC-08"},
	delivery.Android: {ttl: "SYNC-09", outlives: inStorage},
	delivery.IOS:     {ttl: "SYNC-10", outlives: inStorage},
}

// cacheKnobsOf are the cache rules of one platform; their keys still lack the platform.
func cacheKnobsOf(p delivery.Platform, documented cacheFact) []knob {
	rules := delivery.DefaultRules(p)
	at := func(s *world.Settings) *delivery.CacheRules { return &s.Cache[p] }
	return []knob{
		{Key: "ttl", Default: rules.TTL.String(), Documented: documented.ttl,
			Doc:   "age at which a list is due for a refresh; 0s: at every look",
			takes: span(0, 366*24*time.Hour, func(s *world.Settings) *time.Duration { return &at(s).TTL })},
		{Key: "refresh", Default: rules.Refresh.String(),
			Assumed: "the documents give the age, not when it is looked at; on use is the plainest reading",
			Doc:     "when the age is looked at: at the app's start, on each use, or by a timer",
			Others:  []string{"at-start", "on-use", "on-expiry"},
			takes:   word(func(s *world.Settings) *delivery.Refresh { return &at(s).Refresh })},
		{Key: "on-error", Default: rules.OnError.String(),
			Assumed: "the remedy of SYNC-15 presumes that an old list is kept",
			Doc:     "what a failed refresh does to the list that is held",
			Others:  []string{"keep", "drop"},
			takes:   word(func(s *world.Settings) *delivery.OnError { return &at(s).OnError })},
		{Key: "on-empty", Default: rules.OnEmpty.String(),
			Assumed: "the remedy of SYNC-15 presumes that an old list is kept",
			Doc:     "what a list of no servers does to the list that is held",
			Others:  []string{"keep", "store"},
			takes:   word(func(s *world.Settings) *delivery.OnEmpty { return &at(s).OnEmpty })},
		{Key: "after-failure", Default: rules.AfterFailure.String(),
			Assumed: "the documents do not say",
			Doc:     "when a failed refresh is tried again: at the next look, after another full age, or not before a restart",
			Others:  []string{"retry", "wait", "stop"},
			takes:   word(func(s *world.Settings) *delivery.AfterFailure { return &at(s).AfterFailure })},
		{Key: "clock", Default: rules.Clock.String(),
			Assumed: "the documents do not say; a monotonic clock stands still while a computer sleeps",
			Doc:     "the clock that the age is measured by",
			Others:  []string{"wall", "awake"},
			takes:   word(func(s *world.Settings) *delivery.AgeClock { return &at(s).Clock })},
		{Key: "survives-restart", Default: strconv.FormatBool(rules.SurvivesRestart),
			Documented: documented.survives, Assumed: documented.outlives,
			Doc:   "whether a restart of the app leaves the list in place",
			takes: flag(func(s *world.Settings) *bool { return &at(s).SurvivesRestart })},
		{Key: "asks-again", Default: strconv.FormatBool(rules.AsksAgain),
			Assumed: "no document tells of an app that asks again by itself after a refusal or an error",
			Doc:     "whether a running app whose refresh failed asks again by itself", Others: []string{"true", "false"},
			takes: flag(func(s *world.Settings) *bool { return &at(s).AsksAgain })},
		{Key: "on-missing", Default: rules.OnMissing.String(),
			Assumed: "the desktop app crashed (SYNC-06); that it did for want of a config is a guess",
			Doc:     "what the app does without a config for the country that the user wants", Others: []string{"fail", "crash"},
			takes: word(func(s *world.Settings) *delivery.OnMissing { return &at(s).OnMissing })},
	}
}
