package sim

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// spans are from nothing to all of time, ties often among them.
func spans() *rapid.Generator[Time] {
	return rapid.Custom(func(t *rapid.T) Time {
		scale := int64(1)<<rapid.IntRange(0, 62).Draw(t, "scale") - 1
		switch rapid.IntRange(0, 3).Draw(t, "shape") {
		case 0:
			return Time(rapid.Int64Range(0, scale).Draw(t, "span"))
		case 1:
			return Time(scale)
		case 2:
			return Time(rapid.Int64Range(0, 3).Draw(t, "span"))
		}
		return EndOfTime
	})
}

// Order is by time, then by scheduling, whatever was done before: bursts at one instant, spans from 1 ns to the end of
// time, cancelled events, looks ahead, growth past the length at which the wheel begins and shrinkage below it.
func TestPendingAgreesWithAPlainHeap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDuel(t)
		t.Repeat(map[string]func(*rapid.T){
			"push": func(t *rapid.T) { d.push(d.later(spans().Draw(t, "span"))) },
			"push many": func(t *rapid.T) {
				random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
				span := spans().Draw(t, "within")
				for range rapid.IntRange(1, 300).Draw(t, "n") {
					d.push(d.later(Time(random.Int64N(max(int64(span), 1)))))
				}
			},
			"burst at one instant": func(t *rapid.T) {
				at := d.later(spans().Draw(t, "span"))
				for range rapid.IntRange(1, 100).Draw(t, "n") {
					d.push(at)
				}
			},
			"pop some": func(t *rapid.T) {
				for range rapid.IntRange(1, 300).Draw(t, "n") {
					d.pop(EndOfTime)
				}
			},
			"pop and push": func(t *rapid.T) { // as a model does: of each that fires comes another
				span := spans().Draw(t, "span")
				for range rapid.IntRange(1, 300).Draw(t, "n") {
					if d.pop(EndOfTime) {
						d.push(d.later(span))
					}
				}
			},
			"run until": func(t *rapid.T) { d.runUntil(d.later(spans().Draw(t, "span") >> 1)) },
			"cancel some": func(t *rapid.T) {
				if len(d.all) == 0 {
					return
				}
				for range rapid.IntRange(1, 100).Draw(t, "n") {
					d.cancel(rapid.SampledFrom(d.all).Draw(t, "event"))
				}
			},
			"cancel most": func(t *rapid.T) {
				random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
				for _, s := range d.all {
					if random.IntN(8) > 0 {
						d.cancel(s)
					}
				}
			},
			"peek": func(t *rapid.T) {
				at, ok := d.p.peek(d.now)
				require.True(t, !ok || at == d.now)
			},
			"": func(*rapid.T) { d.check() },
		})
		d.runUntil(EndOfTime)
		d.check()
		require.Zero(t, d.p.len())
	})
}

// FuzzPending reads commands of two bytes: what to do, and a number for it.
func FuzzPending(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("\x00\x1e\x00\x1e\x00\x00\x03\x01\x04\x00\x03\x02"))                 // ties, a cancelled one among them
	f.Add([]byte("\x01\xff\x03\x40\x01\xff\x03\xff\x03\xff\x01\x10\x03\xff"))         // over the wheel's beginning and back
	f.Add([]byte("\x01\xff\x02\x14\x01\xff\x02\x15\x03\x20\x01\x80\x05\x00\x03\xff")) // looks ahead, and then something earlier
	f.Add([]byte("\x06\xff\x06\x20\x03\x80\x06\x01\x03\xff"))                         // bursts longer than a block
	f.Fuzz(func(t *testing.T, commands []byte) {
		d := newDuel(t)
		commands = commands[:min(len(commands), 512)]
		for ; len(commands) >= 2; commands = commands[2:] {
			d.do(commands[0], int(commands[1]))
		}
		d.check()
		d.runUntil(EndOfTime)
		d.check()
	})
}

