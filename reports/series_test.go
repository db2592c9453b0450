package reports

import (
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSparkline(t *testing.T) {
	for _, tc := range []struct {
		values []float64
		room   int
		want   string
	}{
		{[]float64{0, 1, 2, 3, 4, 5, 6, 7}, 8, "▁▃▄▅▆▇██"},
		{[]float64{500, 0.4, 0, 250}, 4, "█▂▁▅"},
		{[]float64{500, 0, 500, 500}, 2, "▁█"}, // the lowest of each stretch
		{[]float64{5, 5}, 4, "████"},
		{[]float64{0, 0}, 2, "▁▁"},
	} {
		most := 0.0
		for _, v := range tc.values {
			most = max(most, v)
		}
		require.Equal(t, tc.want, sparkline(tc.values, tc.room, most, slices.Min), "%v", tc.values)
	}
}

// A line has as many bars as there is room, and a bar is the lowest there is just where some value of its stretch is 0.
func TestSparklineShowsEveryEmptyMoment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 1000), 1, 300).Draw(t, "values")
		at := rapid.IntRange(0, len(values)-1).Draw(t, "empty at")
		values[at] = 0
		room := rapid.IntRange(1, len(values)).Draw(t, "room")
		line := sparkline(values, room, 1000, slices.Min)
		require.Equal(t, room, utf8.RuneCountInString(line))
		require.Contains(t, line, "▁")
	})
}
