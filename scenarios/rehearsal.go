package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"reprise/control/delivery"
	"reprise/scenarios/strict"
	"reprise/sim/random"
	"reprise/sim/world"
	"reprise/sim/xraycore"
)

// rehearsal is one scenario under one set of changes, ready to run: a variant, a hypothesis, or a cause taken away.
type rehearsal struct {
	scenario *Scenario
	variant  string
	says     string
	settings []Entry  // in the order in which they are laid one over the other, the scenario's first
	given    int      // how many of them are the scenario's
	timeline []Action // in order of time; of the same time, in the order written
	expect   []Expectation
}

// Entry is a setting by its property name.
type Entry = strict.Entry[Setting]

// asWas is the scenario as it was.
func (sc *Scenario) asWas() *rehearsal {
	own, _ := sc.Variants.Get(AsWas)
	r := sc.with(own.Settings, own.Timeline, own.Without)
	r.variant, r.says, r.given = AsWas, own.Says, len(r.settings)
	r.expect = slices.Concat(sc.Expect, own.Expect)
	return r
}

// rehearse is the scenario under a variant, or under a hypothesis by its name.
func (sc *Scenario) rehearse(variant string) *rehearsal {
	if variant == AsWas {
		return sc.asWas()
	}
	if h, ok := sc.Hypotheses.Get(variant); ok {
		r := sc.suppose(h)
		r.variant, r.says = variant, h.Says
		return r
	}
	v, _ := sc.Variants.Get(variant)
	r := sc.with(v.Settings, v.Timeline, v.Without)
	r.variant, r.says, r.expect = variant, v.Says, v.Expect
	return r
}

// suppose is the scenario under a hypothesis, held against what as-was must show.
func (sc *Scenario) suppose(h Hypothesis) *rehearsal {
	r := sc.with(h.Settings, h.Timeline, h.Without)
	r.variant, r.expect = AsWas, sc.Expect
	return r
}

// with is the scenario with settings laid over its own, causes added, and causes taken away.
func (sc *Scenario) with(settings strict.Map[Setting], timeline []Action, without []string) *rehearsal {
	r := &rehearsal{scenario: sc, settings: slices.Concat(sc.Settings, settings), given: len(sc.Settings)}
	for i, a := range sc.Timeline {
		if !slices.Contains(without, sc.causeID(i)) {
			r.timeline = append(r.timeline, a)
		}
	}
	r.timeline = append(r.timeline, timeline...)
	slices.SortStableFunc(r.timeline, func(a, b Action) int { return a.At.Time.Compare(b.At.Time) })
	return r
}

// causeID names a cause of the timeline: its id, or its action and place.
func (sc *Scenario) causeID(i int) string {
	if id := sc.Timeline[i].ID; id != "" {
		return id
	}
	return sc.Timeline[i].Do + "-" + strconv.Itoa(i+1)
}

// set lays settings of the command line over the scenario's. What a variant or a hypothesis is about stays as it is, or
// its verdict would be on something else.
func (r *rehearsal) set(over []Entry) *rehearsal {
	r.settings = slices.Concat(r.settings[:r.given], over, r.settings[r.given:])
	return r
}

// insist lays settings of the command line over all others, for a single variant that was asked for by name.
func (r *rehearsal) insist(over []Entry) *rehearsal {
	r.settings = slices.Concat(r.settings, over)
	return r
}

// label names the rehearsal in errors.
func (r *rehearsal) label() string { return r.scenario.Name + " " + r.variant }

// config is the world that the rehearsal runs in.
func (r *rehearsal) config() (world.Config, error) {
	sc := r.scenario
	cfg := world.Config{
		Horizon: r.at(sc.End.Time),
		Servers: sc.servers, Sites: sc.sites, Proxies: sc.proxies,
		Settings: defaults(),
	}
	for _, s := range r.settings {
		if err := setting(&cfg.Settings, s.Key, s.Value.Value.String()); err != nil {
			return cfg, fmt.Errorf("%s: %s: %w", r.label(), s.Key, err)
		}
	}
	if sc.runsCores() {
		cfg.Core, cfg.Endpoints, cfg.Upstreams = xraycore.NewEngine(), sc.endpoints, sc.upstreams
	} else if !world.Plain(cfg.Settings.Xray.Strategy) {
		return cfg, &UsageError{Key: strategyKnob.Key, Text: fmt.Sprintf("%s: %s: %v is not modelled; leastPing, random, or world.core: xray",
			r.label(), strategyKnob.Key, cfg.Settings.Xray.Strategy)}
	}
	for _, c := range sc.World.Clients {
		platform, err := delivery.ParsePlatform(c.Platform)
		if err != nil {
			return cfg, err
		}
		cfg.Clients = append(cfg.Clients, world.Client{Name: c.Name, Platform: platform, HoldsList: c.Holds == "" || c.Holds == "whole-list", Absent: c.Holds == noAccount})
	}
	for _, a := range r.timeline {
		cfg.Causes = append(cfg.Causes, world.Cause{At: r.at(a.At.Time), Do: a.deed})
	}
	var err error
	if cfg.Population, err = sc.population(); err != nil {
		return cfg, err
	}
	cfg.Signups, err = r.accounts(cfg.Settings.Accounts.Pool)
	return cfg, err
}

// population is the unnamed users, nil when there are none.
func (sc *Scenario) population() (*world.Population, error) {
	p := sc.World.Population
	if p == nil {
		return nil, nil
	}
	out := &world.Population{
		Accounts: p.Accounts, ConnectAfter: p.ConnectAfter.Span, RestartAfter: p.RestartAfter.Span, Session: p.Session.Span,
	}
	for _, share := range p.Platforms {
		platform, err := delivery.ParsePlatform(share.Key)
		if err != nil {
			return nil, err
		}
		out.Shares[platform] = share.Value
	}
	out.StandsFor = float64(max(1, p.StandsFor))
	var err error
	if out.Opens, err = sc.opens(0); err != nil {
		return nil, err
	}
	out.Demand, err = sc.demand(sc.opens)
	return out, err
}

// opens is how often a user starts the app whose day is ahead of UTC by so much.
func (sc *Scenario) opens(ahead time.Duration) (random.Rate, error) {
	perSecond := sc.World.Population.OpensPerDay / (24 * 60 * 60)
	key, profile := sc.dayProfile()
	if len(profile) != 24 {
		return random.ConstantRate(perSecond), nil
	}
	daily, err := random.NewDaily(perSecond, [24]float64(profile), sc.timeOfDay(ahead))
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", sc.File, key, err)
	}
	return daily, nil
}

// timeOfDay is the time of day at which the scenario starts, by a clock that is ahead of UTC by so much.
func (sc *Scenario) timeOfDay(ahead time.Duration) time.Duration {
	const day = 24 * time.Hour
	start := sc.Start.Time
	return (start.Sub(start.Truncate(day)) + ahead + day) % day
}

// dayProfile is the hourly weights of the users' day, and the key that gives them: the population's, or where it has none
// the fleet's. None: a day is even.
func (sc *Scenario) dayProfile() (key string, weights []float64) {
	if own := sc.World.Population.DayProfile; len(own) > 0 {
		return "world.population.day_profile", own
	}
	return "day_profile of fleet " + sc.fleet.Name, sc.fleet.DayProfile
}
