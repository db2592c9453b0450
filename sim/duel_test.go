package sim

import (
	plain "container/heap"
	"math/bits"

	"github.com/stretchr/testify/require"
)

// scheduled is an event in the reference, a plain heap by time and order of scheduling.
type scheduled struct {
	at        Time
	order     int64
	token     Token
	cancelled bool
	popped    bool
}

type reference []*scheduled

func (r reference) Len() int { return len(r) }
func (r reference) Less(i, j int) bool {
	return r[i].at < r[j].at || r[i].at == r[j].at && r[i].order < r[j].order
}
func (r reference) Swap(i, j int) { r[i], r[j] = r[j], r[i] }
func (r *reference) Push(x any)   { *r = append(*r, x.(*scheduled)) }
func (r *reference) Pop() any {
	last := (*r)[len(*r)-1]
	*r = (*r)[:len(*r)-1]
	return last
}

// duel does everything to a pending set and to the reference, and fails as soon as they differ.
type duel struct {
	t        require.TestingT
	p        pending
	ref      reference
	all      []*scheduled
	now      Time
	live     int
	mostLive int
}

func newDuel(t require.TestingT) *duel { return &duel{t: t, p: newPending()} }

// later is now plus a span, or the end of time.
func (d *duel) later(span Time) Time {
	if span > EndOfTime-d.now {
		return EndOfTime
	}
	return d.now + span
}

func (d *duel) push(at Time) {
	s := &scheduled{at: at, order: int64(len(d.all))}
	token, err := d.p.push(d.now, at, Event{Kind: 1, A: s.order})
	require.NoError(d.t, err)
	s.token = token
	d.all = append(d.all, s)
	plain.Push(&d.ref, s)
	d.live++
	d.mostLive = max(d.mostLive, d.live)
}

func (d *duel) cancel(s *scheduled) {
	pending := !s.cancelled && !s.popped
	require.Equal(d.t, pending, d.p.cancel(s.token))
	if pending {
		s.cancelled = true
		d.live--
	}
}

// pop is false if nothing was due at until or before.
func (d *duel) pop(until Time) bool {
	for len(d.ref) > 0 && d.ref[0].cancelled {
		plain.Pop(&d.ref)
	}
	due := len(d.ref) > 0 && d.ref[0].at <= until
	at, ev, ok := d.p.pop(until)
	d.require(ok == due, "one has something due, and the other not")
	if !due {
		return false
	}
	want := plain.Pop(&d.ref).(*scheduled)
	if at != want.at || ev.A != want.order {
		require.Equal(d.t, [2]int64{int64(want.at), want.order}, [2]int64{int64(at), ev.A}, "time and order")
	}
	want.popped = true
	d.live--
	d.now = at
	return true
}

func (d *duel) runUntil(until Time) {
	for d.pop(until) {
	}
	d.now = until
}

// check holds the invariants that pending, wheel, slots and blocks state of themselves.
func (d *duel) check() {
	p, t := &d.p, d.t
	require.Equal(t, d.live, p.len())
	require.Len(t, p.slots.ages, p.slots.live+p.slots.dead+len(p.slots.free))
	require.LessOrEqual(t, len(p.slots.ages), max(2*d.mostLive, d.mostLive+deadLeast)+1)

	for i, e := range p.front {
		d.require(e.at <= p.reach || e.at == d.now, "the front is beyond reach")
		d.require(i == 0 || p.front[i-1].at >= e.at, "the front is not in order")
	}
	d.require(p.lane.empty() || p.laneAt == d.now, "the lane is not due now")
	c := census{blocks: &p.blocks, entries: len(p.front) - int(p.laneBy)}
	c.count(p.lane, func(at Time) { d.require(at == p.laneAt, "the lane is not due at one instant") })
	if p.wheel != nil {
		d.checkWheel(p.wheel, &c)
	}
	require.Equal(t, p.slots.live+p.slots.dead, c.entries)
	for n := p.blocks.free; n != 0; n = p.blocks.block(n).next {
		c.taken++
	}
	require.Equal(t, p.blocks.used, c.taken, "blocks got lost")
}

func (d *duel) checkWheel(w *wheel, c *census) {
	d.require(w.empty() || w.base <= d.now, "base is ahead of the clock")
	for level := range w.buckets {
		d.require((w.filled[level] != 0) == (w.levels>>level&1 == 1), "levels")
		for digit, bucket := range w.buckets[level] {
			d.require(bucket.empty() == (w.filled[level]>>digit&1 == 0), "filled")
			c.count(bucket, func(at Time) {
				d.require(at > d.p.reach && at > d.now, "the wheel is within reach")
				d.require((bits.Len64(uint64(at^w.base))-1)/radixBits == level, "an entry is at a wrong level")
				d.require(int(uint64(at)>>(radixBits*level)%radix) == digit, "an entry is in a wrong bucket")
			})
		}
	}
}

// require spares the cost of testify where something is looked at very often.
func (d *duel) require(holds bool, what string) {
	if !holds {
		require.Fail(d.t, what)
	}
}

// census counts the entries and blocks of chains.
type census struct {
	blocks  *blocks
	entries int
	taken   uint32
}

func (c *census) count(in chain, visit func(Time)) {
	for !in.empty() {
		head := c.blocks.block(in.head)
		for i := range in.size() {
			visit(head.at[i])
			c.entries++
		}
		c.taken++
		if in.head == in.tail {
			break
		}
		in.head = head.next
	}
}
