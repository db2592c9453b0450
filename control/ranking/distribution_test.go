package ranking_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/control/ranking"
)

// five are a country's servers, numbered from the best to the worst; the last is DOWN.
var five = []ranking.Entry{scored(0, 0.05), scored(1, 0.3), scored(2, 0.35), scored(3, 2.5), scored(4, 999)}

// served counts, over accounts, which server is at which place: [place][server].
func served(r ranking.Rules, entries []ranking.Entry, accounts int) [][]int {
	counts := make([][]int, len(entries))
	for place := range counts {
		counts[place] = make([]int, len(entries))
	}
	var given []int32
	for account := range uint64(accounts) {
		given = r.Arrange(given[:0], entries, account, minute)
		for place, server := range given {
			counts[place][server]++
		}
	}
	return counts
}

// LB-26: the full shuffle undoes the sort. Whatever its score, DOWN or not, each server is at each place for one account in
// five, and so in the top N of N accounts in five. Sorting first changes which account gets what, and no chance at all.
func TestSortBeforeAFullShuffleChangesNothing(t *testing.T) {
	for _, o := range []ranking.Order{ranking.SortShuffle, ranking.FullShuffle} {
		for place, counts := range served(ranking.Rules{Order: o}, five, 50_000) {
			requireChances(t, even(5), counts, fmt.Sprintf("LB-26: %v, place %d", o, place))
		}
		inTop := make([]int, 5)
		for _, counts := range served(ranking.Rules{Order: o, TopN: 2}, five, 50_000) {
			for server, n := range counts {
				inTop[server] += n
			}
		}
		for server, n := range inTop {
			require.InDelta(t, 0.4, float64(n)/50_000, 0.01, "LB-26: %v, server %d in the top 2", o, server)
		}
	}
}

// The rivals, against the chances that their definitions give.
func TestBandsShuffleWithinEach(t *testing.T) {
	counts := served(ranking.Rules{Order: ranking.Bands, BandWidth: 0.5}, five, 30_000)
	for place := range 3 {
		requireChances(t, []float64{1. / 3, 1. / 3, 1. / 3, 0, 0}, counts[place], "the band of 0 to 0.5")
	}
	require.Equal(t, 30_000, counts[3][3])
	require.Equal(t, 30_000, counts[4][4], "DOWN is last")
}

// The best of five is one of two in two draws of five, and the worst is never the better of two.
func TestTwoChoicesFavoursTheBetter(t *testing.T) {
	counts := served(ranking.Rules{Order: ranking.TwoChoices}, five, 50_000)
	requireChances(t, []float64{0.4, 0.3, 0.2, 0.1, 0}, counts[0], "first of two choices")

	same := []ranking.Entry{scored(0, 1), scored(1, 1), scored(2, 1), scored(3, 1)}
	for place, counts := range served(ranking.Rules{Order: ranking.TwoChoices}, same, 50_000) {
		requireChances(t, even(4), counts, fmt.Sprintf("equal scores, place %d", place))
	}
}

// LB-21: drawn by weight without putting back. The chance of an order is the product of each place's share of the weight
// that is left.
func TestWeightedOrdersHaveTheirChances(t *testing.T) {
	entries := []ranking.Entry{scored(0, 0), scored(1, 1), scored(2, 3)} // weights 1, 1/2, 1/4
	weights := []float64{4, 2, 1}
	chances, counts := make([]float64, 6), make([]int, 6)
	for first := range int32(3) {
		for second := range int32(3) {
			if first == second {
				continue
			}
			share := weights[first] / 7 * weights[second] / (7 - weights[first])
			chances[rank([]int32{first, second, 3 - first - second})] = share
		}
	}
	for account := range uint64(50_000) {
		counts[rank(ranking.Rules{Order: ranking.Weighted}.Arrange(nil, entries, account, minute))]++
	}
	requireChances(t, chances, counts, "LB-21: an order")
}

// LB-21: a server that is DOWN keeps a weight of 1/1000, and so is still picked.
func TestDownIsStillPicked(t *testing.T) {
	entries := []ranking.Entry{scored(0, 0), scored(1, 999)}
	chances := []float64{1000. / 1001, 1. / 1001}
	counts := served(ranking.Rules{Balancing: true}, entries, 200_000)
	require.NotZero(t, counts[0][1])
	requireChances(t, chances, counts[0], "LB-21: DOWN first")
}

// Servers without a weight come last, in any order; so do all when none has one.
func TestNoWeightComesLast(t *testing.T) {
	full := ranking.Capacity{FreeSessions: -20, CPUMultiplier: 1, BandwidthMultiplier: 1}
	entries := []ranking.Entry{{Server: 0}, scored(1, 0.5), {Server: 2, Capacity: full}, scored(3, -1)}
	counts := served(ranking.Rules{Order: ranking.Weighted}, entries, 30_000)
	require.Equal(t, 30_000, counts[0][1])
	for place := 1; place < 4; place++ {
		requireChances(t, []float64{1. / 3, 0, 1. / 3, 1. / 3}, counts[place], "without a weight")
	}
}
