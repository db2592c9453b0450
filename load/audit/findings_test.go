package audit_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/audit"
	"reprise/load/history"
)

// account is the n-th of the hand-made books.
func account(n byte) uuid.UUID { return uuid.UUID{15: n} }

// pooled and given are rows; given at a time in milliseconds after the start, for three days.
func pooled(n byte) audit.Row {
	return audit.Row{ID: account(n), PayStatus: pool.Pool, ValidTo: pool.UnclaimedUntil()}
}

func given(n byte, device string, ms int) audit.Row {
	return audit.Row{ID: account(n), PayStatus: pool.Trial, DeviceID: device, ValidTo: noon.Add(72*time.Hour + time.Duration(ms)*time.Millisecond)}
}

// asks is a request for three days, from one millisecond to another; its answer is as in its row.
func asks(device string, from, to int, route pool.Route, row audit.Row) history.Op {
	return history.Op{Request: pool.Request{DeviceID: device, Days: 3}, Sent: time.Duration(from) * time.Millisecond,
		Ended: time.Duration(to) * time.Millisecond, Account: row.ID, Route: route, PayStatus: row.PayStatus, ValidTo: row.ValidTo}
}

// doubts is one that ended in doubt.
func doubts(device string, from, to int) history.Op {
	op := asks(device, from, to, 0, audit.Row{})
	op.Outcome = history.InDoubt
	return op
}

func again(n int, op history.Op) history.Op {
	op.Again = n
	return op
}

// byHand is a run of few rows; the books count what they have, and are read at noon and a minute past.
func byHand(before, after []audit.Row, ops ...history.Op) audit.Run {
	return audit.Run{Before: &audit.Book{Rows: before, Counted: len(before), At: noon}, Start: noon, Ops: ops, Ordered: true,
		After: &audit.Book{Rows: after, Counted: len(after), At: noon.Add(time.Minute)}}
}

type rows = []audit.Row

