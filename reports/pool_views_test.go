package reports

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRobustIsSaidBesideTheRecommendation(t *testing.T) {
	p := chosenPool()
	require.Equal(t, "no setting of the grid keeps what was asked from 840 to 1,560 claims an hour", p.robust())
	p.Robust = &PoolPoint{MinSize: 160, TargetSize: 240, PoolFare: PoolFare{MeanStock: 148.3, Fallback: 1e-12, AtMost: true}}
	require.Equal(t, "min 160, target 240 keeps what was asked from 840 to 1,560 claims an hour: 148.3 accounts in stock at 1,200 an hour, "+
		"and not 118.7, p_fallback ≤ 1e-12", p.robust())
	p.Robust.MinSize, p.Robust.TargetSize = 80, 170
	require.Equal(t, "what is recommended keeps what was asked from 840 to 1,560 claims an hour", p.robust())
	p.Asked.MaxFallback, p.Asked.MaxFillsPerHour = nil, nil
	require.Empty(t, p.robust(), "nothing to keep")
	require.Empty(t, hopelessPool().robust(), "nothing is recommended")
}
