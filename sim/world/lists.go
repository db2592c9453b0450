package world

import "encoding/binary"

// lists are the sets of servers that clients hold configs of. Of a million clients most hold the same few sets, so each
// set is kept once, for as long as somebody holds it, and a client holds its number. Number 0 is the empty set.
type lists struct {
	width   int      // words a set
	words   []uint64 // of all sets, one after another
	holders []int32  // by set
	free    []int32  // places of sets that were forgotten
	limit   int      // how many sets there may be before those that nobody holds are forgotten
	numbers map[string]int32
	key     []byte
}

// fewLists is how many sets are kept in any case.
const fewLists = 1024

// newLists is for sets of so many servers, and for so many who hold none of them.
func newLists(servers, holders int) lists {
	l := lists{width: words(servers), numbers: map[string]int32{}, limit: fewLists}
	l.number(make([]uint64, l.width))
	l.holders[0] = int32(holders)
	return l
}

// of is the set of a number. It is not to be changed.
func (l *lists) of(number int32) []uint64 {
	return l.words[int(number)*l.width : (int(number)+1)*l.width]
}

// number is that of a set, which is kept from now on if it is new. Somebody has to hold it before the next is asked for.
func (l *lists) number(set []uint64) int32 {
	if n, kept := l.numbers[string(l.keyOf(set))]; kept {
		return n
	}
	n := l.place() // which uses the key's bytes
	copy(l.of(n), set)
	l.numbers[string(l.keyOf(set))] = n
	return n
}

// keyOf is a set as bytes. It holds until the next call.
func (l *lists) keyOf(set []uint64) []byte {
	l.key = l.key[:0]
	for _, word := range set {
		l.key = binary.LittleEndian.AppendUint64(l.key, word)
	}
	return l.key
}

// place is room for one more set. When there is none, the sets that nobody holds are forgotten, so that there are never
// more than twice as many as were ever held together, and a few.
func (l *lists) place() int32 {
	if len(l.free) == 0 && len(l.holders) >= l.limit {
		l.sweep()
	}
	if last := len(l.free) - 1; last >= 0 {
		n := l.free[last]
		l.free = l.free[:last]
		return n
	}
	l.words = append(l.words, make([]uint64, l.width)...)
	l.holders = append(l.holders, 0)
	return int32(len(l.holders) - 1)
}

// sweep forgets the sets that nobody holds, but for the empty one.
func (l *lists) sweep() {
	for n, holders := range l.holders {
		if holders == 0 && n > 0 {
			delete(l.numbers, string(l.keyOf(l.of(int32(n)))))
			l.free = append(l.free, int32(n))
		}
	}
	l.limit = max(l.limit, 2*(len(l.holders)-len(l.free)))
}

// swap has somebody hold another set in place of the one before.
func (l *lists) swap(held *int32, set int32) {
	l.holders[set]++
	l.holders[*held]--
	*held = set
}
