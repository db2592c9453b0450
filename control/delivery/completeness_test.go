package delivery_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
)

func TestMeasureTheIncident(t *testing.T) {
	servers, rows := felis()
	c := delivery.Measure(servers, rows)
	require.Equal(t, delivery.Completeness{Healthy: 26, Active: 49}, c, "SYNC-02: the 46 inactive servers do not count")
	require.InDelta(t, 0.5306, c.Ratio(), 0.00005, "SYNC-02: 53 %")
	require.False(t, c.Whole())

	missing := delivery.Missing(servers, rows, []int32{-1})
	require.Len(t, missing, 1+23, "SYNC-03, appended to what was there")
	require.Equal(t, int32(26), missing[1])
	require.Equal(t, int32(48), missing[23])
}

func TestRatioOfNothing(t *testing.T) {
	c := delivery.Measure([]delivery.Server{{Active: false}}, []delivery.Row{whole})
	require.Zero(t, c)
	require.Equal(t, 1.0, c.Ratio())
	require.True(t, c.Whole())
}

func TestRow(t *testing.T) {
	for _, tc := range []struct {
		row     delivery.Row
		text    string
		healthy bool
	}{
		{delivery.None, "none", false},
		{delivery.Pending, "PENDING", false},
		{delivery.Synced, "SYNCED", false},
		{delivery.HasConfig, "config", false},
		{delivery.Pending | delivery.HasConfig, "PENDING+config", false},
		{delivery.Synced | delivery.OnPanel, "SYNCED+panel", false},
		{delivery.Synced | delivery.HasConfig, "SYNCED+config", true},
		{delivery.Synced | delivery.HasConfig | delivery.OnPanel, "SYNCED+config+panel", true},
		{delivery.Pending | delivery.Synced | delivery.HasConfig, "PENDING+SYNCED+config", false}, // no table holds it
	} {
		require.Equal(t, tc.text, tc.row.String())
		require.Equal(t, tc.healthy, tc.row.Healthy(), tc.text)
	}
}

func TestHealthyAndMissingAreTheActive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		servers, rows := drawFleet(t)
		c := delivery.Measure(servers, rows)
		missing := delivery.Missing(servers, rows, nil)
		require.Equal(t, c.Active, c.Healthy+len(missing))
		require.Equal(t, c.Whole(), len(missing) == 0)
		require.Equal(t, c.Whole(), c.Ratio() == 1)
		require.IsIncreasing(t, append([]int32{-2, -1}, missing...))
		for _, i := range missing {
			require.True(t, servers[i].Active)
		}
	})
}
