package planning

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool/exact"
)

func FuzzParseLead(f *testing.F) {
	for _, text := range []string{"20s", "uniform:10s,30s", "uniform:30s,10s", "-1s", "uniform:,", "uniform:1s,2s,3s", "2562047h47m16.854775807s"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lead, err := ParseLead(text)
		oneLine(t, err)
		require.True(t, lead.From >= 0 && lead.From <= lead.To, lead)
	})
}

func FuzzParseSpike(f *testing.F) {
	for _, text := range []string{"5x@10m", "0.5x@10m", "5x", "5x@0s", "5x@1000h", "NaNx@1h", "x@", "1e999x@1h"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		spike, err := ParseSpike(text)
		oneLine(t, err)
		require.True(t, err != nil || spike.Spike > 1 && spike.Spike <= 1000 && spike.For > 0 && spike.For <= exact.Week && !spike.Fails, spike)
	})
}

func FuzzParseOutage(f *testing.F) {
	for _, text := range []string{"fill:30m", "db:30m", "fill:", "fill:-1s", "fill:169h", ":"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		outage, err := ParseOutage(text)
		oneLine(t, err)
		require.True(t, err != nil || outage.Fails && outage.Spike == 0 && outage.For > 0 && outage.For <= exact.Week, outage)
	})
}

func FuzzParseRange(f *testing.F) {
	for _, text := range []string{"50..200", "200..50", "0..1", "1..5001", "5..5", "..", "1..2..3", "-1..2", "9999999999999999999..1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := parseRange(text)
		oneLine(t, err)
		require.True(t, err != nil || r.From >= 1 && r.From <= r.To && r.To <= exact.LargestTarget, r)
	})
}

// oneLine: a refusal says what is allowed, in one line of bounded length, whatever was asked.
func oneLine(t *testing.T, err error) {
	if err == nil {
		return
	}
	require.Contains(t, err.Error(), "; allowed: ")
	require.NotContains(t, err.Error(), "\n")
	require.Less(t, len(err.Error()), 600)
}

func TestParseAccepts(t *testing.T) {
	lead, err := ParseLead("uniform:10s,30s")
	require.NoError(t, err)
	require.Equal(t, exact.Batch{From: 10 * time.Second, To: 30 * time.Second}, lead)
	r, err := parseRange("5..5")
	require.NoError(t, err)
	require.Equal(t, Range{5, 5}, r)
}
