package ranking

import "math/bits"

// Shuffle puts xs into the account's order of the minute, in place (LB-25); minute counts whole minutes since any fixed
// instant. The documents say that the shuffle is deterministic, per account, and turns every minute, and no more. What
// follows is assumed, and so described that it can be written in any language. All numbers are unsigned, of 64 bits, and
// wrap around.
//
//	mix(z):    z = (z xor z>>30) * 0xbf58476d1ce4e5b9; z = (z xor z>>27) * 0x94d049bb133111eb; return z xor z>>31
//	start:     state = mix(mix(account) + minute)
//	next():    state = state + 0x9e3779b97f4a7c15; return mix(state)                           (this is SplitMix64)
//	below(n):  repeat: p = next() * n, of 128 bits, until (p mod 2^64) >= (2^64 mod n); return p div 2^64
//	shuffle:   for k = 0 to length-2: exchange xs[k] and xs[k + below(length-k)]                    (Fisher and Yates)
//
// A negative minute is taken in two's complement. The shuffle goes from the front, so the first N places are known after
// N steps.
func Shuffle(account uint64, minute int64, xs []int32) {
	s := streamOf(account, minute)
	s.shuffle(xs, len(xs))
}

// stream is the account's randomness for one minute: the state of SplitMix64.
type stream uint64

func streamOf(account uint64, minute int64) stream {
	return stream(mix(mix(account) + uint64(minute)))
}

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (s *stream) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	return mix(uint64(*s))
}

// below is uniform over 0 to n-1, exactly; n is at least 1. It is Lemire's method: the division is done for the few draws
// only that may have to be rejected.
func (s *stream) below(n int) int {
	hi, lo := bits.Mul64(s.next(), uint64(n))
	if lo < uint64(n) {
		for rejected := -uint64(n) % uint64(n); lo < rejected; {
			hi, lo = bits.Mul64(s.next(), uint64(n))
		}
	}
	return int(hi)
}

// unit is uniform over the multiples of 2^-53 from 0 up to, but without, 1.
func (s *stream) unit() float64 { return unitOf(s.next()) }

func unitOf(draw uint64) float64 { return float64(draw>>11) * 0x1p-53 }

// shuffle draws the first n places of xs from all of it.
func (s *stream) shuffle(xs []int32, n int) {
	for k := 0; k < n && k < len(xs)-1; k++ {
		j := k + s.below(len(xs)-k)
		xs[k], xs[j] = xs[j], xs[k]
	}
}
