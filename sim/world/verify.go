package world

import (
	"time"

	"reprise/control/delivery"
	"reprise/sim"
)

// resyncRun is the last clean-up that was run after a deactivation.
type resyncRun struct {
	option delivery.Resync
	at     sim.Time
}

// VerifyConfigs is an operator who runs the check after a deactivation (SYNC-18) with the two verification queries: the
// first over every account (SYNC-22), of which the worst is logged, and the second over all of them (SYNC-23).
type VerifyConfigs struct{}

func (VerifyConfigs) line() (EventID, []Field) { return ConfigsVerified, nil }

func (VerifyConfigs) apply(w *World, entry int32) {
	var worst delivery.Counts
	without, violated := 0, 0
	for a := range w.rows.accounts() {
		rows := w.rowsOf(a)
		counts := delivery.CountConfigs(w.servers, rows)
		if a == 0 || counts.ActiveConfigs < worst.ActiveConfigs {
			worst = counts
		}
		if delivery.WithoutConfigs(everyAccount, rows) {
			without++
		}
		if len(delivery.VerifyDeactivation(w.deactivation(counts))) > 0 {
			violated++
		}
	}
	id := VerificationPassed
	if violated > 0 {
		id = VerificationFailed
	}
	w.log(id, entry, Field{"accounts", int64(violated)}, Field{"totalConfigs", int64(worst.TotalConfigs)},
		Field{"activeConfigs", int64(worst.ActiveConfigs)}, Field{"activeServers", int64(worst.ActiveServers)},
		Field{"withoutConfigs", int64(without)})
}

// deactivation is where things stand for an account whose configs were counted.
func (w *World) deactivation(counts delivery.Counts) delivery.Deactivation {
	return delivery.Deactivation{
		ResyncRun: w.lastResync.option, Since: time.Duration(w.engine.Now() - w.lastResync.at),
		ActiveConfigs: counts.ActiveConfigs, ActiveServers: counts.ActiveServers,
	}
}
