package audit_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/load/audit"
	"reprise/load/history"
)

// patience is more than porcupine needs for any history of these tests.
const patience = time.Minute

// POOL-05, -07, -08: of a pool that does all that it should, whatever is in doubt, nothing is found.
func TestASoundPoolIsClean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawn(t)
		run := simulate(d, 1+d(20), d(24), d.oneIn(2))
		requireClean(t, run)
	})
}

// requireClean holds a run to its word in all ways there are.
func requireClean(t require.TestingT, run audit.Run) audit.Report {
	report := audit.Check(run)
	require.Empty(t, report.Findings)
	require.True(t, report.Clean())
	doubts := map[string]bool{}
	for _, op := range run.Ops {
		if op.Outcome == history.InDoubt {
			doubts[op.Request.DeviceID] = true
		}
	}
	require.Equal(t, len(doubts), report.InDoubt)
	require.Equal(t, report.InDoubt, report.HadCommitted+report.ClaimedAnew+report.LeftWithout, "every doubt is resolved")
	verdict, says := audit.Linearize(run, patience)
	require.Equal(t, audit.Linear, verdict, says)
	return report
}
