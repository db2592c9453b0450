package audit

import (
	"fmt"
	"time"

	"github.com/anishathalye/porcupine"

	"reprise/control/pool"
	"reprise/load/history"
)

// Linearity is what porcupine says of a run.
type Linearity string

// The three answers. Unknown is a failure as well: the time was up before there was an answer.
const (
	Linear  Linearity = "ok"
	Illegal Linearity = "illegal"
	Unknown Linearity = "unknown"
)

// Linearize asks porcupine whether the pool behaved as if claims had come one at a time, each at some instant between its sending
// and its answer, and says what was illegal or not decided in time. What a request in doubt did, the database says: it gave the
// account that the device has, at any time after its sending (up to the first answer that the device owns it), or did nothing.
//
// Two models must both hold. Neither is told of fills, whose times the history does not know, nor which account an unordered claim
// should have taken, for any would do.
//
//   - Who has what: a claim takes an account that nobody has, for a device that has none; an answer that the device owns one sees
//     it; in the end each account is whose the database says. Devices that share no account have nothing to do with each other,
//     so that every history falls apart into small ones.
//   - The order, where it is promised: the stock, which is the accounts in the pool before, is a queue by id, and a claim takes
//     its head; a fallback finds it empty (POOL-07). What was drained, or went without a known claim, is left out; what is still in
//     the pool was never taken, and blocks the queue. Accounts of fills are left out, so that a claim may take one at any time.
//     This is one history of all; porcupine takes memory by the square of its claims: 0.1 GB of 20,000, 3 GB of 100,000.
func Linearize(run Run, timeout time.Duration) (Linearity, string) {
	deadline := time.Now().Add(timeout)
	given, events := run.events()
	byAccount(given)
	if run.Ordered {
		if v := ask(queue, run.queued(given), deadline); v != Linear {
			return v, fmt.Sprintf("the order of ids: %s", v)
		}
	}
	for part := range apart(given, events) {
		model, ops := holders(part)
		if v := ask(model, ops, deadline); v != Linear {
			return v, fmt.Sprintf("who has %s, which device %s was given: %s", part[0].account, name(part[0].device), v)
		}
	}
	return Linear, ""
}

// ask lets porcupine take until the deadline.
func ask(model porcupine.Model, ops []porcupine.Operation, deadline time.Time) Linearity {
	left := time.Until(deadline)
	if left <= 0 {
		return Unknown
	}
	switch porcupine.CheckOperationsTimeout(model, ops, left) {
	case porcupine.Ok:
		return Linear
	case porcupine.Illegal:
		return Illegal
	}
	return Unknown
}

// empty is what a fallback finds the queue to be.
type empty struct{ stock int }

// queue is the stock as a queue: its state is the place of its head, and the input of a claim the place of the account that it took.
var queue = porcupine.Model{
	Init: func() any { return 0 },
	Step: func(state, input, _ any) (bool, any) {
		head := state.(int)
		if e, isFallback := input.(empty); isFallback {
			return head == e.stock, head
		}
		return head == input.(int), head + 1
	},
}

// queued are the claims on the stock, and the fallbacks.
func (run *Run) queued(given []holding) (ops []porcupine.Operation) {
	stock, last := 0, -1
	for _, t := range run.taken(given) {
		if t.place != last {
			stock, last = stock+1, t.place
		}
		if t.by != nil {
			ops = append(ops, porcupine.Operation{Input: stock - 1, Call: int64(t.sent), Return: int64(t.ended)})
		}
	}
	for i := range given {
		h := &given[i]
		if h.giver >= 0 && run.Ops[h.giver].Outcome == history.Given && run.Ops[h.giver].Route == pool.Fallback {
			ops = append(ops, porcupine.Operation{Input: empty{stock}, Call: int64(h.sent), Return: int64(h.ended)})
		}
	}
	return ops
}
