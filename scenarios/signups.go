package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"reprise/control/pool"
	"reprise/fixtures"
	"reprise/scenarios/strict"
	"reprise/sim/arrivals"
	"reprise/sim/random"
	"reprise/sim/world/accounts"
)

// Signups is how users come to accounts. With it the account pool is there, with all who fill it and claim from it.
type Signups struct {
	PerHour    float64   `yaml:"per_hour,omitempty" jsonschema:"minimum=0,maximum=10000000" jsonschema_description:"users who sign up, a mean over the day; they come at random (Poisson)"`
	DayProfile []float64 `yaml:"day_profile,omitempty" jsonschema:"minItems=24,maxItems=24,minimum=0" jsonschema_description:"24 hourly weights of signing up, from midnight UTC; even when left out"`
	// Trace is a record of sign-ups in place of a rate.
	Trace string `yaml:"trace,omitempty" jsonschema_description:"a record of sign-ups (CSV: instants, or counts per interval), each at its own time: a path ending in .csv, or a name in fixtures/traces; in place of per_hour"`
	// Flows are the shares of the three flows (POOL-10).
	Flows strict.Map[float64] `yaml:"flows,omitempty" jsonschema_description:"share of each flow (trial, paid, admin), which add up to 1; all are trials when left out"`
	// Pool is what the pool holds at the start.
	Pool       *int       `yaml:"pool,omitempty" jsonschema:"minimum=0,maximum=1000000" jsonschema_description:"accounts in the pool at the start; account.pool.target-size when left out"`
	Documented Facts      `yaml:"documented,omitempty"`
	Assumed    strict.Why `yaml:"assumed,omitempty"`
}

// flows are the names of the three flows.
var flows = []string{pool.TrialRegistration.String(), pool.PaidSubscription.String(), pool.AdminCreated.String()}

// signsUp tells whether users sign up in the scenario.
func (s *Scenario) signsUp() bool { return s.World.Signups != nil }

// signups checks what is said of them.
func (c *checker) signups(key string, s *Signups) {
	c.origin(key, s.Documented, s.Assumed)
	if len(s.Flows) > 0 {
		c.shares(key+".flows", "flow", s.Flows, flows)
	}
	c.add(key+".day_profile", checkDay(s.DayProfile))
	if (s.PerHour > 0) == (s.Trace != "") {
		c.wrong(key, "has both per_hour and trace, or neither", "one of the two")
	}
	if s.Trace != "" && len(s.DayProfile) > 0 {
		c.wrong(key+".day_profile", "stands beside trace, which has days of its own", "day_profile goes with per_hour")
	}
}

// openTrace reads the record of sign-ups that the scenario names: one of the fixtures, or a file beside the scenario's.
func (s *Scenario) openTrace(readFile func(string) ([]byte, error)) error {
	if !s.signsUp() || s.World.Signups.Trace == "" {
		return nil
	}
	const key = "world.signups.trace"
	file, data, err := s.traceText(s.World.Signups.Trace, readFile)
	if err != nil {
		return s.Wrong(key, err.Error(), "a path ending in .csv, or one of: "+strings.Join(traceNames(), ", "))
	}
	s.readFrom(data)
	if s.trace, err = arrivals.Read(file, bytes.NewReader(data)); err != nil {
		var wrong *arrivals.Error
		if errors.As(err, &wrong) {
			place := strict.Error(*wrong)
			return strict.Errors{&place}
		}
		return err
	}
	if !s.trace.Start().Before(s.End.Time) || !s.trace.End().After(s.Start.Time) {
		return s.Wrong(key, fmt.Sprintf("holds sign-ups from %s to %s, all outside the scenario", s.trace.Start().Format(time.RFC3339), s.trace.End().Format(time.RFC3339)),
			"a record that overlaps it")
	}
	return nil
}

// traceText is the text of a record, and the name that errors give.
func (s *Scenario) traceText(name string, readFile func(string) ([]byte, error)) (file string, data []byte, err error) {
	if !strings.HasSuffix(name, ".csv") {
		data, err = fs.ReadFile(fixtures.Traces, path.Join("traces", name+".csv"))
		if err != nil {
			err = fmt.Errorf("unknown trace %s%s", quote(name), strict.Suggest(name, traceNames()))
		}
		return "fixtures/traces/" + name + ".csv", data, err
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(s.File), name)
	}
	data, err = readFile(name)
	return name, data, err
}

// traceNames are the records that come with the program.
func traceNames() []string {
	files, err := fs.Glob(fixtures.Traces, "traces/*.csv")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(path.Base(f), ".csv")
	}
	return names
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
		key, _, _ := strings.Cut(err.Error(), " ") // it begins with the property
		return nil, &UsageError{Key: key, Text: fmt.Sprintf("%s: %v", r.label(), err)}
	}
	cfg := &accounts.Config{Start: r.scenario.Start.Time, Stock: set.Target, Scrape: scrapeEvery}
	if s.Pool != nil {
		cfg.Stock = *s.Pool
	}
	cfg.Demand.Record = r.scenario.trace
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
	if s.Trace != "" {
		return nil, nil
	}
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