// A finding says what it is about, so that it can be looked up: the account, the devices, the times.
func TestFindings(t *testing.T) {
	unlimited := given(1, "a", 5)
	unlimited.ValidTo = pool.UnclaimedUntil()
	drained := pooled(1)
	drained.Deleted = true
	for _, tc := range []struct {
		name string
		run  audit.Run
		want audit.Report
		says []string
	}{
		{"nothing", byHand(rows{pooled(1), pooled(2)}, rows{given(1, "a", 5), pooled(2)}, asks("a", 0, 10, pool.FromPool, given(1, "a", 5))),
			audit.Report{Claims: 1}, nil},
		{"POOL-08: an account of two", byHand(rows{pooled(1)}, rows{given(1, "b", 6)}, asks("a", 0, 10, pool.FromPool, given(1, "a", 5)),
			asks("b", 1, 11, pool.FromPool, given(1, "b", 6))),
			audit.Report{Claims: 2, Double: 1, Lost: 1}, []string{
				`lost: 00000000-0000-0000-0000-000000000001 was acknowledged to device "a" (request 0, sent at 0s, given at 10ms); ` +
					`the database has it as TRIAL of device "b" until 2026-02-27 12:00:00.006000`,
				`double: 00000000-0000-0000-0000-000000000001 was given to devices "a" (between 0s and 10ms) and "b" (between 1ms and 11ms); ` +
					`the database has it as TRIAL of device "b" until 2026-02-27 12:00:00.006000`}},
		{"POOL-08: a device with two, one unacknowledged", byHand(rows{pooled(1), pooled(2)}, rows{given(1, "a", 5), given(2, "a", 6)},
			asks("a", 0, 10, pool.FromPool, given(2, "a", 6))),
			audit.Report{Claims: 1, Double: 1, Stray: 1}, []string{
				`stray: 00000000-0000-0000-0000-000000000001 is TRIAL of device "a" until 2026-02-27 12:00:00.005000, which nobody knows to have been given it`,
				`double: device "a" was given 2 accounts, 00000000-0000-0000-0000-000000000001 and 00000000-0000-0000-0000-000000000002 among them`}},
		{"lost: still POOL", byHand(rows{pooled(1)}, rows{pooled(1)}, asks("a", 0, 10, pool.FromPool, given(1, "a", 5))),
			audit.Report{Claims: 1, Lost: 1}, []string{
				`lost: 00000000-0000-0000-0000-000000000001 was acknowledged to device "a" (request 0, sent at 0s, given at 10ms); ` +
					`the database has it as POOL of device (none) until 2099-01-01 00:00:00.000000`}},
		{"lost: no row", byHand(nil, nil, asks("a", 0, 10, pool.Fallback, given(1, "a", 5))),
			audit.Report{Claims: 1, Lost: 1}, []string{
				`lost: 00000000-0000-0000-0000-000000000001 was acknowledged to device "a" (request 0, sent at 0s, given at 10ms); the database has it as no row`}},
		{"POOL-05: the expiry was forgotten", byHand(rows{pooled(1)}, rows{unlimited}, asks("a", 0, 10, pool.FromPool, unlimited)),
			audit.Report{Claims: 1, WrongTerms: 1}, []string{
				`wrong terms: 00000000-0000-0000-0000-000000000001 was given to device "a" (request 0, sent at 0s, given at 10ms) and is TRIAL of device "a" ` +
					`until 2099-01-01 00:00:00.000000; allowed: TRIAL until 2026-02-27 12:00:00.000000 to 2026-02-27 12:00:00.010000`}},
		{"the answer says otherwise", byHand(rows{pooled(1)}, rows{given(1, "a", 5)}, asks("a", 0, 10, pool.FromPool, given(1, "a", 6))),
			audit.Report{Claims: 1, WrongTerms: 1}, []string{
				`wrong terms: the answer to device "a" (request 0, sent at 0s, given at 10ms) says 00000000-0000-0000-0000-000000000001, TRIAL until ` +
					`2026-02-27 12:00:00.006000; the database has it as TRIAL of device "a" until 2026-02-27 12:00:00.005000`}},
		{"missing", byHand(rows{pooled(1)}, nil), audit.Report{Missing: 1}, []string{
			`missing: 00000000-0000-0000-0000-000000000001 is gone; before it was POOL of device (none) until 2099-01-01 00:00:00.000000`}},
		{"drained", byHand(rows{pooled(1)}, rows{drained}), audit.Report{Drained: 1}, nil},
		{"drained before", byHand(rows{drained}, rows{drained}), audit.Report{}, nil},
		{"owned before anybody asked", byHand(rows{pooled(1)}, rows{given(1, "a", 5)}, asks("a", 0, 10, pool.Owned, given(1, "a", 5)), doubts("a", 20, 30)),
			audit.Report{Claims: 1, Stray: 1, InDoubt: 1, Unresolved: 1}, []string{
				`stray: 00000000-0000-0000-0000-000000000001 is said to be owned by device "a" (request 0, sent at 0s, given at 10ms), and no request ` +
					`is known by which it was given`,
				`unresolved: device "a" (request 0, sent at 20ms, in-doubt at 30ms) ended in doubt, and what the database has does not say what came of it`}},
		{"out of order", byHand(rows{pooled(1), pooled(2)}, rows{given(1, "b", 15), given(2, "a", 5)},
			asks("a", 0, 10, pool.FromPool, given(2, "a", 5)), asks("b", 11, 20, pool.FromPool, given(1, "b", 15))),
			audit.Report{Claims: 2, OutOfOrder: 1}, []string{
				`out of order: 00000000-0000-0000-0000-000000000002 was given to device "a" between 0s and 10ms, while ` +
					`00000000-0000-0000-0000-000000000001 was left, which was given to device "b" between 11ms and 20ms`}},
		{"at once, in any order", byHand(rows{pooled(1), pooled(2)}, rows{given(1, "b", 15), given(2, "a", 5)},
			asks("a", 0, 10, pool.FromPool, given(2, "a", 5)), asks("b", 10, 20, pool.FromPool, given(1, "b", 15))),
			audit.Report{Claims: 2}, nil},
		{"passed over", byHand(rows{pooled(1), pooled(2)}, rows{pooled(1), given(2, "a", 5)}, asks("a", 0, 10, pool.FromPool, given(2, "a", 5))),
			audit.Report{Claims: 1, OutOfOrder: 1}, []string{
				`out of order: 00000000-0000-0000-0000-000000000002 was given to device "a" between 0s and 10ms, while ` +
					`00000000-0000-0000-0000-000000000001 was left, which nobody was given`}},
		{"in no order a fill's", byHand(rows{pooled(2)}, rows{pooled(1), given(2, "a", 5)}, asks("a", 0, 10, pool.FromPool, given(2, "a", 5))),
			audit.Report{Claims: 1}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := audit.Check(tc.run)
			tc.want.Ordered, tc.want.Findings = true, tc.says
			tc.want.DoubleBelow, tc.want.LostBelow = audit.Bound(tc.want.Double, tc.want.Claims), audit.Bound(tc.want.Lost, tc.want.Claims)
			require.Equal(t, tc.want, got)
			require.Equal(t, tc.says == nil, got.Clean())
		})
	}
}

