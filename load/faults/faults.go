// Package faults strikes a load run: at given times the server is killed or stalled, its answers come late, connections are
// reset, cut around a commit or taken away, the pool is emptied, the config service goes down. Several may strike at once.
// Each is ended after its length, and all of them when the run ends, however it ends: nothing stays broken behind a run.
//
// What strikes the connections stands in a Proxy between service and database: Toxiproxy in this process, with toxics of the
// house's own that can read MySQL's packets.
package faults

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"reprise/load/mysql"
)

// Kind is what strikes.
type Kind string

// The eight kinds.
const (
	Kill        Kind = "kill"         // kill -9 of the server, which is started again For later: at once where For is 0
	Stall       Kind = "stall"        // SIGSTOP of the server, as a disk that stalls; SIGCONT For later
	Latency     Kind = "latency"      // every answer of the database comes Delay later, give or take Jitter
	Reset       Kind = "reset"        // every connection to the database is reset
	Cut         Kind = "cut"          // the next Count commits lose their connection, in turns before they arrive and before their answer
	Starve      Kind = "starve"       // Count of the service's connections are taken from it
	Drain       Kind = "drain"        // the pool is emptied
	ConfigsDown Kind = "configs-down" // the config service answers nobody
)

// Fault strikes at a time of the run, once or again and again.
type Fault struct {
	Kind   Kind
	Delay  time.Duration // of Latency
	Jitter time.Duration // of Latency
	Count  int           // of Cut, commits; of Starve, connections
	For    time.Duration // how long it lasts; 0 with Latency, Starve and ConfigsDown: to the run's end
	At     time.Duration // since the run's start
	Every  time.Duration // from one strike to the next; 0: it strikes once
}

// String is the fault as Parse reads it.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(string(f.Kind))
	if f.Delay > 0 {
		b.WriteString(":" + short(f.Delay))
	}
	if f.Jitter > 0 {
		b.WriteString("~" + short(f.Jitter))
	}
	if f.Count > 0 {
		b.WriteString(":" + strconv.Itoa(f.Count))
	}
	if f.For > 0 {
		b.WriteString("+" + short(f.For))
	}
	b.WriteString("@" + short(f.At))
	if f.Every > 0 {
		b.WriteString("/" + short(f.Every))
	}
	return b.String()
}

// short is a duration without the units that are 0: `10m`, not `10m0s`.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// StopsServer reports whether the fault stops the server, which only one that is ours suffers.
func (f Fault) StopsServer() bool { return f.Kind == Kill || f.Kind == Stall }

// NeedsProxy reports whether the fault strikes in a Proxy.
func (f Fault) NeedsProxy() bool { return f.Kind == Latency || f.Kind == Reset || f.Kind == Cut }

// Bounds are what is known of a run before anything of it is started.
type Bounds struct {
	Lasts time.Duration
	Conns int  // most connections of the service to the database
	Ours  bool // false: the server is the caller's own, and nobody but they may stop it
}

// Check refuses faults that a run cannot suffer. Of a server that must not be stopped the error is mysql.ErrNotOurs.
func Check(faults []Fault, run Bounds) error {
	for _, f := range faults {
		switch {
		case f.At >= run.Lasts:
			return fmt.Errorf("%s strikes when the run has ended; allowed: a time before %s", f, short(run.Lasts))
		case f.StopsServer() && !run.Ours:
			return fmt.Errorf("%s: %w; allowed: such a fault with a server of the run's own, docker or local", f, mysql.ErrNotOurs)
		case f.Kind == Starve && f.Count > run.Conns:
			return fmt.Errorf("%s takes more connections than the service has; allowed: 1 to %d", f, run.Conns)
		}
	}
	return nil
}
