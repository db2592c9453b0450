package scoring

// Settings are the weights and thresholds of the score. The divisors SessionsFull and BandwidthFull are taken to be
// above 0, and EMAAlpha to be from 0 to 1; nothing here checks it.
type Settings struct {
	SessionsWeight  float64
	CPUWeight       float64
	BandwidthWeight float64
	MemoryWeight    float64

	SessionsFull  float64 // TCP sessions that count as a factor of 1
	BandwidthFull float64 // Mbps that count as a factor of 1, of a server and of a proxy

	ProxyCPUWeight       float64
	ProxyBandwidthWeight float64

	NeutralScore float64 // of a server without metrics
	DownScore    float64 // of a server that is DOWN

	EMAAlpha  float64 // the share of the newest sample in the moving average
	TurboMbps float64 // turbo from this moving average on
	FastScore float64 // fast below this score
}

// Documented are the values that the documents give (LB-16 to LB-19).
func Documented() Settings {
	return Settings{
		SessionsWeight:       0.35,
		CPUWeight:            0.30,
		BandwidthWeight:      0.25,
		MemoryWeight:         0.10,
		SessionsFull:         500,
		BandwidthFull:        1000,
		ProxyCPUWeight:       0.5,
		ProxyBandwidthWeight: 0.5,
		NeutralScore:         1,
		DownScore:            999,
		EMAAlpha:             0.3,
		TurboMbps:            200,
		FastScore:            0.5,
	}
}
