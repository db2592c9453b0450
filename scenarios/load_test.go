package scenarios

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/scenarios/strict"
)

// sound is a scenario that Load takes; the cases below break it one line at a time.
const sound = `name: small
title: one user and two servers
start: 2026-01-17T09:00:00Z
end: 2026-01-17T15:00:00Z
world:
  fleet: two
  clients:
    - {name: user, platform: desktop}
  population:
    accounts: 10
    platforms: {desktop: 0.5, ios: 0.5}
    opens_per_day: 2
    connect_after: exp:5m
    restart_after: 10m
    session: lognormal:30m,1
    assumed: nobody counted
settings:
  sync.workers: {value: 6, assumed: a guess}
timeline:
  - {at: 2026-01-17T10:00:00Z, do: servers.deactivate, with: {group: old, count: 1}, documented: SYNC-01, assumed: {at: only the day is known}}
  - {at: 2026-01-17T11:00:00Z, id: opens, do: client.open, with: {client: user}, documented: [SYNC-02, SYNC-06]}
  - {at: 2026-01-17T12:00:00Z, do: fault.panel, with: {errors: 0.5, for: 30m}, documented: SYNC-05}
expect:
  - {id: partial, log: CONFIG_FROM_DB_INCOMPLETE, at: 2026-01-17T11:00:00Z, within: 1m, facts: SYNC-02, fields: {client: user}}
  - {id: fails, metric: client.failed_attempts, over: [2026-01-17T11:00:00Z, 2026-01-17T12:00:00Z], is: ">= 1"}
incident: [partial]
harm: [client.failed_attempts]
variants:
  refuse-below-0.8:
    facts: SYNC-15
    settings: {config.partial.policy: error}
    without: [opens]
    timeline:
      - {at: 2026-01-17T11:30:00Z, id: opens, do: client.open, with: {client: user}}
    expect:
      - {id: better, metric: client.failed_attempts, is: < as-was}
hypotheses:
  later:
    says: the change came later
    contradicts: SYNC-01
    without: [servers.deactivate-1]
    timeline:
      - {at: 2026-01-17T10:30:00Z, do: settings.change, with: {key: sync.scan.interval, value: 5m}}
`

func TestLoadTakesASoundScenario(t *testing.T) {
	s, err := Load("small.yaml", []byte(sound))
	require.NoError(t, err)
	require.Equal(t, "small.yaml", s.File)
	require.Equal(t, []string{AsWas, "refuse-below-0.8"}, s.Variants.Keys(), "as-was is added when it is missing")
	require.Equal(t, &ServersDeactivate{Group: "old", Count: 1}, s.Timeline[0].Params())
	require.Equal(t, strict.Pos{Line: 20, Col: 5}, s.Timeline[0].Pos)
	require.Equal(t, strict.Pos{Line: 24, Col: 5}, s.Expect[0].Pos)
	panel := s.Timeline[2].Params().(*FaultPanel)
	require.Equal(t, 1.0, panel.Slower, "a panel is no slower unless said")
	require.Equal(t, "user", s.Timeline[1].Client())
	require.Empty(t, s.Timeline[0].Client())
	require.EqualError(t, s.Wrong("timeline[0].with.group", "is odd", "even"), "small.yaml:20:70: timeline[0].with.group: is odd; even")
	require.EqualError(t, new(Scenario).Wrong("end", "is odd", "even"), "end: is odd; even", "a program's scenario has no places")
}

