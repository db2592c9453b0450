package vectors_test

import (
	"math/rand/v2"

	"reprise/control/scoring"
)

var documented = scoring.Documented()

// The inputs and outputs have the names that the documents' code gives them.
type (
	scoreIn struct {
		Metrics    *metricsIn `json:"metrics"`
		TCPCount   int        `json:"tcp_count"`
		BwEMA      *float64   `json:"bw_ema"`
		Status     string     `json:"status"`
		ProxyLoad  *float64   `json:"proxy_load"`
		ProxyCores *int       `json:"proxy_cores"`
		ProxyBwEMA *float64   `json:"proxy_bw_ema"`
	}
	metricsIn struct {
		Load1         float64 `json:"load1"`
		CPUCores      int     `json:"cpu_cores"`
		MemAvailBytes float64 `json:"mem_avail_bytes"`
		MemTotalBytes float64 `json:"mem_total_bytes"`
	}
	scoreOut struct {
		Score float64 `json:"score"`
	}
	emaIn struct {
		OldEMA *float64 `json:"old_ema"`
		BwMbps float64  `json:"bw_mbps"`
	}
	emaOut struct {
		BwEMA float64 `json:"bw_ema"`
	}
	marksIn struct {
		BwEMA  *float64 `json:"bw_ema"`
		Score  float64  `json:"score"`
		Status string   `json:"status"`
	}
	marksOut struct {
		Turbo bool `json:"is_turbo"`
		Fast  bool `json:"is_fast"`
	}
	shownIn struct {
		Dynamic bool     `json:"dynamic"`
		InDB    marksOut `json:"in_db"`
		Listed  marksOut `json:"listed"`
	}
)

var scoringRules = []rule{
	ruleOf("score", []string{"LB-16", "LB-17"},
		"0 is best, 999 is DOWN, 1 is a server without metrics; rounded half to even on the exact binary value, 4 places. "+
			"Null: not known. A proxy whose load is not known is not looked at.",
		decideScore, scoreInputs, drawScoreIn),
	ruleOf("ema", []string{"LB-18"},
		"The moving average of the bandwidth in Mbps: the first sample as it is, later ones to 2 places.",
		func(in emaIn) emaOut { return emaOut{documented.EMA(or(in.OldEMA, 0), in.OldEMA != nil, in.BwMbps)} },
		emaInputs,
		func(r *rand.Rand) emaIn { return emaIn{perhaps(r, magnitude), magnitude(r)} }),
	ruleOf("marks", []string{"LB-19"},
		"Turbo from 200 Mbps on unless DOWN; fast is turbo, below 0.5 and HEALTHY.",
		func(in marksIn) marksOut {
			return marksOut(documented.Marks(or(in.BwEMA, 0), in.Score, statusOf(in.Status)))
		},
		marksInputs,
		func(r *rand.Rand) marksIn { return marksIn{perhaps(r, magnitude), magnitude(r) / 300, drawStatus(r)} }),
	ruleOf("shown-marks", []string{"LB-33"},
		"The hard-coded marks are shown, and those in the database only where dynamic marks are on.",
		func(in shownIn) marksOut {
			marking := scoring.Marking{Dynamic: in.Dynamic, Listed: []scoring.Marks{scoring.Marks(in.Listed)}}
			return marksOut(marking.Of(0, scoring.Marks(in.InDB)))
		},
		[]input[shownIn]{
			{"today: the list", shownIn{Dynamic: false, InDB: marksOut{true, true}, Listed: marksOut{true, false}}},
			{"today: not on the list", shownIn{Dynamic: false, InDB: marksOut{true, true}}},
			{"dynamic: the database", shownIn{Dynamic: true, InDB: marksOut{true, false}, Listed: marksOut{true, true}}},
		},
		func(r *rand.Rand) shownIn {
			turbo, fast := r.IntN(2) == 0, r.IntN(2) == 0
			return shownIn{r.IntN(2) == 0, marksOut{turbo, fast}, marksOut{fast, turbo}}
		}),
}

func decideScore(in scoreIn) scoreOut {
	sample := scoring.Sample{Status: statusOf(in.Status), TCP: in.TCPCount, BandwidthEMA: or(in.BwEMA, 0)}
	if in.Metrics != nil {
		sample.HasMetrics, sample.Metrics = true, scoring.Metrics{
			Load1: in.Metrics.Load1, Cores: in.Metrics.CPUCores,
			MemAvail: in.Metrics.MemAvailBytes, MemTotal: in.Metrics.MemTotalBytes,
		}
	}
	if in.ProxyLoad != nil {
		sample.HasProxy, sample.Proxy = true, scoring.Proxy{
			Load: *in.ProxyLoad, Cores: or(in.ProxyCores, 0), BandwidthEMA: or(in.ProxyBwEMA, 0),
		}
	}
	return scoreOut{documented.Score(sample)}
}

func drawScoreIn(r *rand.Rand) scoreIn {
	in := scoreIn{
		TCPCount: r.IntN(3000), BwEMA: perhaps(r, magnitude), Status: drawStatus(r),
		ProxyLoad: perhaps(r, drawLoad), ProxyCores: perhaps(r, drawCores), ProxyBwEMA: perhaps(r, magnitude),
	}
	if r.IntN(10) > 0 {
		available, total := drawMemory(r)
		in.Metrics = &metricsIn{Load1: drawLoad(r), CPUCores: drawCores(r), MemAvailBytes: available, MemTotalBytes: total}
	}
	return in
}

// drawMemory draws any memory, or one of which eighths are available: scores then lie close to halves, where the order of
// the operations decides the last place.
func drawMemory(r *rand.Rand) (available, total float64) {
	if r.IntN(2) == 0 {
		total = float64(int64(gib) << r.IntN(6))
		return total / 8 * float64(r.IntN(9)), total
	}
	total = float64(r.Int64N(1 << 42))
	return float64(int64(total * r.Float64())), total
}

func drawLoad(r *rand.Rand) float64 { return float64(r.IntN(6400)) / 100 }
func drawCores(r *rand.Rand) int    { return 1 << r.IntN(7) >> 1 }

func drawStatus(r *rand.Rand) string {
	return []string{"HEALTHY", "HEALTHY", "DEGRADED", "DOWN"}[r.IntN(4)]
}

func statusOf(name string) (status scoring.Status) {
	if err := status.UnmarshalText([]byte(name)); err != nil {
		panic(err) // a case of these files names no status
	}
	return status
}

// perhaps draws a value three times in four, and nothing else.
func perhaps[T any](r *rand.Rand, draw func(*rand.Rand) T) *T {
	if r.IntN(4) == 0 {
		return nil
	}
	return known(draw(r))
}

func known[T any](v T) *T { return &v }

func or[T any](v *T, otherwise T) T {
	if v == nil {
		return otherwise
	}
	return *v
}
