package scenarios

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestArmsPlayWhatReplaysShow: an arm's replications are those of a replay with the same settings, whatever number they begin at.
func TestArmsPlayWhatReplaysShow(t *testing.T) {
	s := open(t, "pool-spike")
	set := []string{"account.pool.target-size=300"}
	one, err := s.Arm("", nil)
	require.NoError(t, err)
	other, err := s.Arm("", set)
	require.NoError(t, err)
	require.Equal(t, AsWas, other.Variant())
	require.Equal(t, "account.pool.target-size", other.Changes()[0].Key)
	played, err := Play([]*Arm{one, other}, 0, 3, Options{Seed: 5})
	require.NoError(t, err)
	late, err := Play([]*Arm{other}, 2, 3, Options{Seed: 5, Workers: 1})
	require.NoError(t, err)
	require.Equal(t, played[1][2], late[0][0])
	for i, with := range [][]string{nil, set} {
		replay, err := Replay(s, Options{Seed: 5, Reps: 3, Variant: AsWas, Set: with})
		require.NoError(t, err)
		require.Equal(t, replay.TraceHash, played[i][0].Hash)
		require.Len(t, played[i], 3)
		for j, m := range s.Measured() {
			require.Equal(t, replay.Metrics[m.Name], played[i][0].Metrics[j], m.Name)
		}
	}
}

// TestArmsThatCannotBe gives each wrong wish its usage error.
func TestArmsThatCannotBe(t *testing.T) {
	s := open(t, "felis")
	for _, c := range []struct {
		variant string
		set     []string
		says    string
	}{
		{"resync", nil, `unknown variant "resync"`},
		{"", []string{"sync.worker=3"}, "sync.workers"},
		{"", []string{"sync.workers=many"}, "sync.workers"},
		{"", []string{"sync.workers"}, "no value"},
	} {
		_, err := s.Arm(c.variant, c.set)
		var usage *UsageError
		require.ErrorAs(t, err, &usage)
		require.ErrorContains(t, err, c.says)
	}
}

// TestNobodyWaits: work that nobody waits for ends in the middle of a run, and gives the context's error.
func TestNobodyWaits(t *testing.T) {
	s := open(t, "fleet-day")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Tell(s, Options{Seed: 1, Context: ctx})
	require.ErrorIs(t, err, context.Canceled)
}
