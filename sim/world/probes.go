package world

import (
	"slices"
	"time"

	"reprise/sim"
	"reprise/sim/world/tunnel"
)

// openProbe is a probe's connection to an upstream, which is open for a while.
type openProbe struct {
	upstream int32
	until    sim.Time
}

// refusal is an upstream that has had enough of a client.
type refusal struct{ client, upstream int32 }

// wakeAt sets when a tunnel's observatory next begins probes.
func (w *World) wakeAt(i int32, at sim.Time) {
	t := &w.tunnels.up.Items[i]
	w.engine.Cancel(t.wake)
	t.wake = 0
	if at <= w.cfg.Horizon {
		t.wake = w.engine.At(at, sim.Event{Kind: w.tunnels.wake, Target: i})
	}
}

// onWake begins the probes that are due.
func (w *World) onWake(ev sim.Event) {
	t := &w.tunnels.up.Items[ev.Target]
	begin, next := t.watch.Wake(w.engine.Now(), &t.burst, w.tunnels.begin[:0])
	w.tunnels.begin = begin
	for _, place := range begin {
		w.beginProbe(ev.Target, place)
	}
	w.wakeAt(ev.Target, next)
}

// beginProbe sends a probe through an outbound. What it meets decides when it ends, and how.
func (w *World) beginProbe(i, place int32) {
	t := &w.tunnels.up.Items[i]
	w.metric[probes]++
	way := t.core.at[place]
	arrives := way >= 0 && w.answers(way)
	if arrives {
		w.crowd(t, w.upstreamOf(way))
	}
	rtt := tunnel.Dead
	if w.probePasses(t, way) {
		rtt = w.probeTime(t.client, way)
	}
	after, rtt := t.core.plan.Ends(rtt)
	if arrives {
		if w.refused(t.client, way) {
			after = tunnel.ProbeRefused
		}
		t.probes = append(t.probes, openProbe{w.upstreamOf(way), w.engine.Now().Add(after + w.set.Tunnel.ProbeOpen)})
	}
	w.engine.After(after, sim.Event{Kind: w.tunnels.probed, Target: i, A: packProbe(t.serial, place, rtt)})
}

// probePasses tells whether a probe is answered: the outbound carries it, and the host it asks can be reached.
func (w *World) probePasses(t *clientTunnel, way int32) bool {
	return w.passes(t.client, way) && !w.unreachable(t.core.probe)
}

// probeTime is how long a probe that is answered takes.
func (w *World) probeTime(c, way int32) time.Duration {
	if way == past {
		return time.Millisecond
	}
	return max(time.Millisecond, w.delay(c, way).Truncate(time.Microsecond))
}

// onProbed is the end of a probe, if the core that began it still runs.
func (w *World) onProbed(ev sim.Event) {
	t := &w.tunnels.up.Items[ev.Target]
	serial, place, rtt := unpackProbe(ev.A)
	if serial != t.serial {
		return
	}
	if rtt == tunnel.Dead {
		w.metric[probesFailed]++
	}
	w.wakeAt(ev.Target, t.watch.End(w.engine.Now(), place, rtt))
}

// packProbe packs a probe that is under way: the core's number, the place, and its time in microseconds.
func packProbe(serial uint16, place int32, rtt time.Duration) int64 {
	us := int64(rtt / time.Microsecond)
	if rtt == tunnel.Dead {
		us = deadProbe
	}
	return int64(serial)<<48 | int64(place)<<32 | us
}

// deadProbe stands for the time of one that is not answered.
const deadProbe = 1<<32 - 1

func unpackProbe(packed int64) (serial uint16, place int32, rtt time.Duration) {
	us := packed & deadProbe
	rtt = time.Duration(us) * time.Microsecond
	if us == deadProbe {
		rtt = tunnel.Dead
	}
	return uint16(packed >> 48), int32(packed >> 32 & 0xffff), rtt
}

// crowd counts the connections of a client's probes that are open at an upstream with one more, each for as long as its probe
// takes and the core keeps the connection after it. Of more at once than it takes, the upstream has enough of the client.
func (w *World) crowd(t *clientTunnel, upstream int32) {
	now := w.engine.Now()
	t.probes = slices.DeleteFunc(t.probes, func(o openProbe) bool { return o.until <= now })
	open := 1
	for _, o := range t.probes {
		if o.upstream == upstream {
			open++
		}
	}
	w.metric[probesAtOnce] = max(w.metric[probesAtOnce], float64(open))
	if most := w.set.Tunnel.AtOnce; most == 0 || open <= most {
		return
	}
	key := refusal{t.client, upstream}
	if w.tunnels.refuses[key] <= now {
		w.metric[refusals]++
		w.logClient(UpstreamRefuses, t.client, t.because, Field{"probes", int64(open)}, Field{"for", length(w.set.Tunnel.Refuses)})
	}
	w.tunnels.refuses[key] = now.Add(w.set.Tunnel.Refuses)
}

// refused tells whether the upstream of a server takes nothing of a client.
func (w *World) refused(c, s int32) bool {
	return w.set.Tunnel.AtOnce > 0 && w.tunnels.refuses[refusal{c, w.upstreamOf(s)}] > w.engine.Now()
}

// upstreamOf is the machine that a server stands for: several servers of the backend's table may be one, behind proxies of
// their own (LB-15).
func (w *World) upstreamOf(s int32) int32 {
	if len(w.cfg.Upstreams) == 0 {
		return s
	}
	return w.cfg.Upstreams[s]
}

// unreachable tells whether a host cannot be reached from any server.
func (w *World) unreachable(host string) bool { return w.tunnels.blocked[host] > 0 }
