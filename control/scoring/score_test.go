package scoring_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/scoring"
)

const gib = 1 << 30

// usual is a server of which every factor is known: 0.4, 0.25, 0.2 and 0.75 in the formula's order.
var usual = scoring.Sample{
	HasMetrics:   true,
	Metrics:      scoring.Metrics{Load1: 2, Cores: 8, MemAvail: 4 * gib, MemTotal: 16 * gib},
	TCP:          200,
	BandwidthEMA: 200,
}

// with is a sample changed.
func with(m scoring.Sample, change func(*scoring.Sample)) scoring.Sample {
	change(&m)
	return m
}

func TestScore(t *testing.T) {
	documented := scoring.Documented()
	behind := func(p scoring.Proxy) scoring.Sample {
		return with(usual, func(m *scoring.Sample) { m.HasProxy, m.Proxy = true, p })
	}
	metrics := func(m scoring.Metrics) scoring.Sample { return scoring.Sample{HasMetrics: true, Metrics: m} }
	busy := scoring.Proxy{Load: 8, Cores: 4, BandwidthEMA: 600} // 0.5*2 + 0.5*0.6
	for _, tc := range []struct {
		name   string
		sample scoring.Sample
		want   float64
	}{
		{"LB-16: 0.35*0.4 + 0.3*0.25 + 0.25*0.2 + 0.1*0.75", usual, 0.34},
		{"LB-16: 0 is best", metrics(scoring.Metrics{Cores: 8, MemAvail: gib, MemTotal: gib}), 0},
		{"LB-16: rounded to 4 places", with(usual, func(m *scoring.Sample) { m.TCP = 201 }), 0.3407},
		{"LB-16: a half goes to the even digit", scoring.Sample{HasMetrics: true, BandwidthEMA: 125,
			Metrics: scoring.Metrics{MemAvail: gib, MemTotal: gib}}, 0.0312},
		{"LB-16: summed in the documents' order: any other gives 0.4412", scoring.Sample{HasMetrics: true, TCP: 10,
			BandwidthEMA: 972.35, Metrics: scoring.Metrics{Load1: 6.19, Cores: 16, MemAvail: 4 * gib, MemTotal: 16 * gib}}, 0.4411},
		{"LB-16: no metrics", with(usual, func(m *scoring.Sample) { m.HasMetrics = false }), 1},
		{"LB-16: DOWN", with(usual, func(m *scoring.Sample) { m.Status = scoring.Down }), 999},
		{"LB-16: DOWN and no metrics", scoring.Sample{Status: scoring.Down}, 999},
		{"LB-16: DEGRADED is not DOWN", with(usual, func(m *scoring.Sample) { m.Status = scoring.Degraded }), 0.34},
		{"LB-16: no cores count as one", metrics(scoring.Metrics{Load1: 2, MemAvail: gib, MemTotal: gib}), 0.6},
		{"LB-16: no memory counts as one byte, taken", metrics(scoring.Metrics{}), 0.1},
		{"LB-16: memory said to be free of none leads below 0", metrics(scoring.Metrics{MemAvail: 100}), -9.9},
		{"LB-17: the proxy is worse", behind(busy), 1.3},
		{"LB-17: the server is worse", behind(scoring.Proxy{Load: 1, Cores: 4, BandwidthEMA: 100}), 0.34},
		{"LB-17: no cores count as one", behind(scoring.Proxy{Load: 1}), 0.5},
		{"LB-17: a proxy of unknown load is not looked at", with(usual, func(m *scoring.Sample) { m.Proxy = busy }), 0.34},
		{"LB-16: no metrics, whatever the proxy", scoring.Sample{HasProxy: true, Proxy: busy}, 1},
	} {
		t.Run(tc.name, func(t *testing.T) { require.Equal(t, tc.want, documented.Score(tc.sample)) })
	}
}