// do carries out one command of the fuzzer's. Scale is one of 0 to 63: a power of two, in ns.
func (d *duel) do(command byte, n int) {
	scale := Time(1)<<(n%64) - 1
	if n%64 == 63 {
		scale = EndOfTime
	}
	switch command % 8 {
	case 0:
		d.push(d.later(min(scale, EndOfTime-3) + Time(n/64)))
	case 1: // many, near and far
		for i := range n {
			d.push(d.later(Time(1)<<(i*7%63) + Time(i)))
		}
	case 2:
		d.runUntil(d.later(scale))
	case 3:
		for range n {
			d.pop(EndOfTime)
		}
	case 4, 5: // every n-th but for a few, or the few
		for i, s := range d.all {
			if (i%(n+2) == 0) == (command%8 == 4) {
				d.cancel(s)
			}
		}
	case 6: // a burst
		at := d.later(Time(n) << (n % 40))
		for range n {
			d.push(at)
		}
	case 7: // as a model does
		for range n {
			if d.pop(EndOfTime) {
				d.push(d.later(scale))
			}
		}
	}
}

// Timers that are set and taken back again and again, as patience is, leave nothing behind.
func TestCancelledEventsDoNotAccumulate(t *testing.T) {
	for _, lasting := range []int{0, 20, 1000} {
		d := newDuel(t)
		for i := range lasting {
			d.push(Time(1e9 * (i + 1)))
		}
		for i := range 100_000 {
			d.push(Time(1 + i%7*1e12))
			d.cancel(d.all[len(d.all)-1])
		}
		d.check()
		most := 2*(lasting+1) + deadLeast
		require.LessOrEqual(t, len(d.p.slots.ages), most)
		require.LessOrEqual(t, cap(d.p.slots.free), 2*most)
		require.LessOrEqual(t, int(d.p.blocks.used), most/blockSize+2*radix, "blocks, besides one for every bucket")
		d.runUntil(EndOfTime)
		require.Zero(t, d.live)
	}
}

// A few events are in the front alone, many are in the wheel, and in between it stays as it was.
func TestTheWheelIsForMany(t *testing.T) {
	d := newDuel(t)
	inWheel := func() bool { return d.p.wheel != nil && !d.p.wheel.empty() }
	for range 3 {
		for d.live < frontMost {
			d.push(d.later(1e6 << d.live)) // no two in one bucket of the wheel
			require.False(t, inWheel())
		}
		d.push(d.later(1e9))
		require.True(t, inWheel())
		for d.live > wheelLeast+1 {
			d.pop(EndOfTime)
		}
		require.True(t, inWheel())
		for d.live > wheelLeast/2 {
			d.pop(EndOfTime)
		}
		require.False(t, inWheel())
		require.Equal(t, EndOfTime, d.p.reach)
	}
}

// Of a burst at one instant that is cancelled within that instant nothing is left either.
func TestCancelledBurstIsSwept(t *testing.T) {
	d := newDuel(t)
	for range 10_000 {
		d.push(0)
	}
	d.pop(0)
	for _, s := range d.all[:9_990] {
		d.cancel(s)
	}
	d.check()
	require.LessOrEqual(t, d.p.slots.dead, deadLeast)
	d.runUntil(0)
	require.Zero(t, d.live)
}

// A slot whose ages have run out is left alone, and all its old tokens name nothing.
func TestTokensAreNeverReused(t *testing.T) {
	p := newPending()
	seen := map[Token]bool{}
	for range 3 << (ageBits - 1) {
		token, err := p.push(0, 1, Event{Kind: 1})
		require.NoError(t, err)
		if seen[token] {
			t.Fatalf("token %x was given out before", token)
		}
		seen[token] = true
		if _, _, ok := p.pop(1); !ok {
			t.Fatal("nothing came out")
		}
		if p.cancel(token) {
			t.Fatal("an event that was popped was cancelled")
		}
	}
	require.Len(t, p.slots.ages, 3, "one slot for 32768 events")
	for token := range seen {
		require.False(t, p.cancel(token))
	}
	require.False(t, p.cancel(0))
}

func TestPendingSaysWhenItIsFull(t *testing.T) {
	p := newPending()
	p.slots.ages = make([]uint16, maxSlots)
	p.slots.live = maxSlots
	_, err := p.push(0, 1, Event{Kind: 1})
	require.ErrorIs(t, err, errQueueFull)
	p.slots.live-- // of one slot the ages have run out
	_, err = p.push(0, 1, Event{Kind: 1})
	require.ErrorIs(t, err, errQueueExhausted)
	p.slots.free = append(p.slots.free, 5)
	_, err = p.push(0, 1, Event{Kind: 1})
	require.NoError(t, err)
}
