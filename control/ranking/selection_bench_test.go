package ranking_test

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"testing"

	"reprise/control/ranking"
)

// aliasTable is Vose's alias method, kept here to be measured against.
type aliasTable struct {
	servers     []int32
	threshold   []float64 // the share of its column that is the column's own
	alias       []int32   // whose the rest is
	scaled      []float64
	small, tall []int32
}

func (a *aliasTable) rebuild(entries []ranking.Entry) {
	n := len(entries)
	var total float64
	a.servers, a.scaled = a.servers[:0], a.scaled[:0]
	a.small, a.tall = a.small[:0], a.tall[:0]
	for _, e := range entries {
		w := ranking.Weight(e.Score)
		total += w
		a.servers, a.scaled = append(a.servers, e.Server), append(a.scaled, w)
	}
	a.threshold, a.alias = append(a.threshold[:0], a.scaled...), append(a.alias[:0], a.servers...)
	for i, w := range a.scaled {
		a.scaled[i] = w * float64(n) / total
		if a.scaled[i] < 1 {
			a.small = append(a.small, int32(i))
		} else {
			a.tall = append(a.tall, int32(i))
		}
	}
	for len(a.small) > 0 && len(a.tall) > 0 {
		low, high := a.small[len(a.small)-1], a.tall[len(a.tall)-1]
		a.small = a.small[:len(a.small)-1]
		a.threshold[low], a.alias[low] = a.scaled[low], high
		a.scaled[high] -= 1 - a.scaled[low]
		if a.scaled[high] < 1 {
			a.tall = a.tall[:len(a.tall)-1]
			a.small = append(a.small, high)
		}
	}
	for _, i := range append(a.small, a.tall...) {
		a.threshold[i] = 1
	}
}

func (a *aliasTable) pick(draw uint64) int32 {
	column, rest := bits.Mul64(draw, uint64(len(a.servers)))
	if float64(rest>>11)*0x1p-53 >= a.threshold[column] {
		column = uint64(a.alias[column])
	}
	return a.servers[column]
}

// TestTheAliasTableIsRight keeps the comparison honest.
func TestTheAliasTableIsRight(t *testing.T) {
	var table aliasTable
	table.rebuild([]ranking.Entry{scored(0, 0), scored(1, 1), scored(2, 3), scored(3, 999)})
	requireChances(t, []float64{4000. / 7004, 2000. / 7004, 1000. / 7004, 4. / 7004}, picks(table.pick, 4, 100_000), "alias")
}

func BenchmarkSelection(b *testing.B) {
	source := rand.New(rand.NewPCG(1, 2))
	draws := make([]uint64, 1<<12) // so many that no pattern helps the processor to predict branches
	for i := range draws {
		draws[i] = source.Uint64()
	}
	var sums ranking.Ranking
	var table aliasTable
	for _, n := range []int{2, 5, 20, 138} {
		entries := fleetOf(n)
		for _, method := range []struct {
			name    string
			pick    func(draw uint64) int32
			rebuild func(entries []ranking.Entry)
		}{
			{"sums", sums.Pick, sums.Rebuild},
			{"alias", table.pick, table.rebuild},
		} {
			method.rebuild(entries)
			b.Run(fmt.Sprintf("pick/%s/servers=%d", method.name, n), func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					method.pick(draws[i%len(draws)])
				}
			})
			b.Run(fmt.Sprintf("rebuild/%s/servers=%d", method.name, n), func(b *testing.B) {
				for b.Loop() {
					method.rebuild(entries)
				}
			})
		}
	}
}
