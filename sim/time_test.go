package sim_test

import (
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim"
)

func TestTimeStopsAtTheEndsOfItsRange(t *testing.T) {
	clamp := func(exact *big.Int) int64 {
		switch {
		case exact.Cmp(big.NewInt(math.MaxInt64)) > 0:
			return math.MaxInt64
		case exact.Cmp(big.NewInt(math.MinInt64)) < 0:
			return math.MinInt64
		}
		return exact.Int64()
	}
	instants := rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{0, 1, -1, math.MaxInt64, math.MinInt64}))
	rapid.Check(t, func(t *rapid.T) {
		a, b := instants.Draw(t, "a"), instants.Draw(t, "b")
		sum := new(big.Int).Add(big.NewInt(a), big.NewInt(b))
		difference := new(big.Int).Sub(big.NewInt(a), big.NewInt(b))
		require.Equal(t, sim.Time(clamp(sum)), sim.Time(a).Add(time.Duration(b)))
		require.Equal(t, time.Duration(clamp(difference)), sim.Time(a).Sub(sim.Time(b)))
	})
}

func TestTimeReadsAsADuration(t *testing.T) {
	require.Equal(t, "1h2m3.5s", sim.Time(time.Hour+2*time.Minute+3500*time.Millisecond).String())
}
