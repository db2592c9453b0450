package pool_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
)

func TestStatus(t *testing.T) {
	for _, tc := range []struct {
		name     string
		settings pool.Settings
		size     int
		want     pool.Status
		low      bool
		percent  float64
	}{
		{"POOL-12: full", pool.Documented(), 500, pool.Status{Size: 500, Min: 100, Target: 500}, false, 100},
		{"POOL-15: at the minimum not low", pool.Documented(), 100, pool.Status{Size: 100, Min: 100, Target: 500}, false, 20},
		{"POOL-15: below it low", pool.Documented(), 99, pool.Status{Size: 99, Min: 100, Target: 500}, true, 19.8},
		{"POOL-16: empty", pool.Documented(), 0, pool.Status{Min: 100, Target: 500}, true, 0},
		{"POOL-16: above the target", pool.Documented(), 650, pool.Status{Size: 650, Min: 100, Target: 500}, false, 130},
		{"POOL-16: divided first, as the query does", sized(1, 300), 58, pool.Status{Size: 58, Min: 1, Target: 300}, false, 19.333333333333332},
		{"POOL-12: switched off", pool.Settings{Min: 50, Target: 100}, 7, pool.Status{Size: 7, Min: 50, Target: 100}, true, 7.000000000000001},
	} {
		t.Run(tc.name, func(t *testing.T) {
			status := tc.settings.Status(tc.size)
			require.Equal(t, tc.want, status)
			require.Equal(t, tc.low, status.Low())
			require.Equal(t, tc.percent, status.Percent())
		})
	}
	require.True(t, math.IsNaN(pool.Status{}.Percent()))
}

// POOL-16, -17: the queries are the documents'.
func TestQueries(t *testing.T) {
	require.Equal(t, "account_pool_size < account_pool_min", pool.QueryLow)
	require.Equal(t, "account_pool_size / account_pool_target * 100", pool.QueryPercent)
	require.Equal(t, "account_pool_size", pool.GaugeSize)
}

// look is a look at a pool that holds size, so long after noon.
type look struct {
	after time.Duration
	size  int
}

func TestFires(t *testing.T) {
	for _, tc := range []struct {
		name  string
		looks []look
		after time.Duration
		want  bool
	}{
		{"never looked at", nil, time.Hour, false},
		{"never low", []look{{0, 500}, {time.Hour, 100}}, 2 * time.Hour, false},
		{"POOL-15: low for 10 minutes, and no more", []look{{0, 99}}, 10 * time.Minute, false},
		{"POOL-15: low for more", []look{{0, 99}}, 10*time.Minute + 1, true},
		{"POOL-15: since the first look of them", []look{{0, 99}, {6 * time.Minute, 0}, {11 * time.Minute, 50}}, 11 * time.Minute, true},
		{"refilled meanwhile", []look{{0, 99}, {6 * time.Minute, 500}, {7 * time.Minute, 99}}, 11 * time.Minute, false},
		{"recovered", []look{{0, 99}, {11 * time.Minute, 100}}, 12 * time.Minute, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var w pool.Watch
			for _, l := range tc.looks {
				w = w.See(pool.Documented().Status(l.size), noon.Add(l.after))
			}
			require.Equal(t, tc.want, w.Fires(noon.Add(tc.after)))
		})
	}
}

// POOL-15: the alert fires when the looks of the last 10 minutes, and the one before them, all found the pool low.
func TestFiresLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w pool.Watch
		at, low := noon, []time.Time(nil) // the looks that found it low, without a break
		for range rapid.IntRange(0, 12).Draw(t, "looks") {
			at = at.Add(time.Duration(rapid.Int64Range(0, int64(4*time.Minute)).Draw(t, "pause")))
			status := pool.Documented().Status(rapid.IntRange(90, 110).Draw(t, "size"))
			w = w.See(status, at)
			if low = append(low, at); !status.Low() {
				low = nil
			}
			require.Equal(t, len(low) > 0 && at.Sub(low[0]) > 10*time.Minute, w.Fires(at))
		}
	})
}
