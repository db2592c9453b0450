package experiments

import (
	"errors"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/scenarios"
)

// synthetic plays arms whose metric is drawn: A is exponential, and B is A, a constant apart, with noise of its own. The mean of B - A
// is the constant.
func synthetic(trial uint64, constant, noise float64) player {
	const longest = 2000
	common, own := normals("common", trial, longest), normals("own", trial, longest)
	return func(from, to int) (played [2][]scenarios.Played, err error) {
		for i := from; i < to; i++ {
			a := math.Exp(common[i])
			played[0] = append(played[0], scenarios.Played{Metrics: []float64{a}, Hash: strconv.Itoa(i)})
			played[1] = append(played[1], scenarios.Played{Metrics: []float64{a + constant + noise*own[i]}, Hash: strconv.Itoa(i)})
		}
		return played, nil
	}
}

// always is a run that goes on to its last look.
func always(*trial) bool { return false }

func TestIntervalsCover(t *testing.T) {
	const trials = 1000
	s, err := newSchedule(20, 0, 0, false)
	require.NoError(t, err)
	covered := 0
	for n := range uint64(trials) {
		run, err := s.run(synthetic(n, 2, 1), always)
		require.NoError(t, err)
		if d := s.judge(run).estimate(run.pair(0).differences()); d.low <= 2 && 2 <= d.high {
			covered++
		}
	}
	require.InDelta(t, 1-alpha, float64(covered)/trials, about(alpha, trials))
}

// Whatever makes it stop, even that the interval at hand is wrong, at most 5 % of all runs stop at one that misses. With the plain
// interval at every look the same rule misses far more often.
func TestNoStoppingRuleMissesMoreThanItMay(t *testing.T) {
	if testing.Short() {
		t.Skip("some thousand trials")
	}
	const trials = 1000
	s, err := newSchedule(20, 500, 0, true)
	require.NoError(t, err)
	missed := func(judgeOf func(*trial) judge) float64 {
		misses := 0
		for n := range uint64(trials) {
			wrong := func(run *trial) bool {
				d := judgeOf(run).estimate(run.pair(0).differences())
				return d.low > 2 || d.high < 2
			}
			run, err := s.run(synthetic(n, 2, 1), wrong)
			require.NoError(t, err)
			if run.met {
				misses++
			}
		}
		return float64(misses) / trials
	}
	require.LessOrEqual(t, missed(s.judge), alpha+about(alpha, trials))
	require.Greater(t, missed(func(*trial) judge { return one }), 2*alpha)
}

func TestLooksGrowToTheBound(t *testing.T) {
	for _, c := range []struct {
		reps, most, own int
		sequential      bool
		want            []int
	}{
		{0, 0, 4, false, []int{20}},
		{0, 0, 50, false, []int{50}},
		{7, 0, 50, false, []int{7}},
		{1, 0, 1, false, []int{1}},
		{0, 0, 1, true, []int{20, 30, 45, 67, 101, 151, 227, 341, 512, 768, 1000}},
		{100, 300, 1, true, []int{100, 150, 225, 300}},
		{100, 100, 1, true, []int{100}},
		{5000, 0, 1, true, []int{5000}},
	} {
		s, err := newSchedule(c.reps, c.most, c.own, c.sequential)
		require.NoError(t, err)
		require.Equal(t, c.want, s.looks)
		require.Equal(t, c.reps == 0, s.probe > 0, "two first only where nobody asked for a number")
	}
	for want, c := range map[string][2]int{
		"--until-width: one replication has no interval": {1, 0},
		"--reps-max 50 is below the 60 replications":     {60, 50},
	} {
		_, err := newSchedule(c[0], c[1], 1, true)
		require.ErrorContains(t, err, want)
	}
	_, err := newSchedule(20, 100, 1, false)
	require.ErrorContains(t, err, "--reps-max bounds what --until-width adds")
}

// asked is an experiment on a synthetic metric that goes on until its interval is so narrow.
func asked(t *testing.T, half amount, most int) *experiment {
	t.Helper()
	s, err := newSchedule(20, most, 0, true)
	require.NoError(t, err)
	return &experiment{metrics: some[:1], widths: []width{{metric: 0, half: half}}, schedule: s}
}

func TestItGoesOnUntilTheIntervalIsNarrow(t *testing.T) {
	x := asked(t, amount{Value: 0.2, written: "0.2"}, 1000)
	run, err := x.schedule.run(synthetic(1, 2, 1), x.reached)
	require.NoError(t, err)
	require.True(t, run.met)
	require.Contains(t, x.schedule.looks[1:len(x.schedule.looks)-1], run.reps())
	w := x.judgeWidth(x.widths[0], run)
	require.True(t, w.Reached)
	require.LessOrEqual(t, *w.Half, 0.2)
	require.Nil(t, w.More)
	require.Equal(t, "then every interval was narrow enough", x.repsBy(run))

	relative := asked(t, share(0.2), 1000) // of a mean of e^(1/2)
	run, err = relative.schedule.run(synthetic(1, 2, 1), relative.reached)
	require.NoError(t, err)
	require.InDelta(t, 0.2*math.Exp(0.5), relative.judgeWidth(relative.widths[0], run).HalfMax, 0.1)
}

func TestItStopsAtTheBoundAndSaysSo(t *testing.T) {
	x := asked(t, amount{Value: 0.01}, 100)
	run, err := x.schedule.run(synthetic(1, 2, 1), x.reached)
	require.NoError(t, err)
	require.False(t, run.met)
	require.Equal(t, 100, run.reps())
	w := x.judgeWidth(x.widths[0], run)
	require.False(t, w.Reached)
	require.Greater(t, *w.More, 10_000)
	require.Contains(t, x.repsBy(run), "the bound of --reps-max")
}

// Replications are added, not played again.
func TestEveryReplicationIsPlayedOnce(t *testing.T) {
	s, err := newSchedule(0, 100, 0, true)
	require.NoError(t, err)
	next := 0
	source := synthetic(1, 2, 1)
	run, err := s.run(func(from, to int) ([2][]scenarios.Played, error) {
		require.Equal(t, next, from)
		next = to
		return source(from, to)
	}, always)
	require.NoError(t, err)
	require.Equal(t, 100, next)
	require.Equal(t, "0", run.arms[0][0].Hash)
	require.Equal(t, "99", run.arms[1][99].Hash)
}

func TestTwoReplicationsShowThatNothingIsDrawn(t *testing.T) {
	s, err := newSchedule(0, 0, 0, false)
	require.NoError(t, err)
	alike := func(from, to int) (played [2][]scenarios.Played, err error) {
		for range to - from {
			for i := range played {
				played[i] = append(played[i], scenarios.Played{Metrics: []float64{float64(i)}, Hash: "same"})
			}
		}
		return played, nil
	}
	run, err := s.run(alike, always)
	require.NoError(t, err)
	require.Equal(t, 2, run.reps())
	require.False(t, run.drawn)
	require.True(t, s.judge(run).exact)

	s, err = newSchedule(1, 0, 0, false)
	require.NoError(t, err)
	run, err = s.run(alike, always)
	require.NoError(t, err)
	require.True(t, run.drawn, "one replication shows nothing of the kind")
}

func TestAnErrorOfAReplicationEndsIt(t *testing.T) {
	broken := errors.New("broken")
	for _, reps := range []int{0, 5} {
		s, err := newSchedule(reps, 0, 0, false)
		require.NoError(t, err)
		_, err = s.run(func(int, int) ([2][]scenarios.Played, error) { return [2][]scenarios.Played{}, broken }, always)
		require.ErrorIs(t, err, broken)
	}
}