// An order that nobody promised is counted, and no finding.
func TestDisorderWithoutAPromise(t *testing.T) {
	run := byHand(rows{pooled(1), pooled(2)}, rows{pooled(1), given(2, "a", 5)}, asks("a", 0, 10, pool.FromPool, given(2, "a", 5)))
	run.Ordered = false
	report := audit.Check(run)
	require.Equal(t, 1, report.OutOfOrder)
	require.True(t, report.Clean())
	require.Empty(t, report.Findings)
	verdict, says := audit.Linearize(run, patience)
	require.Equal(t, audit.Linear, verdict, says)
}

// The first 20 are told, and how many more there are; all are counted.
func TestFindingsAreCapped(t *testing.T) {
	var before rows
	for n := range 30 {
		before = append(before, pooled(byte(n)))
	}
	report := audit.Check(byHand(before, nil))
	require.Equal(t, 30, report.Missing)
	require.Len(t, report.Findings, 21)
	require.Equal(t, "and 10 more", report.Findings[20])
}

// How a claim in doubt was resolved: by the route of a later answer, or by the database.
func TestDoubts(t *testing.T) {
	stock, taken := rows{pooled(1)}, rows{given(1, "a", 5)}
	refusal := again(1, asks("a", 20, 30, 0, audit.Row{}))
	refusal.Outcome = history.Refused
	nobodys := doubts("", 0, 10)
	nobodys.Request.Flow, nobodys.Request.PayStatus = pool.AdminCreated, pool.Trial
	unseen := byHand(stock, nil, doubts("a", 0, 10))
	unseen.After.Counted = 1
	early := rows{given(1, "a", -5)}
	for _, tc := range []struct {
		name string
		run  audit.Run
		want string
	}{
		{"a repetition finds that it owns one", byHand(stock, taken, doubts("a", 0, 10), again(1, asks("a", 20, 30, pool.Owned, taken[0]))), "had committed"},
		{"a repetition in doubt as well", byHand(stock, taken, doubts("a", 0, 10), again(1, doubts("a", 12, 18)),
			again(2, asks("a", 20, 30, pool.Owned, taken[0]))), "had committed"},
		{"nobody asked again, and the database has it", byHand(stock, taken, doubts("a", 0, 10)), "had committed"},
		{"it took effect long after the client had gone", byHand(stock, rows{given(1, "a", 500)}, doubts("a", 0, 10)), "had committed"},
		{"a refusal says nothing of the request before it", byHand(stock, taken, doubts("a", 0, 10), refusal), "had committed"},
		{"doubt about what was given before", byHand(stock, taken, asks("a", 0, 10, pool.FromPool, taken[0]), doubts("a", 20, 30)), "had committed"},
		{"said to be taken anew, at a time before", byHand(stock, taken, doubts("a", 0, 10), again(1, asks("a", 20, 30, pool.FromPool, taken[0]))), "had committed"},
		{"a repetition takes one", byHand(stock, rows{given(1, "a", 25)}, doubts("a", 0, 10),
			again(1, asks("a", 20, 30, pool.FromPool, given(1, "a", 25)))), "claimed anew"},
		{"a repetition has one made", byHand(nil, rows{given(1, "a", 25)}, doubts("a", 0, 10),
			again(1, asks("a", 20, 30, pool.Fallback, given(1, "a", 25)))), "claimed anew"},
		{"nobody asked again, and the database has nothing", byHand(stock, stock, doubts("a", 0, 10)), "left without"},
		{"nothing, and a refusal", byHand(stock, stock, doubts("a", 0, 10), refusal), "left without"},
		{"nobody to look it up by", byHand(stock, stock, nobodys), "unresolved"},
		{"the database was not all read", unseen, "unresolved"},
		{"given before it was asked for", byHand(stock, early, doubts("a", 0, 10)), "unresolved"},
		{"two, of which one cannot be", byHand(rows{pooled(1), pooled(2)}, rows{given(1, "a", -5), given(2, "a", 5)}, doubts("a", 0, 10)), "unresolved"},
		{"owned, and lost", byHand(stock, stock, doubts("a", 0, 10), again(1, asks("a", 20, 30, pool.Owned, taken[0]))), "unresolved"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := audit.Check(tc.run)
			require.Equal(t, 1, r.InDoubt)
			got := map[string]int{"had committed": r.HadCommitted, "claimed anew": r.ClaimedAnew, "left without": r.LeftWithout, "unresolved": r.Unresolved}
			want := map[string]int{"had committed": 0, "claimed anew": 0, "left without": 0, "unresolved": 0}
			want[tc.want] = 1
			require.Equal(t, want, got)
			require.Equal(t, tc.want != "unresolved", r.Clean(), "%v", r.Findings)
			require.Equal(t, tc.want == "unresolved", strings.Contains(fmt.Sprint(r.Findings), "unresolved"))
		})
	}
}

