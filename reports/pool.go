package reports

import "time"

// PoolPlan is how large the account pool must be, or how one setting of it fares. The numbers at the top are those of
// Setting: the one that was asked about, or the one that is recommended where one was to be chosen (where none will do, the
// best there is). Times are in seconds, rates an hour; p_fallback is the share of claims that find the pool empty (POOL-07).
type PoolPlan struct {
	Method  string   `json:"method"`  // "exact" or "simulate"
	Verdict Verdict  `json:"verdict"` // whether Setting keeps what Asked says; pass where nothing was asked
	Setting PoolSize `json:"setting"`
	PoolFare
	// Intervals are those of a simulation, 95 %, by the name of the number: `p_fallback`.
	Intervals map[string]Interval `json:"interval,omitempty"`
	Workload  PoolWorkload        `json:"workload"`
	WorstSlot *PoolSlot           `json:"worst_slot,omitempty"` // of a profile: the slot with the highest p_fallback
	Slots     []PoolSlot          `json:"slots,omitempty"`      // of a profile, all
	Current   PoolPoint           `json:"current"`              // the pool as it is set today (POOL-09)
	Promise   PoolPromise         `json:"promise"`

	// What follows up to Robust is there when a setting was to be chosen.

	Asked     *PoolAsked     `json:"asked,omitempty"` // also when a setting was asked about and a limit given
	Recommend *PoolRecommend `json:"recommend,omitempty"`
	Nothing   string         `json:"nothing,omitempty"`  // why nothing is recommended, in a sentence
	Binding   string         `json:"binding,omitempty"`  // what keeps the recommendation from being better, in words
	Grid      *PoolGrid      `json:"grid,omitempty"`     // what was searched
	Frontier  []PoolPoint    `json:"frontier,omitempty"` // by mean stock, the least first
	Regret    []PoolRegret   `json:"regret,omitempty"`
	// Robust is the best setting of the grid that keeps what was asked at the rate and at all those of Regret; absent: none does.
	// Its numbers are those at the rate.
	Robust *PoolPoint `json:"robust,omitempty"`

	Sensitivity []PoolInput    `json:"sensitivity,omitempty"` // of Setting
	Curve       []PoolLine     `json:"curve,omitempty"`       // p_fallback against the rate: the current setting, then the other one
	Deploy      []PoolProperty `json:"deploy,omitempty"`      // the properties that change from Current to Setting
	Trace       *PoolTrace     `json:"trace,omitempty"`
	WhatIf      []PoolWhatIf   `json:"what_if,omitempty"`
	Notes       []string       `json:"notes,omitempty"` // what a reader must know before believing the numbers
	Again       string         `json:"again"`
	Elapsed     time.Duration  `json:"-"` // wall time; never part of a result
}

// PoolSize is a setting of the pool, and how many workers fill it; 0: the workload counts none, its fills come at once.
type PoolSize struct {
	MinSize    int `json:"min_size"`
	TargetSize int `json:"target_size"`
	Workers    int `json:"workers,omitempty"`
}

// PoolFare is how a pool fares in the long run.
type PoolFare struct {
	Fallback        float64 `json:"p_fallback"`
	FallbackPerHour float64 `json:"fallback_per_hour"`
	MeanStock       float64 `json:"mean_stock"`
	FillsPerHour    float64 `json:"fills_per_hour"`
	CreatedPerHour  float64 `json:"created_per_hour"`
	MeanFill        float64 `json:"mean_fill"`             // accounts
	FillSeconds     float64 `json:"mean_fill_seconds"`     // from the check to the last account
	BelowMin        float64 `json:"p_below_min_at_review"` // of the checks
	CheckGapSeconds float64 `json:"mean_check_gap_seconds"`
	CostPerHour     float64 `json:"cost_per_hour,omitempty"` // where prices were given
	AtMost          bool    `json:"at_most,omitempty"`       // p_fallback, and fallbacks an hour, are no more than this: they were not followed further down
}

