package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
)

// SYNC-19: the pipeline goes round the active servers in order, one push at a time, about 2 min each, for ever.
func TestThePipelineGoesRound(t *testing.T) {
	cfg := Config{
		Servers: fleet(4, 3), Clients: user(delivery.IOS),
		Settings: with(func(s *Settings) { s.Pipeline.Enabled = true }),
		Causes:   do(15*time.Minute, Deactivate{[]int32{1}}, 30*time.Minute, Activate{[]int32{3}}, 45*time.Minute, Deactivate{span(0, 4)}),
	}
	w := made(t, cfg)
	var order []int32
	for visit := range time.Duration(24) {
		w.goTo(t, visit*pushed+time.Minute)
		busy := None
		for s, slots := range w.panels.slots {
			if slots.InUse() > 0 {
				require.Equal(t, None, busy, "two pushes at a time")
				require.Equal(t, 1, slots.InUse())
				busy = int32(s)
			}
		}
		order = append(order, busy)
	}
	require.Equal(t, []int32{
		0, 1, 2, 0, 1, 2, 0, 1, // at 15 min, while its push is under way, 1 goes off
		2, 0, 2, 0, 2, 0, 2, // at 30 min 3 goes on
		3, 0, 2, 3, 0, 2, 3, 0, // at 45 min all go off
		None,
	}, order)
}

// SYNC-19, SYNC-21: the pipeline pushes PENDING rows; whether it makes those that no row asks for is a setting.
func TestWhatThePipelinePushes(t *testing.T) {
	for _, creates := range []bool{false, true} {
		w := run(t, Config{
			Servers: fleet(3, 1), Clients: user(delivery.IOS),
			Settings: with(func(s *Settings) { s.Pipeline = PipelineSettings{Enabled: true, CreatesRows: creates} }),
			Causes:   do(time.Hour, Activate{[]int32{1, 2}}),
		}, time.Hour)
		w.rows.set(0, 1, delivery.Pending)
		w.goTo(t, time.Hour+4*pushed)
		require.True(t, w.rows.get(0, 1).Healthy(), "a PENDING row")
		require.Equal(t, creates, w.rows.get(0, 2).Healthy(), "no row")
	}
}

// The pipeline goes on after pushes that fail at the panel or for want of a connection (SYNC-05).
func TestThePipelineOutlastsTrouble(t *testing.T) {
	w := made(t, Config{
		Servers: fleet(2, 2), Clients: user(delivery.IOS), Settings: with(func(s *Settings) { s.Pipeline.Enabled = true }),
		Causes: do(0, FailPanels{Errors: 1, Slower: 1, For: 5 * time.Minute}, 5*time.Minute, TakeConnections{10, 5 * time.Minute}),
	})
	w.goTo(t, 10*time.Minute)
	require.Equal(t, 2.0, w.value(t, "panel.errors"), "at 2 and 4 min")
	require.Equal(t, 2.0, w.value(t, "database.timeouts"))
	require.Equal(t, []time.Duration{6*time.Minute + 30*time.Second, 9 * time.Minute}, w.times(PoolTimeout))
	require.Equal(t, int32(0), w.pipeline.next-1, "back at the first server")
}
