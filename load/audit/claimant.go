package audit

import (
	"bytes"
	"cmp"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/google/uuid"

	"reprise/control/pool"
	"reprise/load/history"
)

// Two times after any other, on the clock of a history.
const (
	whenever = time.Duration(math.MaxInt64 - 1) // the end of what may have taken effect at any time
	never    = time.Duration(math.MaxInt64)     // the beginning of what did not happen by the end of the run
)

// claimant is a device, with all that it asked for and all that it was given. A request without a device is one by itself, for
// nothing says whose it is.
type claimant struct {
	number   int
	device   string
	ops      []int     // its requests, by the time of sending: places in Run.Ops
	doubts   []int     // of those in doubt the earliest on each terms: whatever a later one may have done, it may have as well
	holdings []holding // by account
}

// holding is an account that a claimant was given, by an answer or by the database.
type holding struct {
	account  uuid.UUID
	claimant int    // its number
	device   string // the claimant's
	was, is  *Row   // its row before the run and after; nil: there is none
	answers  []int  // those that acknowledged it, by the time of sending: places in Run.Ops
	giver    int    // the request to which it was given; -1: none explains it
	fits     bool   // the row has the terms of the giver

	sent, ended time.Duration // between which it was given
}

// asked is a request, or a row (then op is -1), by what it is sorted by.
type asked struct {
	device string
	sent   time.Duration
	op     int
	row    *Row
}

// claimants are all devices that asked, or that the database gives an account, in their order. What is yielded is good until the
// next one is.
func (run *Run) claimants() iter.Seq[*claimant] {
	return func(yield func(*claimant) bool) {
		all := run.asked()
		var c claimant
		for len(all) > 0 {
			n := 1
			for all[0].device != "" && n < len(all) && all[n].device == all[0].device {
				n++
			}
			c.gather(run, all[:n])
			if !yield(&c) {
				return
			}
			c.number++
			all = all[n:]
		}
	}
}

// asked are the requests and the rows that have a device, by device, a device's requests first and by the time of sending.
func (run *Run) asked() []asked {
	all := make([]asked, 0, len(run.Ops)+len(run.After.Rows))
	for i := range run.Ops {
		all = append(all, asked{device: run.Ops[i].Request.DeviceID, sent: run.Ops[i].Sent, op: i})
	}
	for i := range run.After.Rows {
		if row := &run.After.Rows[i]; row.DeviceID != "" {
			all = append(all, asked{device: row.DeviceID, sent: never, op: -1, row: row})
		}
	}
	slices.SortFunc(all, func(a, b asked) int {
		return cmp.Or(cmp.Compare(a.device, b.device), cmp.Compare(a.sent, b.sent), cmp.Compare(a.op, b.op))
	})
	return all
}

// gather makes c the claimant of these requests and rows; its slices are used again.
func (c *claimant) gather(run *Run, all []asked) {
	c.device, c.ops, c.doubts, c.holdings = all[0].device, c.ops[:0], c.doubts[:0], c.holdings[:0]
	for _, a := range all {
		if a.op < 0 {
			c.holdings = append(c.holdings, holding{account: a.row.ID})
			continue
		}
		c.ops = append(c.ops, a.op)
		switch op := &run.Ops[a.op]; op.Outcome {
		case history.Given:
			c.holdings = append(c.holdings, holding{account: op.Account, answers: c.last()})
		case history.InDoubt:
			c.addDoubt(run, a.op)
		}
	}
	c.merge()
	for i := range c.holdings {
		c.holdings[i].claimant, c.holdings[i].device = c.number, c.device
		c.holdings[i].explain(run, c)
	}
}

// last is its last request alone, so that whoever appends to it writes elsewhere.
func (c *claimant) last() []int { return c.ops[len(c.ops)-1 : len(c.ops) : len(c.ops)] }

func (c *claimant) addDoubt(run *Run, op int) {
	if !slices.ContainsFunc(c.doubts, func(d int) bool { return run.Ops[d].Request == run.Ops[op].Request }) {
		c.doubts = append(c.doubts, op)
	}
}

// merge makes one holding of those of the same account.
func (c *claimant) merge() {
	if len(c.holdings) < 2 {
		return
	}
	slices.SortStableFunc(c.holdings, func(a, b holding) int { return bytes.Compare(a.account[:], b.account[:]) })
	kept := c.holdings[:1]
	for _, h := range c.holdings[1:] {
		if last := &kept[len(kept)-1]; last.account == h.account {
			last.answers = append(last.answers, h.answers...)
			continue
		}
		kept = append(kept, h)
	}
	c.holdings = kept
}

// explain finds the request to which the account was given, and when that was. An answer that says it was taken from the pool, or
// made, comes first, then a request in doubt; of each kind the first on whose terms the row is, or any where none is. What the
// claimant had before, no request in doubt was given.
//
// An answer that the device owns the account says that one before it took effect, and by when.
func (h *holding) explain(run *Run, c *claimant) {
	h.was, h.is = run.Before.find(h.account), run.After.find(h.account)
	h.giver, h.sent, h.ended = -1, never, never
	for _, a := range h.answers {
		if op := &run.Ops[a]; op.Route != pool.Owned && !h.fits {
			h.consider(run, a, op.Ended)
		}
	}
	if h.hadBefore() {
		return
	}
	known := whenever
	for _, a := range h.answers {
		known = min(known, run.Ops[a].Ended)
	}
	for _, d := range c.doubts {
		if run.Ops[d].Sent <= known && !h.fits && (len(h.answers) > 0 || h.is.hands(c.device)) {
			h.consider(run, d, known)
		}
	}
}

// hadBefore reports whether the claimant had the account before the run; the judgement of the stock says whether it still is as it was.
func (h *holding) hadBefore() bool { return h.device != "" && h.was.hands(h.device) }

// consider takes a request for the giver where its terms are the row's, and where there is no other.
func (h *holding) consider(run *Run, op int, ended time.Duration) {
	fits := h.is != nil && run.terms(op, ended).allow(h.is)
	if h.giver < 0 || fits {
		h.giver, h.fits, h.sent, h.ended = op, fits, run.Ops[op].Sent, ended
	}
}
