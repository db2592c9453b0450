package faults

import (
	"math/rand/v2"
	"sync"
	"time"
)

// traffic is what goes through a proxy, and what is to happen to it.
type traffic struct {
	pipes sync.WaitGroup // of both directions of every connection

	mu        sync.Mutex
	talks     map[*talk]struct{} // connections that are open
	newest    *talk
	late      time.Duration
	jitter    time.Duration
	lateIsNew chan struct{} // closed when late or jitter changes
	orders    []*order      // those that wait for commits
}

// order asks for commits to be cut.
type order struct {
	left          int // commits that are still to come by
	open          int // let through, whose answers are still to come
	before, after int // cut
	withdrawn     bool
	done          chan struct{} // closed once all are cut
}

func newTraffic() *traffic {
	return &traffic{talks: map[*talk]struct{}{}, lateIsNew: make(chan struct{})}
}

// begin is a connection that was made.
func (t *traffic) begin() *talk {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.newest = &talk{traffic: t, over: make(chan struct{}), prepared: map[uint32]effect{}}
	t.talks[t.newest] = struct{}{}
	return t.newest
}

// begun is the connection whose first half was made last.
func (t *traffic) begun() *talk {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.newest
}

func (t *traffic) reset() int {
	t.mu.Lock()
	var open []*talk
	for talk := range t.talks {
		open = append(open, talk)
	}
	t.mu.Unlock()
	for _, talk := range open {
		talk.end()
	}
	return len(open)
}

func (t *traffic) delay(d, jitter time.Duration) (undo func()) {
	add := func(d, jitter time.Duration) {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.late += d
		t.jitter += jitter
		close(t.lateIsNew)
		t.lateIsNew = make(chan struct{})
	}
	add(d, jitter)
	return sync.OnceFunc(func() { add(-d, -jitter) })
}

// lateness is how much later an answer is to come, and when to ask again.
func (t *traffic) lateness() (late time.Duration, isNew <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	late = t.late
	if t.jitter > 0 {
		late += rand.N(2*t.jitter) - t.jitter
	}
	return late, t.lateIsNew
}

func (t *traffic) order(n int) *order {
	t.mu.Lock()
	defer t.mu.Unlock()
	o := &order{left: n, done: make(chan struct{})}
	t.orders = append(t.orders, o)
	return o
}

func (t *traffic) withdraw(o *order) (before, after int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	o.withdrawn, o.left = true, 0
	t.tidy()
	return o.before, o.after
}

// tidy forgets the orders that wait for no more commits.
func (t *traffic) tidy() {
	waiting := t.orders[:0]
	for _, o := range t.orders {
		if o.left > 0 {
			waiting = append(waiting, o)
		}
	}
	clear(t.orders[len(waiting):])
	t.orders = waiting
}

// fate is what becomes of a commit.
type fate uint8

const (
	passes fate = iota
	cutBefore
	cutAfter
)

// commit decides the fate of a commit that comes by, and names the order that asked for it.
func (t *traffic) commit() (fate, *order) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.orders) == 0 {
		return passes, nil
	}
	o := t.orders[0]
	o.left--
	defer t.tidy()
	if o.before <= o.open+o.after {
		o.before++
		o.settle()
		return cutBefore, o
	}
	o.open++
	return cutAfter, o
}

// answered reports whether the connection is to be cut now that the answer to a commit is here, or its connection gone.
func (t *traffic) answered(o *order) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if o.withdrawn {
		return false
	}
	o.open--
	o.after++
	o.settle()
	return true
}

func (o *order) settle() {
	if o.left == 0 && o.open == 0 {
		close(o.done)
	}
}
