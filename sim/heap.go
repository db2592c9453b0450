package sim

import "math/bits"

// heap is a 4-ary heap of entries, the least first. Its zero value is empty.
//
// Invariant: no ranked is before its parent. A sorted heap is a heap.
type heap struct {
	entries []ranked // from root; what is before it is padding
}

// ranked orders by rank, then key: as one number of 128 bits.
type ranked struct{ rank, key uint64 }

// root starts the heap at index 3, so that the children of i are 4i-8 to 4i-5: a group that begins at a multiple of four
// shares one cache line of 64 bytes.
const root = 3

func (h *heap) len() int { return max(len(h.entries)-root, 0) }

// first is the least ranked. The heap is not empty.
func (h *heap) first() ranked { return h.entries[root] }

func (h *heap) push(e ranked) {
	if h.entries == nil {
		h.entries = make([]ranked, root, 64)
	}
	h.entries = append(h.entries, e)
	h.up(len(h.entries)-1, e)
}

// dropFirst takes the least ranked away. The heap is not empty.
func (h *heap) dropFirst() {
	last := len(h.entries) - 1
	e := h.entries[last]
	h.entries = h.entries[:last]
	if last > root {
		h.down(root, e)
	}
}

// deleteFunc drops the entries for which a test is true.
func (h *heap) deleteFunc(test func(ranked) bool) {
	if h.len() == 0 {
		return
	}
	kept := h.entries[:root]
	for _, e := range h.entries[root:] {
		if !test(e) {
			kept = append(kept, e)
		}
	}
	h.entries = kept
	for i := parent(len(kept) - 1); i >= root; i-- {
		h.down(i, kept[i])
	}
}

// up places e at i or above.
func (h *heap) up(i int, e ranked) {
	entries := h.entries
	for i > root {
		above := parent(i)
		if e.before(entries[above]) == 0 {
			break
		}
		entries[i] = entries[above]
		i = above
	}
	entries[i] = e
}

// down places e at i or below.
func (h *heap) down(i int, e ranked) {
	entries := h.entries
	for {
		first := 4*i - 8
		if first >= len(entries) {
			break
		}
		least := leastFrom(entries, first)
		if entries[least].before(e) == 0 {
			break
		}
		entries[i] = entries[least]
		i = least
	}
	entries[i] = e
}

func parent(i int) int { return i/4 + 2 }

// leastFrom is the index of the least of the up to four entries from first. Which it is cannot be predicted, so a
// full group is searched without a branch: a mispredicted one costs more than the comparisons.
func leastFrom(entries []ranked, first int) int {
	if first+4 > len(entries) {
		least := first
		for child := first + 1; child < len(entries); child++ {
			if entries[child].before(entries[least]) == 1 {
				least = child
			}
		}
		return least
	}
	group := entries[first : first+4 : first+4]
	left := group[1].before(group[0])
	right := 2 + group[3].before(group[2])
	return first + int(left+(right-left)*group[right&3].before(group[left&3])) // &3 spares the bounds check
}

// before is 1 if e comes before other, else 0.
func (e ranked) before(other ranked) uint64 {
	_, borrow := bits.Sub64(e.key, other.key, 0)
	_, borrow = bits.Sub64(e.rank, other.rank, borrow)
	return borrow
}
