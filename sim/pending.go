package sim

import "slices"

// pending is the set of scheduled events. It yields them by time, and events of one time in the order of scheduling. It
// has three parts, and only the wheel grows with the number of events:
//
//	now                    reach                                          EndOfTime
//	 ├───────────────────────┼───────────────────────────────────────────────┤
//	 lane          front                           wheel
//
// The lane holds what was scheduled for the very instant at which it was scheduled; it comes after all else that is due
// then. The front holds what is due up to reach, sorted. The wheel holds what is due later, hardly sorted: when lane and
// front are empty, its next bucket becomes the front, and reach the last instant of that bucket.
//
// As long as few events are pending the front holds all of them, and reach is EndOfTime. When the front grows too long to
// insert into, all of it that is not due now goes to the wheel, and reach falls back to now. That is the one way from
// front to wheel, whether there were few events so far or too many within one bucket.
//
// A cancelled event is dead, and stays where it is until it is come upon, on its way down the wheel or at the end of
// the front, or until the dead are so many that all are swept.
//
// Invariants. What is in the lane is due at laneAt, which is now. What is in the front is due now, or at reach at the
// latest; what is in the wheel is due later than both. The wheel's base is not past now, but where the wheel is empty or
// the run has failed.
type pending struct {
	slots  slots
	blocks blocks

	lane   chain
	laneAt Time
	laneBy uint32 // how many entries of the lane's first block are gone

	front []entry // the latest first; of one time, the last scheduled first
	reach Time

	wheel *wheel // nil: never needed yet
}

const (
	frontMost  = 32 // entries that the front can hold before it goes to the wheel: up to here inserting is cheaper
	wheelLeast = 8  // pending events that the wheel is not worth having for
	deadLeast  = 64 // dead events that are not worth a sweep
)

func newPending() pending { return pending{reach: EndOfTime} }

// len is the number of events scheduled and neither popped nor cancelled.
func (p *pending) len() int { return p.slots.live }

// push schedules an event for now or later.
func (p *pending) push(now, at Time, ev Event) (Token, error) {
	slot, token, err := p.slots.take()
	if err != nil {
		return 0, err
	}
	switch {
	case at == now:
		p.lane.add(&p.blocks, at, ev, slot)
		p.laneAt = now
	case at > p.reach:
		p.wheel.add(&p.blocks, at, ev, slot)
	default:
		p.insert(at, ev, slot)
		if len(p.front) > frontMost {
			p.spill(now)
		}
	}
	return token, nil
}

// peek is when the first event is due, if at until or before; false if none is. If that is later than now, nothing may be
// pushed before it was popped.
func (p *pending) peek(until Time) (Time, bool) {
	if !p.settle(until) {
		return 0, false
	}
	return p.front[len(p.front)-1].at, true
}

// pop takes the first event out, if it is due at until or before; false if none is.
func (p *pending) pop(until Time) (Time, Event, bool) {
	if !p.settle(until) {
		return 0, Event{}, false
	}
	last := len(p.front) - 1
	e := &p.front[last]
	p.front = p.front[:last]
	p.slots.fire(e.slot)
	return e.at, e.event, true
}

// cancel takes the event of a token out; false once it was popped or cancelled.
func (p *pending) cancel(t Token) bool {
	if !p.slots.kill(t) {
		return false
	}
	if p.slots.dead > max(p.slots.live, deadLeast) {
		p.sweep()
	}
	return true
}

// settle brings the first event to the end of the front. It is false if none is due at until or before.
func (p *pending) settle(until Time) bool {
	for {
		last := len(p.front) - 1
		switch {
		case last < 0 || p.laneAt < p.front[last].at && !p.lane.empty():
			if !p.fetch(until) {
				return false
			}
		case p.front[last].at > until:
			return false
		case p.slots.isLive(p.front[last].slot):
			return true
		default:
			p.slots.bury(p.front[last].slot)
			p.front = p.front[:last]
		}
	}
}

// fetch adds what comes next to the front: the first in the lane, or else a bucket of the wheel. It is false if there is
// neither, nor will be up to until.
func (p *pending) fetch(until Time) bool {
	if p.lane.empty() {
		return p.open(until)
	}
	p.front = append(p.front, p.takeFromLane())
	return true
}

func (p *pending) takeFromLane() entry {
	head, i := p.blocks.block(p.lane.head), p.laneBy
	e := entry{p.laneAt, head.event[i], head.slot[i]}
	p.laneBy++
	if p.laneBy == p.lane.size() {
		p.lane.dropHead(&p.blocks)
		p.laneBy = 0
	}
	return e
}

// open moves the wheel on by a bucket, if one begins at until or before. Lane and front are empty.
func (p *pending) open(until Time) bool {
	w := p.wheel
	if w == nil || p.slots.live <= wheelLeast {
		return p.close()
	}
	level, digit, first, last := w.next()
	if first > until {
		return false
	}
	w.base, p.reach = first, last
	bucket := w.take(level, digit)
	switch {
	case level == 0: // all of it is due at one instant
		p.lane, p.laneAt = bucket, first
	case bucket.head == bucket.tail:
		p.load(bucket)
	default:
		w.spread(&p.blocks, &p.slots, bucket)
		p.reach = first
	}
	return true
}

// close empties the wheel into the front.
func (p *pending) close() bool {
	p.reach = EndOfTime
	for w := p.wheel; w != nil && !w.empty(); {
		level, digit, _, _ := w.next()
		p.load(w.take(level, digit))
	}
	return len(p.front) > 0
}

// load inserts what is in a bucket into the front, but for the dead.
func (p *pending) load(bucket chain) {
	for !bucket.empty() {
		head := p.blocks.block(bucket.head)
		for i := range bucket.size() {
			if slot := head.slot[i]; p.slots.isLive(slot) {
				p.insert(head.at[i], head.event[i], slot)
			} else {
				p.slots.bury(slot)
			}
		}
		bucket.dropHead(&p.blocks)
	}
}

// insert puts an entry into the front, to come after those of its time.
func (p *pending) insert(at Time, ev Event, slot uint32) {
	p.front = append(p.front, entry{})
	front, i := p.front, len(p.front)-1
	for i > 0 && front[i-1].at <= at {
		front[i] = front[i-1]
		i--
	}
	front[i] = entry{at, ev, slot}
}

// spill moves the front to the wheel, but for what is due now.
func (p *pending) spill(now Time) {
	if p.wheel == nil {
		p.wheel = new(wheel)
	}
	if now < p.wheel.base && !p.wheel.empty() {
		return // the run has failed after it looked ahead, and nothing will be popped any more
	}
	p.wheel.base, p.reach = now, now
	i := len(p.front) - 1
	for i >= 0 && p.front[i].at == now {
		i--
	}
	due := p.front[i+1:]
	for ; i >= 0; i-- {
		p.wheel.add(&p.blocks, p.front[i].at, p.front[i].event, p.front[i].slot)
	}
	p.front = append(p.front[:0], due...)
}

// sweep drops all that is dead.
func (p *pending) sweep() {
	isDead := func(e entry) bool {
		if p.slots.isLive(e.slot) {
			return false
		}
		p.slots.bury(e.slot)
		return true
	}
	p.front = slices.DeleteFunc(p.front, isDead)
	var lane chain
	for !p.lane.empty() {
		if e := p.takeFromLane(); !isDead(e) {
			lane.add(&p.blocks, e.at, e.event, e.slot)
		}
	}
	p.lane = lane
	if p.wheel != nil {
		p.wheel.sweep(&p.blocks, &p.slots)
	}
}
