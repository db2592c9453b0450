package audit

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"reprise/control/pool"
	"reprise/load/history"
)

// sharedAccounts finds the accounts that more than one claimant was given, and those that the table has twice.
func (j *judge) sharedAccounts() {
	byAccount(j.given)
	for i := 1; i < len(j.given); i++ {
		a, b := &j.given[i-1], &j.given[i]
		if a.account == b.account && (i == 1 || j.given[i-2].account != a.account) {
			j.find(&j.report.Double, "double: %s was given to devices %s (%s) and %s (%s); the database has it as %s", a.account, name(a.device),
				a.between(), name(b.device), b.between(), a.is)
		}
	}
	rows := j.run.After.Rows
	for i := 1; i < len(rows); i++ {
		if rows[i].ID == rows[i-1].ID {
			j.find(&j.report.Double, "double: %s is in table account twice, as %s and as %s", rows[i].ID, &rows[i-1], &rows[i])
		}
	}
}

// byAccount sorts holdings by account; those of the same one by when they were given.
func byAccount(given []holding) {
	slices.SortFunc(given, func(a, b holding) int {
		return cmp.Or(bytes.Compare(a.account[:], b.account[:]), cmp.Compare(a.sent, b.sent), cmp.Compare(a.claimant, b.claimant))
	})
}

// between is when the account was given, in words.
func (h *holding) between() string {
	switch {
	case h.giver < 0:
		return "nobody knows when"
	case h.ended >= whenever:
		return "after " + h.sent.String()
	}
	return "between " + h.sent.String() + " and " + h.ended.String()
}

// stock finds the accounts of before that are gone, or changed though nobody claimed them. What a request explains has been judged
// with it, as has every row that has a device now and had none.
func (j *judge) stock() {
	for i := range j.run.Before.Rows {
		was := &j.run.Before.Rows[i]
		is := j.run.After.find(was.ID)
		switch {
		case is == nil:
			j.find(&j.report.Missing, "missing: %s is gone; before it was %s", was.ID, was)
		case was.DeviceID != "":
			if is.DeviceID != was.DeviceID || is.PayStatus != was.PayStatus || !is.ValidTo.Equal(was.ValidTo) {
				j.find(&j.report.Missing, "missing: %s was %s, and is %s", was.ID, was, is)
			}
		case is.DeviceID != "" || was.PayStatus != pool.Pool || j.acknowledgedToNobody(was.ID):
		case is.Deleted:
			if !was.Deleted {
				j.report.Drained++
			}
		case is.PayStatus != pool.Pool || !is.ValidTo.Equal(was.ValidTo):
			j.find(&j.report.Missing, "missing: %s left the pool, or was changed in it, and nobody claimed it: it was %s, and is %s", was.ID, was, is)
		}
	}
}

// acknowledgedToNobody reports whether an answer gives the account to a request without a device.
func (j *judge) acknowledgedToNobody(account uuid.UUID) bool {
	return slices.ContainsFunc(of(j.given, account), func(h holding) bool { return h.device == "" })
}

// of are the holdings of an account, of all by account.
func of(given []holding, account uuid.UUID) []holding {
	from, _ := slices.BinarySearchFunc(given, account, func(h holding, id uuid.UUID) int { return bytes.Compare(h.account[:], id[:]) })
	to := from
	for to < len(given) && given[to].account == account {
		to++
	}
	return given[from:to]
}

// taken is an account of the stock, when a claim took it. Of one that is left in the pool that is never.
type taken struct {
	account     uuid.UUID
	place       int // in the stock, by id
	sent, ended time.Duration
	by          *holding // nil: it is left
}

// order finds the accounts that were taken while one of a smaller id was left: one that was in the pool before the run as well,
// and that a claim took which began after the first had ended, or that is there still. What a fill brought may come too late, or
// be drained too early, for anybody to say what was left.
func (j *judge) order() {
	all := j.run.taken(j.given)
	slices.SortFunc(all, func(a, b taken) int { return cmp.Or(cmp.Compare(a.sent, b.sent), cmp.Compare(a.place, b.place)) })
	first := make([]int, len(all)) // of those that began no sooner, the one of the smallest id
	for i := len(all) - 1; i >= 0; i-- {
		first[i] = i
		if i+1 < len(all) && all[first[i+1]].place < all[i].place {
			first[i] = first[i+1]
		}
	}
	for i := range all {
		t := &all[i]
		next, _ := slices.BinarySearchFunc(all, t.ended, func(b taken, ended time.Duration) int {
			if b.sent <= ended {
				return -1
			}
			return 1
		})
		if t.by == nil || next == len(all) || all[first[next]].place >= t.place {
			continue
		}
		j.disorder(t, &all[first[next]])
	}
}

func (j *judge) disorder(t, left *taken) {
	if !j.run.Ordered {
		j.report.OutOfOrder++
		return
	}
	until := "nobody was given"
	if left.by != nil {
		until = "was given to device " + name(left.by.device) + " " + left.by.between()
	}
	j.find(&j.report.OutOfOrder, "out of order: %s was given to device %s %s, while %s was left, which %s", t.account, name(t.by.device),
		t.by.between(), left.account, until)
}

// taken are the accounts of the stock with when they were taken, if ever, given all holdings by account. Those that were drained
// are left out.
func (run *Run) taken(given []holding) []taken {
	var all []taken
	place := 0
	for i := range run.Before.Rows {
		if !run.Before.Rows[i].inPool() {
			continue
		}
		account := run.Before.Rows[i].ID
		holders := of(given, account)
		if len(holders) == 0 && run.After.find(account).inPool() {
			all = append(all, taken{account, place, never, never, nil})
		}
		for k := range holders {
			if h := &holders[k]; h.giver >= 0 && run.fromPool(h.giver) {
				all = append(all, taken{account, place, h.sent, h.ended, h})
			}
		}
		place++
	}
	return all
}

// fromPool reports whether a request, to which an account of the stock was given, took it from the pool: as its answer says, or,
// where it had none, as nothing else could be.
func (run *Run) fromPool(op int) bool {
	return run.Ops[op].Outcome == history.InDoubt || run.Ops[op].Route == pool.FromPool
}
