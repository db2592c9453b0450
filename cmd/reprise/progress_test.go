package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// steps gives each time in turn, as seconds from a start.
func steps(seconds ...float64) func() time.Time {
	start := time.Date(2026, 1, 20, 12, 0, 0, 0, time.UTC)
	return func() time.Time {
		now := start.Add(time.Duration(seconds[0] * float64(time.Second)))
		if len(seconds) > 1 {
			seconds = seconds[1:]
		}
		return now
	}
}

func TestProgressOnATerminalIsOneLine(t *testing.T) {
	var out bytes.Buffer
	p := &process{stderr: &out, now: steps(0)}
	p.terminal.stderr = true
	g := p.progress()
	g.now = steps(0.05, 0.1, 0.15, 0.3)
	g.report(1, 9, "too early to draw")
	g.report(2, 9, "felis resync-pending")
	g.report(3, 9, "too soon after")
	g.report(4, 9, "felis")
	g.end()
	require.Equal(t, "\r2/9 felis resync-pending"+"\r4/9 felis               "+"\r         \r", out.String())
}

func TestProgressElsewhereWaits(t *testing.T) {
	var out bytes.Buffer
	p := &process{stderr: &out, now: steps(0)}
	g := p.progress()
	g.now = steps(0.9, 1, 2, 10.9, 11)
	for i := range 5 {
		g.report(i, 5, "felis")
	}
	g.end()
	require.Equal(t, "1/5 felis\n4/5 felis\n", out.String())
}
