package world

import (
	"reprise/control/xray"
	"reprise/sim"
)

// onClimb is Android's probe of the way through its core, two seconds after that started (LB-11). Where it fails, the app goes on
// to the next rung of its fallback; from the last one there is no other, and an attempt has failed.
func (w *World) onClimb(ev sim.Event) {
	t := &w.tunnels.up.Items[ev.Target]
	t.climb = 0
	way := w.way(t)
	if w.passes(t.client, way) && !w.unreachable(xray.Host(xray.AndroidProbeURL)) {
		return
	}
	next, more := t.rung.Next(len(t.outbounds))
	switch {
	case more:
		t.rung = next
		w.metric[climbs]++
		w.logClient(FallbackTaken, t.client, t.because, Field{"rung", rungName(next)})
		w.startCore(ev.Target)
	case !t.on:
		w.endTunnel(t, way)
	}
}

// rungName is what a rung of Android's fallback is called in the log.
func rungName(r xray.Rung) string {
	if _, alone := r.Server(); alone {
		return "one server alone"
	}
	return r.Strategy().String()
}

// firstAlone is the first rung on which a server is tried alone: the config is the same on all of them, but for the server.
const firstAlone xray.Rung = 2
