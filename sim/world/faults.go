package world

import (
	"slices"
	"time"

	"reprise/sim"
	"reprise/sim/random"
)

// turning is a lasting deed that has turns until it ends.
type turning interface {
	lasting
	// turn takes the n-th turn, the first of which is number 0 and comes at the start, after apply; it says after how long
	// the next one comes, and whether one does.
	turn(w *World, cause int32, n int64) (next time.Duration, more bool)
}

func (w *World) onTurn(ev sim.Event) {
	cause := w.cfg.Causes[ev.Target]
	deed := cause.Do.(turning)
	next, more := deed.turn(w, ev.Target, ev.A)
	if over := cause.At.Add(deed.lasts()); more && w.engine.Now().Add(next) < over {
		w.engine.After(next, sim.Event{Kind: w.kind.turn, Target: ev.Target, A: ev.A + 1})
	}
}

// FailServers takes servers down for a while: nothing passes, and the health check finds them DOWN (LB-16). With Up they
// flap: down for Down, up for Up, and so on.
type FailServers struct {
	Servers       []int32
	Group         string // what they are called, for the log
	For, Down, Up time.Duration
}

func (d FailServers) line() (EventID, []Field) {
	fields := []Field{{"group", d.Group}, {"count", int64(len(d.Servers))}, {"for", length(d.For)}}
	if d.Up > 0 {
		fields = append(fields, Field{"down", length(d.Down)}, Field{"up", length(d.Up)})
	}
	return ServersFailed, fields
}

func (d FailServers) apply(w *World, entry int32) {
	for _, s := range d.Servers {
		w.state[s].fault = entry
	}
}

func (d FailServers) turn(w *World, _ int32, n int64) (next time.Duration, more bool) {
	change, next := w.failServer, d.Down
	if n%2 == 1 {
		change, next = w.recoverServer, d.Up
	}
	for _, s := range d.Servers {
		change(s)
	}
	return next, d.Up > 0
}

func (d FailServers) lasts() time.Duration { return d.For }

// end brings the servers up, but for those that flapped and are up already. A turn due at the end itself does not come.
func (d FailServers) end(w *World) {
	if at := d.For % max(1, d.Down+d.Up); d.Up > 0 && d.For > 0 && (at == 0 || at > d.Down) {
		return
	}
	for _, s := range d.Servers {
		w.recoverServer(s)
	}
}

// SlowServers leaves servers a share of their bandwidth and processor for a while.
type SlowServers struct {
	Servers              []int32
	Group                string
	Bandwidth, Processor float64 // shares that are left, above 0, up to 1
	For                  time.Duration
}

func (d SlowServers) line() (EventID, []Field) {
	return ServersSlowed, []Field{{"group", d.Group}, {"count", int64(len(d.Servers))}, {"bandwidth", d.Bandwidth}, {"processor", d.Processor}, {"for", length(d.For)}}
}

func (d SlowServers) apply(w *World, _ int32) {
	w.faults.slow = append(w.faults.slow, d)
	d.impair(w)
}

func (d SlowServers) lasts() time.Duration { return d.For }

func (d SlowServers) end(w *World) {
	at := slices.IndexFunc(w.faults.slow, func(other SlowServers) bool {
		return other.Bandwidth == d.Bandwidth && other.Processor == d.Processor && other.For == d.For && slices.Equal(other.Servers, d.Servers)
	})
	w.faults.slow = slices.Delete(w.faults.slow, at, at+1)
	d.impair(w)
}

func (d SlowServers) impair(w *World) {
	for _, s := range d.Servers {
		w.impair(s)
	}
}

// SilenceServers keeps servers' metrics from the VPN Config Service for a while: they carry on, and are scored neutral
// (LB-16).
type SilenceServers struct {
	Servers []int32
	Group   string
	For     time.Duration
}

func (d SilenceServers) line() (EventID, []Field) {
	return ServersSilenced, []Field{{"group", d.Group}, {"count", int64(len(d.Servers))}, {"for", length(d.For)}}
}

func (d SilenceServers) apply(w *World, _ int32) { d.add(w, 1) }
func (d SilenceServers) lasts() time.Duration    { return d.For }
func (d SilenceServers) end(w *World)            { d.add(w, -1) }

func (d SilenceServers) add(w *World, n int) {
	for _, s := range d.Servers {
		w.state[s].silences += n
	}
}

// FailProxy takes a WL proxy down for a while: the servers behind it carry nothing for those who come by way of it, and
// the health check, which does not, finds them well.
type FailProxy struct {
	Proxy int32 // its place in Config.Proxies
	Name  string
	For   time.Duration
}

func (d FailProxy) line() (EventID, []Field) {
	return ProxyFailed, []Field{{"proxy", d.Name}, {"for", length(d.For)}}
}

func (d FailProxy) apply(w *World, _ int32) {
	if w.faults.proxies[d.Proxy]++; w.faults.proxies[d.Proxy] > 1 {
		return
	}
	w.proxyMachine(d.Proxy).Impair(w.engine.Now(), 0, 0)
	w.throttle(d.Proxy)
	w.strand(func(s int32) bool { return w.cfg.Sites[s].Proxy == d.Proxy })
}

func (d FailProxy) lasts() time.Duration { return d.For }

func (d FailProxy) end(w *World) {
	if w.faults.proxies[d.Proxy]--; w.faults.proxies[d.Proxy] == 0 {
		w.proxyMachine(d.Proxy).Impair(w.engine.Now(), 1, 1)
		w.throttle(d.Proxy)
	}
}

// PeakDemand has the users of a country start the app more often for a while, Factor times as often, at least 1.
type PeakDemand struct {
	Country int32
	Code    string
	Factor  float64
	For     time.Duration
}

func (d PeakDemand) line() (EventID, []Field) {
	return DemandPeaked, []Field{{"country", d.Code}, {"factor", d.Factor}, {"for", length(d.For)}}
}

func (d PeakDemand) apply(w *World, _ int32) { w.readResidents() }
func (d PeakDemand) lasts() time.Duration    { return d.For }
func (d PeakDemand) end(*World)              {}

// turn has one of the country's users start the app besides the starts that would come anyway, but for the first, which
// only begins the peak, and draws when the next one does.
func (d PeakDemand) turn(w *World, cause int32, n int64) (next time.Duration, more bool) {
	draw := &w.causeDraws[cause]
	users := w.residents[d.Country]
	if len(users) == 0 {
		return 0, false
	}
	if n > 0 {
		w.useApp(users[draw.IntN(len(users))])
	}
	now := w.engine.Now()
	extra := timesRate{w.opens(d.Country), (d.Factor - 1) * float64(len(users))}
	at, more := random.NextArrival(draw, extra, int64(now))
	return sim.Time(at).Sub(now), more
}

// timesRate is a rate multiplied.
type timesRate struct {
	random.Rate
	factor float64
}

func (r timesRate) At(t int64) float64 { return r.factor * r.Rate.At(t) }
func (r timesRate) Max() float64       { return r.factor * r.Rate.Max() }

// Resumes is when the rate next rises above 0, if the rate that is multiplied knows.
func (r timesRate) Resumes(t int64) (at int64, ok bool) {
	if resumer, knows := r.Rate.(random.Resumer); knows {
		return resumer.Resumes(t)
	}
	return t, true
}
