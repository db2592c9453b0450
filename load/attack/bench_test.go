//go:build unix

package attack

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/load/history"
)

// serveInstead has the test binary be a service that answers at once: in a process of its own, so that what the generator costs
// can be told from what the service does.
const serveInstead = "REPRISE_ATTACK_SERVE"

func TestMain(m *testing.M) {
	if os.Getenv(serveInstead) == "" {
		os.Exit(m.Run())
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("http://" + listener.Addr().String())
	go func() { // its parent is gone
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	const answer = `{"account_id":"0195a0e4-7c00-7000-8000-000000000001","route":"pool","pay_status":"TRIAL","valid_to":"2026-03-02T12:00:00Z"}`
	_ = http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, answer)
	}))
}

// elsewhere is the address of such a service.
func elsewhere(b *testing.B) string {
	program, err := os.Executable()
	require.NoError(b, err)
	c := exec.Command(program)
	c.Env = append(os.Environ(), serveInstead+"=1")
	in, err := c.StdinPipe()
	require.NoError(b, err)
	out, err := c.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, c.Start())
	b.Cleanup(func() {
		_ = in.Close()
		_ = c.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(b, err)
	return strings.TrimSpace(address)
}

// processor is the time that this process has had of the processors.
func processor(b *testing.B) time.Duration {
	var used syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func report(b *testing.B, r Result, cpu time.Duration) {
	require.Equal(b, 1.0, r.Success)
	b.ReportMetric(0, "ns/op") // it is the rate that was asked for
	b.ReportMetric(float64(cpu.Microseconds())/float64(r.Requests), "cpu-us/request")
	b.ReportMetric(float64(r.Latency.P99.Microseconds())/1000, "p99-ms")
	b.ReportMetric(r.Sent, "sent/s")
}

// BenchmarkOpen sends as many requests as are asked for (-benchtime 10000x) at two rates, and tells how late the generator was, how far
// the rate is off, and what a request costs it. On processors that others want as well, their scheduler's lag is in it.
func BenchmarkOpen(b *testing.B) {
	for _, rate := range []float64{400, 1000} {
		b.Run(fmt.Sprintf("rate=%.0f", rate), func(b *testing.B) {
			address := elsewhere(b)
			arrivals := evenly(b, rate, seconds(float64(b.N)/rate))
			log := history.NewLog(b.N)
			before := processor(b)
			b.ResetTimer()
			r, err := Open(b.Context(), Plan{URL: address, TrialDays: 3}, arrivals, log)
			require.NoError(b, err)
			report(b, r, processor(b)-before)
			b.ReportMetric(float64(r.Lag.P50.Microseconds())/1000, "lag-p50-ms")
			b.ReportMetric(float64(r.Lag.P99.Microseconds())/1000, "lag-p99-ms")
			b.ReportMetric((r.Sent/r.Offered-1)*100, "rate-off-%")
		})
	}
}

// BenchmarkClosed has sixteen clients ask as fast as they are answered.
func BenchmarkClosed(b *testing.B) {
	address := elsewhere(b)
	log := history.NewLog(b.N)
	before := processor(b)
	b.ResetTimer()
	r, err := Closed(b.Context(), Plan{URL: address, TrialDays: 3}, Clients{Count: 16, Requests: b.N}, log)
	require.NoError(b, err)
	report(b, r, processor(b)-before)
}
