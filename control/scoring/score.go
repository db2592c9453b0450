package scoring

// Metrics are what a server reports of itself.
type Metrics struct {
	Load1    float64 // load average over one minute, in processes
	Cores    int     // of the processor; 0 counts as 1
	MemAvail float64 // bytes
	MemTotal float64 // bytes; below 1 counts as 1
}

// Proxy is what is known of the WL proxy in front of a server.
type Proxy struct {
	Load         float64 // load average over one minute, in processes
	Cores        int     // of the processor; 0 counts as 1
	BandwidthEMA float64 // Mbps; 0 where there is no sample yet
}

// Sample is what the score of one server is made from.
type Sample struct {
	Status       Status
	HasMetrics   bool
	Metrics      Metrics // counts with HasMetrics only
	TCP          int     // TCP sessions
	BandwidthEMA float64 // Mbps, from EMA; 0 where there is no sample yet
	HasProxy     bool    // a WL proxy stands in front, and its load is known
	Proxy        Proxy   // counts with HasProxy only
}

// Score is the composite score, rounded to 4 places: 0 is best, s.DownScore means DOWN (LB-16). Behind a WL proxy it is
// the larger of the server's and the proxy's (LB-17).
//
// A server that is DOWN or has no metrics gets its fixed score whatever its proxy does, and a proxy whose load is
// unknown is not looked at, whatever its bandwidth: so has it the documents' code. That code leaves proxy_cpu_factor
// undefined; LB-17 gives it: the proxy's load over its cores. Nothing keeps the score from going below 0: available
// memory above the total does it.
func (s *Settings) Score(m Sample) float64 {
	switch {
	case m.Status == Down:
		return s.DownScore
	case !m.HasMetrics:
		return s.NeutralScore
	}
	score := s.server(m)
	if m.HasProxy {
		score = larger(score, s.proxy(m.Proxy))
	}
	return round(score, 4)
}

// server is the server's own score. The conversions keep the products from being fused with the sums.
func (s *Settings) server(m Sample) float64 {
	cpu := m.Metrics.Load1 / float64(max(m.Metrics.Cores, 1))
	memory := 1 - m.Metrics.MemAvail/larger(m.Metrics.MemTotal, 1)
	bandwidth := m.BandwidthEMA / s.BandwidthFull
	sessions := float64(m.TCP) / s.SessionsFull
	return float64(sessions*s.SessionsWeight) +
		float64(cpu*s.CPUWeight) +
		float64(bandwidth*s.BandwidthWeight) +
		float64(memory*s.MemoryWeight)
}

func (s *Settings) proxy(p Proxy) float64 {
	cpu := p.Load / float64(max(p.Cores, 1))
	return float64(cpu*s.ProxyCPUWeight) + float64(p.BandwidthEMA/s.BandwidthFull*s.ProxyBandwidthWeight)
}

// larger is Python's max of two: b only where it is above a.
func larger(a, b float64) float64 {
	if b > a {
		return b
	}
	return a
}
