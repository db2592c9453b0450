package sim

import (
	"cmp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// pushed is a value in the oracle: a plain slice, kept in order by a stable sort.
type pushed struct {
	rank  int64
	key   uint64
	value int
}

func TestQueueAgreesWithASortedSlice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q queue[int]
		var oracle []pushed
		var keys []uint64 // of all that was ever pushed
		mostLive := 0
		ranks := rapid.OneOf(rapid.Int64Range(0, 3), rapid.Int64())
		push := func(t *rapid.T) {
			p := pushed{rank: ranks.Draw(t, "rank"), value: len(keys)}
			var err error
			p.key, err = q.push(p.rank, p.value)
			require.NoError(t, err)
			keys = append(keys, p.key)
			oracle = append(oracle, p)
			slices.SortStableFunc(oracle, func(a, b pushed) int { return cmp.Compare(a.rank, b.rank) })
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
				value, ok := q.pop()
				require.Equal(t, len(oracle) > 0, ok)
				if ok {
					require.Equal(t, oracle[0].value, value)
					oracle = oracle[1:]
				}
			},
			"cancel some": func(t *rapid.T) {
				for range rapid.IntRange(1, 50).Draw(t, "n") {
					key := rapid.SampledFrom(append(keys, 0, 1, 1<<slotBits)).Draw(t, "key")
					at := slices.IndexFunc(oracle, func(p pushed) bool { return p.key == key })
					value, ok := q.cancel(key)
					require.Equal(t, at >= 0, ok)
					if ok {
						require.Equal(t, oracle[at].value, value)
						oracle = slices.Delete(oracle, at, at+1)
					}
				}
			},
			"": func(t *rapid.T) {
				require.Equal(t, len(oracle), q.len())
				requireHeap(t, &q, mostLive)
				rank, key, ok := q.peek()
				require.Equal(t, len(oracle) > 0, ok)
				if ok {
					require.Equal(t, oracle[0].rank, rank)
					require.Equal(t, oracle[0].key, key)
					require.Equal(t, oracle[0].value, *q.find(key))
				}
			},
		})
	})
}

func requireHeap(t *rapid.T, q *queue[int], mostLive int) {
	for i := root + 1; i < len(q.heap); i++ {
		require.Zero(t, q.heap[i].before(q.heap[parent(i)]), "entry %d of %d is before its parent", i, len(q.heap))
	}
	require.LessOrEqual(t, len(q.heap)-root, max(2*mostLive, mostLive+smallHeap))
	require.LessOrEqual(t, len(q.slots), mostLive)
}

func TestQueueOfCancelledTimersStaysSmall(t *testing.T) {
	for _, lasting := range []int{0, 1000} {
		var q queue[int]
		for range lasting {
			_, err := q.push(0, 0)
			require.NoError(t, err)
		}
		for i := range int64(100_000) {
			key, err := q.push(1_000_000-i, 0)
			require.NoError(t, err)
			_, ok := q.cancel(key)
			require.True(t, ok)
		}
		require.LessOrEqual(t, len(q.heap), root+max(smallHeap+1, 2*(lasting+1)))
		require.Len(t, q.slots, lasting+1)
	}
}

func TestQueueSaysWhenItIsExhausted(t *testing.T) {
	q := queue[int]{sequence: maxSequence - 1}
	key, err := q.push(7, 42)
	require.NoError(t, err)
	require.Equal(t, 42, *q.find(key))
	_, err = q.push(7, 43)
	require.ErrorIs(t, err, errQueueExhausted)
	require.Equal(t, 1, q.len())
}

func TestQueueSaysWhenItIsFull(t *testing.T) {
	q := queue[struct{}]{slots: make([]slot[struct{}], maxLive)}
	_, err := q.push(0, struct{}{})
	require.ErrorIs(t, err, errQueueFull)
	q.free = append(q.free, 5)
	_, err = q.push(0, struct{}{})
	require.NoError(t, err)
}
