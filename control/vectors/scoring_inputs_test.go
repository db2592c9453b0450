package vectors_test

import "math"

const gib = 1 << 30

// idle uses nothing, so that of a score only what a case adds to it is left.
var idle = metricsIn{CPUCores: 4, MemAvailBytes: 8 * gib, MemTotalBytes: 8 * gib}

// halfTaken is a usual server.
var halfTaken = metricsIn{Load1: 1.25, CPUCores: 4, MemAvailBytes: 3.5 * gib, MemTotalBytes: 8 * gib}

var scoreInputs = []input[scoreIn]{
	{"best", scoreIn{Status: "HEALTHY", Metrics: &idle}},
	{"usual", scoreIn{Status: "HEALTHY", Metrics: &halfTaken, TCPCount: 137, BwEMA: known(212.41)}},
	{"sessions alone", scoreIn{Status: "HEALTHY", Metrics: &idle, TCPCount: 500}},
	{"cpu alone", scoreIn{Status: "HEALTHY", Metrics: &metricsIn{Load1: 4, CPUCores: 4, MemAvailBytes: gib, MemTotalBytes: gib}}},
	{"bandwidth alone", scoreIn{Status: "HEALTHY", Metrics: &idle, BwEMA: known(1000.)}},
	{"memory alone", scoreIn{Status: "HEALTHY", Metrics: &metricsIn{CPUCores: 4, MemTotalBytes: gib}}},
	{"overloaded: above 1", scoreIn{Status: "HEALTHY", Metrics: &metricsIn{Load1: 64, CPUCores: 2, MemTotalBytes: gib},
		TCPCount: 4000, BwEMA: known(2400.)}},
	{"a half at the rounding place goes down to even", scoreIn{Status: "HEALTHY", Metrics: &idle, BwEMA: known(125.)}},
	{"a half at the rounding place goes up to even", scoreIn{Status: "HEALTHY", Metrics: &idle, BwEMA: known(375.)}},
	{"just below the half", scoreIn{Status: "HEALTHY", Metrics: &idle, BwEMA: known(math.Nextafter(375, 0))}},
	{"just above the half", scoreIn{Status: "HEALTHY", Metrics: &idle, BwEMA: known(math.Nextafter(125, 200))}},
	{"a decimal half that is none in binary", scoreIn{Status: "HEALTHY", Metrics: &idle, BwEMA: known(0.2)}},
	{"right only if summed in this order, and nothing is fused", scoreIn{Status: "HEALTHY", TCPCount: 10, BwEMA: known(972.35),
		Metrics: &metricsIn{Load1: 6.19, CPUCores: 16, MemAvailBytes: 4 * gib, MemTotalBytes: 16 * gib}}},
	{"right only if summed in this order, and nothing is fused, again", scoreIn{Status: "HEALTHY", TCPCount: 873, BwEMA: known(93.1),
		Metrics: &metricsIn{Load1: 7.49, CPUCores: 8, MemAvailBytes: 4 * gib, MemTotalBytes: 16 * gib}}},
	{"no cores count as one", scoreIn{Status: "HEALTHY", Metrics: &metricsIn{Load1: 0.5, MemAvailBytes: gib, MemTotalBytes: gib}}},
	{"no memory counts as one byte, taken", scoreIn{Status: "HEALTHY", Metrics: &metricsIn{CPUCores: 4}}},
	{"memory free of none: below 0", scoreIn{Status: "HEALTHY", Metrics: &metricsIn{CPUCores: 4, MemAvailBytes: 4096}}},
	{"huge load", scoreIn{Status: "HEALTHY", Metrics: &metricsIn{Load1: 1e15, CPUCores: 1, MemAvailBytes: gib, MemTotalBytes: gib}}},
	{"huge bandwidth", scoreIn{Status: "HEALTHY", Metrics: &idle, BwEMA: known(1e300)}},
	{"no metrics", scoreIn{Status: "HEALTHY", TCPCount: 400, BwEMA: known(900.)}},
	{"no metrics, whatever the proxy", scoreIn{Status: "HEALTHY", ProxyLoad: known(64.), ProxyCores: known(1)}},
	{"DOWN", scoreIn{Metrics: &halfTaken, Status: "DOWN"}},
	{"DOWN, whatever the proxy and without metrics", scoreIn{Status: "DOWN", ProxyLoad: known(64.)}},
	{"neither HEALTHY nor DOWN", scoreIn{Metrics: &halfTaken, Status: "DEGRADED"}},
	{"the proxy is worse", scoreIn{Status: "HEALTHY", Metrics: &halfTaken,
		ProxyLoad: known(7.5), ProxyCores: known(4), ProxyBwEMA: known(640.5)}},
	{"the server is worse", scoreIn{Status: "HEALTHY", Metrics: &halfTaken, TCPCount: 900,
		ProxyLoad: known(0.1), ProxyCores: known(4), ProxyBwEMA: known(10.)}},
	{"the proxy's cores and bandwidth are not known", scoreIn{Status: "HEALTHY", Metrics: &idle, ProxyLoad: known(0.75)}},
	{"the proxy has no cores", scoreIn{Status: "HEALTHY", Metrics: &idle, ProxyLoad: known(0.75), ProxyCores: known(0)}},
	{"the proxy's load is not known", scoreIn{Status: "HEALTHY", Metrics: &halfTaken,
		ProxyCores: known(1), ProxyBwEMA: known(5000.)}},
	{"the proxy's load is 0", scoreIn{Status: "HEALTHY", Metrics: &idle,
		ProxyLoad: known(0.), ProxyCores: known(1), ProxyBwEMA: known(50.)}},
}

var emaInputs = []input[emaIn]{
	{"the first sample", emaIn{nil, 150}},
	{"the first sample is not rounded", emaIn{nil, 123.456789}},
	{"an old average of 0 is one", emaIn{known(0.), 100}},
	{"up", emaIn{known(100.), 300}},
	{"down", emaIn{known(300.), 100}},
	{"silence", emaIn{known(200.), 0}},
	{"a half goes down to even", emaIn{known(0.125), 0.125}},
	{"a half goes up to even", emaIn{known(0.875), 0.875}},
	{"a decimal half that is none in binary", emaIn{known(2.675), 2.675}},
	{"to the turbo threshold", emaIn{known(199.99), 200.02}},
	{"huge", emaIn{known(1e15), 3e15}},
}

var marksInputs = []input[marksIn]{
	{"at 200 Mbps", marksIn{known(200.), 0.4999, "HEALTHY"}},
	{"below 200 Mbps", marksIn{known(199.99), 0, "HEALTHY"}},
	{"no sample yet", marksIn{nil, 0, "HEALTHY"}},
	{"at 0.5", marksIn{known(1000.), 0.5, "HEALTHY"}},
	{"neither HEALTHY nor DOWN", marksIn{known(1000.), 0.1, "DEGRADED"}},
	{"DOWN", marksIn{known(1000.), 999, "DOWN"}},
	{"DOWN, its score not yet known to be", marksIn{known(1000.), 0.1, "DOWN"}},
}
