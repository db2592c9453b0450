package reports

// LoadClaim is what a load run on a real database came to. Latencies and times are in seconds, rates a second.
type LoadClaim struct {
	Verdict  Verdict      `json:"verdict"` // fail: the audit failed, the run is not valid, or a limit is broken
	Says     []string     `json:"says"`    // what failed, a sentence each; empty where nothing did
	DB       LoadDB       `json:"db"`
	Service  LoadService  `json:"service"`
	Attack   LoadAttack   `json:"attack"`
	Faults   []LoadFault  `json:"faults,omitempty"`
	Pool     []LoadLevel  `json:"pool,omitempty"` // over the run, at even steps from its first second
	Audit    LoadAudit    `json:"audit"`
	Closed   *LoadClosed  `json:"closed,omitempty"` // the same service under clients that wait for their answers
	Notes    []string     `json:"notes,omitempty"`  // what a reader must know before believing the numbers
	Again    string       `json:"again"`
	Counters LoadCounters `json:"counters"`
}

// LoadDB is the database of a run.
type LoadDB struct {
	Kind         string  `json:"kind"` // "docker", "local" or "dsn"
	Version      string  `json:"version"`
	Why          string  `json:"why"` // why this one
	ReadySeconds float64 `json:"ready_seconds"`
}

// LoadService is how the claim service was set up.
type LoadService struct {
	Statement string `json:"statement"` // "for-update", "skip-locked" or "token"
	Isolation string `json:"isolation"` // "repeatable-read" or "read-committed"
	Conns     int    `json:"conns"`     // most connections to the database
	Stock     int    `json:"stock"`     // accounts in the pool at the start
	MinSize   int    `json:"min_size"`
	Target    int    `json:"target_size"`
	Ordered   bool   `json:"ordered"` // whether the statement promises the order of ids
	Arrivals  string `json:"arrivals"`
}

// LoadAttack is the load as it was offered and answered.
type LoadAttack struct {
	OfferedRate  float64     `json:"offered_rate"`  // requests that were to be sent, by their intended times
	SentRate     float64     `json:"sent_rate"`     // requests that were sent, by when they were
	AchievedRate float64     `json:"achieved_rate"` // accounts that were given, from the first request to the last answer
	Requests     int         `json:"requests"`
	Success      float64     `json:"success"` // share of requests whose first answer was an account
	Latency      LoadLatency `json:"latency"` // from the intended time of sending to the answer
	// FromSent is the latency from the time of sending, as the attacker itself counts it: what a late generator hides.
	FromSent  LoadLatency  `json:"latency_from_sent"`
	Lag       LoadLatency  `json:"lag"`               // of the generator: from the intended time of sending to that of sending
	Valid     bool         `json:"valid"`             // false: the generator lagged, and the latencies are those of the generator
	Invalid   string       `json:"invalid,omitempty"` // why it is not valid
	Errors    []LoadCount  `json:"errors,omitempty"`
	Routes    []LoadCount  `json:"routes"`    // of the accounts that were given: pool, fallback, owned
	Fallbacks int          `json:"fallbacks"` // the pool was empty (POOL-07)
	Seconds   float64      `json:"seconds"`
	Series    []LoadSecond `json:"series,omitempty"` // every second of the run, from its first
}

// LoadLatency are quantiles, in seconds.
type LoadLatency struct {
	P50  float64 `json:"p50"`
	P90  float64 `json:"p90"`
	P99  float64 `json:"p99"`
	P999 float64 `json:"p999"`
	Max  float64 `json:"max"`
}

// LoadCount is how often something happened.
type LoadCount struct {
	What  string `json:"what"`
	Count int    `json:"count"`
}

// LoadSecond is one second of a run.
type LoadSecond struct {
	At     float64 `json:"at"` // its beginning
	Sent   int     `json:"sent"`
	Given  int     `json:"given"`
	Failed int     `json:"failed"`
	P99    float64 `json:"p99"` // of those sent in it
}

// LoadLevel is the pool at an instant.
type LoadLevel struct {
	At   float64 `json:"at"`
	Size int     `json:"size"`
}

// LoadFault is a fault that struck.
type LoadFault struct {
	What  string  `json:"what"` // as it was asked for: `kill@10s`
	At    float64 `json:"at"`   // when it struck
	Until float64 `json:"until"`
	Note  string  `json:"note,omitempty"` // what came of it: how long the server took to answer again, say
}

