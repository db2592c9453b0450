package scoring_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/control/scoring"
)

func TestMarks(t *testing.T) {
	documented := scoring.Documented()
	for _, tc := range []struct {
		name   string
		ema    float64
		score  float64
		status scoring.Status
		want   scoring.Marks
	}{
		{"LB-19: at 200 Mbps turbo, below 0.5 fast", 200, 0.4999, scoring.Healthy, scoring.Marks{Turbo: true, Fast: true}},
		{"LB-19: below 200 Mbps neither", 199.99, 0, scoring.Healthy, scoring.Marks{}},
		{"LB-19: no sample yet", 0, 0, scoring.Healthy, scoring.Marks{}},
		{"LB-19: at 0.5 no longer fast", 1000, 0.5, scoring.Healthy, scoring.Marks{Turbo: true}},
		{"LB-19: fast when HEALTHY only", 1000, 0.1, scoring.Degraded, scoring.Marks{Turbo: true}},
		{"LB-19: DOWN is neither", 1000, 0.1, scoring.Down, scoring.Marks{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			require.Equal(t, tc.want, documented.Marks(tc.ema, tc.score, tc.status))
			require.Equal(t, tc.want.Turbo, documented.Turbo(tc.ema, tc.status))
			require.Equal(t, tc.want.Fast, documented.Fast(tc.ema, tc.score, tc.status))
		})
	}
}

func TestMarksWithOtherThresholds(t *testing.T) {
	s := scoring.Documented()
	s.TurboMbps, s.FastScore = 300, 0.2
	require.Equal(t, scoring.Marks{}, s.Marks(299, 0.1, scoring.Healthy))
	require.Equal(t, scoring.Marks{Turbo: true}, s.Marks(300, 0.2, scoring.Healthy))
	require.Equal(t, scoring.Marks{Turbo: true, Fast: true}, s.Marks(300, 0.19, scoring.Healthy))
}

// LB-33: today the lists decide, whatever the database holds.
func TestMarking(t *testing.T) {
	turbo, both := scoring.Marks{Turbo: true}, scoring.Marks{Turbo: true, Fast: true}
	marking := scoring.Marking{Listed: []scoring.Marks{{}, both}}
	require.Equal(t, scoring.Marks{}, marking.Of(0, turbo))
	require.Equal(t, both, marking.Of(1, scoring.Marks{}))
	require.Equal(t, scoring.Marks{}, marking.Of(2, turbo), "not on the lists")

	marking.Dynamic = true
	require.Equal(t, scoring.Marks{}, marking.Of(1, scoring.Marks{}))
	require.Equal(t, turbo, marking.Of(2, turbo))
}

func TestStatusNames(t *testing.T) {
	for _, status := range []scoring.Status{scoring.Healthy, scoring.Degraded, scoring.Down} {
		var read scoring.Status
		require.NoError(t, read.UnmarshalText([]byte(status.String())))
		require.Equal(t, status, read)
	}
	require.Equal(t, "HEALTHY DEGRADED DOWN", scoring.Healthy.String()+" "+scoring.Degraded.String()+" "+scoring.Down.String())
	require.Equal(t, "status(3)", scoring.Status(3).String())

	kept := scoring.Down
	require.EqualError(t, kept.UnmarshalText([]byte("down")), `unknown status "down"; allowed: HEALTHY, DEGRADED, DOWN`)
	require.Equal(t, scoring.Down, kept, "a failed read changes nothing")
}