// Every weight and divisor is a setting, and each goes where its name says.
func TestScoreWithOtherSettings(t *testing.T) {
	sample := with(usual, func(m *scoring.Sample) { m.Status = scoring.Healthy })
	proxied := with(sample, func(m *scoring.Sample) {
		m.HasProxy, m.Proxy = true, scoring.Proxy{Load: 8, Cores: 4, BandwidthEMA: 600}
	})
	down := scoring.Sample{Status: scoring.Down}
	for _, tc := range []struct {
		name   string
		change func(*scoring.Settings)
		sample scoring.Sample
		want   float64
	}{
		{"sessions", func(s *scoring.Settings) { s.SessionsWeight++ }, sample, 0.74},
		{"cpu", func(s *scoring.Settings) { s.CPUWeight++ }, sample, 0.59},
		{"bandwidth", func(s *scoring.Settings) { s.BandwidthWeight++ }, sample, 0.54},
		{"memory", func(s *scoring.Settings) { s.MemoryWeight++ }, sample, 1.09},
		{"sessions of a factor of 1", func(s *scoring.Settings) { s.SessionsFull = 250 }, sample, 0.48},
		{"bandwidth of a factor of 1", func(s *scoring.Settings) { s.BandwidthFull = 500 }, sample, 0.39},
		{"the proxy's cpu", func(s *scoring.Settings) { s.ProxyCPUWeight++ }, proxied, 3.3},
		{"the proxy's bandwidth", func(s *scoring.Settings) { s.ProxyBandwidthWeight++ }, proxied, 1.9},
		{"the proxy's bandwidth of a factor of 1", func(s *scoring.Settings) { s.BandwidthFull = 500 }, proxied, 1.6},
		{"neutral", func(s *scoring.Settings) { s.NeutralScore = 0.7 }, scoring.Sample{}, 0.7},
		{"down", func(s *scoring.Settings) { s.DownScore = 50 }, down, 50},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := scoring.Documented()
			tc.change(&s)
			require.Equal(t, tc.want, s.Score(tc.sample))
		})
	}
}

func TestScoreLaws(t *testing.T) {
	documented := scoring.Documented()
	rapid.Check(t, func(t *rapid.T) {
		m := drawSample().Draw(t, "sample")
		score := documented.Score(m)
		worse := with(m, func(m *scoring.Sample) {
			m.TCP += rapid.IntRange(0, 1000).Draw(t, "more sessions")
			m.Metrics.Load1 += rapid.Float64Range(0, 8).Draw(t, "more load")
			m.BandwidthEMA += rapid.Float64Range(0, 1000).Draw(t, "more bandwidth")
			m.Metrics.MemAvail *= rapid.Float64Range(0, 1).Draw(t, "less memory")
		})
		require.LessOrEqual(t, score, documented.Score(worse), "LB-16: nothing that gets worse betters the score")

		bare := with(m, func(m *scoring.Sample) { m.HasProxy = false })
		require.GreaterOrEqual(t, score, documented.Score(bare), "LB-17: no proxy betters the score")
		if m.Metrics.MemAvail <= m.Metrics.MemTotal {
			require.GreaterOrEqual(t, score, 0.0, "LB-16: 0 is best")
		}
	})
}

func TestScoringAllocatesNothing(t *testing.T) {
	documented := scoring.Documented()
	var sum float64
	require.Zero(t, testing.AllocsPerRun(100, func() {
		sum += documented.Score(usual) + documented.EMA(123.456, true, 654.321)
	}))
	require.NotZero(t, sum)
}

func drawSample() *rapid.Generator[scoring.Sample] {
	return rapid.Custom(func(t *rapid.T) scoring.Sample {
		total := rapid.Float64Range(1, 1<<40).Draw(t, "memory")
		return scoring.Sample{
			Status:     rapid.SampledFrom([]scoring.Status{scoring.Healthy, scoring.Degraded, scoring.Down}).Draw(t, "status"),
			HasMetrics: rapid.IntRange(0, 9).Draw(t, "metrics") > 0,
			Metrics: scoring.Metrics{
				Load1:    rapid.Float64Range(0, 64).Draw(t, "load"),
				Cores:    rapid.IntRange(0, 64).Draw(t, "cores"),
				MemAvail: total * rapid.Float64Range(0, 1).Draw(t, "available"),
				MemTotal: total,
			},
			TCP:          rapid.IntRange(0, 5000).Draw(t, "sessions"),
			BandwidthEMA: rapid.Float64Range(0, 10_000).Draw(t, "bandwidth"),
			HasProxy:     rapid.Bool().Draw(t, "proxy"),
			Proxy: scoring.Proxy{
				Load:         rapid.Float64Range(0, 64).Draw(t, "its load"),
				Cores:        rapid.IntRange(0, 64).Draw(t, "its cores"),
				BandwidthEMA: rapid.Float64Range(0, 10_000).Draw(t, "its bandwidth"),
			},
		}
	})
}

func BenchmarkScore(b *testing.B) {
	documented := scoring.Documented()
	b.ReportAllocs()
	for b.Loop() {
		documented.Score(usual)
	}
}
