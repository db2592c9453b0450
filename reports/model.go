// Package reports holds the one result model of a rehearsal and its views: text for people, JSON for programs,
// JUnit for CI, Markdown and CSV for the run's folder. A view never recomputes a result; what it shows was judged
// before it got here. The JSON names are a contract: fields may be added, these stay.
package reports

import "time"

// Verdict is what an expectation, a run or a whole check came to.
type Verdict string

const (
	Pass Verdict = "pass"
	Fail Verdict = "fail"
)

// Of is Pass when ok.
func Of(ok bool) Verdict {
	if ok {
		return Pass
	}
	return Fail
}

// Replay is one variant of one scenario, run and judged. When the whole scenario was asked for, it holds the run of
// `as-was`, and Remedies sets the other variants beside it.
type Replay struct {
	Scenario     string        `json:"scenario"`
	Title        string        `json:"title"`
	Story        string        `json:"story,omitempty"`
	Source       string        `json:"source,omitempty"`
	Variant      string        `json:"variant"`
	Says         string        `json:"says,omitempty"` // what the variant changes, in a sentence
	Seed         uint64        `json:"seed"`
	Reps         int           `json:"reps"`
	Verdict      Verdict       `json:"verdict"`
	TraceHash    string        `json:"trace_hash"`
	Start        time.Time     `json:"start"`
	End          time.Time     `json:"end"`
	Events       uint64        `json:"events"` // engine events of the first replication
	Expectations []Expectation `json:"expectations"`
	// Log is what people would have found in the logs, causes among it, in order of time.
	Log     []LogEntry         `json:"log"`
	Metrics map[string]float64 `json:"metrics"` // of the first replication
	// Series are gauges over the first replication; present where users sign up.
	Series []Series `json:"series,omitempty"`
	// Intervals are over replications; present when Reps > 1.
	Intervals   map[string]Interval `json:"intervals,omitempty"`
	Remedies    *Remedies           `json:"remedies,omitempty"`
	Assumptions []Origin            `json:"assumptions"` // numbers the documents do not give
	Documented  []Origin            `json:"documented"`  // numbers they do give
	Again       string              `json:"again"`       // the one command that reproduces this
	Elapsed     time.Duration       `json:"-"`           // wall time; never part of a result
}

// Series is a gauge at equally spaced instants, the first at the start of the run.
type Series struct {
	Name    string    `json:"name"`
	Seconds float64   `json:"step_seconds"` // from one value to the next
	Values  []float64 `json:"values"`
}

// Expectation is one statement about a run, judged.
type Expectation struct {
	ID      string  `json:"id"`
	Verdict Verdict `json:"verdict"`
	// Actual, Limit and Margin read as a person would say them: `26/49 at 11:42:00`, `>= 1`, `8 s`.
	Actual string   `json:"actual"`
	Limit  string   `json:"limit"`
	Margin string   `json:"margin"`
	Facts  []string `json:"facts"`
	// Replication that decided it: the first that failed, else 0.
	Replication int `json:"replication,omitempty"`
	// File and Line say where the expectation is written.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
}

// LogKind says how an entry reads in a story.
type LogKind string

const (
	Cause   LogKind = "cause"   // an operator, a user or the outside world did it: it stands in the timeline
	Trouble LogKind = "trouble" // a warning that followed
	Harm    LogKind = "harm"    // a user was hit
	Good    LogKind = "good"    // something was made whole
	Detail  LogKind = "detail"  // a step between
)

// LogEntry is one line of the run's log.
type LogEntry struct {
	T      time.Time `json:"t"`
	Event  string    `json:"event"`
	Fields Fields    `json:"fields"`
	Kind   LogKind   `json:"kind"`
	// Because is the index in the log of the entry that led to this one; -1 where none did.
	Because int `json:"because"`
	// Origin is set on causes: where the timeline entry comes from.
	Origin *Origin `json:"origin,omitempty"`
}

// Field is one key and value of a log entry; a value is a string, an int64 or a float64.
type Field struct {
	Key   string
	Value any
}

// Fields keep the order in which a log line prints them.
type Fields []Field

