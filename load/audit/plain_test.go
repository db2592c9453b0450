package audit_test

import (
	"fmt"
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

// plain judges a run word by word, in O(n^2) and more: what Check does in O(n log n) is held against it.
type plain struct {
	run   audit.Run
	pairs []pair
}

// pair is a device, or a request without one, and an account that it was given by an answer or by the database.
type pair struct {
	who     string
	account uuid.UUID
}

func (p *plain) who(i int) string {
	if device := p.run.Ops[i].Request.DeviceID; device != "" {
		return device
	}
	return fmt.Sprintf("request %d", i)
}

// asked are the requests of one, by the time of sending.
func (p *plain) asked(who string, outcome history.Outcome) (ops []history.Op) {
	for i, op := range p.run.Ops {
		if p.who(i) == who && op.Outcome == outcome {
			ops = append(ops, op)
		}
	}
	slices.SortStableFunc(ops, func(a, b history.Op) int { return int(a.Sent - b.Sent) })
	return ops
}

func (p *plain) answers(q pair) []history.Op {
	return slices.DeleteFunc(p.asked(q.who, history.Given), func(op history.Op) bool { return op.Account != q.account })
}

// has reports whether the database gives the account to that one.
func (p *plain) has(b *audit.Book, q pair) bool {
	row := rowOf(b, q.account)
	if row == nil || row.PayStatus == pool.Pool {
		return false
	}
	if row.DeviceID == "" {
		return len(p.answers(q)) > 0 && p.answers(q)[0].Request.DeviceID == ""
	}
	return row.DeviceID == q.who
}

// possible are the requests that may have given the account, the likeliest first, with the end of when they may have.
func (p *plain) possible(q pair) (ops []history.Op, by []time.Duration) {
	answers, known := p.answers(q), time.Duration(1<<62)
	for _, op := range answers {
		known = min(known, op.Ended)
		if op.Route != pool.Owned {
			ops, by = append(ops, op), append(by, op.Ended)
		}
	}
	if p.has(p.run.Before, q) || len(answers) == 0 && !p.has(p.run.After, q) {
		return ops, by
	}
	for _, op := range p.asked(q.who, history.InDoubt) {
		if op.Sent <= known {
			ops, by = append(ops, op), append(by, known)
		}
	}
	return ops, by
}

// fits reports whether the row is what the request allows.
func (p *plain) fits(op history.Op, by time.Duration, row *audit.Row) bool {
	end := p.run.After.At
	if by < 1<<62 {
		end = p.run.Start.Add(by)
	}
	least, most := op.Request.Given(pool.Account{}, p.run.Start.Add(op.Sent)), op.Request.Given(pool.Account{}, end)
	return row != nil && row.PayStatus == least.PayStatus && row.ValidTo.UnixMicro() >= least.ValidTo.UnixMicro() &&
		row.ValidTo.UnixMicro() <= most.ValidTo.Add(999).UnixMicro()
}

// giver is the request that gave the account.
func (p *plain) giver(q pair) (giver history.Op, by time.Duration, known, fits bool) {
	ops, ends := p.possible(q)
	if len(ops) == 0 {
		return history.Op{}, 0, false, false
	}
	for i, op := range ops {
		if p.fits(op, ends[i], rowOf(p.run.After, q.account)) {
			return op, ends[i], true, true
		}
	}
	return ops[0], ends[0], true, false
}

func (p *plain) check() (r audit.Report) {
	p.gather()
	for _, q := range p.pairs {
		p.judge(q, &r)
		others := func(same func(o pair) bool) bool {
			return slices.ContainsFunc(p.pairs, func(o pair) bool { return o != q && same(o) })
		}
		first := func(same func(o pair) bool) bool { return p.pairs[slices.IndexFunc(p.pairs, same)] == q }
		if same := func(o pair) bool { return o.who == q.who }; others(same) && first(same) {
			r.Double++
		}
		if same := func(o pair) bool { return o.account == q.account }; others(same) && first(same) {
			r.Double++
		}
	}
	p.doubts(&r)
	p.stock(&r)
	p.order(&r)
	return r
}

func (p *plain) gather() {
	add := func(q pair) {
		if !slices.Contains(p.pairs, q) {
			p.pairs = append(p.pairs, q)
		}
	}
	for i, op := range p.run.Ops {
		if op.Outcome == history.Given {
			add(pair{p.who(i), op.Account})
		}
	}
	for _, row := range p.run.After.Rows {
		if row.DeviceID != "" {
			add(pair{row.DeviceID, row.ID})
		}
	}
}

func (p *plain) judge(q pair, r *audit.Report) {
	answers, row, old := p.answers(q), rowOf(p.run.After, q.account), p.has(p.run.Before, q)
	giver, _, known, fits := p.giver(q)
	unequal := slices.ContainsFunc(answers, func(op history.Op) bool {
		return row != nil && (op.PayStatus != row.PayStatus || op.ValidTo.Sub(row.ValidTo).Abs() >= time.Microsecond)
	})
	renewed := known && giver.Outcome == history.Given && giver.Route == pool.Fallback && rowOf(p.run.Before, q.account) != nil
	if len(answers) > 0 {
		r.Claims++
	}
	switch {
	case len(answers) == 0 && !old && !fits && len(p.asked(q.who, history.InDoubt)) == 0:
		r.Stray++
	case len(answers) == 0 && !old && !fits:
		r.WrongTerms++
	case len(answers) == 0:
	case !p.has(p.run.After, q):
		r.Lost++
	case unequal, known && !fits, renewed:
		r.WrongTerms++
	case !known && !old:
		r.Stray++
	}
}

func (p *plain) doubts(r *audit.Report) {
	var seen []string
	for i, op := range p.run.Ops {
		if op.Outcome != history.InDoubt || slices.Contains(seen, p.who(i)) {
			continue
		}
		who := p.who(i)
		seen = append(seen, who)
		r.InDoubt++
		outcome := &r.LeftWithout
		var mine []pair
		for _, q := range p.pairs {
			if q.who == who {
				mine = append(mine, q)
			}
		}
		for _, q := range mine {
			giver, by, known, fits := p.giver(q)
			outcome = &r.HadCommitted
			if known && giver.Outcome == history.Given && p.asked(who, history.InDoubt)[0].Sent <= by {
				outcome = &r.ClaimedAnew
			}
			if !p.has(p.run.After, q) || !fits && !p.has(p.run.Before, q) {
				outcome = &r.Unresolved
				break
			}
		}
		if op.Request.DeviceID == "" {
			outcome = &r.Unresolved
		}
		*outcome++
	}
}

func (p *plain) stock(r *audit.Report) {
	for _, was := range p.run.Before.Rows {
		is := rowOf(p.run.After, was.ID)
		anybodys := slices.ContainsFunc(p.pairs, func(q pair) bool {
			return q.account == was.ID && len(p.answers(q)) > 0 && p.answers(q)[0].Request.DeviceID == ""
		})
		if is == nil {
			r.Missing++
			continue
		}
		pooled := was.PayStatus == pool.Pool && was.DeviceID == "" && is.DeviceID == "" && !anybodys
		if pooled && is.Deleted && !was.Deleted {
			r.Drained++
		}
		kept := is.PayStatus == was.PayStatus && is.DeviceID == was.DeviceID && is.ValidTo.Equal(was.ValidTo)
		if !kept && (was.DeviceID != "" || pooled && !is.Deleted) {
			r.Missing++
		}
	}
}

func (p *plain) order(r *audit.Report) {
	type taken struct {
		id        string
		sent, end time.Duration
	}
	var all []taken
	for _, was := range p.run.Before.Rows {
		if was.PayStatus != pool.Pool || was.DeviceID != "" || was.Deleted {
			continue
		}
		claimed := false
		for _, q := range p.pairs {
			claimed = claimed || q.account == was.ID
			if giver, by, known, _ := p.giver(q); known && q.account == was.ID && (giver.Outcome == history.InDoubt || giver.Route == pool.FromPool) {
				all = append(all, taken{string(was.ID[:]), giver.Sent, by})
			}
		}
		if is := rowOf(p.run.After, was.ID); !claimed && is != nil && is.PayStatus == pool.Pool && !is.Deleted {
			all = append(all, taken{string(was.ID[:]), 1<<62 + 1, 1<<62 + 1})
		}
	}
	for _, a := range all {
		if slices.ContainsFunc(all, func(b taken) bool { return b.id < a.id && a.end < b.sent }) {
			r.OutOfOrder++
		}
	}
}

// On small runs, sound or spoilt in several ways at once, the quick judgement is the plain one.
func TestCheckIsThePlainJudgement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawn(t)
		run := simulate(d, 1+d(12), d(16), d.oneIn(2))
		for range d(4) {
			m := mutations[d(len(mutations))]
			if m.name != "a row is there twice" && m.name != "a reading misses a row" && m.name != "a reading misses a row of before" {
				m.spoil(d, &run)
			}
		}
		got := audit.Check(run)
		want := (&plain{run: run}).check()
		want.DoubleBelow, want.LostBelow = audit.Bound(want.Double, want.Claims), audit.Bound(want.Lost, want.Claims)
		want.Ordered, want.Findings = run.Ordered, got.Findings
		require.Equal(t, want, got)
	})
}
