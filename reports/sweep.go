package reports

// Sweep is how a scenario answers to other values of some settings, every point played in the same replications.
type Sweep struct {
	Scenario string   `json:"scenario"`
	Title    string   `json:"title"`
	Variant  string   `json:"variant"`
	Set      []string `json:"set"` // settings that all points share, key=value
	Seed     uint64   `json:"seed"`
	Reps     int      `json:"reps"`
	// Design is `grid`, every value with every other, or `latin hypercube`.
	Design  string       `json:"design"`
	Keys    []SweptKey   `json:"keys"`
	Columns []Column     `json:"metrics"`
	Points  []SweepPoint `json:"points"` // of a grid in the order of the keys, the last of which goes fastest
	Judged  int          `json:"judged"` // expectations that each point is held against
	Cliffs  []Cliff      `json:"cliffs"` // of a grid; by key, then metric, then place
	// Influences are of a hypercube: how a metric goes with a key over all points.
	Influences []Influence `json:"influences,omitempty"`
	Again      string      `json:"again"`
}

// The designs of a sweep.
const (
	DesignGrid      = "grid"
	DesignHypercube = "latin hypercube"
)

// SweptKey is a setting that a sweep varies.
type SweptKey struct {
	Key  string `json:"key"`
	Over string `json:"over"` // as it was asked for: `0.4:1:0.05`
	Kind string `json:"kind"` // KeyNumber, KeyDuration or KeyWord
	// Values are those of a grid, in order; a hypercube has no more than its points.
	Values []string `json:"values"`
	// NoCliff says why none was looked for along the key; empty where it was.
	NoCliff string `json:"no_cliff,omitempty"`
}

// The kinds of a key's values.
const (
	KeyNumber   = "number"
	KeyDuration = "duration"
	KeyWord     = "word" // in no order
)

// SweepPoint is one setting of all the keys, and what came of it.
type SweepPoint struct {
	Values []string `json:"values"` // by key, as settings take them
	// At is where the values stand: the number, the seconds of a duration, the index of a word in its key's list.
	At        []float64  `json:"at"`
	Responses []Interval `json:"responses"` // by metric
	Held      int        `json:"held"`      // expectations that hold in every replication
	Failed    []string   `json:"failed"`    // those that do not
}

// Cliff is a pair of neighbouring values between which a metric jumps, as no smooth response would.
type Cliff struct {
	Key    string       `json:"key"`
	From   string       `json:"from"`
	To     string       `json:"to"`
	Where  []SweptValue `json:"where,omitempty"` // the values of the other keys
	Metric string       `json:"metric"`
	// Before and After are the metric's means at From and To.
	Before float64 `json:"before"`
	After  float64 `json:"after"`
	// Difference is of After from Before, replication by replication. Its interval is as wide as it takes for all of the key's
	// neighbours together to be at 95 %.
	Difference Interval `json:"difference"`
}

// SweptValue is the value of a key.
type SweptValue struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Influence is Spearman's rank correlation of a key and a metric's mean over the points of a hypercube, from -1 to 1.
type Influence struct {
	Key    string  `json:"key"`
	Metric string  `json:"metric"`
	Rank   float64 `json:"rank_correlation"`
	// Chance is how far from 0 it would be by chance alone in one of twenty sweeps.
	Chance float64 `json:"chance"`
}
