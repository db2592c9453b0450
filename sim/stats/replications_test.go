package stats_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim/stats"
)

func TestReplicationsDoNotDependOnTheOrderOfArrival(t *testing.T) {
	values := []float64{0.1, 0.2, 0.3, 1e16, -1e16, 0.7} // floating-point sums of these depend on their order
	rapid.Check(t, func(t *rapid.T) {
		var r stats.Replications
		order := rapid.Permutation([]int{0, 1, 2, 3, 4, 5}).Draw(t, "order")
		for _, i := range order {
			require.NoError(t, r.Add(i*10, "p_fallback", values[i]))
			require.NoError(t, r.Add(i*10, "created", float64(i)))
		}
		got, err := r.Values("p_fallback")
		require.NoError(t, err)
		require.Equal(t, values, got)
		require.Equal(t, []string{"created", "p_fallback"}, r.Metrics())
		require.Equal(t, 6, r.N())

		want, err := stats.Confidence(values, 0.95)
		require.NoError(t, err)
		interval, err := r.Confidence("p_fallback", 0.95)
		require.NoError(t, err)
		require.Equal(t, want, interval)
	})
}

func TestReplicationsRefuse(t *testing.T) {
	var r stats.Replications
	_, err := r.Confidence("stock", 0.95)
	require.ErrorContains(t, err, "stock: confidence: 0 observations")

	require.NoError(t, r.Add(0, "stock", 1))
	require.ErrorContains(t, r.Add(0, "stock", 1), "replication 0: stock is given twice")
	require.ErrorContains(t, r.Add(1, "stock", math.NaN()), "replication 1: stock is NaN")
	require.ErrorContains(t, r.Add(-1, "stock", 1), "the index must be 0 or above")
	require.Equal(t, 1, r.N(), "what was refused left no trace")

	require.NoError(t, r.Add(7, "fills", 2))
	_, err = r.Values("stock")
	require.ErrorContains(t, err, `replication 7 gives no metric "stock"`)
	_, err = r.Values("typo")
	require.ErrorContains(t, err, `replication 0 gives no metric "typo"`)
	_, err = r.Confidence("typo", 0.95)
	require.ErrorContains(t, err, "typo")
}
