package arrivals

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseRate(t *testing.T) {
	for text, perHour := range map[string]float64{"1200/h": 1200, "20/m": 1200, "1/s": 3600, "28800/d": 1200, "1.2e3/h": 1200, "0.5/d": 1.0 / 48} {
		rate, err := ParseRate(text)
		require.NoError(t, err)
		require.InEpsilon(t, perHour, rate, 1e-12, text)
	}
}

func FuzzParseRate(f *testing.F) {
	for _, text := range []string{"1200/h", "0/h", "NaN/h", "1e308/s", "-5/d", "1/", "/h", "0x1p-1074/h"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rate, err := ParseRate(text)
		require.True(t, err == nil || !strings.Contains(err.Error(), "\n"), err)
		require.True(t, err != nil || rate > 0 && !math.IsInf(rate, 0), rate)
	})
}
