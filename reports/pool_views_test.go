package reports

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRobustIsSaidBesideTheRecommendation(t *testing.T) {
	p := chosenPool()
	require.Equal(t, "no one setting of the grid keeps what was asked at the rate as given and at 840, 1,080, 1,560 claims an hour", p.robust())
	p.Robust = &PoolPoint{MinSize: 160, TargetSize: 240, PoolFare: PoolFare{MeanStock: 148.3, Fallback: 1e-12, AtMost: true}}
	require.Equal(t, "min 160, target 240 keeps what was asked at the rate as given and at 840, 1,080, 1,560 claims an hour: 148.3 accounts in stock "+
		"and p_fallback ≤ 1e-12 at the rate as given", p.robust())
	p.Robust.MinSize, p.Robust.TargetSize = 80, 170
	require.Equal(t, "what is recommended keeps what was asked at the rate as given and at 840, 1,080, 1,560 claims an hour", p.robust())
	p.Asked.MaxFallback, p.Asked.MaxFillsPerHour = nil, nil
	require.Empty(t, p.robust(), "nothing to keep")
	require.Empty(t, hopelessPool().robust(), "nothing is recommended")
}
