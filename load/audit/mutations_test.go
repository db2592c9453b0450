package audit_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
	"reprise/load/audit"
	"reprise/load/history"
)

// mutations each spoil a sound run in one way, or say that it has nothing to spoil so; the finding must be among those that
// follow, and porcupine must see it where it is of its models.
var mutations = []struct {
	name    string
	spoil   func(d dice, run *audit.Run) bool
	found   func(r audit.Report) int
	illegal bool
}{
	{"an answer names another's account", spoilTwo(func(_ *audit.Run, a, b *history.Op) { a.Account = b.Account }), double, true},
	{"an answer names an account that is not there", spoilOp(func(_ *audit.Run, op *history.Op) { op.Account = uuid.Max }), lost, true},
	{"an answer names another pay status", spoilOp(func(_ *audit.Run, op *history.Op) { op.PayStatus = 3 - op.PayStatus }), wrongTerms, false},
	{"an answer names another expiry", spoilOp(func(_ *audit.Run, op *history.Op) { op.ValidTo = op.ValidTo.Add(time.Microsecond) }), wrongTerms, false},
	{"an answer from nowhere says owned", spoilOp(func(_ *audit.Run, op *history.Op) { op.Route = pool.Owned }), stray, true},
	{"a stocked account is said to be new", spoilPooled(func(_ *audit.Run, op *history.Op) { op.Route = pool.Fallback }), wrongTerms, false},
	{"other days were asked for", spoilOp(func(_ *audit.Run, op *history.Op) { op.Request.Days++ }), wrongTerms, false},
	{"another flow was asked for", spoilOp(func(_ *audit.Run, op *history.Op) {
		op.Request.Flow, op.Request.PayStatus = pool.AdminCreated, 3-op.PayStatus
	}), wrongTerms, false},
	{"it was given before it was asked for", spoilOp(func(run *audit.Run, op *history.Op) {
		op.Sent += time.Minute
		op.Ended += time.Minute
	}), wrongTerms, false},
	{"a refusal gave", spoilOp(func(_ *audit.Run, op *history.Op) { op.Outcome = history.Refused }), stray, true},
	{"a row has another expiry, and so the answer", spoilRow(func(row *audit.Row, op *history.Op) {
		row.ValidTo = pool.UnclaimedUntil()
		op.ValidTo = row.ValidTo
	}), wrongTerms, false},
	{"a row has no expiry", spoilRow(func(row *audit.Row, _ *history.Op) { row.ValidTo = time.Time{} }), wrongTerms, false},
	{"a row has another pay status, and so the answer", spoilRow(func(row *audit.Row, op *history.Op) {
		row.PayStatus = 3 - row.PayStatus
		op.PayStatus = row.PayStatus
	}), wrongTerms, false},
	{"a row is in the pool again", spoilRow(func(row *audit.Row, _ *history.Op) { row.PayStatus, row.DeviceID = pool.Pool, "" }), lost, true},
	{"a row is in the pool, with its device", spoilRow(func(row *audit.Row, _ *history.Op) { row.PayStatus = pool.Pool }), lost, true},
	{"a row has lost its device", spoilRow(func(row *audit.Row, _ *history.Op) { row.DeviceID = "" }), lost, true},
	{"a row is a stranger's", spoilRow(func(row *audit.Row, _ *history.Op) { row.DeviceID = "stranger" }), double, true},
	{"a request is unknown", forget, stray, false},
	{"a claimed row is gone", removeClaimed, lost, true},
	{"a row of before is gone", removeStocked, missing, false},
	{"a row is there twice", repeatRow, double, false},
	{"a device has another from the pool", spoilStock(func(row *audit.Row, op *history.Op) {
		row.PayStatus, row.DeviceID, row.ValidTo = op.PayStatus, op.Request.DeviceID, op.ValidTo
	}), double, true},
	{"a stranger has one from the pool", spoilStock(func(row *audit.Row, _ *history.Op) {
		row.PayStatus, row.DeviceID = pool.Trial, "stranger"
	}), stray, true},
	{"one has left the pool", spoilStock(func(row *audit.Row, _ *history.Op) { row.PayStatus = pool.Paid }), missing, false},
	{"one expires in the pool", spoilStock(func(row *audit.Row, _ *history.Op) { row.ValidTo = noon }), missing, false},
	{"somebody's account is another's", spoilOld(func(row *audit.Row) { row.DeviceID = "stranger" }), missing, true},
	{"somebody's account expires sooner", spoilOld(func(row *audit.Row) { row.ValidTo = noon }), missing, false},
	{"a reading misses a row", func(_ dice, run *audit.Run) bool { run.After.Counted++; return true }, blind, false},
	{"a reading misses a row of before", func(_ dice, run *audit.Run) bool { run.Before.Counted++; return true }, blind, false},
	{"two took each other's", swap, outOfOrder, true},
	{"one was passed over", passOver, outOfOrder, true},
	{"a doubt without a device", doubtNobody, unresolved, false},
	{"a doubt resolved too early", resolveEarly, unresolved, false},
}

