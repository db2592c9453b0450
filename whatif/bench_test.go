package whatif

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"log/slog"

	"github.com/stretchr/testify/require"
)

// BenchmarkFelis is a what-if of Felis from the request to the last byte of the answer, over loopback, each with another
// threshold: the median and the longest, beside the mean.
func BenchmarkFelis(b *testing.B) {
	server := httptest.NewUnstartedServer(nil)
	address := server.Listener.Addr().(*net.TCPAddr)
	server.Config.Handler = newDoor("127.0.0.1", address).guard(newSite(Options{Workers: 2}).routes(), slog.New(slog.DiscardHandler))
	server.Start()
	defer server.Close()
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		body := fmt.Sprintf(`{"scenario": "felis", "variant": "refuse-by-error", "set": ["config.partial.threshold=0.%03d"]}`, i%1000)
		start := time.Now()
		resp, err := http.Post(server.URL+"/api/whatif", "application/json", strings.NewReader(body))
		require.NoError(b, err)
		_, err = io.Copy(io.Discard, resp.Body)
		require.NoError(b, err)
		resp.Body.Close()
		took = append(took, time.Since(start))
		require.Equal(b, http.StatusOK, resp.StatusCode)
	}
	slices.Sort(took)
	milliseconds := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(milliseconds(took[len(took)/2]), "p50-ms")
	b.ReportMetric(milliseconds(took[len(took)-1]), "max-ms")
}
