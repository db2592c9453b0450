package world

import (
	"reprise/control/delivery"
	"reprise/sim"
)

// connect is a user's tap on connect: the client looks at its list where its rules say so, and tries.
func (w *World) connect(c, country int32, because int32) {
	client := &w.clients[c]
	if client.session != None {
		return
	}
	if w.meets(c, delivery.Connect, because) {
		client.wants = country
		return
	}
	w.attempt(c, country, because)
}

// attempt tries to connect with the list that is held. The desktop takes one server of the country (LB-13); the
// others try the country's servers until one answers (LB-11).
func (w *World) attempt(c, country int32, because int32) {
	w.metric[attempts]++
	w.noteExposure(c)
	candidates := w.candidates(c, country)
	if len(candidates) == 0 {
		w.metric[withoutConfig]++
		w.fail(c, because, "no config on the device", country)
		return
	}
	for i, s := range candidates[:delivery.Tries(w.clients[c].platform, len(candidates))] {
		if w.servers[s].Active {
			w.begin(c, s, because)
			return
		}
		if i == 0 {
			w.metric[onSwitchedOff]++
		}
	}
	w.fail(c, because, "server "+w.servers[candidates[0]].Name+" is switched off", country)
}

// candidates are the servers of a country that a client holds, in an order drawn by the client.
func (w *World) candidates(c, country int32) []int32 {
	w.choices = w.choices[:0]
	held := w.list(c)
	for s := range w.servers {
		if w.countryOf[s] == country && contains(held, int32(s)) {
			w.choices = append(w.choices, int32(s))
		}
	}
	for i := len(w.choices) - 1; i > 0; i-- {
		j := w.people.pick[c].IntN(i + 1)
		w.choices[i], w.choices[j] = w.choices[j], w.choices[i]
	}
	return w.choices
}

// begin starts a session. An unnamed user ends it after a while, a named one never.
func (w *World) begin(c, s int32, because int32) {
	client := &w.clients[c]
	w.metric[connects]++
	w.decided(w.kind.attempted, c, int64(s), int64(w.countryOf[s]))
	client.session = s
	if !w.counted(Connected, c) {
		w.logClient(Connected, c, because, Field{"server", w.servers[s].Name})
		return
	}
	span := w.cfg.Population.Session.Draw(&w.people.session[c])
	client.sessionEnd = w.engine.After(span, sim.Event{Kind: w.kind.sessionOver, Target: c})
}

func (w *World) onSessionOver(ev sim.Event) { w.clients[ev.Target].session = None }

// dropSession ends a session whose server was switched off.
func (w *World) dropSession(c int32, because int32) {
	client := &w.clients[c]
	w.metric[dropped]++
	if !w.counted(SessionDropped, c) {
		w.logClient(SessionDropped, c, because, Field{"server", w.servers[client.session].Name})
	}
	w.engine.Cancel(client.sessionEnd)
	client.session = None
}

// fail is an attempt that came to nothing. By the client's rules the app crashes where it finds no config for the country
// (SYNC-06); an unnamed user restarts it after a while, once.
func (w *World) fail(c int32, because int32, reason string, country int32) {
	w.decided(w.kind.attempted, c, int64(None), int64(country))
	w.metric[failedAttempts]++
	if w.counted(ConnectFailed, c) {
		w.failUnnamed(c, country)
		return
	}
	fields := []Field{{"country", w.countries[country]}, {"reason", reason}, {"held", int64(count(w.list(c)))}}
	if w.clients[c].has {
		fields = append(fields, Field{"listAge", length(w.held(c).Age)})
	}
	entry := w.logClient(ConnectFailed, c, because, fields...)
	if w.crashesOnMissing(c) {
		w.metric[crashes]++
		w.logClient(AppCrashed, c, entry)
	}
}

// crashesOnMissing tells whether the attempt that failed crashed the app.
func (w *World) crashesOnMissing(c int32) bool {
	return len(w.choices) == 0 && w.rules(c).OnMissing == delivery.CrashOnMissing
}
