package claimd_test

import (
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/sim/world"
)

// TestTheSimulationShowsTheSame: what a simulated backend shows of accounts, the service shows by the same names, labels and
// kinds, so that rules tried on one hold for the other (POOL-14, POOL-15).
func TestTheSimulationShowsTheSame(t *testing.T) {
	got := scrape(t, newServer(t, options(newMemory(pool.Documented(), 321), &worker{})))
	shown := 0
	for _, s := range world.AllScraped() {
		if !strings.HasPrefix(s.Name, "account_") {
			continue
		}
		shown++
		family := got[s.Name]
		require.NotNil(t, family, s.Name)
		require.Equal(t, s.Gauge, family.GetType() == dto.MetricType_GAUGE, s.Name)
		if s.Label == "" {
			require.Empty(t, family.GetMetric()[0].GetLabel(), s.Name)
			continue
		}
		require.Equal(t, s.Label, labelled(t, family, s.Value).GetLabel()[0].GetName(), s.Name)
	}
	require.Greater(t, shown, 10)
}
