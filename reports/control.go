package reports

// InputKind is how a setting is written.
type InputKind string

// The kinds of settings.
const (
	ShareInput        InputKind = "share"        // a number from 0 to 1
	CountInput        InputKind = "count"        // a whole number
	NumberInput       InputKind = "number"       // any number in its bounds
	WordInput         InputKind = "word"         // one of a few words
	FlagInput         InputKind = "flag"         // true or false
	SpanInput         InputKind = "span"         // a duration with its unit
	DistributionInput InputKind = "distribution" // of durations: `uniform:110s,130s`
	TextInput         InputKind = "text"         // a name or an address
)

// Input is what a setting takes.
type Input struct {
	Kind InputKind `json:"kind"`
	// Low and High bound shares, counts and numbers.
	Low  float64 `json:"low,omitempty"`
	High float64 `json:"high,omitempty"`
	// Words are all that a word may be.
	Words []string `json:"words,omitempty"`
	// Allowed says what may be written, as the error about anything else does.
	Allowed string `json:"allowed"`
}

// Control is a setting that a what-if may change.
type Control struct {
	Input
	Key        string   `json:"key"`
	Says       string   `json:"says"`
	Value      string   `json:"value"` // what the variant has before anything is laid over it
	Documented []string `json:"documented,omitempty"`
	Assumed    string   `json:"assumed,omitempty"`
	// Main is a setting that the scenario or one of its variants is about. The others only have something to act on in it.
	Main bool `json:"main,omitempty"`
}

// Refusal is a setting of a what-if that cannot be met.
type Refusal struct {
	Key     string `json:"key"` // the setting; `variant` or `seed`; empty where it is about none of them alone
	Problem string `json:"problem"`
	Allowed string `json:"allowed,omitempty"`
}
