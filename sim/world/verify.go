package world

import (
	"strings"
	"time"

	"reprise/control/delivery"
	"reprise/sim"
)

// resyncRun is the last clean-up that was run since the last deactivation.
type resyncRun struct {
	option delivery.Resync
	at     sim.Time
	entry  int32 // the log entry of it, or None
}

// VerifyConfigs is an operator who runs the check after a deactivation (SYNC-18) with the two verification queries: the
// first over every account (SYNC-22), of which the worst is logged, and the second over all of them (SYNC-23).
type VerifyConfigs struct{}

func (VerifyConfigs) line() (EventID, []Field) { return ConfigsVerified, nil }

func (VerifyConfigs) apply(w *World, entry int32) {
	var worst delivery.Counts
	looked, without, violated, broken := 0, 0, 0, ""
	for a := range w.rows.accounts() {
		account := w.accountOf(a)
		if account.Deleted {
			continue
		}
		rows := w.rowsOf(a)
		counts := delivery.CountConfigs(w.servers, rows)
		if looked == 0 || counts.ActiveConfigs < worst.ActiveConfigs {
			worst = counts
		}
		looked++
		if delivery.WithoutConfigs(account, rows) {
			without++
		}
		if violations := delivery.VerifyDeactivation(w.deactivation(counts)); len(violations) > 0 {
			violated++
			broken = ruleNames(violations)
		}
	}
	id := VerificationPassed
	if violated > 0 {
		id = VerificationFailed
	}
	fields := []Field{{"accounts", int64(violated)}, {"totalConfigs", int64(worst.TotalConfigs)},
		{"activeConfigs", int64(worst.ActiveConfigs)}, {"activeServers", int64(worst.ActiveServers)},
		{"withoutConfigs", int64(without)}}
	if violated > 0 {
		fields = append(fields, Field{"broken", broken})
	}
	w.log(id, entry, fields...)
}

// ruleNames are the rules that are violated.
func ruleNames(violations []delivery.Violation) string {
	names := make([]string, len(violations))
	for i, v := range violations {
		names[i] = v.Rule
	}
	return strings.Join(names, ",")
}

// deactivation is where things stand for an account whose configs were counted.
func (w *World) deactivation(counts delivery.Counts) delivery.Deactivation {
	return delivery.Deactivation{
		ResyncRun: w.lastResync.option, Since: time.Duration(w.engine.Now() - w.lastResync.at),
		ActiveConfigs: counts.ActiveConfigs, ActiveServers: counts.ActiveServers,
	}
}