// PoolWorkload is what the pool has to stand, as it was understood.
type PoolWorkload struct {
	RatePerHour float64 `json:"rate_per_hour"` // claims; the mean of a profile
	// Profile are claims an hour in each slot of a period, the first from midnight (of Monday, where the period is a week).
	Profile       []float64 `json:"profile,omitempty"`
	PeriodSeconds float64   `json:"period_seconds,omitempty"`
	ReviewSeconds float64   `json:"review_seconds"`
	Schedule      string    `json:"schedule"` // "fixedRate" or "fixedDelay"
	Creation      string    `json:"creation"` // "batch": a fill arrives at once; "staggered": worker by worker, in rounds
	// Of a batch: the time from the check to its arrival is anything between the two.
	LeadFromSeconds float64 `json:"lead_from_seconds,omitempty"`
	LeadToSeconds   float64 `json:"lead_to_seconds,omitempty"`
	// Of staggered creation: one account by one worker, and how many of them there are.
	CreateSeconds float64 `json:"create_seconds,omitempty"`
	Workers       int     `json:"workers,omitempty"`
	Says          string  `json:"says"` // all of it in a sentence
}

// PoolSlot is how one slot of a profile fares, averaged over periods.
type PoolSlot struct {
	Slot            int     `json:"slot"` // 0 is the first
	Name            string  `json:"name"` // `Tue 14:00`
	RatePerHour     float64 `json:"rate_per_hour"`
	Fallback        float64 `json:"p_fallback"` // 0 where there are no claims
	FallbackPerHour float64 `json:"fallback_per_hour"`
	MeanStock       float64 `json:"mean_stock"`
}

// PoolAsked are the limits and the prices; what is not there was not asked.
type PoolAsked struct {
	MaxFallback     *float64 `json:"max_fallback,omitempty"`
	MaxStock        *float64 `json:"max_stock,omitempty"`          // mean, accounts
	MaxFillsPerHour *float64 `json:"max_fills_per_hour,omitempty"` // mean
	StoredPrice     float64  `json:"stored_price,omitempty"`       // of an account in the pool for an hour
	FillPrice       float64  `json:"fill_price,omitempty"`
	FallbackPrice   float64  `json:"fallback_price,omitempty"`
	Minimised       string   `json:"minimised,omitempty"` // `mean stock, then fills an hour`, or `cost an hour`; of a choice
}

// PoolRecommend is the best setting on the grid that keeps what was asked.
type PoolRecommend struct {
	MinSize    int     `json:"min_size"`
	TargetSize int     `json:"target_size"`
	Workers    int     `json:"workers"` // see WorkersSay
	Fallback   float64 `json:"p_fallback"`
	// WorkersSay is what Workers are: those of the workload, or the least that keep the runbook's promise.
	WorkersSay  string  `json:"workers_say"`
	MeanStock   float64 `json:"mean_stock"`
	CostPerHour float64 `json:"cost_per_hour,omitempty"`
}

// PoolGrid says which settings were evaluated, every one of them.
type PoolGrid struct {
	Says     string `json:"says"`     // `minima 10, 20, ... 500 under targets 10, 20, ... 1,000`
	Settings int    `json:"settings"` // how many
	Kept     int    `json:"kept"`     // how many keep what was asked
	// Floor is the p_fallback under which settings count as alike: see PoolFare.AtMost.
	Floor float64 `json:"floor"`
}

// PoolPoint is one setting of the frontier: no other of the grid has less stock, fewer fallbacks and fewer fills at once.
// The current setting is always among them, Dominated where another is better.
type PoolPoint struct {
	MinSize     int  `json:"min_size"`
	TargetSize  int  `json:"target_size"`
	Workers     int  `json:"workers,omitempty"`
	PoolFare         // its JSON stands beside min_size
	Current     bool `json:"current,omitempty"`
	Recommended bool `json:"recommended,omitempty"`
	Dominated   bool `json:"dominated,omitempty"`
	Lean        bool `json:"lean,omitempty"` // on the frontier of stock and fallbacks alone too: a line to draw
}

// PoolPromise is the runbook's `within 5 minutes (one tick)` (POOL-19): the workers it takes to make what is missing of
// Setting's target before the next check, while nobody claims.
type PoolPromise struct {
	Fact          string         `json:"fact"`
	ReviewSeconds float64        `json:"review_seconds"`
	Cases         []PoolRecovery `json:"cases"`
	Says          string         `json:"says"`
}

// PoolRecovery is one stock to recover from, at one time that an account takes.
type PoolRecovery struct {
	FromSize      int     `json:"from_size"`
	CreateSeconds float64 `json:"create_seconds"`
	LeastWorkers  int     `json:"least_workers"` // 0: no number is enough, one account takes longer
	// TakesSeconds and Kept are those of the workload's own workers; absent where it counts none.
	TakesSeconds *float64 `json:"takes_seconds,omitempty"`
	Kept         *bool    `json:"kept,omitempty"`
}

