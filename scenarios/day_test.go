package scenarios

import (
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A day of the whole fleet with all its users drawn: 138 servers, 24 hours, with scoring, ranking, caches and shuffles.
// `make bench-fleet` runs it on one core; BENCHMARKS.md has the figures.
func BenchmarkFleetDay(b *testing.B) {
	for _, users := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(users), func(b *testing.B) {
			day := everyUser(b, users)
			var events uint64
			before := cpu(b)
			for b.Loop() {
				o, err := day.run(1, 0, nil)
				require.NoError(b, err)
				events += o.events
			}
			seconds := (cpu(b) - before).Seconds()
			b.ReportMetric(seconds/float64(b.N), "cpu-s/day")
			b.ReportMetric(float64(events)/seconds, "events/cpu-s")
			b.ReportMetric(peakMB(b), "peak-MB")
		})
	}
}

// everyUser is the scenario fleet-day with every user drawn instead of one that stands for many.
func everyUser(tb testing.TB, users int) *rehearsal {
	s, err := Open("fleet-day", nil)
	require.NoError(tb, err)
	s.World.Population.Accounts, s.World.Population.StandsFor = users, 1_000_000/users
	return s.asWas()
}

// cpu is the processor time that the process has used.
func cpu(tb testing.TB) time.Duration {
	u := rusage(tb)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakMB is the most memory that the process ever held, of all its benchmarks so far.
func peakMB(tb testing.TB) float64 {
	const unit = 1024 // of Maxrss
	if runtime.GOOS != "linux" {
		return 0
	}
	return float64(rusage(tb).Maxrss) * unit / (1 << 20)
}

func rusage(tb testing.TB) (u syscall.Rusage) {
	require.NoError(tb, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return u
}
