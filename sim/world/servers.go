package world

import (
	"slices"

	"reprise/control/delivery"
	"reprise/sim"
)

// serverState is what the world keeps of one server besides what the decisions read of it.
type serverState struct {
	waiting    []int32 // accounts that a background sync is to carry there
	queued     bool    // a sync worker is asked for, at work, or to be asked for after a pause
	batch      []int32 // accounts that the push under way carries; none is in waiting too, nor in either twice
	everyone   bool    // the push under way carries all other accounts as well, to prepare the server
	activating bool    // it is being prepared, and goes active once its clients are there
	refused    bool    // it was asked for, and does not keep the checklist
	asked      sim.Time
	because    int32 // the log entry that led to the preparation
	trouble
}

// switchOn makes a server active.
func (w *World) switchOn(s int32) {
	w.state[s].activating, w.state[s].refused = false, false
	if w.servers[s].Active {
		return
	}
	w.servers[s].Active = true
	w.memo.valid = false
	add(w.activeSet, s)
	w.active++
}

// switchOff makes a server inactive and ends the sessions on it. One that is being prepared goes active no more.
func (w *World) switchOff(s int32, because int32) {
	w.state[s].activating, w.state[s].refused = false, false
	if !w.servers[s].Active {
		return
	}
	w.servers[s].Active = false
	w.memo.valid = false
	w.activeSet[s/64] &^= 1 << (uint(s) % 64)
	w.active--
	for i := range w.clients {
		switch {
		case w.clients[i].session != s:
		case w.balances(int32(i)):
			w.unload(int32(i)) // its core takes another outbound once it knows
		default:
			w.dropSession(int32(i), because)
		}
	}
}

// resync runs one of the documents' two clean-ups over all accounts (SYNC-11, SYNC-12), and gives the number of rows
// it touched.
func (w *World) resync(option delivery.Resync) int64 {
	w.lastResync = resyncRun{option, w.engine.Now(), None}
	var touched int64
	for a := range w.rows.accounts() {
		if w.accountOf(a).Deleted {
			continue
		}
		dirty := false
		for s := range w.servers {
			old := w.rows.get(a, int32(s))
			if row := option.Apply(w.servers[s], old); row != old {
				w.setRow(a, int32(s), row)
				touched++
				dirty = true
			}
		}
		if dirty {
			w.sync.look(a)
		}
	}
	return touched
}

// prepare has the clients of every account pushed to a server, which goes active once they are there (SYNC-16). A
// server that nothing can be pushed to stays off.
func (w *World) prepare(s int32, because int32) {
	state := &w.state[s]
	if w.servers[s].Active || state.activating {
		return
	}
	state.asked, state.because = w.engine.Now(), because
	if !w.reachable(s) {
		w.refuseActivation(s, because)
		return
	}
	state.activating = true
	if w.servesEveryone(s) {
		w.finishActivation(s)
		return
	}
	w.askWorker(s)
}

// servesEveryone tells whether every account's row on a server is healthy.
func (w *World) servesEveryone(s int32) bool {
	for a := range w.rows.accounts() {
		if !w.rows.get(a, s).Healthy() && !w.accountOf(a).Deleted {
			return false
		}
	}
	return true
}

// finishActivation switches on a server that was prepared, unless that was called off meanwhile.
func (w *World) finishActivation(s int32) {
	state := &w.state[s]
	if !state.activating {
		return
	}
	state.activating = false
	if len(w.violations(s, false)) > 0 {
		w.refuseActivation(s, state.because)
		return
	}
	w.switchOn(s)
	w.log(ServersActivated, state.because, Field{"count", int64(1)}, Field{"server", w.servers[s].Name})
	w.activation = max(w.activation, w.engine.Now().Sub(state.asked))
}

// violations holds a server against the activation checklist (SYNC-16, SYNC-17).
func (w *World) violations(s int32, activeAlready bool) []delivery.Violation {
	onPanel, expected := 0, 0
	for a := range w.rows.accounts() {
		if w.accountOf(a).Deleted {
			continue
		}
		expected++
		if w.rows.get(a, s)&delivery.OnPanel != 0 {
			onPanel++
		}
	}
	return delivery.Checklist(delivery.Activation{
		Server: w.servers[s], ClientsOnPanel: onPanel, ClientsExpected: expected, ActiveAlready: activeAlready,
	})
}

func (w *World) refuseActivation(s int32, because int32) {
	w.state[s].refused = true
	for _, v := range w.violations(s, false) {
		w.log(ActivationRefused, because, Field{"server", w.servers[s].Name}, Field{"rule", v.Rule})
	}
}

// numberCountries numbers the fleet's countries, and gathers the servers of each.
func (w *World) numberCountries() {
	w.countries = Countries(w.servers)
	w.serversOf, w.firstOf = make([][]int32, len(w.countries)), make([]int32, len(w.countries))
	for s := range w.servers {
		country := int32(slices.Index(w.countries, w.servers[s].Country))
		w.countryOf[s] = country
		w.serversOf[country] = append(w.serversOf[country], int32(s))
	}
	for country := 1; country < len(w.countries); country++ {
		w.firstOf[country] = w.firstOf[country-1] + int32(len(w.serversOf[country-1]))
	}
}

// Countries are the countries of a fleet in order of appearance: a country's place is its number.
func Countries(servers []delivery.Server) []string {
	var codes []string
	for _, s := range servers {
		if !slices.Contains(codes, s.Country) {
			codes = append(codes, s.Country)
		}
	}
	return codes
}
