package audit_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/load/history"
	"reprise/load/mysql"
	"reprise/load/mysql/mysqltest"
)

// POOL-08: the claim of the documents is found to be sound on every server, whatever breaks, and every doubt to be resolved: the
// same clients that find each planted fault find nothing here.
func TestASoundClaimIsClean(t *testing.T) {
	mysqltest.Each(t, func(t *testing.T, s mysql.Server) {
		for _, tc := range []struct {
			name   string
			field  *field
			doubts bool
		}{
			{"nothing breaks", &field{stock: 80, devices: 60}, false},
			{"the pool empties", &field{stock: 20, devices: 60}, false},
			{"clients give up", &field{stock: 80, devices: 60, giveUpEvery: 5}, false},
			{"every device is two at once", &field{stock: 80, devices: 60, twice: true}, false},
			{"connections break", &field{stock: 80, devices: 60, wire: &wire{every: 5}}, true},
			{"all of it", &field{stock: 40, devices: 60, wire: &wire{every: 5}, giveUpEvery: 5, twice: true}, true},
		} {
			t.Run(tc.name, func(t *testing.T) {
				f := tc.field
				f.open(t, s.Config())
				makeTables(t, f.db, false)
				run := f.run(t, sound, nil)
				report := requireClean(t, run)
				requirePlain(t, run, report)
				require.Equal(t, f.devices, report.Claims)
				if tc.doubts {
					require.Positive(t, report.HadCommitted)
					require.Positive(t, report.ClaimedAnew)
				}
			})
		}
	})
}

// Nor is anything lost where the server is killed over and over.
func TestASoundClaimIsCleanWhenTheServerIsKilled(t *testing.T) {
	s := mysqltest.One(t)
	f := &field{stock: 1500, devices: 1500, wire: &wire{}}
	f.open(t, s.Config())
	makeTables(t, f.db, false)
	kills := 0
	run := f.run(t, sound, func() {
		for range 2 {
			time.Sleep(200 * time.Millisecond)
			if !killAndStart(t, s) {
				return
			}
			kills++
		}
	})
	require.Equal(t, 2, kills)
	report := requireClean(t, run)
	require.Equal(t, f.devices, report.Claims)
	refused := 0
	for _, op := range run.Ops {
		if op.Outcome == history.Refused {
			refused++
		}
	}
	require.Positive(t, refused, "the kills came while clients claimed")
	t.Logf("%d requests, %d refused, %d devices in doubt: %d had committed, %d claimed anew", len(run.Ops), refused, report.InDoubt,
		report.HadCommitted, report.ClaimedAnew)
}

func killAndStart(t *testing.T, s mysql.Server) bool {
	if err := s.Kill(t.Context()); err != nil {
		t.Errorf("kill: %v", err)
		return false
	}
	if err := s.Start(t.Context()); err != nil {
		t.Errorf("start: %v", err)
		return false
	}
	return true
}
