package random

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
)

// Stream is one named source of randomness: PCG-DXSM, 24 bytes in all, no allocation a draw.
// It is a math/rand/v2 Source. Two streams with different names, entities or replications never share draws.
// A Stream is not safe for concurrent use; a copy of it goes on to give the same draws as the original.
type Stream struct {
	pcg  rand.PCG
	flip uint64 // what every draw is complemented with: all ones in an antithetic stream
}

// New returns the stream of one entity in one replication, at its first draw.
func New(seed uint64, name string, entity, replication uint64) *Stream {
	s := Make(seed, name, entity, replication)
	return &s
}

// Make is New by value, for arrays that hold a stream for each entity.
func Make(seed uint64, name string, entity, replication uint64) Stream {
	high := streamHash(0x243f6a8885a308d3, seed, name, entity, replication)
	low := streamHash(0x13198a2e03707344, seed, name, entity, replication)
	return Stream{pcg: *rand.NewPCG(high, low)}
}

// Unit is a number in [0, 1) that belongs to an entity, and is the same whenever it is asked for: where a whole stream
// for each would be much for a single draw. Salt, a draw of some stream, tells one use of it from another.
func Unit(salt, entity uint64) float64 { return halfOpen(mix(mix(salt) ^ entity)) }

// Antithetic returns the mirror image of the stream from here on: where Open gives u, it gives 1-u. The mean of two
// runs, one on the mirror images of the other's streams, varies less than the mean of two independent runs wherever
// a long draw here and a short one there balance out.
func (s *Stream) Antithetic() *Stream { return &Stream{pcg: s.pcg, flip: ^s.flip} }

// Uint64 returns 64 random bits.
func (s *Stream) Uint64() uint64 { return s.pcg.Uint64() ^ s.flip }

// Float64 returns a multiple of 2^-53 in [0, 1).
func (s *Stream) Float64() float64 { return halfOpen(s.Uint64()) }

// Open returns a number in (0, 1): the midpoint of one of 2^52 equal cells, so that u and 1-u are both exact and
// neither is ever 0. Draws by inversion use it.
func (s *Stream) Open() float64 { return open(s.Uint64()) }

// IntN returns an unbiased integer in [0, n), and 0 where n is 1 or less.
func (s *Stream) IntN(n int) int {
	if n <= 1 {
		return 0
	}
	// Lemire's method: the high word of draw*n is uniform once the low words that would favour some results are
	// refused; a second draw is needed with probability n/2^64 at most.
	bound := uint64(n)
	high, low := bits.Mul64(s.Uint64(), bound)
	if low < bound {
		for least := -bound % bound; low < least; {
			high, low = bits.Mul64(s.Uint64(), bound)
		}
	}
	return int(high)
}

// Bool returns true with probability p, from one draw; p of 0 or less is never, 1 or more is always.
func (s *Stream) Bool(p float64) bool { return s.Float64() < p }

// halfOpen and open are the project's own, so that no release of Go can change a result.
func halfOpen(bits uint64) float64 { return float64(bits>>11) * 0x1p-53 }

func open(bits uint64) float64 { return (float64(bits>>12) + 0.5) * 0x1p-52 }

// streamHash folds the identity of a stream into 64 bits. The length of the name is folded in as well, so that no
// padding of one name can equal another.
func streamHash(lane, seed uint64, name string, entity, replication uint64) uint64 {
	h := mix(lane ^ seed)
	h = mix(h ^ uint64(len(name)))
	for len(name) > 0 {
		var word [8]byte
		name = name[copy(word[:], name):]
		h = mix(h ^ binary.LittleEndian.Uint64(word[:]))
	}
	h = mix(h ^ entity)
	return mix(h ^ replication)
}

// mix is the output function of SplitMix64 with its increment: a bijection in which each input bit changes each output
// bit about half of the time.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
