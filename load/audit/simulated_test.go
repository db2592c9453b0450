package audit_test

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"reprise/control/pool"
	"reprise/load/audit"
	"reprise/load/history"
)

var noon = time.Date(2026, time.February, 24, 12, 0, 0, 0, time.UTC)

// dice draws from 0 to below n.
type dice func(n int) int

// drawn are dice that rapid can shrink.
func drawn(t *rapid.T) dice {
	return func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "die") }
}

// seeded are dice for more claims than rapid would draw.
func seeded(seed uint64) dice { return rand.New(rand.NewPCG(seed, 1)).IntN }

func (d dice) oneIn(n int) bool { return d(n) == 0 }

// attempt is a request to the simulated pool, and when and whether it takes effect there.
type attempt struct {
	op     history.Op
	effect time.Duration
	fails  bool // it takes none
	fill   bool // it is none of a client: an account is put into the pool
	drain  bool // nor is this: the head of the pool is deleted
}

// simulated is a pool that does all that it should.
type simulated struct {
	dice    dice
	ordered bool
	rows    map[uuid.UUID]*audit.Row
	queue   []uuid.UUID // the pool, by id
	owned   map[string]uuid.UUID
	next    uint64
	ops     []history.Op
}

// simulate is a run of so many devices on a pool of such a stock. About one request in four ends in doubt, with its effect come,
// to come or never to, and most of those are repeated; fills come in between, and drains, and devices that have accounts.
func simulate(d dice, devices, stock int, ordered bool) audit.Run {
	s := simulated{dice: d, ordered: ordered, rows: map[uuid.UUID]*audit.Row{}, owned: map[string]uuid.UUID{}}
	for i := range stock {
		s.stock(i)
	}
	before := s.book(noon)
	var attempts []attempt
	for i := range devices {
		attempts = s.attempts(attempts, i, time.Duration(devices)*time.Millisecond)
	}
	slices.SortStableFunc(attempts, func(a, b attempt) int { return cmp.Compare(a.effect, b.effect) })
	for i := range attempts {
		s.take(&attempts[i])
	}
	slices.SortStableFunc(s.ops, func(a, b history.Op) int { return cmp.Compare(a.Ended, b.Ended) })
	return audit.Run{Before: before, After: s.book(noon.Add(time.Hour)), Start: noon, Ops: s.ops, Ordered: ordered}
}

// stock puts an account into the pool; every eighth is somebody's, or nobody's yet.
func (s *simulated) stock(i int) {
	id := s.newID()
	row := &audit.Row{ID: id, PayStatus: pool.Pool, ValidTo: pool.UnclaimedUntil()}
	switch i % 8 {
	case 3:
		row.PayStatus, row.DeviceID, row.ValidTo = pool.Paid, fmt.Sprintf("old-%d", i), noon.AddDate(0, 0, 7)
		s.owned[row.DeviceID] = id
	case 6:
		row.PayStatus = pool.Trial
	default:
		s.queue = append(s.queue, id)
	}
	s.rows[id] = row
}

func (s *simulated) newID() (id uuid.UUID) {
	s.next++
	binary.BigEndian.PutUint64(id[:], s.next)
	id[15] = byte(s.dice(256))
	return id
}

// attempts are what a device asks, from the first request to the last, and what else happens about then.
func (s *simulated) attempts(all []attempt, device int, span time.Duration) []attempt {
	r := pool.Request{Flow: pool.Flow(s.dice(3)), DeviceID: fmt.Sprintf("d-%d", device), Days: 1 + s.dice(40), PayStatus: pool.PayStatus(1 + s.dice(2))}
	if s.dice.oneIn(20) {
		r.DeviceID = fmt.Sprintf("old-%d", 3+8*s.dice(1+len(s.owned)))
	}
	at := func(most time.Duration) time.Duration { return time.Duration(s.dice(int(most))) }
	sent := at(span)
	for again := 0; ; again++ {
		took := 1 + at(10*time.Millisecond)
		a := attempt{op: history.Op{Request: r, Again: again, Intended: sent, Sent: sent, Ended: sent + took}, effect: sent + at(took)}
		a.fails = s.dice.oneIn(6)
		if a.fails {
			a.op.Outcome = history.Refused
		}
		if s.dice.oneIn(4) {
			a.op.Outcome = history.InDoubt
			a.effect += at(4 * took)
		}
		all = append(all, a)
		if a.op.Outcome != history.InDoubt || s.dice.oneIn(5) {
			break
		}
		sent += took + at(time.Millisecond)
	}
	if s.dice.oneIn(10) {
		all = append(all, attempt{effect: at(span), fill: true})
	}
	if s.dice.oneIn(30) {
		all = append(all, attempt{effect: at(span), drain: true})
	}
	if s.dice.oneIn(30) {
		all = append(all, attempt{op: history.Op{Request: pool.Request{Flow: pool.AdminCreated, Days: 5, PayStatus: pool.Paid}, Sent: sent,
			Ended: sent + 2}, effect: sent + 1})
	}
	return all
}

// take lets an attempt take effect.
func (s *simulated) take(a *attempt) {
	switch {
	case a.fill:
		id := s.newID()
		s.rows[id] = &audit.Row{ID: id, PayStatus: pool.Pool, ValidTo: pool.UnclaimedUntil()}
		s.queue = append(s.queue, id)
		return
	case a.drain:
		if len(s.queue) > 0 {
			s.rows[s.queue[0]].Deleted, s.queue = true, s.queue[1:]
		}
		return
	case !a.fails:
		s.give(a)
	}
	s.ops = append(s.ops, a.op)
}

// give gives an account; the answer says so, where it comes.
func (s *simulated) give(a *attempt) {
	r := a.op.Request
	id, owned := s.owned[r.DeviceID]
	route := pool.Documented().Route(r, owned, len(s.queue) > 0)
	switch route {
	case pool.FromPool:
		at := 0
		if !s.ordered {
			at = s.dice(min(len(s.queue), 8))
		}
		id = s.queue[at]
		copy(s.queue[1:at+1], s.queue[:at])
		s.queue = s.queue[1:]
	case pool.Fallback:
		id = s.newID()
		s.rows[id] = &audit.Row{ID: id}
	}
	row := s.rows[id]
	if route != pool.Owned {
		given := r.Given(pool.Account{}, noon.Add(a.effect))
		row.PayStatus, row.DeviceID, row.ValidTo = given.PayStatus, given.DeviceID, given.ValidTo.Round(time.Microsecond)
		if r.DeviceID != "" {
			s.owned[r.DeviceID] = id
		}
	}
	if a.op.Outcome != history.InDoubt {
		a.op.Account, a.op.Route, a.op.PayStatus, a.op.ValidTo = id, route, row.PayStatus, row.ValidTo
	}
}

// book is table account as it stands.
func (s *simulated) book(at time.Time) *audit.Book {
	b := &audit.Book{Counted: len(s.rows), At: at}
	for _, row := range s.rows {
		b.Rows = append(b.Rows, *row)
	}
	slices.SortFunc(b.Rows, func(x, y audit.Row) int { return bytes.Compare(x.ID[:], y.ID[:]) })
	return b
}
