package xraycore

import (
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/control/xray"
	"reprise/sim/random"
)

// pickCost is one pick between two changes of what was seen.
func pickCost(b *testing.B, strategy xray.Strategy, fallback string) {
	config := balancedBy(strategy, fallback)
	loaded := NewEngine().Load(config)
	require.Equal(b, xray.OK, loaded.Stage, loaded.Err)
	balancer := loaded.Balancer()
	seen, draw := seenAll(len(config.Outbounds)), random.New(1, "pick", 0, 0)
	b.ReportAllocs()
	for b.Loop() {
		balancer.Pick(seen, draw)
	}
}

func BenchmarkPickRandom(b *testing.B)     { pickCost(b, xray.Random, "") }
func BenchmarkPickRoundRobin(b *testing.B) { pickCost(b, xray.RoundRobin, "direct") }
func BenchmarkPickLeastPing(b *testing.B)  { pickCost(b, xray.LeastPing, "") }
func BenchmarkPickLeastLoad(b *testing.B)  { pickCost(b, xray.LeastLoads, "direct") }

// BenchmarkLook is one pick after a probe has ended.
func BenchmarkLook(b *testing.B) {
	config := balancedBy(xray.LeastPing, "")
	balancer := NewEngine().Load(config).Balancer()
	seen := seenAll(len(config.Outbounds))
	b.ReportAllocs()
	for b.Loop() {
		seen.Version++
		balancer.Pick(seen, nil)
	}
}

// TestPickCost has a pick allocate nothing.
func TestPickCost(t *testing.T) {
	for _, strategy := range everyStrategy {
		for _, fallback := range []string{"", "direct"} {
			config := balancedBy(strategy, fallback)
			balancer := NewEngine().Load(config).Balancer()
			seen, draw := seenAll(len(config.Outbounds)), random.New(1, "pick", 0, 0)
			require.Zero(t, testing.AllocsPerRun(1000, func() { balancer.Pick(seen, draw) }), "%v %q", strategy, fallback)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	config := balancedBy(xray.LeastPing, "")
	config.Inbounds = []xray.Inbound{{Tag: "socks", Listen: "127.0.0.1", Port: 10808, Protocol: "socks"}}
	text := config.JSON()
	b.ReportAllocs()
	for b.Loop() {
		if v := Check(text); v.Stage != xray.OK {
			b.Fatal(v.Error)
		}
	}
}
