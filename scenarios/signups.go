package scenarios

import (
	"fmt"
	"math"
	"slices"
	"time"

	"reprise/control/pool"
	"reprise/scenarios/strict"
	"reprise/sim/random"
	"reprise/sim/world/accounts"
)

// Signups is how users come to accounts. With it the account pool is there, with all who fill it and claim from it.
type Signups struct {
	PerHour    float64   `yaml:"per_hour,omitempty" jsonschema:"minimum=0,maximum=10000000" jsonschema_description:"users who sign up, a mean over the day; they come at random (Poisson)"`
	DayProfile []float64 `yaml:"day_profile,omitempty" jsonschema:"minItems=24,maxItems=24,minimum=0" jsonschema_description:"24 hourly weights of signing up, from midnight UTC; even when left out"`
	// Flows are the shares of the three flows (POOL-10).
	Flows strict.Map[float64] `yaml:"flows,omitempty" jsonschema_description:"share of each flow (trial, paid, admin), which add up to 1; all are trials when left out"`
	// Pool is what the pool holds at the start.
	Pool       *int       `yaml:"pool,omitempty" jsonschema:"minimum=0,maximum=1000000" jsonschema_description:"accounts in the pool at the start; account.pool.target-size when left out"`
	Documented Facts      `yaml:"documented,omitempty"`
	Assumed    strict.Why `yaml:"assumed,omitempty"`
}

// flows are the names of the three flows.
var flows = []string{pool.TrialRegistration.String(), pool.PaidSubscription.String(), pool.AdminCreated.String()}

// scrapeEvery is how often Prometheus looks at the pool's gauges: its usual interval.
const scrapeEvery = 15 * time.Second

// signsUp tells whether users sign up in the scenario.
func (s *Scenario) signsUp() bool { return s.World.Signups != nil }

// signups checks what is said of them.
func (c *checker) signups(key string, s *Signups) {
	c.origin(key, s.Documented, s.Assumed)
	sum := 0.0
	for _, share := range s.Flows {
		at := key + ".flows." + share.Key
		if !slices.Contains(flows, share.Key) {
			c.addAt(share.Pos, at, strict.Wrong("unknown flow"+strict.Suggest(share.Key, flows), allowed(flows)))
		}
		if share.Value < 0 || share.Value > 1 {
			c.wrong(at, fmt.Sprintf("is %g", share.Value), "a share from 0 to 1")
		}
		sum += share.Value
	}
	if len(s.Flows) > 0 && math.Abs(sum-1) > 1e-9 {
		c.wrong(key+".flows", fmt.Sprintf("adds up to %g", sum), "shares that add up to 1")
	}
	c.add(key+".day_profile", checkDay(s.DayProfile))
}

// poolSizes checks that the minimum and the target of the pool fit together, once a proposal's are laid over the scenario's.
func (c *checker) poolSizes(key string, proposed strict.Map[Setting]) {
	set := defaults()
	sized := proposed == nil
	for _, e := range slices.Concat(c.sc.Settings, proposed) {
		if setting(&set, e.Key, e.Value.Value.String()) != nil {
			return // which is an error of its own
		}
	}
	for _, e := range proposed {
		sized = sized || e.Key == pool.PropertyMin || e.Key == pool.PropertyTarget
	}
	if err := set.Accounts.Pool.Validate(); err != nil && sized {
		c.wrong(key, err.Error(), pool.PropertyMin+" from 0 to "+pool.PropertyTarget+", which is at least 1")
	}
}

// accounts is how users sign up, for the world; nil where nobody does.
func (r *rehearsal) accounts(set pool.Settings) (*accounts.Config, error) {
	s := r.scenario.World.Signups
	if s == nil {
		return nil, nil
	}
	if err := set.Validate(); err != nil {
		return nil, usage("%s: %v", r.label(), err)
	}
	cfg := &accounts.Config{Start: r.scenario.Start.Time, Stock: set.Target, Scrape: scrapeEvery}
	if s.Pool != nil {
		cfg.Stock = *s.Pool
	}
	cfg.Demand.Flows[pool.TrialRegistration] = 1
	for i, flow := range flows {
		if len(s.Flows) > 0 {
			cfg.Demand.Flows[i], _ = s.Flows.Get(flow)
		}
	}
	var err error
	cfg.Demand.Rate, err = r.scenario.signupRate(s)
	return cfg, err
}

// signupRate is how often users sign up, over the day.
func (sc *Scenario) signupRate(s *Signups) (random.Rate, error) {
	perSecond := s.PerHour / time.Hour.Seconds()
	if len(s.DayProfile) == 0 {
		return random.ConstantRate(perSecond), nil
	}
	daily, err := random.NewDaily(perSecond, [24]float64(s.DayProfile), sc.timeOfDay(0))
	if err != nil {
		return nil, fmt.Errorf("%s: world.signups.day_profile: %w", sc.File, err)
	}
	return daily, nil
}

// needSignups refuses what acts on the account pool where nobody signs up.
func (s *Scenario) needSignups(path string) error {
	if s.signsUp() {
		return nil
	}
	return s.Wrong(path, "acts on the account pool, and nobody signs up", "a world with signups")
}
