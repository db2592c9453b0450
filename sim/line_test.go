package sim

import (
	"cmp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// inLine is a request in the oracle: a plain slice, kept in order by a stable sort.
type inLine struct {
	rank int64
	key  uint64
	id   int // told by the units it wants
}

func TestLineAgreesWithASortedSlice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l line
		var oracle []inLine
		var keys []uint64 // of all that was ever pushed
		mostLive := 0
		ranks := rapid.OneOf(rapid.Int64Range(0, 3), rapid.Int64())
		push := func(t *rapid.T) {
			p := inLine{rank: ranks.Draw(t, "rank"), id: len(keys)}
			var err error
			p.key, err = l.push(p.rank, &waiter{units: p.id})
			require.NoError(t, err)
			keys = append(keys, p.key)
			oracle = append(oracle, p)
			slices.SortStableFunc(oracle, func(a, b inLine) int { return cmp.Compare(a.rank, b.rank) })
			mostLive = max(mostLive, len(oracle))
		}
		t.Repeat(map[string]func(*rapid.T){
			"push": push,
			"push many": func(t *rapid.T) {
				for range rapid.IntRange(1, 100).Draw(t, "n") {
					push(t)
				}
			},
			"pop": func(t *rapid.T) {
				first := l.first()
				require.Equal(t, len(oracle) > 0, first != nil)
				if first != nil {
					require.Equal(t, oracle[0].id, first.units)
					l.dropFirst()
					oracle = oracle[1:]
				}
			},
			"cancel some": func(t *rapid.T) {
				for range rapid.IntRange(1, 50).Draw(t, "n") {
					key := rapid.SampledFrom(append(keys, 0, 1, 1<<placeBits)).Draw(t, "key")
					at := slices.IndexFunc(oracle, func(p inLine) bool { return p.key == key })
					w, ok := l.cancel(key)
					require.Equal(t, at >= 0, ok)
					if ok {
						require.Equal(t, oracle[at].id, w.units)
						oracle = slices.Delete(oracle, at, at+1)
					}
				}
			},
			"": func(t *rapid.T) {
				require.Equal(t, len(oracle), l.len())
				requireOrdered(t, &l, mostLive)
				for _, p := range oracle {
					require.Equal(t, p.id, l.find(p.key).units)
				}
			},
		})
	})
}

func requireOrdered(t *rapid.T, l *line, mostLive int) {
	list, entries := l.list[l.gone:], l.heap.entries
	for i := range max(len(list)-1, 0) {
		require.EqualValues(t, 1, list[i].before(list[i+1]), "entry %d of %d of the list", i, len(list))
	}
	for i := root + 1; i < len(entries); i++ {
		require.Zero(t, entries[i].before(entries[parent(i)]), "entry %d of %d is before its parent", i, len(entries))
	}
	require.LessOrEqual(t, l.entries(), max(2*mostLive, mostLive+smallLine))
	require.LessOrEqual(t, len(l.places), mostLive)
}

func TestLineOfCancelledRequestsStaysSmall(t *testing.T) {
	for name, rank := range map[string]func(int64) int64{
		"in order":   func(int64) int64 { return 0 },
		"overtaking": func(i int64) int64 { return 1_000_000 - i },
	} {
		for _, lasting := range []int{0, 1000} {
			var l line
			for range lasting {
				_, err := l.push(0, &waiter{})
				require.NoError(t, err)
			}
			for i := range int64(100_000) {
				key, err := l.push(rank(i), &waiter{})
				require.NoError(t, err)
				_, ok := l.cancel(key)
				require.True(t, ok)
			}
			require.LessOrEqual(t, l.entries(), max(smallLine+1, 2*(lasting+1)), name)
			require.Len(t, l.places, lasting+1, name)
		}
	}
}

// A line that never empties moves up, and does not grow.
func TestLineThatNeverEmptiesStaysSmall(t *testing.T) {
	var l line
	for i := range 100_000 {
		_, err := l.push(0, &waiter{units: i})
		require.NoError(t, err)
		if i >= 10 {
			require.Equal(t, i-10, l.first().units)
			l.dropFirst()
		}
	}
	require.Less(t, len(l.list), 4*smallLine)
}

func TestLineSaysWhenItIsExhausted(t *testing.T) {
	l := line{came: maxCame - 1}
	key, err := l.push(7, &waiter{units: 42})
	require.NoError(t, err)
	require.Equal(t, 42, l.find(key).units)
	_, err = l.push(7, &waiter{units: 43})
	require.ErrorIs(t, err, errLineExhausted)
	require.Equal(t, 1, l.len())
}

func TestLineSaysWhenItIsFull(t *testing.T) {
	l := line{places: make([]place, maxWaiting)}
	_, err := l.push(0, &waiter{})
	require.ErrorIs(t, err, errLineFull)
	l.free = append(l.free, 5)
	_, err = l.push(0, &waiter{})
	require.NoError(t, err)
}