// refused are changes to sound, and the error that each must bring: what stands where it points, and what it says.
var refused = []struct{ name, old, new, want string }{
	{"unknown key", "title:", "titel:", `name: small => title: is missing; required: one line that a person remembers the incident by` + "\n" +
		`titel: one u => titel: unknown key, did you mean "title"?; allowed: name, title, source, story, start, end, warm_up, replications, world, settings, alerts, timeline, expect, incident, harm, cost, variants, hypotheses`},
	{"name", "name: small", "name: Small one", `Small one => name: is "Small one"; expected text that matches ^[a-z0-9][a-z0-9-]*$`},
	{"end before start", "end: 2026-01-17T15:00:00Z", "end: 2026-01-17T09:00:00Z", `2026-01-17T0 => end: is not after start; an instant after 2026-01-17T09:00:00Z` +
		"\n2026-01-17T1 => timeline[0].at: 2026-01-17T10:00:00Z is outside the scenario; an instant from 2026-01-17T09:00:00Z to 2026-01-17T09:00:00Z"},
	{"a second past ten years", "end: 2026-01-17T15:00:00Z", "end: 2036-01-17T09:00:01Z", `2036-01-17T0 => end: is more than 10 years after start; at the latest 2036-01-17T09:00:00Z`},
	{"client twice", "    - {name: user, platform: desktop}", "    - {name: user, platform: desktop}\n    - {name: user, platform: ios}",
		`user, platfo => world.clients[1].name: "user" stands there twice; each once`},
	{"platform of a client", "platform: desktop", "platform: dektop", `dektop} => world.clients[0].platform: is "dektop", did you mean "desktop"?; allowed: desktop, android, ios`},
	{"no accounts", "accounts: 10", "accounts: 0", `0 => world.population.accounts: is 0; expected 1 to 10000000`},
	{"too many accounts", "accounts: 10", "accounts: 10000001", `10000001 => world.population.accounts: is 10000001; expected 1 to 10000000`},
	{"shares", "ios: 0.5", "ios: 0.4", `{desktop: 0. => world.population.platforms: adds up to 0.9; shares that add up to 1`},
	{"negative share", "desktop: 0.5, ios: 0.5", "desktop: -0.5, ios: 1.5", `-0.5, ios: 1 => world.population.platforms.desktop: is -0.5; a share from 0 to 1` +
		"\n1.5} => world.population.platforms.ios: is 1.5; a share from 0 to 1"},
	{"platform of a share", "ios: 0.5", "ois: 0.5", `ois: 0.5} => world.population.platforms.ois: unknown platform, did you mean "ios"?; allowed: desktop, android, ios`},
	{"population without origin", "    assumed: nobody counted\n", "", `accounts: 10 => world.population: does not say where it comes from; give documented (a fact) or assumed (a reason)`},
	{"day of 23 hours", "opens_per_day: 2", "opens_per_day: 2\n    day_profile: [" + strings.Repeat("1, ", 22) + "1]", `[1, 1, 1, 1, => world.population.day_profile: has 23 items; expected 24 items`},
	{"day of nothing", "opens_per_day: 2", "opens_per_day: 2\n    day_profile: [" + strings.Repeat("0, ", 23) + "0]", `[0, 0, 0, 0, => world.population.day_profile: is 0 at every hour; at least one weight above 0`},
	{"negative weight", "opens_per_day: 2", "opens_per_day: 2\n    day_profile: [" + strings.Repeat("1, ", 23) + "-1]", `-1] => world.population.day_profile[23]: is -1; expected at least 0`},
	{"span without unit", "restart_after: 10m", "restart_after: 10", `10 => world.population.restart_after: is the number 10; expected a span such as 2m, uniform:110s,130s, exp:5m, lognormal:12m,0.5 or gamma:10m,0.3`},
	{"unknown setting", "sync.workers:", "sync.worker:", `sync.worker: => settings.sync.worker: unknown setting, did you mean "sync.workers"?; one of those that ` + "`reprise list --settings`" + ` shows`},
	{"bad setting", "value: 6", "value: 0", `0, assumed:  => settings.sync.workers: "0" is out of range; a whole number from 1 to 10000`},
	{"setting without origin", "{value: 6, assumed: a guess}", "{value: 6}", `{value: 6} => settings.sync.workers: does not say where it comes from; give documented (a fact) or assumed (a reason)`},
	{"bare setting", "{value: 6, assumed: a guess}", "6", `6 => settings.sync.workers: does not say where it comes from; give documented (a fact) or assumed (a reason)`},
	{"setting without value", "{value: 6, assumed: a guess}", "{assumed: a guess}", `{assumed: a  => settings.sync.workers.value: is missing; this key is required`},
	{"bad proposed setting", "config.partial.policy: error", "config.partial.policy: [error]", `[error]} => variants.refuse-below-0.8.settings.config.partial.policy: is a list; allowed: text, a number, true or false`},
	{"unknown proposed setting", "config.partial.policy: error", "config.partial.polcy: error", `config.parti => variants.refuse-below-0.8.settings.config.partial.polcy: unknown setting, did you mean "config.partial.policy"?; one of those that ` + "`reprise list --settings`" + ` shows`},
	{"effect in the timeline", "do: client.open, with: {client: user}, d", "do: CONFIG_FROM_DB_INCOMPLETE, d", `CONFIG_FROM_ => timeline[1].do: unknown action "CONFIG_FROM_DB_INCOMPLETE"; a timeline holds causes only: servers.deactivate, ...`},
	{"unknown action", "do: client.open, with: {client: user}, d", "do: client.opne, with: {client: user}, d", `client.opne, => timeline[1].do: unknown action "client.opne", did you mean "client.open"?; a timeline holds causes only: servers.deactivate, ...`},
	{"no action", "do: client.open, with: {client: user}, d", "with: {client: user}, d", `{at: 2026-01 => timeline[1].do: is missing; required: what was done`},
	{"no parameters", "do: client.open, with: {client: user}, d", "do: client.open, d", `{at: 2026-01 => timeline[1].with.client: is missing; required: a client of world.clients`},
	{"unknown parameter", "{errors: 0.5, for: 30m}", "{errors: 0.5, fro: 30m}", `{errors: 0.5 => timeline[2].with.for: is missing; required: how long it lasts` +
		"\nfro: 30m}, d => timeline[2].with.fro: unknown key, did you mean \"for\"?; allowed: errors, slower, for"},
	{"parameter out of range", "errors: 0.5", "errors: 50", `50, for: 30m => timeline[2].with.errors: is 50; expected 0 to 1`},
	{"parameters that are a list", "{errors: 0.5, for: 30m}", "[0.5]", `[0.5], docum => timeline[2].with: is a list; expected a mapping`},
	{"negative duration", "for: 30m", "for: -30m", `-30m}, docum => timeline[2].with.for: is "-30m"; expected a duration with its unit, 0s to 3660d, as in 90s, 1h30m or 3d`},
	{"action before start", "at: 2026-01-17T12:00:00Z, do", "at: 2026-01-17T08:59:59Z, do", `2026-01-17T0 => timeline[2].at: 2026-01-17T08:59:59Z is outside the scenario; an instant from 2026-01-17T09:00:00Z to 2026-01-17T15:00:00Z`},
	{"action without origin", ", documented: SYNC-05", "", `{at: 2026-01 => timeline[2]: does not say where it comes from; give documented (a fact) or assumed (a reason)`},
	{"unknown fact", "SYNC-06]", "SYNC-66]", `SYNC-66]} => timeline[1].documented[1]: unknown fact "SYNC-66"; allowed: SYNC-01 to SYNC-23, POOL-01 to POOL-20, LB-01 to LB-33, or a document of your own in words`},
	{"reason for nothing given", "{at: only", "{fro: only", `only the day => timeline[0].assumed.fro: is no parameter given here; allowed: at, group, count`},
	{"unknown client", "id: opens, do: client.open, with: {client: user}, d", "id: opens, do: client.open, with: {client: usr}, d", `usr}, docume => timeline[1].with.client: unknown client "usr", did you mean "user"?; allowed: user`},
	{"cause twice", "do: fault.panel", "id: opens, do: fault.panel", `opens, do: f => timeline[2].id: "opens" stands there twice; each once`},
	{"id", "id: opens, do: client.open, with: {client: user}, d", "id: Opens!, do: client.open, with: {client: user}, d", `Opens!, do:  => timeline[1].id: is "Opens!"; expected text that matches ^[a-z0-9][a-z0-9-]*$`},
	{"expectation on both", "is: \">= 1\"}", "is: \">= 1\", log: CONFIG_FROM_DB_INCOMPLETE}", `{id: fails,  => expect[1]: is on a log event and on a metric; give log, alert or metric, and one of them`},
	{"expectation on nothing", "metric: client.failed_attempts, over: [2026-01-17T11:00:00Z, 2026-01-17T12:00:00Z], is: \">= 1\"", "says: x", `{id: fails,  => expect[1]: is on nothing; give log, alert or metric`},
	{"expectation on a metric and an alert", "is: \">= 1\"}", "is: \">= 1\", alert: A}", `{id: fails,  => expect[1]: is on an alert and on a metric; give log, alert or metric, and one of them`},
	{"alert without when", "log: CONFIG_FROM_DB_INCOMPLETE, at: 2026-01-17T11:00:00Z, within: 1m, facts: SYNC-02, fields: {client: user}", "alert: A",
		`{id: partial => expect[0]: does not say when or how often A is expected; exactly one of at, never: true, count`},
	{"alert never and how often", "log: CONFIG_FROM_DB_INCOMPLETE, at: 2026-01-17T11:00:00Z, within: 1m, facts: SYNC-02, fields: {client: user}", "alert: A, never: true, count: '>= 1'",
		`{id: partial => expect[0]: has never and count; exactly one of at, never: true, count`},
	{"alert with fields", "log: CONFIG_FROM_DB_INCOMPLETE", "alert: A", `{client: use => expect[0].fields: is for log events; an expectation on an alert has at, never or count, and labels`},
	{"alert with a bound", "log: CONFIG_FROM_DB_INCOMPLETE, at: 2026-01-17T11:00:00Z, within: 1m, facts: SYNC-02, fields: {client: user}", "alert: A, never: true, is: '>= 1'",
		`'>= 1'} => expect[0].is: is for metrics; an expectation on an alert has at, never or count`},
	{"alert after the end", "log: CONFIG_FROM_DB_INCOMPLETE, at: 2026-01-17T11:00:00Z, within: 1m, facts: SYNC-02, fields: {client: user}", "alert: A, at: 2026-01-17T16:00:00Z",
		`2026-01-17T1 => expect[0].at: 2026-01-17T16:00:00Z is outside the scenario; an instant from 2026-01-17T09:00:00Z to 2026-01-17T15:00:00Z`},
	{"state that is none", "log: CONFIG_FROM_DB_INCOMPLETE, at: 2026-01-17T11:00:00Z, within: 1m, facts: SYNC-02, fields: {client: user}", "alert: A, never: true, state: fired",
		`fired} => expect[0].state: is "fired"; allowed: pending, firing, resolved`},
	{"log event with a state", "log: CONFIG_FROM_DB_INCOMPLETE,", "log: CONFIG_FROM_DB_INCOMPLETE, state: firing,", `firing, at:  => expect[0].state: is for alerts; an expectation on a log event has at, never or count`},
	{"metric with labels", "is: \">= 1\"}", "is: \">= 1\", labels: {a: b}}", `{a: b}} => expect[1].labels: is for alerts; an expectation on a metric has is, and over if need be`},
	{"no rules", "settings:\n  sync.workers:", "alerts: []\nsettings:\n  sync.workers:", `[] => alerts: has 0 items; expected 1 to 20 items`},
	{"neither when nor how often", "at: 2026-01-17T11:00:00Z, within: 1m, facts", "facts", `{id: partial => expect[0]: does not say when or how often CONFIG_FROM_DB_INCOMPLETE is expected; exactly one of at, never: true, count`},
	{"never at an instant", "within: 1m, facts", "never: true, facts", `{id: partial => expect[0]: has at and never; exactly one of at, never: true, count`},
	{"within without at", "at: 2026-01-17T11:00:00Z, within: 1m", "never: true, within: 1m", `1m, facts: S => expect[0].within: stands without at; within says how far from at the event may be`},
	{"is on a log event", "within: 1m, facts", `is: ">= 1", facts`, `">= 1", fact => expect[0].is: is for metrics; an expectation on a log event has at, never or count`},
	{"metric without bound", ", is: \">= 1\"", "", `{id: fails,  => expect[1].is: is missing; required: a bound such as ">= 1", or report`},
	{"metric at an instant", ", is: \">= 1\"", ", at: 2026-01-17T11:00:00Z, is: \">= 1\"", `2026-01-17T1 => expect[1].at: is for log events; an expectation on a metric has is, and over if need be`},
	{"unknown log event", "log: CONFIG_FROM_DB_INCOMPLETE", "log: CONFIG_FROM_DB_INCOMPLET", `CONFIG_FROM_ => expect[0].log: ...`},
	{"unknown metric", "metric: client.failed_attempts, over", "metric: client.failed_attemps, over", `client.faile => expect[1].metric: unknown metric "client.failed_attemps", did you mean "client.failed_attempts"?; ...`},
	{"window backwards", "[2026-01-17T11:00:00Z, 2026-01-17T12:00:00Z]", "[2026-01-17T12:00:00Z, 2026-01-17T11:00:00Z]", `[2026-01-17T => expect[1].over: does not end after it starts; [from, to] with from before to`},
	{"window past the end", "17T12:00:00Z], is", "17T16:00:00Z], is", `2026-01-17T1 => expect[1].over[1]: 2026-01-17T16:00:00Z is outside the scenario; an instant from 2026-01-17T09:00:00Z to 2026-01-17T15:00:00Z`},
	{"window of one", ", 2026-01-17T12:00:00Z], is", "], is", `[2026-01-17T => expect[1].over: has 1 items; expected 2 items`},
	{"as-was against itself", `is: ">= 1"}`, "is: == as-was}", `== as-was} => expect[1].is: holds as-was against itself; a bound with a number`},
	{"expectation twice", "id: fails", "id: partial", `partial, met => expect[1].id: "partial" stands there twice; each once`},
	{"nothing expected", sound[strings.Index(sound, "expect:"):strings.Index(sound, "incident:")], "expect: []\n", `[] => expect: has 0 items; expected at least 1 items`},
	{"unknown incident", "incident: [partial]", "incident: [partail]", `partail] => incident[0]: unknown expectation "partail", did you mean "partial"?; allowed: partial, fails`},
	{"incident twice", "incident: [partial]", "incident: [partial, partial]", `partial] => incident[1]: "partial" stands there twice; each once`},
	{"unknown harm", "harm: [client.failed_attempts]", "harm: [client.failed_attempt]", `client.faile => harm[0]: unknown metric "client.failed_attempt", did you mean "client.failed_attempts"?; ...`},
	{"name of a variant", "refuse-below-0.8:", "Refuse:", `Refuse: => variants.Refuse: is no name; expected text that matches ^[a-z0-9][a-z0-9.-]*$`},
	{"nothing for a variant", "variants:\n", "variants:\n  as-was:\n", ` => variants.as-was: is empty; expected a mapping`},
	{"cause again in a variant", "    without: [opens]\n", "", `opens, do: c => variants.refuse-below-0.8.timeline[0].id: "opens" is a cause of the scenario already; another id, or the cause under without`},
	{"unknown cause", "without: [servers.deactivate-1]", "without: [servers.deactivate-2]", `servers.deac => hypotheses.later.without[0]: unknown cause "servers.deactivate-2", did you mean "servers.deactivate-1"?; allowed: servers.deactivate-1, opens, fault.panel-3`},
	{"hypothesis that says nothing", "    says: the change came later\n", "", `contradicts: => hypotheses.later.says: is missing; this key is required`},
	{"unknown contradiction", "contradicts: SYNC-01", "contradicts: SYNC-1", `SYNC-1 => hypotheses.later.contradicts[0]: unknown fact "SYNC-1"; allowed: SYNC-01 to SYNC-23, POOL-01 to POOL-20, LB-01 to LB-33, or a document of your own in words`},
	{"change of an unknown setting", "key: sync.scan.interval", "key: sync.scan.intervall", `sync.scan.in => hypotheses.later.timeline[0].with.key: unknown setting, did you mean "sync.scan.interval"?; one of those that ` + "`reprise list --settings`" + ` shows`},
	{"change to a bad value", "value: 5m", "value: 5", `5}} => hypotheses.later.timeline[0].with.value: "5" is no duration in range; ...`},
	{"unknown fact of a proposed setting", "config.partial.policy: error", "config.partial.policy: {value: error, documented: SYNC-99}", `SYNC-99}} => variants.refuse-below-0.8.settings.config.partial.policy.documented[0]: unknown fact "SYNC-99"; allowed: SYNC-01 to SYNC-23, POOL-01 to POOL-20, LB-01 to LB-33, or a document of your own in words`},
	{"unknown fact of a proposed action", "with: {client: user}}", "with: {client: user}, documented: SYNC-99}", `SYNC-99} => variants.refuse-below-0.8.timeline[0].documented[0]: unknown fact "SYNC-99"; allowed: SYNC-01 to SYNC-23, POOL-01 to POOL-20, LB-01 to LB-33, or a document of your own in words`},
	{"unknown fact of a variant", "facts: SYNC-15", "facts: [SYNC-15, SYNC-99]", `SYNC-99] => variants.refuse-below-0.8.facts[1]: unknown fact "SYNC-99"; allowed: SYNC-01 to SYNC-23, POOL-01 to POOL-20, LB-01 to LB-33, or a document of your own in words`},
	{"unknown field of an event", "fields: {client: user}", "fields: {client: user, server: LV-1}", `LV-1}} => expect[0].fields.server: CONFIG_FROM_DB_INCOMPLETE has no such field; client, healthyConfigs, activeServers`},
	{"unknown fact of an expectation", "facts: SYNC-02", "facts: SYNC-99", `SYNC-99, fie => expect[0].facts[0]: unknown fact "SYNC-99"; allowed: SYNC-01 to SYNC-23, POOL-01 to POOL-20, LB-01 to LB-33, or a document of your own in words`},
	{"unknown cost", "harm: [client.failed_attempts]", "cost: [client.failed_attempt]", `client.faile => cost[0]: unknown metric "client.failed_attempt", did you mean "client.failed_attempts"?; ...`},
	{"harm twice", "harm: [client.failed_attempts]", "harm: [client.failed_attempts, client.failed_attempts]", `client.faile => harm[1]: "client.failed_attempts" stands there twice; each once`},
	{"name of a hypothesis", "  later:", "  Later:", `Later: => hypotheses.Later: is no name; expected text that matches ^[a-z0-9][a-z0-9.-]*$`},
	{"count of as-was against itself", "at: 2026-01-17T11:00:00Z, within: 1m", "count: <= as-was", `<= as-was, f => expect[0].count: holds as-was against itself; a bound with a number`},
	{"log event after the end", "at: 2026-01-17T11:00:00Z, within: 1m", "at: 2026-01-17T15:00:01Z", `2026-01-17T1 => expect[0].at: 2026-01-17T15:00:01Z is outside the scenario; an instant from 2026-01-17T09:00:00Z to 2026-01-17T15:00:00Z`},
	{"window on a log event", "within: 1m, facts", "over: [2026-01-17T11:00:00Z, 2026-01-17T12:00:00Z], facts", `[2026-01-17T => expect[0].over: is for metrics; an expectation on a log event has at, never or count`},
	{"window of no length", "[2026-01-17T11:00:00Z, 2026-01-17T12:00:00Z]", "[2026-01-17T12:00:00Z, 2026-01-17T12:00:00Z]", `[2026-01-17T => expect[1].over: does not end after it starts; [from, to] with from before to`},
	{"within on a metric", `is: ">= 1"}`, `is: ">= 1", within: 1m}`, `1m} => expect[1].within: is for log events; an expectation on a metric has is, and over if need be`},
	{"fields on a metric", `is: ">= 1"}`, `is: ">= 1", fields: {client: user}}`, `{client: use => expect[1].fields: is for log events; an expectation on a metric has is, and over if need be`},
	{"never on a metric", `is: ">= 1"}`, `is: ">= 1", never: true}`, `true} => expect[1].never: is for log events; an expectation on a metric has is, and over if need be`},
	{"count on a metric", `is: ">= 1"}`, `is: ">= 1", count: == 1}`, `== 1} => expect[1].count: is for log events; an expectation on a metric has is, and over if need be`},
	{"as-was expects the same", "variants:\n", "variants:\n  as-was: {expect: [{id: fails, metric: client.failed_attempts, is: report}]}\n", `fails, metri => variants.as-was.expect[0].id: "fails" is an expectation of the scenario already; another id`},
}

