package reports

import "time"

// Story is a scenario told whole: the incident as it was, every variant beside it, and its rival explanations. It is what
// report.html shows.
type Story struct {
	// Replay is the incident as it was with all remedies beside it, or the one variant that was asked for.
	Replay *Replay `json:"replay"`
	// Runs are the first replications, over time: as-was first, then the others in the order of the remedies.
	Runs []Run `json:"runs"`
	// Harms are the metrics of harm to users, worst first.
	Harms []Column `json:"harms"`
	// Hypotheses are the rival explanations against what was observed; none where the scenario has none.
	Hypotheses []Hypothesis  `json:"hypotheses"`
	Elapsed    time.Duration `json:"-"`
}

// Run is one variant over time.
type Run struct {
	Variant      string             `json:"variant"`
	Says         string             `json:"says,omitempty"`
	Verdict      Verdict            `json:"verdict"`
	TraceHash    string             `json:"trace_hash"`
	Changes      []Changed          `json:"changes"` // settings that are not the scenario's own
	Expectations []Expectation      `json:"expectations"`
	Log          []LogEntry         `json:"log"`
	Metrics      map[string]float64 `json:"metrics"`
	Course       *Course            `json:"course"`
	// Alerts are what the alert rules made of it, in order of time; Detection sums them up. Both are empty where no rules were
	// evaluated.
	Alerts    []AlertChange `json:"alerts,omitempty"`
	Detection []Detection   `json:"detection,omitempty"`
}

// Changed is a setting of a run that is not what the scenario says.
type Changed struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	Was   string `json:"was"`
}

// Course is how a run went: gauges as they stood, counters as what they grew by in each bin of time. All of it begins with the
// run.
type Course struct {
	Lines      []Line  `json:"lines"`
	BinSeconds float64 `json:"bin_seconds"`
	Counts     []Count `json:"counts"`
}

// Line is a gauge at the instants beside which it changed; between two of them it stands still. Of a gauge that changes all the
// time, only the lowest and highest of each stretch are there.
type Line struct {
	Chart   string    `json:"chart"` // lines of the same chart belong together: `configs`, `pool`
	Metric  string    `json:"metric"`
	Label   string    `json:"label"`
	Unit    string    `json:"unit,omitempty"` // as in Column
	Seconds []float64 `json:"seconds"`        // from the start of the run
	Values  []float64 `json:"values"`
}

// Count is what a counter grew by in each bin of time.
type Count struct {
	Chart  string    `json:"chart"` // `attempts`, `sign-ups`, `connections`, `picks`
	Metric string    `json:"metric"`
	Label  string    `json:"label"`
	Good   bool      `json:"good,omitempty"` // more of it is better
	Values []float64 `json:"values"`
}

// AlertState is what an alert went to.
type AlertState string

const (
	Pending  AlertState = "pending"
	Firing   AlertState = "firing"
	Resolved AlertState = "resolved" // it had fired
	Dropped  AlertState = "dropped"  // it had been pending, and never fired
)

// AlertChange is an alert going to another state, at the evaluation that saw it.
type AlertChange struct {
	Alert   string            `json:"alert"`
	Labels  map[string]string `json:"labels,omitempty"`
	State   AlertState        `json:"state"`
	T       time.Time         `json:"t"`
	Summary string            `json:"summary,omitempty"` // the annotation, as the rules engine rendered it
}

// Detection is when a rule first told of what had happened, and what it had cost by then.
type Detection struct {
	Alert string `json:"alert"`
	File  string `json:"file"` // the rule's
	Line  int    `json:"line"`
	// Pending, Fired and Resolved are of the first time that it fired after the first cause; nil: that has not come. Pending alone
	// is there where it was pending and has not fired.
	Pending  *time.Time `json:"pending,omitempty"`
	Fired    *time.Time `json:"fired"`
	Resolved *time.Time `json:"resolved,omitempty"`
	// Times is how often it fired after the first cause, Early before it: of what, this scenario does not tell.
	Times int `json:"times"`
	Early int `json:"early,omitempty"`
	// AfterSeconds is from the first cause to Fired. The first cause is that of the timeline; where there is none, or a user had been
	// hit before it, the start of the run.
	AfterSeconds float64 `json:"after_seconds"`
	// Hit is each harm of the scenario as it stood at Fired, counted from the first cause.
	Hit map[string]float64 `json:"hit"`
	// FirstHarm is the first scrape at which a user was hit; nil: none was, or the scenario names no harm that counts users.
	// AheadSeconds is from Fired to then, negative where that came before; without meaning unless both are there.
	FirstHarm    *time.Time `json:"first_harm"`
	AheadSeconds float64    `json:"ahead_seconds"`
	// Lacks are metrics that the rule reads and the run does not have: it can never fire here.
	Lacks []string `json:"lacks,omitempty"`
}
