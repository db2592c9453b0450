package arrivals

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/sim/random"
)

var update = flag.Bool("update", false, "write fixtures/traces anew")

// made are the traces in fixtures/traces, two weeks each from Monday, 2 March 2026: how they are made, and what is found
// in them.
var made = []struct {
	file  string
	write func(t *testing.T, s *random.Stream, w *bytes.Buffer)
	want  Verdict
	peak  string
}{
	{"poisson.csv", writePoisson, Consistent, "Mon 13:00"},
	{"bursts.csv", writeBursts, Overdispersed, "Sun 04:00"},
	{"per-5-minutes.csv", writeCounts, Consistent, "Sat 09:00"},
}

const twoWeeks = 2 * HoursOfWeek * hour

// writePoisson is what SELECT created_at gives.
func writePoisson(t *testing.T, s *random.Stream, w *bytes.Buffer) {
	fmt.Fprintln(w, "created_at")
	for _, at := range poisson(daily(t, 14))(s, twoWeeks) {
		fmt.Fprintln(w, time.Unix(0, monday+at).UTC().Format(time.DateTime))
	}
}

// writeBursts has four claims in two minutes about four times an hour, in UNIX seconds.
func writeBursts(_ *testing.T, s *random.Stream, w *bytes.Buffer) {
	fmt.Fprintln(w, "time")
	for _, at := range bursts(15, 2*time.Minute)(s, twoWeeks) {
		fmt.Fprintln(w, (monday+at)/int64(time.Second))
	}
}

func writeCounts(t *testing.T, s *random.Stream, w *bytes.Buffer) {
	fmt.Fprintln(w, "start,count")
	counts := counted(poisson(daily(t, 300))(s, twoWeeks), twoWeeks, Window)
	for i, count := range counts.in {
		fmt.Fprintf(w, "%s,%d\n", time.Unix(0, monday+int64(i)*counts.cell).UTC().Format(time.RFC3339), count)
	}
}

// TestFixtures makes the traces again and finds in them what their README says; -update writes them.
func TestFixtures(t *testing.T) {
	size := 0
	for _, m := range made {
		var fresh bytes.Buffer
		m.write(t, random.New(1, m.file, 0, 0), &fresh)
		path := filepath.Join("..", "..", "fixtures", "traces", m.file)
		if *update {
			require.NoError(t, os.WriteFile(path, fresh.Bytes(), 0o644))
		}
		kept, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, fresh.String(), string(kept), m.file)
		size += len(kept)

		trace := read(t, string(kept))
		requireSound(t, trace)
		profile, test := trace.Profile(), trace.Poisson()
		t.Logf("%s: %d arrivals, %.1f an hour, peak %s, %s: %+v %+v", m.file, trace.Len(), trace.PerHour(),
			HourName(profile.Peak()), test.Verdict, test.Dispersion, test.Gaps)
		require.Equal(t, m.want, test.Verdict, m.file)
		require.Equal(t, m.peak, HourName(profile.Peak()), m.file)
	}
	require.Less(t, size, 300_000)
}