// LoadAudit is what the database and every client's history say of each other.
type LoadAudit struct {
	Verdict         Verdict  `json:"verdict"`
	Claims          int      `json:"claims"`   // accounts acknowledged
	Double          int      `json:"double"`   // accounts given to more than one device, and devices given more than one account
	Lost            int      `json:"lost"`     // acknowledged, and not so in the database
	InDoubt         int      `json:"in_doubt"` // requests that ended without an answer
	InDoubtResolved int      `json:"in_doubt_resolved"`
	HadCommitted    int      `json:"had_committed"` // of those in doubt: the database had given the account all the same
	ClaimedAnew     int      `json:"claimed_anew"`  // of those in doubt: nothing had been given, and a repetition was
	LeftWithout     int      `json:"left_without"`  // of those in doubt: nothing was given, and nobody asked again
	OutOfOrder      int      `json:"out_of_order"`  // accounts taken while one of a smaller id was left, where order is promised
	WrongTerms      int      `json:"wrong_terms"`   // pay_status, device or valid_to are not what the request asked for
	Stray           int      `json:"stray"`         // accounts with a device that no client knows of
	Missing         int      `json:"missing"`       // accounts that were there and are gone, or that the audit could not see
	Checker         string   `json:"checker"`       // what porcupine said: "ok", "illegal", "unknown", or why it was not asked
	Findings        []string `json:"findings,omitempty"`
	// DoubleBelow and LostBelow bound the shares that this many claims leave possible: 95 %, one-sided, where none was seen.
	DoubleBelow float64 `json:"double_below"`
	LostBelow   float64 `json:"lost_below"`
}

// LoadClosed is a closed loop beside an open one.
type LoadClosed struct {
	Clients int         `json:"clients"`
	Rate    float64     `json:"rate"` // accounts given a second
	Latency LoadLatency `json:"latency"`
	Says    string      `json:"says"`
}

// LoadCounters are the service's own.
type LoadCounters struct {
	Deadlocks    int `json:"deadlocks"`     // 1213
	LockTimeouts int `json:"lock_timeouts"` // 1205
	Broken       int `json:"broken"`        // connections that broke under a claim
	InDoubt      int `json:"in_doubt"`      // commits that were not answered
	HadCommitted int `json:"had_committed"` // of those: found by the device id
	NotCommitted int `json:"not_committed"` // of those: not there, and claimed anew
	Fills        int `json:"fills"`         // accounts put into the pool during the run
	FillsFailed  int `json:"fills_failed"`
}

// LoadKnee is latency against offered rate, and the highest rate with a p99 under the bound.
type LoadKnee struct {
	Verdict    Verdict     `json:"verdict"` // fail: an audit failed, or no rate keeps the bound
	DB         LoadDB      `json:"db"`
	Service    LoadService `json:"service"`
	P99Max     float64     `json:"p99_max"`
	Rate       float64     `json:"rate"`  // the highest that keeps it; 0: none does
	Above      float64     `json:"above"` // the lowest tried that breaks it; 0: none does
	Points     []LoadPoint `json:"points"`
	ClosedRate float64     `json:"closed_rate"` // what a closed loop of as many clients as connections reaches
	Says       string      `json:"says"`
	Again      string      `json:"again"`
}

// LoadPoint is one run of a knee or a comparison.
type LoadPoint struct {
	Statement    string      `json:"statement"`
	Conns        int         `json:"conns"`
	OfferedRate  float64     `json:"offered_rate"`
	AchievedRate float64     `json:"achieved_rate"`
	Success      float64     `json:"success"`
	Latency      LoadLatency `json:"latency"`
	Valid        bool        `json:"valid"`
	Kept         bool        `json:"kept"` // of a knee: the bound
	Deadlocks    int         `json:"deadlocks"`
	Ordered      bool        `json:"ordered"` // as in LoadService
	OutOfOrder   int         `json:"out_of_order"`
	Audit        Verdict     `json:"audit"`
	Note         string      `json:"note,omitempty"` // what the audit found, or why it is not valid
}

// LoadCompare are the three statements and several bounds on connections, under the same load.
type LoadCompare struct {
	Verdict   Verdict     `json:"verdict"` // fail: an audit failed
	DB        LoadDB      `json:"db"`
	Isolation string      `json:"isolation"` // as in LoadService
	Rate      float64     `json:"rate"`
	Points    []LoadPoint `json:"points"`
	Says      string      `json:"says"`
	Again     string      `json:"again"`
}

// LoadSoak is a long run in stretches, each with a kill of the server and an audit of its own.
type LoadSoak struct {
	Verdict   Verdict      `json:"verdict"`
	Says      []string     `json:"says"` // what failed, a sentence each; empty where nothing did
	DB        LoadDB       `json:"db"`
	Service   LoadService  `json:"service"`
	Kills     int          `json:"kills"`
	Stretches int          `json:"stretches"`
	Audit     LoadAudit    `json:"audit"`    // of all of them together
	Counters  LoadCounters `json:"counters"` // of all of them together
	Rate      float64      `json:"rate"`     // accounts given a second, kills included
	Seconds   float64      `json:"seconds"`
	Again     string       `json:"again"`
}

// Holds reports whether the audit is clean, the run valid, and every limit kept.
func (l *LoadClaim) Holds() bool { return l.Verdict == Pass }

// Holds reports whether every audit is clean, and some rate keeps the bound.
func (l *LoadKnee) Holds() bool { return l.Verdict == Pass }

// Holds reports whether every audit is clean.
func (l *LoadCompare) Holds() bool { return l.Verdict == Pass }

// Holds reports whether every stretch holds.
func (l *LoadSoak) Holds() bool { return l.Verdict == Pass }
