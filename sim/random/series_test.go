package random

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// A change here changes the result of every run there is.
func TestSeriesGolden(t *testing.T) {
	s := NewSeries(1, "client.opens", 3).Stream(2, 5)
	require.Equal(t, []uint64{0x55acd6f235d2c3ba, 0xdaa41e0a0cdffeb0, 0xadeaf2faa1a79d65}, []uint64{s.Uint64(), s.Uint64(), s.Uint64()})
	require.Equal(t, 0x1.ad49d832d480cp-01, Unit(7, 11))
}

func TestEveryPartOfAnOccasionNamesAStream(t *testing.T) {
	first := map[uint64]string{}
	for _, name := range []string{"", "a", "ab", "client.opens", "client.connect"} {
		for seed := range uint64(3) {
			for replication := range uint64(3) {
				series := NewSeries(seed, name, replication)
				for entity := range uint64(30) {
					for occasion := range uint64(30) {
						id := fmt.Sprintf("%q %d %d %d %d", name, seed, replication, entity, occasion)
						s := series.Stream(entity, occasion)
						draw := s.Uint64()
						require.Empty(t, first[draw], "%s starts as the stream here", id)
						first[draw] = id
					}
				}
			}
		}
	}
}

// A series is beside the streams of its name, none of them.
func TestASeriesIsNoneOfTheStreamsOfItsName(t *testing.T) {
	series := NewSeries(1, "x", 0)
	for entity := range uint64(100) {
		of, stream := series.Stream(entity, 0), New(1, "x", entity, 0)
		require.NotEqual(t, stream.Uint64(), of.Uint64())
	}
}

// An occasion's draws are the same whenever they are asked for, and whatever was drawn on another.
func TestAnOccasionDoesNotDependOnAnother(t *testing.T) {
	series := NewSeries(1, "x", 0)
	tenth := series.Stream(4, 10)
	want := []uint64{tenth.Uint64(), tenth.Uint64()}
	for occasion := range uint64(10) {
		s := series.Stream(4, occasion)
		for range occasion {
			s.Uint64()
		}
	}
	again := series.Stream(4, 10)
	require.Equal(t, want, []uint64{again.Uint64(), again.Uint64()})
}

// one turns a stream into its first draw.
func one(s Stream) float64 { return s.Float64() }

// Most occasions take one draw, so the first draws across entities and across occasions must be as good as the draws
// within one stream; so must the units, one for each entity and salt.
func TestFirstDrawsOfASeriesAreUniform(t *testing.T) {
	const n = 20_000
	series := NewSeries(1, "x", 0)
	across := map[string]func(i uint64) float64{
		"entities":           func(i uint64) float64 { return one(series.Stream(i, 1)) },
		"occasions":          func(i uint64) float64 { return one(series.Stream(7, i)) },
		"both":               func(i uint64) float64 { return one(series.Stream(i, i)) },
		"seeds":              func(i uint64) float64 { return one(NewSeries(i, "x", 0).Stream(7, 1)) },
		"replications":       func(i uint64) float64 { return one(NewSeries(1, "x", i).Stream(7, 1)) },
		"second draws":       func(i uint64) float64 { s := series.Stream(i, 1); s.Uint64(); return one(s) },
		"units of entities":  func(i uint64) float64 { return Unit(1, i) },
		"units of high bits": func(i uint64) float64 { return Unit(1, i<<32) },
		"units of salts":     func(i uint64) float64 { return Unit(i, 1) },
	}
	for name, draw := range across {
		t.Run(name, func(t *testing.T) {
			draws, cells := make([]float64, n), make([]float64, 100)
			for i := range draws {
				draws[i] = draw(uint64(i))
				cells[int(draws[i]*100)]++
			}
			requireDrawnFrom(t, distuv.Uniform{Min: 0, Max: 1}.CDF, draws)
			requireChiSquare(t, cells, slices.Repeat([]float64{n / 100}, 100))
			require.InDelta(t, 0, stat.Correlation(draws[:n-1], draws[1:], nil), 3.3/math.Sqrt(n))
		})
	}
}

// Two draws that the world holds side by side have nothing to do with each other: each of 10 by 10 cells gets its share.
func TestPairsOfASeriesAreIndependent(t *testing.T) {
	const n = 20_000
	opens, picks := NewSeries(1, "client.opens", 0), NewSeries(1, "client.pick", 0)
	pairs := map[string]func(i uint64) (a, b float64){
		"an entity and the next":        func(i uint64) (a, b float64) { return one(opens.Stream(2*i, 1)), one(opens.Stream(2*i+1, 1)) },
		"an occasion and the next":      func(i uint64) (a, b float64) { return one(opens.Stream(i, 1)), one(opens.Stream(i, 2)) },
		"two habits":                    func(i uint64) (a, b float64) { return one(opens.Stream(i, 1)), one(picks.Stream(i, 1)) },
		"entity and occasion exchanged": func(i uint64) (a, b float64) { return one(opens.Stream(i, n)), one(opens.Stream(n, i)) },
		"two draws of one occasion":     func(i uint64) (a, b float64) { s := opens.Stream(i, 1); return s.Float64(), s.Float64() },
		"two replications": func(i uint64) (a, b float64) {
			return one(opens.Stream(i, 1)), one(NewSeries(1, "client.opens", 1).Stream(i, 1))
		},
		"one client's ways":         func(i uint64) (a, b float64) { return Unit(1, i<<32), Unit(1, i<<32|1) },
		"the ways to one server":    func(i uint64) (a, b float64) { return Unit(1, 2*i<<32|5), Unit(1, (2*i+1)<<32|5) },
		"salt and entity exchanged": func(i uint64) (a, b float64) { return Unit(i, n+1), Unit(n+1, i) },
		"two salts":                 func(i uint64) (a, b float64) { return Unit(1, i), Unit(2, i) },
	}
	for name, pair := range pairs {
		t.Run(name, func(t *testing.T) {
			cells := make([]float64, 100)
			for i := range uint64(n) {
				a, b := pair(i)
				cells[int(a*10)*10+int(b*10)]++
			}
			requireChiSquare(t, cells, slices.Repeat([]float64{n / 100}, 100))
		})
	}
}
