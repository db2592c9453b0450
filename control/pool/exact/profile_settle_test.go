package exact_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
	"reprise/control/pool/exact"
)

// wave is a rate that goes from a fifth of its mean to nine fifths and back every day, hour by hour.
func wave(mean float64, period time.Duration) exact.Profile {
	p := exact.Profile{Period: period}
	for hour := range int(period / time.Hour) {
		p.Rates = append(p.Rates, mean*(1-0.8*math.Cos(2*math.Pi*float64(hour)/24)))
	}
	return p
}

// settles are pools that take from a few periods to hundreds to settle plainly, and how many they may take by leaps.
var settles = []struct {
	profile         exact.Profile
	creation        exact.Creation
	minimum, target int
	most            int
}{
	{wave(15, exact.Day), exact.Batch{From: 20 * time.Second, To: 20 * time.Second}, 100, 300, 40},
	{wave(60, exact.Week), exact.Batch{From: 20 * time.Second, To: 20 * time.Second}, 20, 500, 20},
	{wave(15, exact.Week), exact.Batch{From: 280 * time.Second, To: 280 * time.Second}, 3, 500, 25},
	{wave(15, exact.Day), exact.Batch{From: 20 * time.Second, To: 280 * time.Second}, 5, 100, 25},
	{wave(15, exact.Day), exact.Batch{From: 20 * time.Second, To: 20 * time.Second}, 20, 300, 60},
	{wave(600, exact.Day), exact.Batch{From: 2 * time.Minute, To: 2 * time.Minute}, 20, 60, 5},
	{wave(15, exact.Day), exact.Staggered{Each: 20 * time.Second, Workers: 2}, 10, 100, 20},
	{wave(300, exact.Day), exact.Staggered{Each: 20 * time.Second, Workers: 2}, 10, 100, 10},
	{wave(10, exact.Day), exact.Staggered{Each: time.Minute, Workers: 20}, 30, 120, 40},
}

// TestLeapsLeadWherePeriodsDo: to the same answer, much sooner.
func TestLeapsLeadWherePeriodsDo(t *testing.T) {
	skipWhenShort(t)
	for _, tc := range settles {
		t.Run(fmt.Sprintf("%v/%+v/%d-%d", tc.profile.Period, tc.creation, tc.minimum, tc.target), func(t *testing.T) {
			planner, err := exact.New(exact.Workload{Profile: tc.profile, Review: pool.CheckEvery, Creation: tc.creation})
			require.NoError(t, err)
			want, plainly, _, err := planner.SettledPlainly(tc.minimum, tc.target)
			require.NoError(t, err)
			got, periods, err := planner.Settled(tc.minimum, tc.target)
			require.NoError(t, err)
			t.Logf("p %.2g: %d periods, plainly %d", got.FallbackProbability, periods, plainly)
			sameSlots(t, want, got, agreed)
			require.LessOrEqual(t, periods, tc.most)
		})
	}
}

func sameSlots(t require.TestingT, want, got exact.Answer, within float64) {
	same(t, want, got, within)
	for i, slot := range got.Slots {
		require.InDelta(t, want.Slots[i].FallbackPerHour, slot.FallbackPerHour, within*want.Slots[i].FallbackPerHour)
		require.InDelta(t, want.Slots[i].FallbackProbability, slot.FallbackProbability, within*want.Slots[i].FallbackProbability)
		require.InEpsilon(t, want.Slots[i].MeanStock, slot.MeanStock, within)
	}
}

// TestLeapsOnlyWherePeriodsSettle: an answer by leaps is the one in which plain periods end, and none is missing
// where they were not given up.
func TestLeapsOnlyWherePeriodsSettle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target := rapid.IntRange(1, 9).Draw(t, "target")
		minimum := rapid.IntRange(1, target).Draw(t, "min")
		planner, err := exact.New(profiles(t, target))
		require.NoError(t, err)
		got, _, err := planner.Settled(minimum, target)
		want, _, gaveUp, plainly := planner.SettledPlainly(minimum, target)
		if err != nil {
			require.ErrorContains(t, err, "does not settle")
			require.True(t, gaveUp)
			return
		}
		require.NoError(t, plainly)
		sameSlots(t, want, got, agreed)
	})
}

