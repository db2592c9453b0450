package world

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Whoever holds which set of a few, in whatever order: each reads back what it took, two that hold the same hold one
// number, and there are not many more sets than are held.
func TestListsAreKeptOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const holders = 8
		l := newLists(130, holders)
		l.limit = rapid.IntRange(1, 20).Draw(t, "limit")
		held := make([]int32, holders)
		want := make([][]uint64, holders)
		for i := range want {
			want[i] = make([]uint64, 3)
		}
		most := 0
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			i := rapid.IntRange(0, holders-1).Draw(t, "who")
			set := []uint64{rapid.Uint64Range(0, 40).Draw(t, "set"), 0, 1}
			if rapid.Bool().Draw(t, "none") {
				set = make([]uint64, 3)
			}
			want[i] = set
			l.swap(&held[i], l.number(set))
			for j := range held {
				require.Equal(t, want[j], l.of(held[j]), "holder %d", j)
				same := slices.Equal(want[i], want[j])
				require.Equal(t, same, held[i] == held[j], "holders %d and %d", i, j)
			}
			most = max(most, len(l.holders))
		}
		require.LessOrEqual(t, most, max(l.limit, 2*(holders+1))+1)
	})
}
