package load

import (
	"strings"

	driver "github.com/go-sql-driver/mysql"

	"reprise/control/names"
)

// Isolation is that of the service's transactions.
type Isolation uint8

// The two that a backend may have. The documents say nothing, so it is MySQL's own.
//
// A finding: with it the documented claim deadlocks all the time, for V100 (POOL-11) appends POOL to the enum. So the row that a
// claim takes moves, in the key on pay_status, into the gap before the first row of POOL, and that gap is what the next claimer
// waits for. READ COMMITTED locks no gaps; and with POOL as the enum's first value the row moves elsewhere (TestDeadlocks).
const (
	RepeatableRead Isolation = iota // "repeatable-read"
	ReadCommitted                   // "read-committed"
)

var isolations = names.For[Isolation]("isolation", "repeatable-read", "read-committed")

func (v Isolation) String() string { return isolations.Text(v) }

// UnmarshalText reads what String prints; v stays as it was when the text names no isolation.
func (v *Isolation) UnmarshalText(text []byte) error { return isolations.Unmarshal(v, text) }

// set has each new connection of a config begin with it. MariaDB's variable has the name that MySQL's had before 8.0.
func (v Isolation) set(config *driver.Config, version string) {
	variable := "transaction_isolation"
	if isMariaDB(version) {
		variable = "tx_isolation"
	}
	if config.Params == nil {
		config.Params = map[string]string{}
	}
	config.Params[variable] = "'" + strings.ToUpper(v.String()) + "'"
}

func isMariaDB(version string) bool { return strings.Contains(version, "MariaDB") }
