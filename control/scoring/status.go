package scoring

import (
	"fmt"
	"slices"
	"strings"
)

// Status is a server's health_status (LB-20).
type Status uint8

// The documents name HEALTHY and DOWN only. That there is a third is assumed: else LB-19 would have no reason to ask for
// "not DOWN" in one place and for "HEALTHY" in the other. Its name is assumed too.
const (
	Healthy  Status = iota // "HEALTHY"
	Degraded               // "DEGRADED"
	Down                   // "DOWN"
)

var statuses = []string{"HEALTHY", "DEGRADED", "DOWN"}

func (s Status) String() string {
	if int(s) < len(statuses) {
		return statuses[s]
	}
	return fmt.Sprintf("status(%d)", uint8(s))
}

// UnmarshalText reads what String prints; s stays as it was when the text names no status.
func (s *Status) UnmarshalText(text []byte) error {
	v := slices.Index(statuses, string(text))
	if v < 0 {
		return fmt.Errorf("unknown status %q; allowed: %s", text, strings.Join(statuses, ", "))
	}
	*s = Status(v)
	return nil
}