// PoolInput is one number that went in, tried lower and higher.
type PoolInput struct {
	Key   string      `json:"key"`   // `rate`, `review`, `lead`, `create`, `workers`, `min`, `target`
	Value string      `json:"value"` // as it is: `1,200/h`, `5 m`
	Tried []PoolTried `json:"tried"` // the lower first
}

// PoolTried is another value of an input, and p_fallback under it.
type PoolTried struct {
	Change   float64  `json:"change"` // -0.2: a fifth less
	Value    string   `json:"value"`
	Fallback *float64 `json:"p_fallback,omitempty"`
	AtMost   bool     `json:"at_most,omitempty"` // as in PoolFare
	Why      string   `json:"why,omitempty"`     // why there is none
}

// PoolRegret is what the recommendation costs if the rate is not what it was taken to be.
type PoolRegret struct {
	Factor      float64   `json:"factor"` // of the rate
	RatePerHour float64   `json:"rate_per_hour"`
	Recommended PoolPoint `json:"recommended"`
	Keeps       bool      `json:"keeps"` // what was asked
	// Best is what would be recommended for that rate; where nothing would, Keeps of it is false and it is the best there is.
	Best      PoolPoint `json:"best"`
	BestKeeps bool      `json:"best_keeps"`
	Says      string    `json:"says"`
}

// PoolLine is p_fallback against the rate under one setting. Of a profile the rate is its mean: all slots grow alike.
type PoolLine struct {
	Label      string          `json:"label"` // `current` or `recommended`, or `asked`
	MinSize    int             `json:"min_size"`
	TargetSize int             `json:"target_size"`
	Points     []PoolRatePoint `json:"points"` // by rate; it need not rise
}

// PoolRatePoint is one point of a line.
type PoolRatePoint struct {
	RatePerHour float64 `json:"rate_per_hour"`
	Fallback    float64 `json:"p_fallback"`
	AtMost      bool    `json:"at_most,omitempty"` // as in PoolFare
}

// PoolProperty is a property to deploy (POOL-09).
type PoolProperty struct {
	Name string `json:"name"`
	Old  string `json:"old"`
	New  string `json:"new"`
}

// PoolTrace is what a trace of claims told about them.
type PoolTrace struct {
	File        string  `json:"file"`
	Claims      int     `json:"claims"`
	Hours       float64 `json:"hours"`
	RatePerHour float64 `json:"rate_per_hour"`
	// Dispersion is the variance of counts over their mean, after the profile is taken out: 1 for Poisson claims.
	Dispersion  float64  `json:"dispersion_index"`
	DispersionP float64  `json:"dispersion_p"` // the chance of one so far from 1, were they Poisson
	KS          *float64 `json:"ks,omitempty"` // Kolmogorov and Smirnov's distance of the gaps from exponential ones; absent: counts have no gaps
	KSP         *float64 `json:"ks_p,omitempty"`
	Poisson     bool     `json:"poisson"` // neither test speaks against it
	// Played is how Setting fares under the claims of the record itself, 95 %, by the name of the number: `p_fallback`.
	Played map[string]Interval `json:"played,omitempty"`
	Says   string              `json:"says"`
	Notes  []string            `json:"notes,omitempty"`
}

// PoolWhatIf is what something out of the ordinary does to the pool, in the mean of replications.
type PoolWhatIf struct {
	Cause         string   `json:"cause"` // as asked: `spike 5x@10m`
	Says          string   `json:"says"`
	TimeToEmpty   *float64 `json:"time_to_empty_seconds,omitempty"` // from the start of the cause; absent: it never was
	Claims        float64  `json:"claims"`                          // until the pool has recovered
	Fallbacks     float64  `json:"fallbacks"`                       // users who fell back
	TimeToRecover *float64 `json:"time_to_recover_seconds,omitempty"`
	// Intervals are over replications, 95 %, by the names above.
	Intervals map[string]Interval `json:"interval,omitempty"`
	Reps      int                 `json:"reps"`
	Emptied   int                 `json:"emptied"`   // replications in which the pool was empty
	Recovered int                 `json:"recovered"` // and in which, by the end, it was no longer below its minimum
}