// Origin says where a number or a cause comes from: a fact of the documents, or an assumption with its reason.
type Origin struct {
	Key        string   `json:"key"`             // `sync.workers`, or `timeline[2].with.errors`
	Value      string   `json:"value,omitempty"` // as written
	Documented []string `json:"documented,omitempty"`
	Assumed    string   `json:"assumed,omitempty"` // the reason
	Default    bool     `json:"default,omitempty"` // the scenario left it to the default
}

// Interval is a mean with a two-sided 95 % confidence interval over replications.
type Interval struct {
	Unit string  `json:"unit,omitempty"` // as in Column
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	N    int     `json:"n"`
}

// Remedies sets every variant of a scenario beside the incident.
type Remedies struct {
	Columns []Column `json:"columns"`
	Rows    []Remedy `json:"rows"` // `as-was` first
	// Alike says when two values count as the same.
	Alike string `json:"alike"`
	// Why is the command that tries the remedies under the other readings of the incident; empty when there is none.
	Why string `json:"why,omitempty"`
}

// Column is one metric of the comparison.
type Column struct {
	Metric string `json:"metric"`
	Label  string `json:"label"`
	Unit   string `json:"unit"` // "", "s", "share"
	Cost   bool   `json:"cost"` // a price of the remedy, not a harm of the incident
}

// Effect is what a remedy does to the harm, seen against `as-was`.
type Effect string

const (
	Baseline      Effect = "the incident"    // `as-was` itself
	NotReproduced Effect = "not reproduced"  // `as-was`, when its own expectations fail
	Prevents      Effect = "prevents"        // there was harm, and all of it is gone
	Eases         Effect = "eases"           // some harm is less, none is more
	Moves         Effect = "moves the harm"  // some harm is less, another is more
	Nothing       Effect = "changes nothing" // no harm differs
	Unjudged      Effect = "not judged: the scenario names no harm"
	Worsens       Effect = "worsens" // some harm is more, none is less
)

// Remedy is one variant's row.
type Remedy struct {
	Variant string    `json:"variant"`
	Says    string    `json:"says,omitempty"`
	Verdict Verdict   `json:"verdict"`
	Values  []float64 `json:"values"` // one per column
	Effect  Effect    `json:"effect"`
	More    []string  `json:"more,omitempty"` // metrics of harm that are more than in the incident
	Less    []string  `json:"less,omitempty"` // and those that are less
	Best    bool      `json:"best,omitempty"` // least harm of all, then least cost
	// Expectations of the variant, judged.
	Expectations []Expectation `json:"expectations"`
}

// Check is every variant of one or more scenarios, run and judged.
type Check struct {
	Verdict Verdict    `json:"verdict"`
	Runs    []CheckRun `json:"runs"`
	// Shard is which part of the runs these are, `1/4`; empty: all of them.
	Shard    string    `json:"shard,omitempty"`
	Warnings []Warning `json:"warnings"`
	// WarningsFail: a warning is enough for the verdict to be fail.
	WarningsFail bool   `json:"warnings_fail,omitempty"`
	Again        string `json:"again"`
}

