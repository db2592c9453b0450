package scenarios

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/reports"
)

var twoHarmsAndACost = []reports.Column{{Metric: "a"}, {Metric: "b"}, {Metric: "price", Cost: true}}

func TestWhatARemedyDoesToTheHarm(t *testing.T) {
	incident := reports.Remedy{Variant: AsWas, Values: []float64{10, 100, 5}}
	for _, c := range []struct {
		values []float64
		effect reports.Effect
	}{
		{[]float64{0, 0, 50}, reports.Prevents},
		{[]float64{10, 100, 50}, reports.Nothing},
		{[]float64{10, 100.5, 5}, reports.Nothing}, // alike within 1 %
		{[]float64{9, 100, 5}, reports.Eases},
		{[]float64{0, 100, 5}, reports.Eases},
		{[]float64{9, 110, 5}, reports.Moves},
		{[]float64{0, 110, 5}, reports.Moves},
		{[]float64{10, 110, 5}, reports.Worsens},
	} {
		row := reports.Remedy{Variant: "v", Values: c.values}
		weigh(&row, incident, twoHarmsAndACost)
		require.Equal(t, c.effect, row.Effect, "%v", c.values)
	}
}

func TestTheBestRemedyHasTheLeastOfTheWorstHarm(t *testing.T) {
	rows := func(values ...[]float64) []reports.Remedy {
		var out []reports.Remedy
		for _, v := range values {
			out = append(out, reports.Remedy{Values: v})
		}
		return out
	}
	incident := []float64{10, 100, 5}
	require.Equal(t, 2, bestOf(rows(incident, []float64{5, 0, 0}, []float64{4, 90, 90}), twoHarmsAndACost), "the first harm decides")
	require.Equal(t, 1, bestOf(rows(incident, []float64{4, 80, 90}, []float64{4, 90, 0}), twoHarmsAndACost), "then the second")
	require.Equal(t, 2, bestOf(rows(incident, []float64{4, 80, 90}, []float64{4, 80, 10}), twoHarmsAndACost), "then the price")
	require.Equal(t, 1, bestOf(rows(incident, []float64{4, 80, 10}, []float64{4, 80, 10}), twoHarmsAndACost), "then the order")
	require.Equal(t, 0, bestOf(rows(incident, []float64{10, 100, 1}), twoHarmsAndACost), "cheaper but no better is no remedy")
	require.Equal(t, 0, bestOf(rows(incident, []float64{11, 0, 0}), twoHarmsAndACost))
}

// TestCompareIsAnOrder: it is antisymmetric, and equal values are alike.
func TestCompareIsAnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Float64Range(0, 1e12)
		a, b := value.Draw(t, "a"), value.Draw(t, "b")
		require.Equal(t, 0, compare(a, a))
		require.Equal(t, -compare(a, b), compare(b, a))
		if math.Abs(a-b) > alike*max(a, b) {
			require.Equal(t, a < b, compare(a, b) < 0)
		}
	})
}
