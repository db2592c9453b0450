package world

import (
	"time"

	"reprise/control/pool"
	"reprise/sim"
	"reprise/sim/random"
	"reprise/sim/world/accounts"
)

// SignUp is a named client's user who asks for an account (POOL-10). An app that has one, or waits for one, asks for no other.
type SignUp struct {
	Client int32
	Flow   pool.Flow
}

func (d SignUp) who() int32               { return d.Client }
func (d SignUp) line() (EventID, []Field) { return SignedUp, []Field{{"flow", d.Flow.String()}} }
func (d SignUp) apply(w *World, entry int32) {
	own := w.personal(d.Client)
	if !w.clients[d.Client].absent || own.signingUp {
		return
	}
	own.signingUp = true
	w.signups.service.SignUp(accounts.User{Name: d.Client, Because: entry, Flow: d.Flow}, w.cfg.Clients[d.Client].Name)
}

// SpikeSignups has users sign up more often for a while, Factor times as often, at least 1 (POOL-18).
type SpikeSignups struct {
	Factor float64
	For    time.Duration
}

func (d SpikeSignups) line() (EventID, []Field) {
	return SignupsSpiked, []Field{{"factor", d.Factor}, {"for", length(d.For)}}
}
func (d SpikeSignups) apply(w *World, entry int32) { w.signups.began(entry) }
func (d SpikeSignups) lasts() time.Duration        { return d.For }
func (d SpikeSignups) end(w *World)                { w.signups.ended() }

// turn has one more user sign up, but for the first, which only begins the spike, and draws when the next one does.
func (d SpikeSignups) turn(w *World, cause int32, n int64) (next time.Duration, more bool) {
	usual := w.signups.service.Rate()
	if usual == nil {
		return 0, false
	}
	if n > 0 {
		w.signups.service.Arrive()
	}
	now := w.engine.Now()
	at, more := random.NextArrival(&w.causeDraws[cause], timesRate{usual, d.Factor - 1}, int64(now))
	return sim.Time(at).Sub(now), more
}

// FailWorker is trouble of the worker service: a share of its calls fails, and calls take longer, for a while (POOL-18). What
// background sync pushes, which is the same service's, fails as calls of any kind do.
type FailWorker struct {
	accounts.Fault
	For time.Duration
}

func (d FailWorker) line() (EventID, []Field) {
	fields := []Field{{"calls", d.What.String()}, {"errors", d.Errors}, {"for", length(d.For)}}
	if d.Slower != 1 {
		fields = append(fields, Field{"slower", d.Slower})
	}
	return WorkerFault, fields
}
func (d FailWorker) apply(w *World, entry int32) {
	w.signups.service.Strike(d.Fault)
	w.signups.began(entry)
}
func (d FailWorker) lasts() time.Duration { return d.For }
func (d FailWorker) end(w *World) {
	w.signups.service.Mend(d.Fault)
	w.signups.ended()
}

// StopScheduler is a scheduler that does not look at the pool for a while (POOL-18).
type StopScheduler struct{ For time.Duration }

func (d StopScheduler) line() (EventID, []Field) {
	return SchedulerStopped, []Field{{"for", length(d.For)}}
}
func (d StopScheduler) apply(w *World, entry int32) {
	w.signups.service.StopScheduler()
	w.signups.began(entry)
}
func (d StopScheduler) lasts() time.Duration { return d.For }
func (d StopScheduler) end(w *World) {
	w.signups.service.StartScheduler()
	w.signups.ended()
}

// FillPool is an operator who fills the pool by hand (POOL-13). The count was checked when it was read.
type FillPool struct{ Count int }

func (d FillPool) line() (EventID, []Field) { return FillAsked, []Field{{"count", int64(d.Count)}} }
func (d FillPool) apply(w *World, entry int32) {
	_ = w.signups.service.FillByHand(d.Count, entry)
}
