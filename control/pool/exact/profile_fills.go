package exact

import (
	"math"
	"time"
)

// filling is how long so many accounts take.
func (s Staggered) filling(accounts int) time.Duration {
	return time.Duration(s.rounds(accounts)) * s.Each
}

// rounds are those in which so many accounts are made.
func (s Staggered) rounds(accounts int) int { return (accounts + s.Workers - 1) / s.Workers }

// fills are those that one check may start, one for each level that it may find, taken through their rounds side by side.
type fills struct {
	*rhythm
	bundles []*bundle // of the highest level first
	pours   []*pour
	idle    []*bundle // with room for the next ones
	through [][]stretch
	claimed []float64 // [k]: claims expected from the check to the end of k rounds
	full    []float64 // the law of the level where fills have just ended
}

// bundle is fills that began at different levels, of which it cannot be told any more which is which: the laws of their levels
// are the same but for a factor. It begins with one of them.
type bundle struct {
	low     int
	law     []float64 // [i]: the chance of the level low+i, of all of them together
	members []member
}

// member is the fill that began at n, and which part of the bundle's law is its own.
type member struct {
	n    int
	part float64
}

// alike is how far, relative, the laws of a bundle's fills may be from each other.
const alike = 1e-13

// fill takes the shares of the levels below the minimum through their fills to the check that follows each.
func (f *fills) fill(below []float64) {
	atCheck, rounds := f.slots.row(f.slotAt(0)), 0
	for n := len(below) - 1; n >= 0; n-- {
		if below[n] < f.cut {
			continue
		}
		b := f.fresh()
		b.low, b.law, b.members = n, append(b.law[:0], below[n]), append(b.members[:0], member{n, 1})
		f.bundles = append(f.bundles, b)
		rounds = f.rounds(f.Refill(n))
		atCheck[fillingColumn] += below[n] * f.filling(f.Refill(n)).Hours()
	}
	f.lookAhead(rounds)
	for k := range rounds {
		f.oneRound(k)
		f.end(k + 1)
		f.bundleUp()
	}
}

func (f *fills) fresh() *bundle {
	if len(f.idle) == 0 {
		return &bundle{}
	}
	b := f.idle[len(f.idle)-1]
	f.idle = f.idle[:len(f.idle)-1]
	return b
}

// lookAhead cuts the rounds of the longest fill by slots, and counts the claims that are expected.
func (f *fills) lookAhead(rounds int) {
	f.through, f.claimed = f.through[:0], append(f.claimed[:0], 0)
	for k := range rounds {
		parts, claimed := f.stretches(time.Duration(k)*f.Each, time.Duration(k+1)*f.Each), f.claimed[k]
		for _, part := range parts {
			claimed += f.expected(part)
		}
		f.through, f.claimed = append(f.through, parts), append(f.claimed, claimed)
	}
}

// oneRound takes every fill that has k rounds behind it through one more.
func (f *fills) oneRound(k int) {
	kept := f.bundles[:0]
	for _, b := range f.bundles {
		if f.neverEmpty(b, k) {
			f.pour(b, k)
			f.idle = append(f.idle, b)
			continue
		}
		for _, part := range f.through[k] {
			f.drain(b, part)
		}
		f.leave(b, k+1)
		if len(b.members) == 0 {
			f.idle = append(f.idle, b)
			continue
		}
		b.low += f.Workers
		kept = append(kept, b)
	}
	f.bundles = kept
}

// neverEmpty reports whether the rounds from k on as good as never leave the pool of any of these fills empty.
func (f *fills) neverEmpty(b *bundle, k int) bool {
	share := sum(b.law)
	longest := f.rounds(f.Refill(b.members[len(b.members)-1].n))
	for after := k; after < longest; after++ {
		if share*exceeds(f.claimed[after+1]-f.claimed[k], b.low+(after-k)*f.Workers) > f.cut {
			return false
		}
	}
	return true
}

