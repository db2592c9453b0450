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
	return ServersFailed, d.flap().fields(d.Group, len(d.Servers))
}

func (d FailServers) apply(w *World, entry int32) {
	for _, s := range d.Servers {
		w.state[s].fault = entry
	}
}

func (d FailServers) turn(w *World, _ int32, n int64) (next time.Duration, more bool) {
	return d.flap().turn(n, d.Servers, w.failServer, w.recoverServer)
}

func (d FailServers) lasts() time.Duration { return d.For }

func (d FailServers) end(w *World) { d.flap().end(d.Servers, w.recoverServer) }
func (d FailServers) flap() flap   { return flap{d.For, d.Down, d.Up} }

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
	w.failProxy(d.Proxy)
}

func (d FailProxy) lasts() time.Duration { return d.For }
func (d FailProxy) end(w *World)         { w.recoverProxy(d.Proxy) }

// FailProxies does the same to several at once. With Up they flap, as servers do.
type FailProxies struct {
	Proxies       []int32
	Group         string // what the servers behind them are called, for the log
	For, Down, Up time.Duration
}

func (d FailProxies) line() (EventID, []Field) {
	return ProxyFailed, d.flap().fields(d.Group, len(d.Proxies))
}

func (d FailProxies) apply(*World, int32)  {}
func (d FailProxies) lasts() time.Duration { return d.For }
func (d FailProxies) end(w *World)         { d.flap().end(d.Proxies, w.recoverProxy) }
func (d FailProxies) flap() flap           { return flap{d.For, d.Down, d.Up} }

func (d FailProxies) turn(w *World, _ int32, n int64) (next time.Duration, more bool) {
	return d.flap().turn(n, d.Proxies, w.failProxy, w.recoverProxy)
}

func (w *World) failProxy(p int32) {
	if w.faults.proxies[p]++; w.faults.proxies[p] > 1 {
		return
	}
	w.faults.proxySince[p] = w.engine.Now()
	w.proxyMachine(p).Impair(w.engine.Now(), 0, 0)
	w.throttle(p)
	w.strand(func(s int32) bool { return w.cfg.Sites[s].Proxy == p })
}

func (w *World) recoverProxy(p int32) {
	if w.faults.proxies[p]--; w.faults.proxies[p] == 0 {
		w.proxyMachine(p).Impair(w.engine.Now(), 1, 1)
		w.throttle(p)
	}
}

// flap is how what fails for a while goes down and comes up: down for down, up for up, and so on; with no up, down all the while.
type flap struct{ whole, down, up time.Duration }

// fields tell of so many of a group that flap.
func (f flap) fields(group string, count int) []Field {
	fields := []Field{{"group", group}, {"count", int64(count)}, {"for", length(f.whole)}}
	if f.up > 0 {
		fields = append(fields, Field{"down", length(f.down)}, Field{"up", length(f.up)})
	}
	return fields
}

// turn takes the n-th turn of those that flap.
func (f flap) turn(n int64, all []int32, fail, recover func(int32)) (next time.Duration, more bool) {
	change, next := fail, f.down
	if n%2 == 1 {
		change, next = recover, f.up
	}
	for _, one := range all {
		change(one)
	}
	return next, f.up > 0
}

// end brings all up, but for those that flapped and are up already. A turn due at the end itself does not come.
func (f flap) end(all []int32, recover func(int32)) {
	if at := f.whole % max(1, f.down+f.up); f.up > 0 && f.whole > 0 && (at == 0 || at > f.down) {
		return
	}
	for _, one := range all {
		recover(one)
	}
}

// BlockHost keeps a host from being reached, from any server, for a while: it answers nobody.
type BlockHost struct {
	Host string
	For  time.Duration
}

func (d BlockHost) line() (EventID, []Field) {
	return HostBlocked, []Field{{"host", d.Host}, {"for", length(d.For)}}
}

func (d BlockHost) apply(w *World, _ int32) {
	if w.runsCores() {
		w.tunnels.blocked[d.Host]++
	}
}

func (d BlockHost) lasts() time.Duration { return d.For }

func (d BlockHost) end(w *World) {
	if w.runsCores() {
		w.tunnels.blocked[d.Host]--
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

// Resumes is when the rate that is multiplied does.
func (r timesRate) Resumes(t int64) (at int64, ok bool) { return random.ResumesAt(r.Rate, t) }
