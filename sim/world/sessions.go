package world

import (
	"math"

	"reprise/control/delivery"
	"reprise/sim"
	"reprise/sim/random"
)

// connect is a user's tap on connect: the client looks at its list where its rules say so, and tries.
func (w *World) connect(c, country int32, because int32) {
	client := &w.clients[c]
	if w.inSession(c) {
		return
	}
	if w.meets(c, delivery.Connect, because) {
		client.wants = country
		return
	}
	w.attempt(c, country, because)
}

// attempt tries to connect with the list that is held: by the outbound that the client's chooser picks, and where that
// does not answer, by others, as its platform does. A phone that got through settles on what its chooser picks once its
// probes have ended.
func (w *World) attempt(c, country int32, because int32) {
	w.metric[attempts]++
	w.noteExposure(c)
	outbounds := w.marked(c, w.outbounds(c, country))
	if len(outbounds) == 0 {
		w.metric[withoutConfig]++
		w.fail(c, because, noConfig, country)
		return
	}
	if w.runsCores() {
		w.startTunnel(c, country, outbounds, because)
		return
	}
	choice := Choice{Outbounds: outbounds, Random: w.draws(picking, c)}
	first := w.chooser(c).Choose(choice)
	w.notePick(c, outbounds[first])
	through := w.connectBy(c, outbounds, first)
	if through == None {
		w.fail(c, because, w.refusal(outbounds[first]), country)
		return
	}
	if w.clients[c].platform != delivery.Desktop {
		if settled := w.settled(c, choice); w.answers(settled) {
			through = settled
		}
	}
	w.begin(c, through, because)
}

// settled is what a phone's chooser picks once its probes have ended.
func (w *World) settled(c int32, choice Choice) int32 {
	choice.Delays = w.probe(c, choice.Outbounds)
	return choice.Outbounds[w.chooser(c).Choose(choice)]
}

// connectBy is the server that an attempt gets through to: the first pick, or else the first of the others that answers,
// as far as the platform tries (LB-11); None when there is none.
func (w *World) connectBy(c int32, outbounds []int32, first int) int32 {
	if w.answers(outbounds[first]) {
		return outbounds[first]
	}
	tries := delivery.Tries(w.clients[c].platform, len(outbounds)) - 1
	for i, s := range outbounds {
		if i == first {
			continue
		}
		if tries--; tries < 0 {
			break
		}
		if w.answers(s) {
			return s
		}
	}
	return None
}

// answers tells whether a server takes a session.
func (w *World) answers(s int32) bool {
	return w.servers[s].Active && !w.down(s) && !w.proxyDown(s)
}

// marked are those of the outbounds that bear the mark which the user follows; all where none does, and for the users
// who follow none.
func (w *World) marked(c int32, outbounds []int32) []int32 {
	follow := w.set.Marks
	client := &w.clients[c]
	if follow.Follow == NoMarks || w.named(c) || random.Unit(w.salts.taste, uint64(c)) >= follow.Share {
		return outbounds
	}
	marks := w.ranking.editions.Items[client.edition].marks
	n := 0
	for i, s := range outbounds {
		if follow.Follow == Turbo && marks[s].Turbo || follow.Follow == Fast && marks[s].Fast {
			outbounds[n], outbounds[i] = s, outbounds[n]
			n++
		}
	}
	if n == 0 {
		return outbounds
	}
	return outbounds[:n]
}

// notePick counts the first pick of an attempt by what it fell on, and how old the scores were behind the list.
func (w *World) notePick(c, s int32) {
	w.metric[picks]++
	if !w.servers[s].Active {
		w.metric[onSwitchedOff]++
	}
	if !w.loaded() {
		return
	}
	now := w.engine.Now()
	if w.state[s].slowed {
		w.metric[picksOnSlowed]++
	}
	switch {
	case w.proxyDown(s):
		w.metric[picksOnDown]++
	case w.down(s):
		w.metric[picksOnDown]++
		last := &w.metric[lastPick+int(w.clients[c].platform)]
		*last = max(*last, now.Sub(w.state[s].since).Seconds())
	case w.utilisation(s) > 1:
		w.metric[picksOnOverloaded]++
	}
	w.load.swing.Pick(s)
	if measured := w.ranking.editions.Items[w.clients[c].edition].measured; measured != never {
		_ = w.load.age.Record(min(now.Sub(measured), oldestScore)) // within its bounds
	}
}

