package sim

import "math/bits"

// wheel sorts entries by the digits of their time, no further than it takes to find those that are next. A time is a
// number of eleven digits to the base 64. An entry lies at the level of the highest digit in which its time differs from
// the wheel's base, and there in the bucket of the digit that its time has:
//
//	base      0 ··· 0  5 12 40  7
//	                   │  │  │  │
//	level 0, 1 ns      │  │  │  └──▶ ▫▫▫▫▫▫▫▪▪▫▪▫▫▫▫▫▫▫▫▫▫▫▫▫▫▫▫   0 ··· 0  5 12 40  9
//	level 1, 64 ns     │  │  └─────▶ ▫▫▫▫▫▫▫▫▫▫▫▫▫▫▫▫▫▫▫▫▫▪▫▫▪▫▫   0 ··· 0  5 12 44  ·
//	level 2, 4 µs      │  └────────▶ ▫▫▫▫▫▫▫▫▪▪▫▫▪▫▪▫▪▪▫▫▫▪▫▪▫▫▫   0 ··· 0  5 13  ·  ·
//	level 3, 262 µs    └───────────▶ ▫▫▫▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▫▪▪▪▪▫   0 ··· 0  6  ·  ·  ·
//	  ···                            one bucket a digit            the times in it
//
// Whatever is at a lower level is due before whatever is at a higher one, and within a level the lower digit is due
// first: two bit scans find the bucket that is next. Its owner takes it out and moves base up to where it begins. If
// there is too much in it to be sorted at once it is spread over the levels below, which are empty by then. So an entry
// moves down by a level or more at a time, in the company of its neighbours, and most entries skip most levels.
//
// Invariants. No entry is due before base. The entries of one time are in one bucket, in the order in which they were
// added: a bucket is a chain, which keeps that order; so does spreading; and an entry that came after base had moved is at
// another level than those before it only if base has moved into their bucket, and then they were spread themselves.
type wheel struct {
	base    Time
	levels  uint64             // a bit a level: there are entries
	filled  [levelCount]uint64 // by level, a bit a digit: there are entries
	buckets [levelCount][radix]chain
}

const (
	radixBits  = 6
	radix      = 1 << radixBits
	levelCount = (63 + radixBits - 1) / radixBits
)

func (w *wheel) empty() bool { return w.levels == 0 }

// add puts in an entry due at base or later.
func (w *wheel) add(b *blocks, at Time, ev Event, slot uint32) {
	highest := bits.Len64(uint64(w.base^at)|1) - 1
	level := uint(highest) / radixBits % 64
	digit := uint64(at) >> (radixBits * level % 64) % radix
	w.levels |= 1 << level
	w.filled[level] |= 1 << digit
	w.buckets[level][digit].add(b, at, ev, slot)
}

// next is the first bucket that is not empty, and the first and last instant it stands for. The wheel is not empty.
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
