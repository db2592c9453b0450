package traffic_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim/random"
	"reprise/sim/world/traffic"
)

// measures are those of a balance after some readings of one country with one session.
func measures(readings ...[]float64) (maxOverMean, cv, jain float64) {
	var b traffic.Balance
	for _, r := range readings {
		b.Read(r, 1)
	}
	return means(b)
}

// means are a balance's sums over their weight.
func means(b traffic.Balance) (maxOverMean, cv, jain float64) {
	maxOverMean, cv, jain, weight := b.Sums()
	if weight == 0 {
		return 0, 0, 0
	}
	return maxOverMean / weight, cv / weight, jain / weight
}

// The three measures worked out by hand. Jain's index is (sum of x)^2 / (n * sum of x^2).
func TestBalanceByHand(t *testing.T) {
	for _, test := range []struct {
		name                  string
		readings              [][]float64
		maxOverMean, cv, jain float64
	}{
		{"nothing read", nil, 0, 0, 0},
		{"even", [][]float64{{0.5, 0.5, 0.5}}, 1, 0, 1},
		{"all on one of four", [][]float64{{0.8, 0, 0, 0}}, 4, math.Sqrt(3), 0.25},
		{"one and three", [][]float64{{0.1, 0.3}}, 1.5, 0.5, 0.16 / (2 * 0.1)},
		{"a mean over readings", [][]float64{{0.5, 0.5}, {0.1, 0.3}}, 1.25, 0.25, 0.9},
		{"one server: nothing can balance it", [][]float64{{0.7}}, 0, 0, 0},
		{"one server beside a country of two", [][]float64{{0.1, 0.3}, {0.7}}, 1.5, 0.5, 0.8},
		{"no load", [][]float64{{0, 0}}, 0, 0, 0},
		{"none is up", [][]float64{{}}, 0, 0, 0},
		{"an infinite one counts as 100", [][]float64{{math.Inf(1), 0}}, 2, 1, 0.5},
	} {
		t.Run(test.name, func(t *testing.T) {
			maxOverMean, cv, jain := measures(test.readings...)
			require.InDelta(t, test.maxOverMean, maxOverMean, 1e-12)
			require.InDelta(t, test.cv, cv, 1e-7)
			require.InDelta(t, test.jain, jain, 1e-12)
		})
	}
}

// A country counts by its sessions, and without one not at all.
func TestCountriesCountByTheirSessions(t *testing.T) {
	var b traffic.Balance
	b.Read([]float64{0.5, 0.5}, 30)
	b.Read([]float64{0.8, 0, 0, 0}, 10)
	b.Read([]float64{0.1, 0.9}, 0)
	maxOverMean, cv, jain := means(b)
	require.InDelta(t, (30*1+10*4)/40.0, maxOverMean, 1e-12)
	require.InDelta(t, 10*math.Sqrt(3)/40, cv, 1e-12)
	require.InDelta(t, (30+10*0.25)/40, jain, 1e-12)
}

// The peak is of all servers, be they alone in their country or in one without sessions.
func TestThePeakIsOfAllServers(t *testing.T) {
	var b traffic.Balance
	b.Read([]float64{0.2, 0.4}, 10)
	require.Equal(t, 0.4, b.Peak)
	b.Read([]float64{1.7}, 10)
	b.Read([]float64{0.2, 0.4}, 10)
	require.Equal(t, 1.7, b.Peak)
	b.Read([]float64{math.Inf(1)}, 10)
	require.Equal(t, 100.0, b.Peak)
}

// Whatever the load: max over mean is 1 to n, Jain's index 1/n to 1, and the index is 1/(1+cv^2), as it is for any numbers.
func TestBalanceLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loads := rapid.SliceOfN(rapid.Float64Range(0.001, 5), 2, 20).Draw(t, "loads")
		n := float64(len(loads))
		maxOverMean, cv, jain := measures(loads)
		require.InDelta(t, min(max(maxOverMean, 1), n), maxOverMean, 1e-9)
		require.InDelta(t, min(max(jain, 1/n), 1), jain, 1e-9)
		require.InDelta(t, 1/(1+cv*cv), jain, 1e-9)
	})
}

// picked counts picks of servers 0, 1, ... in one window.
func picked(s *traffic.Swing, countries [][]int32, picks ...int) {
	for server, n := range picks {
		for range n {
			s.Pick(int32(server))
		}
	}
	s.Turn(countries)
}

// What moved from one window to the next, by hand: half the sum of the differences of shares, weighted by picks.
func TestSwingByHand(t *testing.T) {
	two := [][]int32{{0, 1}}
	for _, test := range []struct {
		name      string
		countries [][]int32
		windows   [][]int
		want      float64
	}{
		{"nothing", two, nil, 0},
		{"one window has none before it", two, [][]int{{4, 0}}, 0},
		{"nothing moves", two, [][]int{{4, 4}, {1, 1}}, 0},
		{"everything moves, there and back", two, [][]int{{5, 0}, {0, 3}, {7, 0}}, 1},
		{"a quarter moves", two, [][]int{{2, 2}, {3, 1}}, 0.25},
		{"a mean over picks: a quarter of 4, none of 4, half of 4", two, [][]int{{2, 2}, {3, 1}, {3, 1}, {1, 3}}, (4*0.25 + 0 + 4*0.5) / 12},
		{"a window without picks is compared with none", two, [][]int{{5, 0}, {0, 0}, {0, 5}}, 0},
		{"a country of one server cannot move", [][]int32{{0}, {1}}, [][]int{{5, 0}, {0, 5}}, 0},
		{"nor does it count beside one of two", [][]int32{{0, 1}, {2}}, [][]int{{4, 0, 9}, {0, 4, 9}}, 1},
		{"countries do not mix", [][]int32{{0, 1}, {2, 3}}, [][]int{{3, 1, 0, 1}, {3, 1, 1, 0}}, 1.0 / 5},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := traffic.NewSwing(4)
			for _, picks := range test.windows {
				picked(&s, test.countries, picks...)
			}
			moved, _, all := s.Moved()
			require.InDelta(t, test.want, moved/max(1, all), 1e-12)
		})
	}
}

// Picks drawn from shares that stay the same move as much as chance does, be they even or not; picks that all go
// elsewhere in turns move more.
func TestChanceMovesNoMoreThanChance(t *testing.T) {
	countries := [][]int32{{0, 1, 2, 3, 4, 5, 6, 7}}
	draw := random.New(1, "swing", 0, 0)
	for name, share := range map[string]func(u float64) int32{
		"even":   func(u float64) int32 { return int32(8 * u) },
		"uneven": func(u float64) int32 { return int32(8 * u * u) },
	} {
		s := traffic.NewSwing(8)
		for range 8000 {
			for range 200 {
				s.Pick(share(draw.Float64()))
			}
			s.Turn(countries)
		}
		moved, chance, picks := s.Moved()
		require.InEpsilon(t, chance, moved, 0.02, name)
		require.InDelta(t, 0.11, moved/picks, 0.03, name)
	}
	herd := traffic.NewSwing(8)
	for i := range 400 {
		for range 200 {
			herd.Pick(int32(i % 8))
		}
		herd.Turn(countries)
	}
	moved, chance, picks := herd.Moved()
	require.Greater(t, (moved-chance)/picks, 0.8)
}