// refusal says why the first pick of an attempt that failed did not answer.
func (w *World) refusal(s int32) string {
	if !w.servers[s].Active {
		return "server " + w.servers[s].Name + " is switched off"
	}
	if !w.down(s) {
		return "the proxy of server " + w.servers[s].Name + " is down"
	}
	return "server " + w.servers[s].Name + " is down"
}

// begin starts a session on a server or, where a core sends it there, past the VPN. An unnamed user ends it after a while, a
// named one never by itself.
func (w *World) begin(c, s int32, because int32) {
	client := &w.clients[c]
	w.metric[connects]++
	country := None
	if s >= 0 {
		country = w.countryOf[s]
	}
	w.decided(w.kind.attempted, c, packAttempt(s, country))
	if w.loaded() {
		client.mbps = w.drawDemand(c)
	}
	if s >= 0 {
		w.join(c, s)
	}
	if !w.counted(Connected, c) {
		w.logClient(Connected, c, because, Field{"server", w.nameOf(s)})
		return
	}
	span := w.cfg.Population.Session.Draw(w.draws(staying, c))
	client.sessionEnd = w.engine.After(span, sim.Event{Kind: w.kind.sessionOver, Target: c})
}

// drawDemand is what the user of a session asks for: exponential around its mean, a few much and most little.
func (w *World) drawDemand(c int32) float32 {
	return float32(w.set.Traffic.SessionMbps * -math.Log(1-w.draws(asking, c).Open()))
}

// packAttempt packs an attempt for the trace: the server, None where it failed, in the upper half, the country below.
func packAttempt(server, country int32) int64 { return int64(server)<<32 | int64(uint32(country)) }

func (w *World) onSessionOver(ev sim.Event) { w.quit(ev.Target) }

// dropSession ends a session whose server was switched off.
func (w *World) dropSession(c int32, because int32) {
	client := &w.clients[c]
	w.metric[dropped]++
	if !w.counted(SessionDropped, c) {
		w.logClient(SessionDropped, c, because, Field{"server", w.servers[client.session].Name})
	}
	w.engine.Cancel(client.sessionEnd)
	w.quit(c)
}

// fail is an attempt that came to nothing. By the client's rules the app crashes where it finds no config for the country
// (SYNC-06); an unnamed user restarts it after a while, once.
func (w *World) fail(c int32, because int32, reason string, country int32) {
	w.decided(w.kind.attempted, c, packAttempt(None, country))
	w.metric[failedAttempts]++
	w.metric[failedAttemptsOn+int(w.clients[c].platform)]++
	if w.counted(ConnectFailed, c) {
		w.failUnnamed(c, country, reason)
		return
	}
	fields := []Field{{"country", w.countries[country]}, {"reason", reason}, {"held", int64(count(w.list(c)))}}
	if w.clients[c].has {
		fields = append(fields, Field{"listAge", length(w.held(c).Age)})
	}
	entry := w.logClient(ConnectFailed, c, because, fields...)
	if w.crashes(c, reason) {
		w.metric[crashes]++
		w.logClient(AppCrashed, c, entry)
	}
}

// noConfig is the reason of an attempt for a country that the client holds no config of.
const noConfig = "no config on the device"

// crashes tells whether an attempt that failed for a reason crashes the app.
func (w *World) crashes(c int32, reason string) bool {
	return reason == noConfig && w.rules(c).OnMissing == delivery.CrashOnMissing
}