func double(r audit.Report) int     { return r.Double }
func lost(r audit.Report) int       { return r.Lost }
func wrongTerms(r audit.Report) int { return r.WrongTerms }
func stray(r audit.Report) int      { return r.Stray }
func missing(r audit.Report) int    { return r.Missing }
func blind(r audit.Report) int      { return r.Blind }
func outOfOrder(r audit.Report) int { return r.OutOfOrder }
func unresolved(r audit.Report) int { return r.Unresolved }

// Whatever a sound run is spoilt by is found, and as what it is.
func TestEveryMutationIsFound(t *testing.T) {
	for _, m := range mutations {
		t.Run(m.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				d := drawn(t)
				run := simulate(d, 1+d(20), d(24), true)
				if !m.spoil(d, &run) {
					t.Skip("there is nothing in it to spoil so; another run is drawn in its place")
				}
				report := audit.Check(run)
				require.Positive(t, m.found(report), "%v", report.Findings)
				require.False(t, report.Clean())
				require.NotEmpty(t, report.Findings)
				if m.illegal {
					verdict, _ := audit.Linearize(run, patience)
					require.Equal(t, audit.Illegal, verdict)
				}
			})
		})
	}
}

// choose is one of those that are fit; -1: none is.
func choose(d dice, n int, fit func(i int) bool) int {
	var all []int
	for i := range n {
		if fit(i) {
			all = append(all, i)
		}
	}
	if len(all) == 0 {
		return -1
	}
	return all[d(len(all))]
}

// simple reports whether a request was given an account that is there, and is all that its device asked.
func simple(run *audit.Run, i int) bool {
	op := &run.Ops[i]
	if op.Outcome != history.Given || op.Route == pool.Owned || op.Request.DeviceID == "" || rowOf(run.After, op.Account) == nil {
		return false
	}
	return !slices.ContainsFunc(run.Ops, func(o history.Op) bool {
		return o.Request.DeviceID == op.Request.DeviceID && (o.Sent != op.Sent || o.Ended != op.Ended)
	})
}

