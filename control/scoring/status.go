package scoring

import "reprise/control/names"

// Status is a server's health_status (LB-20).
type Status uint8

// The documents name HEALTHY and DOWN only. That there is a third is assumed: else LB-19 would have no reason to ask for
// "not DOWN" in one place and for "HEALTHY" in the other. Its name is assumed too.
const (
	Healthy  Status = iota // "HEALTHY"
	Degraded               // "DEGRADED"
	Down                   // "DOWN"
)

var statuses = names.For[Status]("status", "HEALTHY", "DEGRADED", "DOWN")

func (s Status) String() string { return statuses.Text(s) }

// UnmarshalText reads what String prints; s stays as it was when the text names no status.
func (s *Status) UnmarshalText(text []byte) error { return statuses.Unmarshal(s, text) }
