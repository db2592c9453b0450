package scenarios

import (
	"context"
	"errors"
	"os"
	"strings"
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

// TestAnArmIsJudgedAsAReplayIs: the same expectations fail in an experiment as in a replay of the same replication, but for those
// on alerts, which an experiment does not evaluate.
func TestAnArmIsJudgedAsAReplayIs(t *testing.T) {
	s := open(t, "felis")
	set := []string{"config.partial.threshold=0.5"} // 26 of 49 are then enough
	arm, err := s.Arm("", set)
	require.NoError(t, err)
	played, err := Play([]*Arm{arm}, 0, 1, Options{Seed: 1})
	require.NoError(t, err)
	replay, err := Replay(s, Options{Seed: 1, Reps: 1, Variant: AsWas, Set: set})
	require.NoError(t, err)
	var ids, failed []string
	for i, e := range replay.Expectations {
		if arm.rehearsal.expect[i].Alert != "" {
			continue
		}
		ids = append(ids, e.ID)
		if e.Verdict == "fail" {
			failed = append(failed, e.ID)
		}
	}
	require.Equal(t, ids, arm.Judges())
	require.NotEmpty(t, failed)
	require.Equal(t, failed, played[0][0].Failed)
	require.Equal(t, replay.TraceHash, played[0][0].Hash)
}

// TestAnArmLeavesOutWhatLooksAtAsWas: a bound against as-was cannot be judged by one run.
func TestAnArmLeavesOutWhatLooksAtAsWas(t *testing.T) {
	const rest = `  - {id: partial, metric: client.partial_lists, is: == 1}
variants:
  checked:
    settings: {servers.activate.checklist: true}
    expect:
      - {id: none, metric: client.partial_lists, is: == 1}
      - {id: fewer, metric: client.partial_lists, is: < as-was}
`
	arm, err := smallWith(t, rest).Arm("checked", nil)
	require.NoError(t, err)
	require.Equal(t, []string{"none"}, arm.Judges())
	played, err := Play([]*Arm{arm}, 0, 1, Options{Seed: 1})
	require.NoError(t, err)
	require.Equal(t, []string{"none"}, played[0][0].Failed)
}

// TestAnArmRefusesWhatDoesNotGoTogether, before anything is played.
func TestAnArmRefusesWhatDoesNotGoTogether(t *testing.T) {
	_, err := open(t, "pool-spike").Arm("", []string{"account.pool.min-size=600"})
	var usage *UsageError
	require.True(t, errors.As(err, &usage), err)
	require.Contains(t, err.Error(), "above account.pool.target-size")
}

// TestDigestIsOfEveryText: of the scenario, and of the fleet that it names.
func TestDigestIsOfEveryText(t *testing.T) {
	fleet, err := os.ReadFile("../fixtures/fleets/january-2026.yaml")
	require.NoError(t, err)
	own, err := os.ReadFile("felis.yaml")
	require.NoError(t, err)
	digest := func(scenario, fleet string) string {
		s, err := Open("x/felis.yaml", func(name string) ([]byte, error) {
			if strings.HasSuffix(name, "fleet.yaml") {
				return []byte(fleet), nil
			}
			return []byte(strings.Replace(scenario, "fleet: january-2026", "fleet: ./fleet.yaml", 1)), nil
		})
		require.NoError(t, err)
		return s.Digest()
	}
	base := digest(string(own), string(fleet))
	require.Equal(t, base, digest(string(own), string(fleet)))
	require.NotEqual(t, base, digest(string(own)+"\n# a remark\n", string(fleet)))
	require.NotEqual(t, base, digest(string(own), string(fleet)+"\n# a remark\n"))
}