// drain takes a law through a stretch of claims, and leaves out what is less than cut at its ends.
func (f *fills) drain(b *bundle, part stretch) {
	c := f.claimsOf(part.slot, part.length)
	f.costs = f.slots.row(part.slot)
	first, last := max(0, b.low-len(c.exact)+1), b.low+len(b.law)-1
	for i, share := range b.law {
		if share >= f.cut {
			f.spend(f.spare, c, b.low+i, share, 0)
		}
	}
	from, to := first, last
	for from < to && f.spare[from] < f.cut {
		from++
	}
	for from < to && f.spare[to] < f.cut {
		to--
	}
	b.low, b.law = from, append(b.law[:0], f.spare[from:to+1]...)
	clear(f.spare[first : last+1])
}

// leave puts the fills for which this was the last round of so many where they have ended.
func (f *fills) leave(b *bundle, rounds int) {
	kept, parts := b.members[:0], 0.0
	for _, m := range b.members {
		if f.rounds(f.Refill(m.n)) > rounds {
			kept, parts = append(kept, m), parts+m.part
			continue
		}
		made := f.Refill(m.n) - (rounds-1)*f.Workers
		b.addTo(f.full, made, m.part)
	}
	if len(kept) > 0 && len(kept) < len(b.members) {
		for i := range b.law {
			b.law[i] *= parts
		}
		for i := range kept {
			kept[i].part /= parts
		}
	}
	b.members = kept
}

// end takes the fills that have so many rounds to the check that follows them.
func (f *fills) end(rounds int) {
	kept := f.pours[:0]
	for _, p := range f.pours {
		if p.rounds == rounds {
			f.runOut(p)
		} else {
			kept = append(kept, p)
		}
	}
	f.pours = kept
	filling := time.Duration(rounds) * f.Each
	rest := f.restOf(filling)
	next, here := f.dueIn(int((filling+rest)/f.workload.Review)), f.slotAt(filling)
	f.costs = f.slots.row(here)
	var after *claims
	for level, share := range f.full {
		if share < f.cut {
			continue
		}
		if after == nil {
			after = f.claimsOf(here, rest)
		}
		f.spend(next, after, level, share, 0)
	}
	clear(f.full)
}

// bundleUp makes one of neighbours whose laws have become alike.
func (f *fills) bundleUp() {
	kept := f.bundles[:min(1, len(f.bundles))]
	for _, b := range f.bundles[len(kept):] {
		last := kept[len(kept)-1]
		if !last.takes(b, f.cut) {
			kept = append(kept, b)
			continue
		}
		f.idle = append(f.idle, b)
	}
	f.bundles = kept
}

// takes adds another bundle to b where their laws are alike as far as they are not under cut; it reports whether they are.
func (b *bundle) takes(other *bundle, cut float64) bool {
	own, its := sum(b.law), sum(other.law)
	scale := its / own
	from, to := min(b.low, other.low), max(b.low+len(b.law), other.low+len(other.law))
	for level := from; level < to; level++ {
		mine, theirs := b.at(level)*scale, other.at(level)
		if larger := max(mine, theirs); larger > 2*cut*max(1, scale) && math.Abs(mine-theirs) > alike*larger {
			return false
		}
	}
	if its > own {
		b.low, b.law, other.law = other.low, other.law, b.law
		scale = own / its
	}
	for i := range b.law {
		b.law[i] *= 1 + scale
	}
	for i := range b.members {
		b.members[i].part *= own / (own + its)
	}
	for _, m := range other.members {
		b.members = append(b.members, member{m.n, m.part * its / (own + its)})
	}
	return true
}

// addTo adds a part of the law, so many accounts higher, to another. Above the target, where only the fills that began higher
// have anything, there is nothing that counts.
func (b *bundle) addTo(law []float64, higher int, part float64) {
	if first := b.low + higher; first < len(law) {
		addScaled(law[first:], b.law[:min(len(b.law), len(law)-first)], part)
	}
}

func (b *bundle) at(level int) float64 {
	if i := level - b.low; i >= 0 && i < len(b.law) {
		return b.law[i]
	}
	return 0
}
