package sim

import (
	"errors"
	"math/bits"
)

// queue yields values by least rank, and equal ranks in the order of pushing.
//
// It is a 4-ary heap of 16-byte entries over a slab in which the values lie still. Cancelling frees the slot at once
// and leaves the entry behind, dead: its slot no longer carries its key. Cancel compacts the heap once most entries are
// dead, so it never holds more than twice the most values that were ever live together (or smallHeap).
//
// Freed slots keep their last value, so T should hold no pointers.
type queue[T any] struct {
	heap     []entry // from root; what is before it is padding
	slots    []slot[T]
	free     []uint32 // slots to use again, the latest freed last
	sequence uint64
	live     int
}

// entry orders by rank, then key. Rank is biased by half its range, to compare as unsigned.
type entry struct{ rank, key uint64 }

type slot[T any] struct {
	key   uint64 // 0: free
	value T
}

// A key names one pushed value for good: its sequence number above, its slot below. Sequence numbers are never used
// again, so a key is its own generation check, and keys of equal rank compare in the order of pushing.
const (
	slotBits    = 24
	maxLive     = 1 << slotBits
	maxSequence = 1<<(64-slotBits) - 1
)

const (
	rankBias = 1 << 63

	// root starts the heap at index 3, so that the children of i are 4i-8 to 4i-5: a group that begins at a multiple
	// of four shares one cache line of 64 bytes.
	root = 3

	smallHeap = 64
)

var (
	errQueueFull      = errors.New("16777216 are pending already, the most there can be")
	errQueueExhausted = errors.New("1099511627775 have been queued already, the most there can be")
)

// len is the number of live values.
func (q *queue[T]) len() int { return q.live }

// push adds a value and returns its key, which is never 0.
func (q *queue[T]) push(rank int64, value T) (uint64, error) {
	if q.sequence == maxSequence {
		return 0, errQueueExhausted
	}
	index, ok := q.takeSlot()
	if !ok {
		return 0, errQueueFull
	}
	q.sequence++
	key := q.sequence<<slotBits | uint64(index)
	q.slots[index] = slot[T]{key: key, value: value}
	q.live++
	if q.heap == nil {
		q.heap = make([]entry, root, smallHeap)
	}
	q.heap = append(q.heap, entry{})
	q.up(len(q.heap)-1, entry{rank: uint64(rank) ^ rankBias, key: key})
	return key, nil
}

// peek is the rank and key of the first live value; false when there is none.
func (q *queue[T]) peek() (rank int64, key uint64, ok bool) {
	for len(q.heap) > root {
		first := q.heap[root]
		if q.isLive(first) {
			return int64(first.rank ^ rankBias), first.key, true
		}
		q.dropFirst()
	}
	return 0, 0, false
}

// pop removes and returns the first live value; false when there is none.
func (q *queue[T]) pop() (value T, ok bool) {
	_, key, ok := q.peek()
	if !ok {
		return value, false
	}
	value = q.release(key)
	q.dropFirst()
	return value, true
}

// find is the value of a key, nil once it was popped or cancelled. The pointer holds until the next push.
func (q *queue[T]) find(key uint64) *T {
	index := key % maxLive
	if key == 0 || index >= uint64(len(q.slots)) || q.slots[index].key != key {
		return nil
	}
	return &q.slots[index].value
}

// cancel removes and returns the value of a key; false once it was popped or cancelled.
func (q *queue[T]) cancel(key uint64) (value T, ok bool) {
	if q.find(key) == nil {
		return value, false
	}
	value = q.release(key)
	if entries := len(q.heap) - root; entries > smallHeap && q.live < entries/2 {
		q.compact()
	}
	return value, true
}

func (q *queue[T]) isLive(e entry) bool { return q.slots[e.key%maxLive].key == e.key }

func (q *queue[T]) takeSlot() (index uint32, ok bool) {
	if n := len(q.free); n > 0 {
		index = q.free[n-1]
		q.free = q.free[:n-1]
		return index, true
	}
	if len(q.slots) == maxLive {
		return 0, false
	}
	q.slots = append(q.slots, slot[T]{})
	return uint32(len(q.slots) - 1), true
}

func (q *queue[T]) release(key uint64) T {
	index := key % maxLive
	held := &q.slots[index]
	held.key = 0
	q.free = append(q.free, uint32(index))
	q.live--
	return held.value
}

// compact drops the dead entries and restores the heap.
func (q *queue[T]) compact() {
	kept := q.heap[:root]
	for _, e := range q.heap[root:] {
		if q.isLive(e) {
			kept = append(kept, e)
		}
	}
	q.heap = kept
	for i := parent(len(kept) - 1); i >= root; i-- {
		q.down(i, kept[i])
	}
}

func (q *queue[T]) dropFirst() {
	last := len(q.heap) - 1
	e := q.heap[last]
	q.heap = q.heap[:last]
	if last > root {
		q.down(root, e)
	}
}

// up places e at i or above.
func (q *queue[T]) up(i int, e entry) {
	heap := q.heap
	for i > root {
		above := parent(i)
		if e.before(heap[above]) == 0 {
			break
		}
		heap[i] = heap[above]
		i = above
	}
	heap[i] = e
}

// down places e at i or below.
func (q *queue[T]) down(i int, e entry) {
	heap := q.heap
	for {
		first := 4*i - 8
		if first >= len(heap) {
			break
		}
		least := leastFrom(heap, first)
		if heap[least].before(e) == 0 {
			break
		}
		heap[i] = heap[least]
		i = least
	}
	heap[i] = e
}

func parent(i int) int { return i/4 + 2 }

// leastFrom is the index of the least of the up to four entries from first. Which it is cannot be predicted, so a
// full group is searched without a branch: a mispredicted one costs more than the comparisons.
func leastFrom(heap []entry, first int) int {
	if first+4 > len(heap) {
		least := first
		for child := first + 1; child < len(heap); child++ {
			if heap[child].before(heap[least]) == 1 {
				least = child
			}
		}
		return least
	}
	group := heap[first : first+4 : first+4]
	left := group[1].before(group[0])
	right := 2 + group[3].before(group[2])
	return first + int(left+(right-left)*group[right&3].before(group[left&3])) // &3 spares the bounds check
}

// before is 1 if e comes before other, else 0: (rank, key) compared as one number of 128 bits.
func (e entry) before(other entry) uint64 {
	_, borrow := bits.Sub64(e.key, other.key, 0)
	_, borrow = bits.Sub64(e.rank, other.rank, borrow)
	return borrow
}
