package pool_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
)

func TestRefill(t *testing.T) {
	off := pool.Settings{Min: 100, Target: 500}
	for _, tc := range []struct {
		name     string
		settings pool.Settings
		size     int
		want     int
	}{
		{"POOL-03: at the minimum nothing", pool.Documented(), 100, 0},
		{"POOL-03: below it up to the target", pool.Documented(), 99, 401},
		{"POOL-03: an empty pool", pool.Documented(), 0, 500},
		{"POOL-03: full", pool.Documented(), 500, 0},
		{"POOL-13: above the target after a fill by hand", pool.Documented(), 650, 0},
		{"POOL-09: before 24 Feb", sized(50, 100), 49, 51},
		{"POOL-09: switched off", off, 0, 0},
		{"no minimum: never", sized(0, 500), 0, 0},
		{"the minimum is the target", sized(500, 500), 499, 1},
	} {
		t.Run(tc.name, func(t *testing.T) { require.Equal(t, tc.want, tc.settings.Refill(tc.size)) })
	}
}

// POOL-03: a refill begins below the minimum and nowhere else, and ends at the target; once it has, there is nothing to do.
func TestRefillLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		settings, size := drawSettings(t), rapid.IntRange(0, 3000).Draw(t, "size")
		made := settings.Refill(size)
		require.Equal(t, settings.Enabled && settings.Status(size).Low(), made > 0)
		if made > 0 {
			require.Equal(t, settings.Target, size+made)
		}
		require.Zero(t, settings.Refill(size+made))
	})
}

// POOL-13: as many as are asked for, within bounds.
func TestManualFill(t *testing.T) {
	for _, count := range []int{1, 20, 200, pool.ManualFillMax} {
		made, err := pool.ManualFill(count)
		require.NoError(t, err)
		require.Equal(t, count, made)
	}
	for count, want := range map[int]string{
		0:                      "count is 0; allowed: 1 to 1000",
		-20:                    "count is -20; allowed: 1 to 1000",
		pool.ManualFillMax + 1: "count is 1001; allowed: 1 to 1000",
	} {
		made, err := pool.ManualFill(count)
		require.EqualError(t, err, want)
		require.Zero(t, made)
	}
}