func TestLoadRefuses(t *testing.T) {
	for _, c := range refused {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, 1, strings.Count(sound, c.old), "the case must change one place")
			text := strings.Replace(sound, c.old, c.new, 1)
			_, err := Load("small.yaml", []byte(text))
			var all strict.Errors
			require.ErrorAs(t, err, &all)
			var got []string
			for _, e := range all[:min(len(all), 1+strings.Count(c.want, "\n"))] {
				got = append(got, pointed(text, e))
			}
			want, list := strings.CutSuffix(c.want, "...") // a list that is kept elsewhere
			if list {
				got[0] = got[0][:min(len(got[0]), len(want))]
			}
			require.Equal(t, want, strings.Join(got, "\n"))
		})
	}
}

// pointed is an error that shows what stands where it points, instead of line and column.
func pointed(text string, e *strict.Error) string {
	there := []rune(strings.Split(text, "\n")[e.Line-1])[e.Col-1:]
	return fmt.Sprintf("%s => %s: %s; %s", string(there[:min(len(there), 12)]), e.Key, e.Problem, e.Allowed)
}

var errorLine = regexp.MustCompile(`^small\.yaml:[1-9][0-9]*:[1-9][0-9]*: \S.*: \S.*`)

// Whatever is done to a scenario, Load does not panic, and every error has its place.
func FuzzLoad(f *testing.F) {
	f.Add(sound)
	f.Add(strings.Replace(sound, "SYNC-06]", "SYNC-66]", 1))
	f.Add(strings.ReplaceAll(sound, "2026", "0000"))
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Load("small.yaml", []byte(text))
		if err == nil {
			require.NotNil(t, s)
			return
		}
		var all strict.Errors
		require.True(t, errors.As(err, &all))
		for _, e := range all {
			require.Regexp(t, errorLine, e.Error())
			require.NotContains(t, e.Error(), "\n")
		}
	})
}
