package sim

import (
	"errors"
	"slices"
)

// line is the requests that wait for a resource: the least rank first, and equal ranks in the order of their coming.
//
// Who comes last and goes last, as everybody does under FIFO, is added to a list that is in order by itself; only who
// goes before another is put on a heap. Both hold 16 bytes a request, while the requests lie still in their places. A
// request that leaves frees its place at once and leaves its entry in list or heap behind, dead: the place no longer
// carries its key. The dead are swept once they are the most, so that there are never more than twice as many entries
// as there ever were requests together (or smallLine).
type line struct {
	list   []ranked // in order, from index gone on
	gone   int
	heap   heap
	places []place
	free   []uint32 // places to use again, the latest freed last
	came   uint64   // requests ever
	live   int
}

type place struct {
	key    uint64 // 0: free
	waiter waiter
}

// A key names one request for good: its number in order of coming above, its place below. So a key is its own generation
// check, and keys of equal rank compare in the order of coming.
const (
	placeBits  = 24
	maxWaiting = 1 << placeBits
	maxCame    = 1<<(64-placeBits) - 1
)

const (
	rankBias  = 1 << 63 // ranks compare as unsigned numbers
	smallLine = 64
)

var (
	errLineFull      = errors.New("16777216 are waiting already, the most there can be")
	errLineExhausted = errors.New("1099511627775 have waited already, the most there can be")
)

// len is the number of requests that wait.
func (l *line) len() int { return l.live }

// push adds a request and returns its key, which is never 0.
func (l *line) push(rank int64, w *waiter) (uint64, error) {
	if l.came == maxCame {
		return 0, errLineExhausted
	}
	n, ok := l.takePlace()
	if !ok {
		return 0, errLineFull
	}
	l.came++
	e := ranked{rank: uint64(rank) ^ rankBias, key: l.came<<placeBits | uint64(n)}
	l.places[n] = place{key: e.key, waiter: *w}
	l.live++
	if l.goesLast(e) {
		l.list = append(l.list, e)
	} else {
		l.heap.push(e)
	}
	return e.key, nil
}

// first is the request that is served next; nil if none waits. The pointer holds until the next push.
func (l *line) first() *waiter {
	for l.entries() > 0 {
		if w := l.find(l.firstEntry().key); w != nil {
			return w
		}
		l.dropFirstEntry()
	}
	return nil
}

// dropFirst takes out the request that first found.
func (l *line) dropFirst() {
	l.leave(l.firstEntry().key)
	l.dropFirstEntry()
}

// find is the request of a key; nil once it was dropped or cancelled. The pointer holds until the next push.
func (l *line) find(key uint64) *waiter {
	n := key % maxWaiting
	if key == 0 || n >= uint64(len(l.places)) || l.places[n].key != key {
		return nil
	}
	return &l.places[n].waiter
}

// cancel takes out the request of a key; false once it was dropped or cancelled.
func (l *line) cancel(key uint64) (w waiter, ok bool) {
	waiting := l.find(key)
	if waiting == nil {
		return waiter{}, false
	}
	w = *waiting
	l.leave(key)
	if entries := l.entries(); entries > smallLine && l.live < entries/2 {
		l.sweep()
	}
	return w, true
}

// entries is how many are in list and heap, the dead included.
func (l *line) entries() int { return len(l.list) - l.gone + l.heap.len() }

// goesLast tells whether the list stays in order with e behind the others. It makes room by moving the list up when
// more than half of it is gone.
func (l *line) goesLast(e ranked) bool {
	if l.gone > smallLine && 2*l.gone > len(l.list) {
		l.list = slices.Delete(l.list, 0, l.gone)
		l.gone = 0
	}
	return l.gone == len(l.list) || l.list[len(l.list)-1].before(e) == 1
}

func (l *line) listFirst() bool {
	return l.gone < len(l.list) && (l.heap.len() == 0 || l.list[l.gone].before(l.heap.first()) == 1)
}

func (l *line) firstEntry() ranked {
	if l.listFirst() {
		return l.list[l.gone]
	}
	return l.heap.first()
}

func (l *line) dropFirstEntry() {
	switch {
	case !l.listFirst():
		l.heap.dropFirst()
	case l.gone+1 == len(l.list):
		l.list, l.gone = l.list[:0], 0
	default:
		l.gone++
	}
}

func (l *line) sweep() {
	isDead := func(e ranked) bool { return l.find(e.key) == nil }
	l.list = slices.DeleteFunc(slices.Delete(l.list, 0, l.gone), isDead)
	l.gone = 0
	l.heap.deleteFunc(isDead)
}

func (l *line) takePlace() (n uint32, ok bool) {
	if last := len(l.free) - 1; last >= 0 {
		n = l.free[last]
		l.free = l.free[:last]
		return n, true
	}
	if len(l.places) == maxWaiting {
		return 0, false
	}
	l.places = append(l.places, place{})
	return uint32(len(l.places) - 1), true
}

// leave frees the place of a key.
func (l *line) leave(key uint64) {
	n := uint32(key % maxWaiting)
	l.places[n].key = 0
	l.free = append(l.free, n)
	l.live--
}
