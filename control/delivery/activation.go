package delivery

import (
	"fmt"
	"time"
)

// Violation is one broken rule of a checklist.
type Violation struct {
	Rule  string   // short id, stable
	Facts []string // the facts the rule comes from
	Text  string   // what is wrong, with the numbers
}

// PushPath is the way a config takes to a server (SYNC-17).
type PushPath uint8

// The paths, best first.
const (
	PathTransportParams PushPath = iota // "transport-params": from the server's row
	PathPanelHTTP                       // "panel-http": the fallback, asked of the panel
	PathNone                            // "none": no config can be made
)

// Path is the way configs take to the server: by transport_params where they are filled, else by panel HTTP; a
// whitelist server has no such fallback (SYNC-17).
func Path(s Server) PushPath {
	switch {
	case s.TransportParams:
		return PathTransportParams
	case s.Whitelist:
		return PathNone
	default:
		return PathPanelHTTP
	}
}

// Activation is a server at the moment someone wants to set, or has set, is_active = 1.
type Activation struct {
	Server          Server
	ClientsOnPanel  int
	ClientsExpected int
	ActiveAlready   bool // is_active was set before the other two were confirmed
}

// Checklist is the activation checklist (SYNC-16, -17): transport_params filled, clients on the panel, is_active last. It
// returns the rules that are broken, in the order of the list; none: the server may be activated. A server that is
// active while one of the first two is open breaks the order too, whatever ActiveAlready says.
func Checklist(a Activation) []Violation {
	var broken []Violation
	if path := Path(a.Server); path != PathTransportParams {
		broken = append(broken, Violation{"transport-params", []string{"SYNC-16"},
			fmt.Sprintf("transport_params is empty; push path: %s", path)})
		if path == PathNone {
			broken = append(broken, Violation{"whitelist-transport-params", []string{"SYNC-17"},
				"a whitelist server without transport_params gets no configs: it has no fallback to panel HTTP"})
		}
	}
	if a.ClientsOnPanel < a.ClientsExpected {
		broken = append(broken, Violation{"clients-on-panel", []string{"SYNC-16"},
			fmt.Sprintf("%d of %d clients exist on the panel", a.ClientsOnPanel, a.ClientsExpected)})
	}
	if a.ActiveAlready || a.Server.Active && len(broken) > 0 {
		broken = append(broken, Violation{"active-last", []string{"SYNC-16"},
			"is_active = 1 was set before transport_params and the panel's clients were confirmed"})
	}
	return broken
}

// ResyncWait is how long a background sync needs after a clean-up (SYNC-13, -18: "about 10 min").
const ResyncWait = 10 * time.Minute

// Deactivation is where things stand for one account after servers were deactivated.
//
// The document's verification query (SYNC-18) counts over all accounts, which with more than one cannot equal the number
// of active servers; ActiveConfigs is per account, as in check query 1 (SYNC-22).
type Deactivation struct {
	ResyncRun     Resync
	Since         time.Duration // since the resync; without meaning when none was run
	ActiveConfigs int
	ActiveServers int
}

// VerifyDeactivation is the check after a deactivation (SYNC-18): a resync was run, about 10 min have passed, and the
// account has as many active configs as there are active servers. It returns the rules that are broken, in that order.
func VerifyDeactivation(d Deactivation) []Violation {
	var broken []Violation
	switch {
	case d.ResyncRun == NoResync:
		broken = append(broken, Violation{"resync", []string{"SYNC-18", "SYNC-21"},
			"no resync was run, and nothing triggers one"})
	case d.Since < ResyncWait:
		broken = append(broken, Violation{"wait", []string{"SYNC-13", "SYNC-18"},
			fmt.Sprintf("%v since the resync; background sync needs about %v", d.Since, ResyncWait)})
	}
	if d.ActiveConfigs != d.ActiveServers {
		broken = append(broken, Violation{"active-configs", []string{"SYNC-18"},
			fmt.Sprintf("%d active configs, %d active servers", d.ActiveConfigs, d.ActiveServers)})
	}
	return broken
}