// A blind reading is the first thing told, for the rest rests on it.
func TestBlindComesFirst(t *testing.T) {
	run := byHand(rows{pooled(1)}, nil)
	run.After.Counted = 1
	report := audit.Check(run)
	require.Equal(t, 1, report.Blind)
	require.Equal(t, "blind: the reading after brought 0 rows of table account, which counts 1: what follows is no proof", report.Findings[0])
}

// valid_to is exact to the microsecond of the column, and no further.
func TestTermsAllowForTheColumnAlone(t *testing.T) {
	for _, tc := range []struct {
		off  time.Duration // of the row, from valid_to of a request that took effect the moment it was sent, or answered
		end  bool
		want int
	}{
		{-500, false, 0}, {0, false, 0}, {-1500, false, 1}, {500, true, 0}, {1500, true, 1},
	} {
		row := given(1, "a", 0)
		op := asks("a", 0, 10, pool.FromPool, row)
		op.Sent += 500
		op.Ended += 500
		at := op.Sent
		if tc.end {
			at = op.Ended
		}
		row.ValidTo = noon.Add(72*time.Hour + at + tc.off)
		op.ValidTo = row.ValidTo
		require.Equal(t, tc.want, audit.Check(byHand(rows{pooled(1)}, rows{row}, op)).WrongTerms, "%v, end %v", tc.off, tc.end)
	}
}

// A clock that is set during the run moves valid_to, and is no fault of the service: what it was set by is known.
func TestAClockThatIsSet(t *testing.T) {
	for _, step := range []time.Duration{-time.Hour, time.Hour} {
		row := given(1, "a", 5)
		row.ValidTo = row.ValidTo.Add(step)
		run := byHand(rows{pooled(1)}, rows{row}, asks("a", 0, 10, pool.FromPool, row))
		require.Equal(t, 1, audit.Check(run).WrongTerms)
		run.ClockStep = step
		require.True(t, audit.Check(run).Clean())
	}
	require.Less(t, audit.ClockStep(time.Now()).Abs(), time.Minute)
	require.Zero(t, audit.ClockStep(noon), "a time that no clock of this process gave")
}
