package sim

import "math/bits"

// wheel sorts entries by the digits of their time, as far as that is needed to find the next ones. Times are numbers of
// eleven digits to the base 64. An entry lies at the level of the highest digit in which its time differs from the
// wheel's base, in the bucket of the digit it has there:
//
//	base   0 0 0 0 0 0 0 5 12 40 7
//	                         |  | |
//	level 0   1 ns each      |  | +-> . . . . . . . .[8].[10]. . . .    time 0...0 5 12 40 8
//	level 1   64 ns each     |  +---> . . . . . . .[41]. . . . . . .    time 0...0 5 12 41 any
//	level 2   4 us each      +------> . .[13][14]. . . . .[60]. . .    time 0...0 5 13 any any
//	level 3   262 us each  ...
//
// What is at a lower level is due before what is at a higher one, and within a level by digit: two bit scans find the
// bucket that is next. It is taken out, and base moves up to where it begins. If there is still too much in it to be
// sorted at once it is spread over the levels below, which are empty by then. So an entry moves down one level or more at
// a time, and most entries never see most levels: with a million pending, about three.
//
// Ties. Entries of one time are in one bucket, whenever they came: those that came later saw a base with the same
// upper digits, or else the bucket would have been opened. Chains keep the order in which they were added, spreading
// keeps it too, and so entries of one time come out in the order in which they went in.
//
// Invariants: no entry is due before base. No bucket that base lies in holds an entry, but for that of level 0.
type wheel struct {
	base    Time
	levels  uint64         // bit l: there are entries at level l
	filled  [levels]uint64 // by level; bit d: there are entries in bucket d
	buckets [levels][radix]chain
}

const (
	radixBits = 6
	radix     = 1 << radixBits
	levels    = (63 + radixBits - 1) / radixBits
)

func (w *wheel) empty() bool { return w.levels == 0 }

func (w *wheel) add(b *blocks, at Time, ev Event, slot uint32) {
	highest := bits.Len64(uint64(w.base^at)|1) - 1
	level := uint(highest) / radixBits % 64
	digit := uint64(at) >> (radixBits * level % 64) % radix
	w.levels |= 1 << level
	w.filled[level] |= 1 << digit
	w.buckets[level][digit].add(b, at, ev, slot)
}

// next is the earliest bucket of a wheel that is not empty, and the span of time that it stands for.
func (w *wheel) next() (level, digit int, first, last Time) {
	level = bits.TrailingZeros64(w.levels)
	digit = bits.TrailingZeros64(w.filled[level])
	span := Time(1)<<(radixBits*level) - 1
	above := ^(Time(radix-1)<<(radixBits*level) | span)
	first = w.base&above | Time(digit)<<(radixBits*level)
	return level, digit, first, first | span
}

// take empties a bucket.
func (w *wheel) take(level, digit int) chain {
	bucket := w.buckets[level][digit]
	w.buckets[level][digit] = chain{}
	w.filled[level] &^= 1 << digit
	if w.filled[level] == 0 {
		w.levels &^= 1 << level
	}
	return bucket
}

// spread adds what was in a bucket anew, but for the dead.
func (w *wheel) spread(b *blocks, s *slots, bucket chain) {
	for !bucket.empty() {
		head := b.block(bucket.head)
		for i := range bucket.size() {
			if s.isLive(head.slot[i]) {
				w.add(b, head.at[i], head.event[i], head.slot[i])
			} else {
				s.bury(head.slot[i])
			}
		}
		bucket.dropHead(b)
	}
}

// sweep drops the dead. Every other entry goes back to where it was.
func (w *wheel) sweep(b *blocks, s *slots) {
	for level := range w.buckets {
		for filled := w.filled[level]; filled != 0; filled &= filled - 1 {
			w.spread(b, s, w.take(level, bits.TrailingZeros64(filled)))
		}
	}
}
