package reports

import "time"

// AlertTrial is alert rules tried on scenarios: when each would have told of what, which never did, and which never could.
type AlertTrial struct {
	Files         []string    `json:"files"`
	Seed          uint64      `json:"seed"`
	ScrapeSeconds float64     `json:"scrape_seconds"`
	EverySeconds  float64     `json:"every_seconds"` // from one evaluation to the next, where a group does not say
	Rules         []AlertRule `json:"rules"`
	Runs          []AlertRun  `json:"runs"`
	Again         string      `json:"again"`
}

// AlertRule is one rule, and how it did in all runs. A run is counted by the first time that the rule fires in it after the
// first cause.
type AlertRule struct {
	Alert      string   `json:"alert"`
	Group      string   `json:"group"`
	File       string   `json:"file"`
	Line       int      `json:"line"`
	Expr       string   `json:"expr"`
	ForSeconds float64  `json:"for_seconds"`
	Reads      []string `json:"reads"` // metrics
	Could      int      `json:"could"` // runs that have what it reads
	Fired      int      `json:"fired"` // runs in which it fired after the first cause
	Ahead      int      `json:"ahead"` // of those, before the first user was hit, or as that was seen
	Late       int      `json:"late"`  // of those, after
	// Unhit are those of them in which nobody is known to have been hit. Early are runs in which it fired before there was any cause.
	Unhit int `json:"unhit"`
	Early int `json:"early"`
	// Lacks are metrics that it reads and no run has, where for want of them it never could fire.
	Lacks []string `json:"lacks,omitempty"`
}

// AlertRun is one run of a scenario, as the rules saw it.
type AlertRun struct {
	Scenario  string    `json:"scenario"`
	Title     string    `json:"title"`
	Variant   string    `json:"variant"`
	TraceHash string    `json:"trace_hash"`
	Start     time.Time `json:"start"`
	End       time.Time `json:"end"`
	// FirstCause is when the first cause came, and Cause what that was. Without one, or where a user had been hit before it, it is
	// the start of the run, and Cause is empty.
	FirstCause time.Time  `json:"first_cause"`
	Cause      string     `json:"cause,omitempty"`
	FirstHarm  *time.Time `json:"first_harm"` // as in Detection
	// Columns are the harms of the scenario, and Harm what they came to, counted from the first cause.
	Columns   []Column           `json:"columns"`
	Harm      map[string]float64 `json:"harm"`
	Alerts    []AlertChange      `json:"alerts"`
	Detection []Detection        `json:"detection"` // by rule, in the order of AlertTrial.Rules
	Failures  []RuleFailure      `json:"failures,omitempty"`
	Again     string             `json:"again"` // the command that tells the whole story
}

// RuleFailure is a rule, alerting or recording, that could not be evaluated at some instants; Problem is the first.
type RuleFailure struct {
	Rule    string    `json:"rule"`
	File    string    `json:"file"`
	Line    int       `json:"line"`
	Problem string    `json:"problem"`
	First   time.Time `json:"first"`
	Count   int       `json:"count"`
}

// NeverFired are the rules that fired in no run.
func (t *AlertTrial) NeverFired() []AlertRule {
	var never []AlertRule
	for _, r := range t.Rules {
		if r.Fired == 0 {
			never = append(never, r)
		}
	}
	return never
}

// SeriesList is every series that scrapes of a scenario can have.
type SeriesList struct {
	Series []SeriesInfo `json:"series"`
}

// SeriesInfo is the series of one name: one for each value of its label, or one alone.
type SeriesInfo struct {
	Name    string   `json:"name"`
	Label   string   `json:"label,omitempty"`
	Values  []string `json:"values,omitempty"`
	Gauge   bool     `json:"gauge"`
	Backend bool     `json:"backend"` // a backend can see it; else only a simulation does
	Says    []string `json:"says"`    // one for each value, or one alone
	Load    bool     `json:"load,omitempty"`
	Core    bool     `json:"core,omitempty"`
	Pool    bool     `json:"pool,omitempty"` // as in MetricInfo
}
