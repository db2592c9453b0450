package delivery

// PartialPolicy is what the backend does with a list whose completeness is below the threshold.
type PartialPolicy uint8

// Serve is today's behaviour (SYNC-14); Refuse and Empty are the two forms of the recommendation (SYNC-15).
const (
	Serve  PartialPolicy = iota // "serve": the client gets what there is
	Refuse                      // "error": the client gets an error
	Empty                       // "empty": the client gets a list of no servers
)

// Policy is the backend's rule for short lists. Threshold is a ratio from 0 to 1: completeness below it is short, at it
// is not. The recommendation names 0.8 (SYNC-15); today's value is not documented, only that 26 of 49 was below it.
type Policy struct {
	Partial   PartialPolicy
	Threshold float64
}

// AnswerKind is what the backend answered.
type AnswerKind uint8

// Full and Partial carry configs (unless the account has none to give, see Answer.Arrives), Error and EmptyList none.
const (
	Full      AnswerKind = iota // "full": a config for every active server
	Partial                     // "partial": some are missing
	Error                       // "error"
	EmptyList                   // "empty-list"
)

// Answer is the backend's reaction to one request for configs. The slices belong to the Buffers that were passed to
// Respond and hold until its next use.
type Answer struct {
	Kind         AnswerKind
	Served       []int32 // indexes of the servers whose configs the client gets, ascending
	Sync         []int32 // indexes of the servers a background sync starts for, ascending; empty: none starts
	Event        LogEvent
	Completeness Completeness
}

// Arrives is the kind of answer the client sees. A list of no servers looks the same to it whether the fleet is empty,
// the account has no healthy config, or the policy withheld them.
func (a Answer) Arrives() AnswerKind {
	if a.Kind != Error && len(a.Served) == 0 {
		return EmptyList
	}
	return a.Kind
}

// Buffers holds what Respond reuses from one call to the next. The zero value is ready; not for concurrent use.
type Buffers struct {
	served    []int32
	missing   []int32
	countries countryCounter
}

// Respond answers one account's request for configs.
//
// Below the threshold it logs CONFIG_FROM_DB_INCOMPLETE, starts a background sync for every missing server (SYNC-02,
// -03) and serves, refuses or empties the list by policy (SYNC-14, -15). At or above it logs CONFIG_FROM_DB_SUCCESS and
// serves what there is (SYNC-04), without a sync even when configs are missing: as documented, a request never repairs
// a list that is only slightly short. An empty fleet misses nothing: SUCCESS, Full, no servers.
func Respond(p Policy, servers []Server, rows []Row, buf *Buffers) Answer {
	a := Answer{Kind: Full, Completeness: Measure(servers, rows)}
	if !a.Completeness.Whole() {
		a.Kind = Partial
	}
	short := a.Completeness.Ratio() < p.Threshold
	if short {
		buf.missing = Missing(servers, rows, buf.missing[:0])
		a.Sync = buf.missing
		switch p.Partial {
		case Refuse:
			a.Kind = Error
		case Empty:
			a.Kind = EmptyList
		}
	}
	if a.Kind == Full || a.Kind == Partial {
		buf.served = appendHealthy(servers, rows, buf.served[:0])
		a.Served = buf.served
	}
	if short {
		a.Event = incomplete(a.Completeness)
	} else {
		a.Event = success(buf.countries.count(servers, a.Served), len(a.Served))
	}
	return a
}
