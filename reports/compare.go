package reports

import "io"

// Change is what going from one arm of a comparison to the other does to a metric, or to the harm of a scenario as a whole.
type Change string

const (
	Better       Change = "better"
	Worse        Change = "worse"
	Mixed        Change = "better and worse"    // of the whole: some harm is less, another is more
	More         Change = "more"                // of a metric that is neither good nor bad in itself
	Less         Change = "less"                // the same
	TooSmall     Change = "too small to matter" // there is a difference, and it is within the smallest that matters
	NoDifference Change = "no difference seen"  // and none as large as the smallest that matters is left possible
	Same         Change = "the same"            // the difference is 0 in every replication
	Undecided    Change = "undecided"           // too few replications to tell
	NotJudged    Change = "not judged"          // one replication tells nothing of chance; or there is no harm to judge by
)

// Compare sets two arms of a scenario side by side.
type Compare struct {
	Scenario string     `json:"scenario"`
	Title    string     `json:"title"`
	Seed     uint64     `json:"seed"`
	A        CompareArm `json:"a"`
	B        CompareArm `json:"b"`
	Reps     int        `json:"reps"` // of each arm
	// RepsBy says why there are so many.
	RepsBy string `json:"reps_by"`
	// Common tells whether both arms had the same randomness, replication by replication.
	Common bool `json:"common_random_numbers"`
	// Drawn is false where no replication differs from another: nothing is left to chance, and differences are exact.
	Drawn bool `json:"drawn"`
	// Level is what intervals hold at, whenever the comparison stopped; Looks is how often it may have stopped.
	Level float64 `json:"level"`
	Looks int     `json:"looks"`
	// Verdict and Says are on the harms of the scenario taken together: what chance alone calls better or worse, it does in at
	// most 1 - Level of all comparisons.
	Verdict Change `json:"verdict"`
	Says    string `json:"says"`
	// More is about how many more replications would decide an undecided verdict; nil where none would, or none are needed.
	More    *int            `json:"more_reps"`
	Metrics []CompareMetric `json:"metrics"` // harms first, then costs, then what else moved, log lines last
	All     bool            `json:"all"`     // those that did not move are there too
	// Unmoved is how many other metrics are the same in every replication.
	Unmoved int            `json:"unmoved"`
	Gates   []CompareGate  `json:"gates"`
	Widths  []CompareWidth `json:"widths"` // what --until-width asked for
	Again   string         `json:"again"`
}

// CompareArm is one of the two.
type CompareArm struct {
	Variant string    `json:"variant"`
	Changes []Changed `json:"changes"` // settings that are not the scenario's own
	// TraceHash is of the first replication.
	TraceHash string `json:"trace_hash"`
}

// MetricRole is what a scenario takes a metric for.
type MetricRole string

const (
	HarmRole  MetricRole = "harm"
	CostRole  MetricRole = "cost"
	OtherRole MetricRole = "other"
	LogRole   MetricRole = "log" // how often a log line was written
)

// CompareMetric is one metric of both arms.
type CompareMetric struct {
	Metric string     `json:"metric"`
	Label  string     `json:"label"`
	Unit   string     `json:"unit"` // as in Column
	Role   MetricRole `json:"role"`
	A      float64    `json:"a"` // means over the replications
	B      float64    `json:"b"`
	// Difference is B - A, and Low and High the ends of its interval: nil where there are too few replications for one.
	Difference float64  `json:"difference"`
	Low        *float64 `json:"low"`
	High       *float64 `json:"high"`
	// Relative is the difference over A; nil where A is 0.
	Relative *float64 `json:"relative"`
	// Variances are those of A, of B and of the difference, and VarianceReduction is (A + B) / difference: so many times as many
	// replications would be needed without common random numbers. It is nil where the difference does not vary.
	Variances         [3]float64 `json:"variances"`
	VarianceReduction *float64   `json:"variance_reduction"`
	Verdict           Change     `json:"verdict"`
	// Counts tells whether the verdict stands among all the harms taken together, and so in the headline.
	Counts bool `json:"counts"`
	// Least is the smallest difference that matters, in the metric's unit; AtMost is the largest that the interval leaves possible.
	Least  float64  `json:"least"`
	AtMost *float64 `json:"at_most"`
	// AtMostRelative is the same over A; nil where A is 0.
	AtMostRelative *float64 `json:"at_most_relative"`
	// More is about how many more replications would decide an undecided verdict; nil where none would, or none are needed.
	More *int `json:"more_reps"`
}

// GateOutcome is what a gate came to.
type GateOutcome string

const (
	GateHolds     GateOutcome = "holds"
	GateFails     GateOutcome = "fails"
	GateUndecided GateOutcome = "undecided"
)

// CompareGate is a limit on a difference, and whether it is credibly broken.
type CompareGate struct {
	Gate    string      `json:"gate"` // as written, with the whole name of the metric
	Metric  string      `json:"metric"`
	Unit    string      `json:"unit"`
	Outcome GateOutcome `json:"outcome"`
	Verdict Verdict     `json:"verdict"` // of an undecided one: what --undecided says
	// Relative says that Actual, Low, High and Limit are shares of A. Where A is 0 it is false, and Limit 0: any change from nothing
	// is beyond a share of it.
	Relative bool     `json:"relative"`
	Limit    float64  `json:"limit"`
	Actual   float64  `json:"actual"`
	Low      *float64 `json:"low"` // the interval that decided, nil where there are too few replications for one
	High     *float64 `json:"high"`
	More     *int     `json:"more_reps"`
}

// CompareWidth is an interval that was to become so narrow.
type CompareWidth struct {
	Metric  string   `json:"metric"`
	Unit    string   `json:"unit"`
	Want    string   `json:"want"`      // as written
	Half    *float64 `json:"half"`      // half the width it has, nil without an interval
	HalfMax float64  `json:"half_max"`  // half the width it was to have
	Reached bool     `json:"reached"`   // it was
	More    *int     `json:"more_reps"` // about how many more replications would reach it
}

// GateVerdict is Fail when some gate does not let the change pass.
func (c *Compare) GateVerdict() Verdict {
	for _, g := range c.Gates {
		if g.Verdict != Pass {
			return Fail
		}
	}
	return Pass
}

// Broken says the gates that do not let the change pass, for an error in one line.
func (c *Compare) Broken() string {
	var words []string
	for _, g := range c.Gates {
		if g.Verdict != Pass {
			words = append(words, g.Gate+" "+string(g.Outcome)+moreWords(g.Outcome == GateUndecided, g.More))
		}
	}
	return list(words)
}

// moreWords say how many more replications would tell, where it is open.
func moreWords(open bool, more *int) string {
	switch {
	case !open:
		return ""
	case more == nil:
		return ": no number of replications in sight would tell"
	}
	return ": about " + plural(*more, "more replication", "more replications") + " would tell"
}

// WriteCompare puts a comparison into a folder of its own, as WriteRun does a replay: result.json and report.md.
func WriteCompare(dir string, c *Compare) error {
	return writeFolder(dir, []File{
		{"result.json", func(w io.Writer) error { return JSON(w, c) }},
		{"report.md", func(w io.Writer) error { return MarkdownCompare(w, c) }},
	})
}
