package world

import (
	"time"

	"reprise/control/pool"
	"reprise/sim/world/accounts"
)

// Refused is accounts.Witness.
func (w *World) Refused(to accounts.User, reason string) {
	w.personal(to.Name).signingUp = false
	because := to.Because
	if reason == accounts.NoConnection {
		w.metric[poolTimeouts]++
		if !w.counted(PoolTimeout, to.Name) {
			because = w.logClient(PoolTimeout, to.Name, because, Field{"waited", length(to.Waited)})
		}
	}
	if !w.counted(SignupFailed, to.Name) {
		w.logClient(SignupFailed, to.Name, because, Field{"reason", reason}, Field{"waited", length(to.Waited)})
	}
}

// ExpiryKept is accounts.Witness.
func (w *World) ExpiryKept(to accounts.User, reason string) {
	if !w.counted(ExpiryKept, to.Name) {
		w.logClient(ExpiryKept, to.Name, to.Because, Field{"reason", reason})
	}
}

// Overstays is accounts.Witness.
func (w *World) Overstays(to accounts.User) {
	if !w.counted(AccountOverstays, to.Name) {
		w.logClient(AccountOverstays, to.Name, to.Because)
	}
}

// FillStarted is accounts.Witness.
func (w *World) FillStarted(f accounts.FillReport) int32 {
	return w.log(FillStarted, f.Because, Field{"by", fillers[f.ByHand]}, Field{"size", int64(f.Size)}, Field{"count", int64(f.Asked)})
}

// fillers are who fills: by hand or not.
var fillers = map[bool]string{false: "scheduler", true: "hand"}

// FillFinished is accounts.Witness.
func (w *World) FillFinished(f accounts.FillReport) {
	id := FillFinished
	if f.Failed > 0 {
		id = FillFailed
	}
	w.log(id, f.Because, Field{"by", fillers[f.ByHand]}, Field{"made", int64(f.Made)}, Field{"withoutConfigs", int64(f.Failed)},
		Field{"size", int64(f.Size)}, Field{"took", length(f.Took)})
}

// QueryLate is accounts.Witness.
func (w *World) QueryLate(by string) {
	w.metric[poolTimeouts]++
	w.log(PoolTimeout, w.database.blame, Field{"by", by})
}

// Low is accounts.Witness.
func (w *World) Low(s pool.Status) {
	w.log(PoolLow, w.signups.blame, Field{"size", int64(s.Size)}, Field{"min", int64(s.Min)})
}

// Emptied is accounts.Witness.
func (w *World) Emptied(after time.Duration) {
	w.log(PoolEmpty, w.signups.blame, Field{"after", length(after)})
}

// Recovered is accounts.Witness.
func (w *World) Recovered(s pool.Status, low time.Duration) {
	w.log(PoolRecovered, None, Field{"size", int64(s.Size)}, Field{"low", length(low)})
}

// Alerted is accounts.Witness.
func (w *World) Alerted(s pool.Status, looks pool.Depletion) {
	w.log(AlertPoolLow, w.signups.blame, Field{"size", int64(s.Size)}, Field{"min", int64(s.Min)}, Field{"looksLike", looks.String()})
}
