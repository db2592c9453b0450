package ranking_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/ranking"
)

// minute is one of January 2026, in minutes since 1970.
const minute = 29_454_300

func shuffled(account uint64, minute int64, n int) []int32 {
	xs := numbered(n)
	ranking.Shuffle(account, minute, xs)
	return xs
}

func TestShuffleLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		account, minute := rapid.Uint64().Draw(t, "account"), rapid.Int64().Draw(t, "minute")
		n := rapid.IntRange(0, 200).Draw(t, "servers")
		order := shuffled(account, minute, n)
		require.Equal(t, order, shuffled(account, minute, n), "LB-25: deterministic")
		require.Equal(t, numbered(n), ascending(order), "a permutation")

		servers := rapid.SliceOfN(rapid.Int32(), n, n).Draw(t, "numbers")
		moved := slices.Clone(servers)
		ranking.Shuffle(account, minute, moved)
		for k, i := range order {
			require.Equal(t, servers[i], moved[k], "what is shuffled does not matter, only how many there are")
		}
	})
}

// Accounts are numbered in the order in which they are made, or by something that has a pattern of its own.
func TestTheShuffleIsUniformOverAccounts(t *testing.T) {
	for name, account := range map[string]func(i int) uint64{
		"consecutive":           func(i int) uint64 { return uint64(i) },
		"consecutive, far out":  func(i int) uint64 { return 1<<63 + uint64(i) },
		"every 1024th":          func(i int) uint64 { return uint64(i) << 10 },
		"in the upper half":     func(i int) uint64 { return uint64(i) << 32 },
		"SplitMix64's own step": func(i int) uint64 { return uint64(i) * 0x9e3779b97f4a7c15 },
	} {
		t.Run(name, func(t *testing.T) {
			orders := make([]int, 120)
			for i := range 60_000 {
				orders[rank(shuffled(account(i), minute, 5))]++
			}
			requireChances(t, even(120), orders, "LB-25: an order of five")
		})
	}
}

// With as many servers as a fleet has, every server is at every place as often as any other.
func TestTheShuffleOfAWholeFleetIsUniform(t *testing.T) {
	const n = 138
	places := make([]int, n*n)
	for account := range 2000 {
		for place, server := range shuffled(uint64(account), minute, n) {
			places[int(server)*n+place]++
		}
	}
	requireChances(t, even(n*n), places, "a server at a place")
}

func TestTheShuffleIsIndependentAcrossMinutes(t *testing.T) {
	for _, apart := range []int64{1, 2, 60, 1440} {
		pairs := make([]int, 24*24)
		for account := range 60_000 {
			now, then := shuffled(uint64(account), minute, 4), shuffled(uint64(account), minute+apart, 4)
			pairs[rank(now)*24+rank(then)]++
		}
		requireChances(t, even(24*24), pairs, "LB-25: orders of two minutes, over the accounts")
	}
	for _, account := range []uint64{0, 1, 730_211} {
		pairs := make([]int, 24*24)
		for m := range int64(60_000) {
			now, then := shuffled(account, minute+m, 4), shuffled(account, minute+m+1, 4)
			pairs[rank(now)*24+rank(then)]++
		}
		requireChances(t, even(24*24), pairs, "LB-25: orders of two minutes, of one account")
	}
}

// Two accounts have nothing in common, even neighbours in the same minute or one in the minute of the other.
func TestTheShuffleIsIndependentAcrossAccounts(t *testing.T) {
	for _, later := range []int64{0, 1, -1} {
		pairs := make([]int, 24*24)
		for account := range uint64(60_000) {
			mine, theirs := shuffled(account, minute, 4), shuffled(account+1, minute+later, 4)
			pairs[rank(mine)*24+rank(theirs)]++
		}
		requireChances(t, even(24*24), pairs, "LB-25: orders of two accounts")
	}
}
