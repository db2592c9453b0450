package ranking

import "reprise/control/names"

// Order is how a country's outbounds are put in order.
type Order uint8

// The first two are the backend's, of now and of before 4 March 2026; Weighted is what it has behind its feature flag;
// the rest are rivals to hold them against.
const (
	SortShuffle   Order = iota // "sort-shuffle": by score, then the account's shuffle of it all (LB-26)
	FullShuffle                // "shuffle": the account's shuffle alone (LB-25)
	SortOnly                   // "sort": by score, for every account the same
	Bands                      // "bands": by bands of score, the account's shuffle within each
	Weighted                   // "weighted": drawn by weight, one after the other, without putting back (LB-21)
	TwoChoices                 // "two-choices": at each place the better of two that are drawn from the rest
	LeastSessions              // "least-sessions": by sessions as last known
)

var orders = names.For[Order]("order", "sort-shuffle", "shuffle", "sort", "bands", "weighted", "two-choices", "least-sessions")

func (o Order) String() string { return orders.Text(o) }

// UnmarshalText reads what String prints; o stays as it was when the text names no order.
func (o *Order) UnmarshalText(text []byte) error { return orders.Unmarshal(o, text) }
