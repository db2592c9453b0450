package audit

import (
	"bytes"
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/google/uuid"
)

// kind is what an event does with an account.
type kind uint8

const (
	had      kind = iota // before the run it is the claimant's
	claims               // it is given to the claimant
	sees                 // an answer says that it is the claimant's
	ends                 // after the run it is the claimant's
	endsSans             // after the run it is not
)

// event is something between a claimant and an account.
type event struct {
	kind        kind
	account     uuid.UUID
	device      string
	claimant    int // who it is about: a number, or another
	part        int // the claimant, and then the part, that it belongs to
	call, until time.Duration
}

// another is a device that had an account before, and is not the one that claims it.
const another = -1

// events are those of all holdings, which come with them.
func (run *Run) events() (given []holding, events []event) {
	for c := range run.claimants() {
		for _, h := range c.holdings {
			events = append(events, run.eventsOf(&h)...)
			h.answers = nil
			given = append(given, h)
		}
	}
	return given, events
}

func (run *Run) eventsOf(h *holding) (events []event) {
	add := func(k kind, claimant int, call, until time.Duration) {
		events = append(events, event{k, h.account, h.device, claimant, h.claimant, call, until})
	}
	if h.was != nil && h.was.DeviceID != "" {
		who := another
		if h.was.hands(h.device) {
			who = h.claimant
		}
		add(had, who, 0, 0)
	}
	if h.giver >= 0 {
		add(claims, h.claimant, h.sent, h.ended)
	}
	for _, a := range h.answers {
		if a != h.giver {
			add(sees, h.claimant, run.Ops[a].Sent, run.Ops[a].Ended)
		}
	}
	end := endsSans
	if h.is.hands(h.device) {
		end = ends
	}
	add(end, h.claimant, never, never)
	return events
}

// apart puts the events of claimants that share an account, or are linked by others that do, into one part, and each other
// claimant's into one of its own. given are the holdings by account.
func apart(given []holding, events []event) iter.Seq[[]event] {
	parts := map[int]int{} // of claimants in another's part: that one, or one on the way to it
	part := func(claimant int) int {
		for {
			next, joined := parts[claimant]
			if !joined {
				return claimant
			}
			if after, joined := parts[next]; joined {
				parts[claimant] = after
			}
			claimant = next
		}
	}
	for i := 1; i < len(given); i++ {
		if a, b := part(given[i-1].claimant), part(given[i].claimant); given[i-1].account == given[i].account && a != b {
			parts[max(a, b)] = min(a, b)
		}
	}
	for i := range events {
		events[i].part = part(events[i].part)
	}
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.part, b.part) })
	return func(yield func([]event) bool) {
		for len(events) > 0 {
			n := 1
			for n < len(events) && events[n].part == events[0].part {
				n++
			}
			if !yield(events[:n]) {
				return
			}
			events = events[n:]
		}
	}
}

// hold is that a claimant has an account.
type hold struct {
	account  uuid.UUID
	claimant int
}

func (a hold) compare(b hold) int {
	return cmp.Or(bytes.Compare(a.account[:], b.account[:]), cmp.Compare(a.claimant, b.claimant))
}

// holders model who has which account: the state is a sorted list of holds, of which no account and no claimant is in two.
func holders(part []event) (model porcupine.Model, ops []porcupine.Operation) {
	var before []hold
	for i := range part {
		e := &part[i]
		if e.kind == had {
			before = append(before, hold{e.account, e.claimant})
			continue
		}
		ops = append(ops, porcupine.Operation{Input: e, Call: int64(e.call), Return: int64(e.until)})
	}
	slices.SortFunc(before, hold.compare)
	before = slices.Compact(before)
	return porcupine.Model{
		Init:  func() any { return before },
		Step:  func(state, input, _ any) (bool, any) { return step(state.([]hold), input.(*event)) },
		Equal: func(a, b any) bool { return slices.Equal(a.([]hold), b.([]hold)) },
	}, ops
}

func step(state []hold, e *event) (legal bool, next []hold) {
	own := hold{e.account, e.claimant}
	at, has := slices.BinarySearchFunc(state, own, hold.compare)
	switch e.kind {
	case claims:
		taken := slices.ContainsFunc(state, func(h hold) bool { return h.account == e.account || h.claimant == e.claimant })
		if taken {
			return false, state
		}
		return true, slices.Insert(slices.Clone(state), at, own)
	case endsSans:
		return !has, state
	}
	return has, state
}
