package ranking_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/ranking"
)

func TestWeight(t *testing.T) {
	require.Equal(t, 1.0, ranking.Weight(0), "LB-21: the best")
	require.Equal(t, 0.5, ranking.Weight(1), "LB-21: no metrics")
	require.Equal(t, 0.001, ranking.Weight(999), "LB-21: DOWN")
}

func TestLegacyWeight(t *testing.T) {
	c := ranking.Capacity{FreeSessions: 320, CPUMultiplier: 0.5, BandwidthMultiplier: 1.25}
	require.Equal(t, 200.0, ranking.LegacyWeight(c), "LB-22")
}

// picks counts which server is picked, over draws that are the same in every run.
func picks(pick func(draw uint64) int32, servers, draws int) []int {
	source := rand.New(rand.NewPCG(21, 23))
	counts := make([]int, servers)
	for range draws {
		counts[pick(source.Uint64())]++
	}
	return counts
}

func TestPickByWeight(t *testing.T) {
	for _, tc := range []struct {
		name    string
		entries []ranking.Entry
		chances []float64
	}{
		{"LB-21: weights 1, 1/2 and 1/4", []ranking.Entry{scored(0, 0), scored(1, 1), scored(2, 3)}, []float64{4. / 7, 2. / 7, 1. / 7}},
		{"LB-21: DOWN is still picked", []ranking.Entry{scored(0, 999), scored(1, 0)}, []float64{1. / 1001, 1000. / 1001}},
		{"LB-22: beside a legacy weight a score is next to nothing", []ranking.Entry{scored(0, 0),
			{Server: 1, Capacity: ranking.Capacity{FreeSessions: 99, CPUMultiplier: 1, BandwidthMultiplier: 1}}}, []float64{0.01, 0.99}},
		{"nothing free, nothing picked", []ranking.Entry{scored(0, 1), {Server: 1}, scored(2, 1)}, []float64{0.5, 0, 0.5}},
		{"a score below -1 has no weight", []ranking.Entry{scored(0, -3), scored(1, 1)}, []float64{0, 1}},
		{"nobody has a weight: all the same", []ranking.Entry{{Server: 0}, {Server: 1}, scored(2, -1)}, even(3)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var r ranking.Ranking
			r.Rebuild(tc.entries)
			requireChances(t, tc.chances, picks(r.Pick, len(tc.entries), 100_000), "picked")
		})
	}
}

// The least draw has u = 0: it passes over servers whose weight is 0, at the front too.
func TestTheLeastDraw(t *testing.T) {
	entries := []ranking.Entry{{Server: 0}, scored(1, 0.5), scored(2, 0)}
	var r ranking.Ranking
	r.Rebuild(entries)
	require.Equal(t, int32(1), r.Pick(0))
	require.Equal(t, int32(2), r.Pick(math.MaxUint64))

	const account = 7139760388042582404 // whose first draw in the minute is the least
	require.Zero(t, ranking.FirstDraw(account, minute))
	require.Equal(t, int32(1), ranking.Rules{Order: ranking.Weighted}.Arrange(nil, entries, account, minute)[0])
	require.Equal(t, []int32{2, 1, 0}, shuffled(account, minute, 3), "LB-25: of three, 0 has to be drawn again")
}

// LB-23: between two rebuilds the ranking stays what it was.
func TestRebuild(t *testing.T) {
	var r ranking.Ranking
	require.Equal(t, int32(-1), r.Pick(0), "empty")
	entries := []ranking.Entry{scored(0, 0), scored(1, 0)}
	r.Rebuild(entries)
	entries[1].Score = 999
	requireChances(t, even(2), picks(r.Pick, 2, 10_000), "LB-23: the change is not seen yet")
	r.Rebuild(entries)
	requireChances(t, []float64{1000. / 1001, 1. / 1001}, picks(r.Pick, 2, 100_000), "LB-23: now it is")
	require.Zero(t, testing.AllocsPerRun(10, func() { r.Rebuild(entries) }))
	r.Rebuild(nil)
	require.Equal(t, int32(-1), r.Pick(0), "LB-23: no server is left")
}

func TestPickLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOfN(drawEntry(), 1, 40).Draw(t, "entries")
		for i := range entries {
			entries[i].Server = int32(i)
		}
		var r ranking.Ranking
		r.Rebuild(entries)
		account := rapid.Uint64().Draw(t, "account")
		first := ranking.Rules{Order: ranking.Weighted, TopN: 1}.Arrange(nil, entries, account, minute)
		if weighs(entries) {
			require.Equal(t, first[0], r.Pick(ranking.FirstDraw(account, minute)), "the first of a weighted order is a pick")
		}
		low, high := rapid.Uint64().Draw(t, "draw"), rapid.Uint64().Draw(t, "draw")
		require.LessOrEqual(t, r.Pick(min(low, high)), r.Pick(max(low, high)), "a greater draw picks no earlier server")
	})
}

// weighs reports whether some entry has a weight.
func weighs(entries []ranking.Entry) bool {
	for _, e := range entries {
		if e.Scored || ranking.LegacyWeight(e.Capacity) > 0 {
			return true
		}
	}
	return false
}