// Warning is something odd about a scenario that fails no expectation: a setting that none depends on, a variant that changes
// nothing.
type Warning struct {
	Scenario string `json:"scenario"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Key      string `json:"key"` // `settings.sync.workers`, `variants.more-workers`
	Message  string `json:"message"`
}

// CheckRun is one variant of a check.
type CheckRun struct {
	Scenario     string        `json:"scenario"`
	Variant      string        `json:"variant"`
	Seed         uint64        `json:"seed"`
	Reps         int           `json:"reps"`
	Verdict      Verdict       `json:"verdict"`
	TraceHash    string        `json:"trace_hash"`
	Expectations []Expectation `json:"expectations"`
	Again        string        `json:"again"`
	Elapsed      time.Duration `json:"-"`
}

// Why holds rival explanations of one incident against what was observed, and tells which causes it needed and which
// remedies help whatever is true of it.
type Why struct {
	Scenario    string        `json:"scenario"`
	Title       string        `json:"title"`
	Seed        uint64        `json:"seed"`
	Verdict     Verdict       `json:"verdict"` // whether as-was shows the incident; without it the rest says nothing
	Failed      []string      `json:"failed"`  // expectations that as-was does not meet
	Hypotheses  []Hypothesis  `json:"hypotheses"`
	Causes      []CauseTried  `json:"causes"`
	Remedies    []RemedyTried `json:"remedies"`
	Columns     []Column      `json:"columns"` // the metrics that remedies are told by
	Alike       string        `json:"alike"`   // when two values of a harm count as the same
	Assumptions []Sensitive   `json:"assumptions"`
	Again       string        `json:"again"`
}

// Hypothesis is one explanation, replayed.
type Hypothesis struct {
	ID    string `json:"id"`
	About string `json:"about,omitempty"` // the question it answers; rivals share it
	Says  string `json:"says"`
	// Documented are the facts that give this explanation: it is the documents' own.
	Documented []string `json:"documented,omitempty"`
	Consistent bool     `json:"consistent"` // every observation matched, and no fact contradicted
	// BreaksAt is the first observation it does not match; empty when all do.
	BreaksAt string `json:"breaks_at,omitempty"`
	// Contradicts are facts it denies outright, whatever it would explain.
	Contradicts  []string      `json:"contradicts,omitempty"`
	Needs        string        `json:"needs,omitempty"` // what else must be assumed for it
	TellApart    string        `json:"tell_apart,omitempty"`
	Observations []Observation `json:"observations"`
}

// Observation is one documented expectation, held against a hypothesis.
type Observation struct {
	ID      string   `json:"id"`
	Matched bool     `json:"matched"`
	Actual  string   `json:"actual"`
	Limit   string   `json:"limit"`
	Facts   []string `json:"facts"`
}

// CauseTried is a replay without one cause, or with one thing done that was left undone.
type CauseTried struct {
	ID        string   `json:"id"`
	Says      string   `json:"says"`
	Omission  bool     `json:"omission"`  // something left undone: the replay does it
	Necessary bool     `json:"necessary"` // without it the incident does not happen
	Changed   []string `json:"changed"`   // expectations whose verdict turned
}

// RemedyTried is one variant under every reading of the incident that is left: the incident as it was, each consistent
// hypothesis, and each other value of an assumed setting that still gives the incident.
type RemedyTried struct {
	Variant  string          `json:"variant"`
	Says     string          `json:"says,omitempty"`
	Effects  []ReadingEffect `json:"effects"`  // under `as-was` first
	Prevents int             `json:"prevents"` // readings under which it prevents all harm
	Helps    int             `json:"helps"`    // readings under which it prevents or eases
	Readings int             `json:"readings"` // readings in all
	// Turned are the readings under which its effect, or which harm it makes more, is not what it is under `as-was`.
	Turned []string `json:"turned"`
	Robust bool     `json:"robust,omitempty"` // prevents under the most readings, and then harms under the fewest
}

// ReadingEffect is what a remedy does to the harm, seen against `as-was` under the same reading.
type ReadingEffect struct {
	Reading string   `json:"reading"` // `as-was`, a hypothesis, or `sync.pending.scope=row`
	Effect  Effect   `json:"effect"`
	More    []string `json:"more,omitempty"` // metrics of harm that are more than without the remedy
	Less    []string `json:"less,omitempty"` // and those that are less
}

// Sensitive is one assumed number, tried at other values.
type Sensitive struct {
	Key     string  `json:"key"`
	Value   string  `json:"value"`
	Reason  string  `json:"reason"`
	Tried   []Tried `json:"tried"`
	Carries bool    `json:"carries"` // some tried value turned an expectation
}

// Tried is one other value and what it turned.
type Tried struct {
	Value   string   `json:"value"`
	Changed []string `json:"changed"`
}

// Listing is the scenarios at hand.
type Listing struct {
	Scenarios []Listed `json:"scenarios"`
}

// Listed is one scenario of a listing.
type Listed struct {
	Name       string   `json:"name"`
	Title      string   `json:"title"`
	Source     string   `json:"source"`
	Variants   []string `json:"variants"`
	Hypotheses []string `json:"hypotheses"`
	Facts      []string `json:"facts"`
}
