package ranking_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/ranking"
)

// orders are all there are.
var orders = []ranking.Order{ranking.SortShuffle, ranking.FullShuffle, ranking.SortOnly, ranking.Bands, ranking.Weighted,
	ranking.TwoChoices, ranking.LeastSessions}

func scored(server int32, score float64) ranking.Entry {
	return ranking.Entry{Server: server, Score: score, Scored: true}
}

func TestArrangeWithoutChance(t *testing.T) {
	entries := []ranking.Entry{
		{Server: 10, Score: 0.7, Scored: true, Sessions: 30},
		{Server: 11, Sessions: 20},
		{Server: 12, Score: 999, Scored: true, Down: true, Sessions: 0},
		{Server: 13, Score: 0.2, Scored: true, Sessions: 30},
		{Server: 14, Score: 0.7, Scored: true, Sessions: 10},
		{Server: 15, Sessions: 20},
	}
	for _, tc := range []struct {
		name  string
		rules ranking.Rules
		want  []int32
	}{
		{"LB-26: by score, ties in the fleet's order, no score last", ranking.Rules{Order: ranking.SortOnly},
			[]int32{13, 10, 14, 12, 11, 15}},
		{"LB-26: the top 3", ranking.Rules{Order: ranking.SortOnly, TopN: 3}, []int32{13, 10, 14}},
		{"LB-26: more than there are", ranking.Rules{Order: ranking.SortOnly, TopN: 7}, []int32{13, 10, 14, 12, 11, 15}},
		{"by sessions, ties in the fleet's order", ranking.Rules{Order: ranking.LeastSessions}, []int32{12, 14, 11, 15, 10, 13}},
		{"DOWN left out", ranking.Rules{Order: ranking.LeastSessions, LeaveOutDown: true}, []int32{14, 11, 15, 10, 13}},
		{"DOWN left out before the cut", ranking.Rules{Order: ranking.LeastSessions, LeaveOutDown: true, TopN: 1}, []int32{14}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			require.Equal(t, tc.want, tc.rules.Arrange(nil, entries, 1, minute))
		})
	}
}

func TestArrangeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOfN(drawEntry(), 0, 40).Draw(t, "entries")
		for i := range entries {
			entries[i].Server = int32(i)
		}
		r := drawRules(t)
		account, minute := rapid.Uint64().Draw(t, "account"), rapid.Int64().Draw(t, "minute")
		before := slices.Clone(entries)
		given := r.Arrange([]int32{-1}, entries, account, minute)
		require.Equal(t, before, entries, "the entries stay as they were")
		require.Equal(t, int32(-1), given[0], "appended")
		given = given[1:]

		uncut := r
		uncut.TopN = 0
		all := uncut.Arrange([]int32{}, entries, account, minute)
		n := len(all)
		if r.TopN > 0 {
			n = min(n, r.TopN)
		}
		require.Equal(t, all[:n:n], given, "LB-26: the top N are the first N of all")

		want := numbered(len(entries))
		if r.LeaveOutDown && slices.ContainsFunc(entries, func(e ranking.Entry) bool { return !e.Down }) {
			want = slices.DeleteFunc(want, func(i int32) bool { return entries[i].Down })
		}
		require.Equal(t, want, ascending(all), "each once")
	})
}

func TestOrderLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOfN(drawEntry(), 1, 40).Draw(t, "entries")
		for i := range entries {
			entries[i].Server = int32(i)
		}
		account, minute := rapid.Uint64().Draw(t, "account"), rapid.Int64().Draw(t, "minute")
		arrange := func(r ranking.Rules) []int32 { return r.Arrange(nil, entries, account, minute) }

		sorted := arrange(ranking.Rules{Order: ranking.SortOnly})
		shuffled := slices.Clone(sorted)
		ranking.Shuffle(account, minute, shuffled)
		require.Equal(t, shuffled, arrange(ranking.Rules{}), "LB-26: sorted, then shuffled")

		fleet := numbered(len(entries))
		ranking.Shuffle(account, minute, fleet)
		require.Equal(t, fleet, arrange(ranking.Rules{Order: ranking.FullShuffle}), "LB-25: shuffled")

		require.Equal(t, arrange(ranking.Rules{Order: ranking.Weighted}),
			arrange(ranking.Rules{Order: ranking.SortOnly, Balancing: true}), "LB-24: balancing is weighted, whatever the order")

		width := rapid.SampledFrom([]float64{0, 0.25, 1}).Draw(t, "width")
		last := -1.0
		for _, server := range arrange(ranking.Rules{Order: ranking.Bands, BandWidth: width}) {
			band := bandOf(entries[server], width)
			require.GreaterOrEqual(t, band, last, "no worse band before a better one")
			last = band
		}
	})
}