func rowOf(b *audit.Book, id uuid.UUID) *audit.Row {
	i := slices.IndexFunc(b.Rows, func(r audit.Row) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return &b.Rows[i]
}

func stocked(run *audit.Run, id uuid.UUID) bool {
	row := rowOf(run.Before, id)
	return row != nil && row.PayStatus == pool.Pool
}

type spoiler = func(d dice, run *audit.Run) bool

func spoilOp(do func(run *audit.Run, op *history.Op)) spoiler {
	return func(d dice, run *audit.Run) bool {
		i := choose(d, len(run.Ops), func(i int) bool { return simple(run, i) })
		if i >= 0 {
			do(run, &run.Ops[i])
		}
		return i >= 0
	}
}

func spoilPooled(do func(run *audit.Run, op *history.Op)) spoiler {
	return func(d dice, run *audit.Run) bool {
		i := choose(d, len(run.Ops), func(i int) bool { return simple(run, i) && stocked(run, run.Ops[i].Account) })
		if i >= 0 {
			do(run, &run.Ops[i])
		}
		return i >= 0
	}
}

func spoilTwo(do func(run *audit.Run, a, b *history.Op)) spoiler {
	return func(d dice, run *audit.Run) bool {
		i := choose(d, len(run.Ops), func(i int) bool { return simple(run, i) })
		k := choose(d, len(run.Ops), func(k int) bool { return k != i && simple(run, k) })
		if i < 0 || k < 0 {
			return false
		}
		do(run, &run.Ops[i], &run.Ops[k])
		return true
	}
}

func spoilRow(do func(row *audit.Row, op *history.Op)) spoiler {
	return spoilOp(func(run *audit.Run, op *history.Op) { do(rowOf(run.After, op.Account), op) })
}

// spoilStock changes an account that was in the pool and still is; the request is any that was given another.
func spoilStock(do func(row *audit.Row, op *history.Op)) spoiler {
	return func(d dice, run *audit.Run) bool {
		i := choose(d, len(run.After.Rows), func(i int) bool {
			row := &run.After.Rows[i]
			return row.PayStatus == pool.Pool && !row.Deleted && stocked(run, row.ID)
		})
		k := choose(d, len(run.Ops), func(k int) bool { return simple(run, k) })
		if i < 0 || k < 0 {
			return false
		}
		do(&run.After.Rows[i], &run.Ops[k])
		return true
	}
}

func spoilOld(do func(row *audit.Row)) spoiler {
	return func(d dice, run *audit.Run) bool {
		i := choose(d, len(run.Before.Rows), func(i int) bool {
			return run.Before.Rows[i].DeviceID != "" && rowOf(run.After, run.Before.Rows[i].ID) != nil
		})
		if i < 0 {
			return false
		}
		old := run.Before.Rows[i]
		do(rowOf(run.After, old.ID))
		// Somebody sees it, so that it is of porcupine's models as well.
		run.Ops = append(run.Ops, history.Op{Request: pool.Request{DeviceID: old.DeviceID, Days: 1}, Sent: 1, Ended: 2, Route: pool.Owned,
			Account: old.ID, PayStatus: old.PayStatus, ValidTo: old.ValidTo})
		return true
	}
}

func forget(d dice, run *audit.Run) bool {
	i := choose(d, len(run.Ops), func(i int) bool { return simple(run, i) })
	if i >= 0 {
		run.Ops = slices.Delete(run.Ops, i, i+1)
	}
	return i >= 0
}

func remove(run *audit.Run, id uuid.UUID) {
	run.After.Rows = slices.DeleteFunc(run.After.Rows, func(r audit.Row) bool { return r.ID == id })
	run.After.Counted = len(run.After.Rows)
}

func removeClaimed(d dice, run *audit.Run) bool {
	return spoilOp(func(run *audit.Run, op *history.Op) { remove(run, op.Account) })(d, run)
}

func removeStocked(d dice, run *audit.Run) bool {
	if len(run.Before.Rows) == 0 {
		return false
	}
	remove(run, run.Before.Rows[d(len(run.Before.Rows))].ID)
	return true
}

func repeatRow(d dice, run *audit.Run) bool {
	if len(run.After.Rows) == 0 {
		return false
	}
	i := d(len(run.After.Rows))
	run.After.Rows = slices.Insert(run.After.Rows, i, run.After.Rows[i])
	run.After.Counted++
	return true
}

// swap gives two that took from the stock, one after the other, each other's account.
func swap(d dice, run *audit.Run) bool {
	fit := func(i int) bool { return simple(run, i) && stocked(run, run.Ops[i].Account) }
	i := choose(d, len(run.Ops), fit)
	if i < 0 {
		return false
	}
	k := choose(d, len(run.Ops), func(k int) bool { return fit(k) && run.Ops[k].Sent > run.Ops[i].Ended })
	if k < 0 {
		return false
	}
	a, b := &run.Ops[i], &run.Ops[k]
	x, y := rowOf(run.After, a.Account), rowOf(run.After, b.Account)
	a.Account, b.Account = b.Account, a.Account
	x.ID, y.ID = y.ID, x.ID
	*x, *y = *y, *x
	return true
}

// passOver has an account that was taken in the pool again, and the one who took it given the last of the pool.
func passOver(d dice, run *audit.Run) bool {
	last := -1
	for i, row := range run.After.Rows {
		if row.PayStatus == pool.Pool && !row.Deleted && stocked(run, row.ID) {
			last = i
		}
	}
	i := choose(d, len(run.Ops), func(i int) bool {
		return last >= 0 && simple(run, i) && stocked(run, run.Ops[i].Account) &&
			bytes.Compare(run.Ops[i].Account[:], run.After.Rows[last].ID[:]) < 0
	})
	if i < 0 {
		return false
	}
	op, left := &run.Ops[i], &run.After.Rows[last]
	was := rowOf(run.After, op.Account)
	op.Account = left.ID
	was.ID, left.ID = left.ID, was.ID
	*was, *left = *left, *was
	return true
}

func doubtNobody(_ dice, run *audit.Run) bool {
	run.Ops = append(run.Ops, history.Op{Request: pool.Request{Flow: pool.AdminCreated, Days: 1, PayStatus: pool.Paid}, Ended: 1,
		Outcome: history.InDoubt})
	return true
}

// resolveEarly has an account given to a device in doubt before it asked.
func resolveEarly(d dice, run *audit.Run) bool {
	i := choose(d, len(run.Ops), func(i int) bool { return simple(run, i) })
	if i < 0 {
		return false
	}
	run.Ops[i].Outcome = history.InDoubt
	run.Ops[i].Sent += time.Hour
	return true
}
