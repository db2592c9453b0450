package sim

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A slab gives no number away twice, and no more numbers than were ever in use at once.
func TestSlabNumbersAreUnique(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Slab[int]
		inUse, most := map[int32]int{}, 0
		for step := range rapid.IntRange(0, 200).Draw(t, "steps") {
			if len(inUse) > 0 && rapid.Bool().Draw(t, "takes") {
				number := rapid.SampledFrom(slices.Sorted(maps.Keys(inUse))).Draw(t, "number")
				require.Equal(t, inUse[number], s.Take(number))
				delete(inUse, number)
				continue
			}
			number := s.Put(step)
			require.NotContains(t, inUse, number)
			inUse[number] = step
			most = max(most, len(inUse))
		}
		require.Len(t, s.Items, most)
		require.Len(t, s.Free(), most-len(inUse))
	})
}
