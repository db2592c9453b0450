package delivery

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// LB-11, LB-13: the desktop takes one server of a country, the phones go through them.
func TestTries(t *testing.T) {
	for held := range 4 {
		require.Equal(t, min(held, 1), Tries(Desktop, held))
		require.Equal(t, held, Tries(Android, held))
		require.Equal(t, held, Tries(IOS, held))
	}
}

// SYNC-19: the pipeline pushes what is PENDING; where it creates rows, all that is not healthy.
func TestPipelinePushes(t *testing.T) {
	for _, c := range []struct {
		row               Row
		existing, missing bool
	}{
		{None, false, true},
		{Pending, true, true},
		{Pending | HasConfig | OnPanel, true, true},
		{Synced, false, true}, // SYNCED without its config: nobody looks at it again (SYNC-12)
		{Synced | HasConfig | OnPanel, false, false},
	} {
		require.Equal(t, c.existing, c.row.PipelinePushes(false), c.row.String())
		require.Equal(t, c.missing, c.row.PipelinePushes(true), c.row.String())
	}
}

// A row that waits for its push is PENDING and nothing else, whatever it was, and keeps its config and its client.
func TestAwaiting(t *testing.T) {
	require.Equal(t, Pending, None.Awaiting())
	require.Equal(t, Pending, Synced.Awaiting())
	require.Equal(t, Pending|HasConfig|OnPanel, (Synced | HasConfig | OnPanel).Awaiting())
	require.Equal(t, Pending, Pending.Awaiting())
}

// SYNC-15: after a failure an app that asks again by itself asks at every turn of its timer, whatever the age of its list;
// one that was told to stop does not.
func TestAsksAgain(t *testing.T) {
	failed := Held{Has: true, FailedBefore: true}
	for _, after := range []AfterFailure{Retry, Wait, Stop} {
		rules := CacheRules{TTL: 1, Refresh: AtStart, AfterFailure: after, AsksAgain: true}
		require.True(t, rules.Timed(failed))
		require.Equal(t, after != Stop, rules.Fetches(Expiry, failed))
		require.False(t, rules.Fetches(Expiry, Held{Has: true, Age: 2}), "nothing failed, and at-start has no timer")
		rules.AsksAgain = false
		require.False(t, rules.Timed(failed))
		require.False(t, rules.Fetches(Expiry, failed))
	}
}
