package planning

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/sim/arrivals"
)

// Flags are a question as the command line has it. Sizes, prices and limits of 0 were not given.
type Flags struct {
	Rate, Lead, Schedule string
	Review, Create       time.Duration
	Workers              int
	Min, Target          int
	Mins, Targets        string

	MaxFallback, MaxStock, MaxFills       float64
	StoredPrice, FillPrice, FallbackPrice float64

	Spikes, Outages []string
	Simulate        bool
	Seed            uint64
	Reps            int
	Given           []string // names of the flags that were given
}

// today is how long an account takes in the mean (POOL-01), and how many are made at once: the documents tell of no more.
var today = exact.Staggered{Each: 20 * time.Second, Workers: 1}

// given tells whether any of the flags was given.
func (f Flags) given(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(f.Given, name) })
}

// Ask is the question that the flags put; a record of claims is still to be added. An error names the flag at fault and says
// what is allowed.
func (f Flags) Ask() (Ask, error) {
	ask := Ask{Simulate: f.Simulate, Seed: f.Seed, Reps: f.Reps, Choose: f.chooses()}
	if err := f.together(ask.Choose); err != nil {
		return ask, err
	}
	q := &ask.Question
	q.Workload.Review = f.Review
	var err error
	if q.Limits, err = f.limits(); err != nil {
		return ask, err
	}
	q.Prices = Prices{Stored: f.StoredPrice, Fill: f.FillPrice, Fallback: f.FallbackPrice}
	if !ask.Choose && f.given("min", "target") {
		q.Setting = f.setting()
	}
	for _, part := range []struct {
		flag, text string
		read       func(string) error
	}{
		{"rate", f.Rate, func(text string) (err error) { q.Workload.Rate, err = arrivals.ParseRate(text); return }},
		{"schedule", f.Schedule, func(text string) error { return q.Workload.Schedule.UnmarshalText([]byte(text)) }},
		{"mins", f.Mins, func(text string) (err error) { q.Mins, err = parseRange(text); return }},
		{"targets", f.Targets, func(text string) (err error) { q.Targets, err = parseRange(text); return }},
	} {
		if part.text == "" && !f.given(part.flag) {
			continue
		}
		if err := part.read(part.text); err != nil {
			return ask, fmt.Errorf("%s: %w", part.flag, err)
		}
	}
	if q.Workload.Creation, err = f.creation(); err != nil {
		return ask, err
	}
	ask.Troubles, err = f.troubles()
	return ask, err
}

// chooses tells whether a setting is to be chosen: none was given, and something is asked of it.
func (f Flags) chooses() bool {
	return !f.given("min", "target") && f.given("max-fallback", "fallback-price")
}

// together says what is wrong with flags that do not go together.
func (f Flags) together(choose bool) error {
	switch {
	case f.given("rate") == f.given("trace"):
		return errors.New("rate: is missing, or stands beside trace; allowed: one of --rate 1200/h and --trace FILE.csv")
	case f.given("lead") && f.given("create", "workers"):
		return errors.New("lead: stands beside create or workers; allowed: a fill that comes at once, or one that comes in rounds")
	case !choose && f.given("mins", "targets"):
		return errors.New("mins, targets: are for a choice; allowed: with --max-fallback or --fallback-price, and without --min and --target")
	case choose && f.Simulate:
		return errors.New("method: a choice is exact; allowed: --method simulate with --min and --target, for one setting")
	}
	return nil
}

// limits are those that a setting must keep. One of 0 would be none.
func (f Flags) limits() (Limits, error) {
	for _, limit := range []struct {
		flag string
		most float64
	}{{"max-fallback", f.MaxFallback}, {"max-stock", f.MaxStock}, {"max-fills", f.MaxFills}} {
		if f.given(limit.flag) && limit.most == 0 {
			return Limits{}, fmt.Errorf("%s: is 0, which no setting keeps; allowed: more than 0", limit.flag)
		}
	}
	return Limits{Fallback: f.MaxFallback, MeanStock: f.MaxStock, FillsPerHour: f.MaxFills}, nil
}

// setting is the one that is asked about; what was not given is today's.
func (f Flags) setting() *pool.Settings {
	s := pool.Documented()
	if f.given("min") {
		s.Min = f.Min
	}
	if f.given("target") {
		s.Target = f.Target
	}
	return &s
}

// creation is how accounts are made.
func (f Flags) creation() (exact.Creation, error) {
	if f.given("lead") {
		lead, err := ParseLead(f.Lead)
		if err != nil {
			return nil, fmt.Errorf("lead: %w", err)
		}
		return lead, nil
	}
	made := today
	if f.given("create") {
		made.Each, made.Workers = f.Create, 0
	}
	if f.given("workers") {
		if f.Workers < 1 {
			return nil, fmt.Errorf("workers: is %d; allowed: 1 to %d", f.Workers, exact.LargestTarget)
		}
		made.Workers = f.Workers
	}
	return made, nil
}

func (f Flags) troubles() (all []Trouble, err error) {
	for _, kind := range []struct {
		flag  string
		texts []string
		read  func(string) (t Trouble, err error)
	}{
		{"spike", f.Spikes, func(text string) (t Trouble, err error) { t.Trouble, err = ParseSpike(text); return }},
		{"outage", f.Outages, func(text string) (t Trouble, err error) { t.Trouble, err = ParseOutage(text); return }},
	} {
		for _, text := range kind.texts {
			t, err := kind.read(text)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", kind.flag, err)
			}
			t.Asked = kind.flag + " " + text
			all = append(all, t)
		}
	}
	return all, nil
}

// parseRange reads `50..200`.
func parseRange(text string) (Range, error) {
	from, to, found := strings.Cut(text, "..")
	a, errA := strconv.Atoi(from)
	b, errB := strconv.Atoi(to)
	if !found || errA != nil || errB != nil || a < 1 || b < a || b > exact.LargestTarget {
		return Range{}, fmt.Errorf("%.40q is no range; allowed: two whole numbers from 1 to %d, as in 50..200", text, exact.LargestTarget)
	}
	return Range{a, b}, nil
}
