package ranking_test

import (
	"fmt"
	"testing"

	"reprise/control/ranking"
)

// fleetOf is a country of n servers of different scores, one of them DOWN.
func fleetOf(n int) []ranking.Entry {
	entries := make([]ranking.Entry, n)
	for i := range entries {
		entries[i] = ranking.Entry{Server: int32(100 + i), Scored: true, Score: float64(i*7%n) / 10, Sessions: int32(i * 37 % 101)}
	}
	entries[n/2].Score, entries[n/2].Down = 999, true
	return entries
}

func BenchmarkArrange(b *testing.B) {
	for o := ranking.SortShuffle; o <= ranking.LeastSessions; o++ {
		for _, n := range []int{2, 5, 20} {
			b.Run(fmt.Sprintf("%v/servers=%d", o, n), func(b *testing.B) {
				entries := fleetOf(n)
				rules := ranking.Rules{Order: o, BandWidth: 0.25}
				dst := make([]int32, 0, n)
				b.ReportAllocs()
				account := uint64(0)
				for b.Loop() {
					account++
					dst = rules.Arrange(dst[:0], entries, account, 29_000_000)
				}
			})
		}
	}
}