// TestTimesThatStayWhatTheyWere: at 1,000 claims an hour every check finds nothing, and every fill takes as long.
func TestTimesThatStayWhatTheyWere(t *testing.T) {
	w := exact.Workload{Review: 4 * time.Hour, Profile: flat(1000, 6)}
	w.Profile.Rates[5] = 2000

	w.Creation = exact.Staggered{Each: 5 * time.Hour, Workers: 1} // every second check is put off, at even times or at odd ones
	planner, err := exact.New(w)
	require.NoError(t, err)
	want, _, _, err := planner.SettledPlainly(1, 1)
	require.NoError(t, err)
	got, _, err := planner.Settled(1, 1)
	require.NoError(t, err)
	sameSlots(t, want, got, agreed)
	require.InEpsilon(t, 8*3600, got.MeanCheckGapSeconds, agreed)
}

// TestLeapKeepsApartWhatDoesNotMix: laws on two sets of levels, of which one forgets by 0.7 and the other by 0.7 with a turn, lead to a
// law that is as likely in each as before, down to a level that is hardly ever seen. With a part that comes and goes for ever it
// is seen that this would be leapt over.
func TestLeapKeepsApartWhatDoesNotMix(t *testing.T) {
	want := []float64{0.1, 0.2, 0.1, 0.2, 0.2, 0.2, 1e-200}
	after := func(period int, lasting float64) []float64 {
		fades := math.Pow(0.7, float64(period))
		turns, later := 0.1*fades*math.Cos(float64(period)), 0.1*fades*math.Cos(float64(period+1))
		comes := lasting * math.Pow(-1, float64(period))
		return []float64{
			0.1 + 0.05*fades, 0.2 - 0.05*fades - comes, 0.1 + comes,
			0.2 + turns, 0.2 + later, 0.2 - turns - later, 1e-200 * (1 + fades + turns),
		}
	}
	var mixing, lasting [][]float64
	for period := range 10 {
		mixing, lasting = append(mixing, after(period, 0)), append(lasting, after(period, 0.05))
	}
	got, faster := exact.Extrapolated(mixing, 0.99)
	require.True(t, faster)
	require.InEpsilonSlice(t, want, got, 1e-10)
	_, faster = exact.Extrapolated(mixing, 0.65)
	require.False(t, faster)
	_, faster = exact.Extrapolated(lasting, 0.99)
	require.False(t, faster)
}

// TestBadLeapIsTakenBack to the law before it, which had settled: a few periods more show that.
func TestBadLeapIsTakenBack(t *testing.T) {
	w := exact.Workload{Profile: wave(15, exact.Day), Review: pool.CheckEvery, Creation: exact.Batch{From: time.Minute, To: time.Minute}}
	planner, err := exact.New(w)
	require.NoError(t, err)
	want, _, err := planner.Settled(3, 60)
	require.NoError(t, err)
	got, takenBack, err := planner.SettledAfterBadLeap(3, 60)
	require.NoError(t, err)
	require.True(t, takenBack)
	sameSlots(t, want, got, agreed)
}

// TestSlowestThatStillSettles: the fewer claims, the longer the phase is kept; a leap over it is as exact.
func TestSlowestThatStillSettles(t *testing.T) {
	skipWhenShort(t)
	planner, err := exact.New(exact.Workload{Review: time.Hour, Profile: wave(1, exact.Day), Creation: exact.Batch{}})
	require.NoError(t, err)
	want, plainly, gaveUp, err := planner.SettledPlainly(2, 90)
	require.NoError(t, err)
	require.False(t, gaveUp)
	got, periods, err := planner.Settled(2, 90)
	require.NoError(t, err)
	sameSlots(t, want, got, agreed)
	t.Logf("%d periods, plainly %d", periods, plainly)
	require.Greater(t, plainly, 8*periods)
}