// bandOf is the band that an entry with a score of 0 or more is in; width 0: one for each score.
func bandOf(e ranking.Entry, width float64) float64 {
	switch {
	case !e.Scored:
		return 1e9
	case width == 0:
		return e.Score
	}
	return float64(int(e.Score / width))
}

// Entries that come sorted need no sorting: the shuffle alone gives what sort and shuffle give.
func TestSortedEntriesNeedTheShuffleOnly(t *testing.T) {
	entries := []ranking.Entry{scored(3, 0), scored(1, 0.1), scored(4, 0.1), scored(2, 0.9), {Server: 9}}
	for account := range uint64(1000) {
		require.Equal(t, ranking.Rules{}.Arrange(nil, entries, account, minute),
			ranking.Rules{Order: ranking.FullShuffle}.Arrange(nil, entries, account, minute))
	}
}

// A server that is alone in its country is always given, whatever its score and state (LB-21).
func TestAloneInItsCountry(t *testing.T) {
	for _, alone := range []ranking.Entry{scored(7, 0.2), scored(7, 999), {Server: 7, Down: true}, scored(7, -3)} {
		for _, o := range orders {
			for _, leaveOut := range []bool{false, true} {
				rules := ranking.Rules{Order: o, TopN: 3, LeaveOutDown: leaveOut}
				require.Equal(t, []int32{7}, rules.Arrange(nil, []ranking.Entry{alone}, 1, minute), "%v", o)
			}
		}
		var r ranking.Ranking
		r.Rebuild([]ranking.Entry{alone})
		require.Equal(t, int32(7), r.Pick(1<<63))
	}
}

// Thousands of entries are put into order as well as a few.
func TestArrangeThousands(t *testing.T) {
	entries := fleetOf(3000)
	for i := range entries {
		entries[i].Score = float64(i * 7 % 10) // with many ties
	}
	for _, o := range orders {
		given := ranking.Rules{Order: o, BandWidth: 1}.Arrange(nil, entries, 1, minute)
		require.Len(t, slices.Compact(ascending(given)), 3000, "%v", o)
		if o == ranking.SortOnly {
			require.True(t, slices.IsSortedFunc(given, func(a, b int32) int {
				return cmp.Or(cmp.Compare(entries[a-100].Score, entries[b-100].Score), cmp.Compare(a, b))
			}))
		}
	}
}

func TestArrangeAllocatesNothing(t *testing.T) {
	entries := fleetOf(33) // one is DOWN
	dst := make([]int32, 0, 33)
	for _, o := range orders {
		require.Zero(t, testing.AllocsPerRun(100, func() {
			dst = ranking.Rules{Order: o, BandWidth: 1, TopN: 20, LeaveOutDown: true}.Arrange(dst[:0], entries, 1, minute)
		}), "%v", o)
	}
}

func TestOrderNames(t *testing.T) {
	require.Equal(t, "[sort-shuffle shuffle sort bands weighted two-choices least-sessions]", fmt.Sprint(orders))
	for _, o := range orders {
		var read ranking.Order
		require.NoError(t, read.UnmarshalText([]byte(o.String())))
		require.Equal(t, o, read)
	}
	require.Equal(t, "order(7)", ranking.Order(7).String())

	kept := ranking.Bands
	require.EqualError(t, kept.UnmarshalText([]byte("best")),
		`unknown order "best"; allowed: sort-shuffle, shuffle, sort, bands, weighted, two-choices, least-sessions`)
	require.Equal(t, ranking.Bands, kept, "a failed read changes nothing")
}

func drawEntry() *rapid.Generator[ranking.Entry] {
	return rapid.Custom(func(t *rapid.T) ranking.Entry {
		return ranking.Entry{
			Score:    rapid.SampledFrom([]float64{0, 0.125, 0.25, 0.5, 0.75, 1, 999}).Draw(t, "score"),
			Scored:   rapid.IntRange(0, 5).Draw(t, "scored") > 0,
			Down:     rapid.Bool().Draw(t, "down"),
			Sessions: rapid.Int32Range(0, 9).Draw(t, "sessions"),
			Capacity: ranking.Capacity{
				FreeSessions:        rapid.Float64Range(-10, 500).Draw(t, "free"),
				CPUMultiplier:       rapid.Float64Range(0, 2).Draw(t, "cpu"),
				BandwidthMultiplier: 1,
			},
		}
	})
}

func drawRules(t *rapid.T) ranking.Rules {
	return ranking.Rules{
		Order:        rapid.SampledFrom(orders).Draw(t, "order"),
		Balancing:    rapid.IntRange(0, 3).Draw(t, "balancing") == 0,
		BandWidth:    rapid.SampledFrom([]float64{0, 0.25, 1}).Draw(t, "width"),
		TopN:         rapid.IntRange(0, 10).Draw(t, "top"),
		LeaveOutDown: rapid.Bool().Draw(t, "leave out"),
	}
}
