package audit_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/load/audit"
	"reprise/load/history"
)

// simulated runs of about so many requests.
func simulateRequests(requests int, ordered bool) audit.Run {
	devices := requests * 3 / 4
	return simulate(seeded(1), devices, devices, ordered)
}

func BenchmarkCheck(b *testing.B) {
	for _, requests := range []int{20_000, 1_000_000} {
		b.Run(fmt.Sprint(requests), func(b *testing.B) {
			run := simulateRequests(requests, true)
			b.ReportAllocs()
			for b.Loop() {
				require.True(b, audit.Check(run).Clean())
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(run.Ops)), "ns/request")
		})
	}
}

func BenchmarkLinearize(b *testing.B) {
	for _, ordered := range []bool{true, false} {
		b.Run(fmt.Sprintf("20000/ordered=%v", ordered), func(b *testing.B) {
			run := simulateRequests(20_000, ordered)
			b.ReportAllocs()
			for b.Loop() {
				verdict, says := audit.Linearize(run, 10*time.Minute)
				require.Equal(b, audit.Linear, verdict, says)
			}
		})
	}
}

// A history of 20,000 requests that is wrong at its very end is told from a sound one, too.
func BenchmarkLinearizeIllegal(b *testing.B) {
	run := simulateRequests(20_000, true)
	for i := len(run.Ops) - 1; ; i-- {
		if op := &run.Ops[i]; op.Outcome == history.Given && stocked(&run, op.Account) {
			op.Sent, op.Ended = 0, 1
			break
		}
	}
	for b.Loop() {
		verdict, _ := audit.Linearize(run, 10*time.Minute)
		require.Equal(b, audit.Illegal, verdict)
	}
}
