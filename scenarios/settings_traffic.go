package scenarios

import (
	"slices"
	"time"

	"reprise/control/ranking"
	"reprise/control/xray"
	"reprise/sim/random"
	"reprise/sim/world"
)

// loadKnobs are the settings of the smart balancer, and of the traffic that it balances. But for those of lists, they act
// on load alone, and so where the fleet has hardware.
func loadKnobs() []knob {
	all := listKnobs()
	for _, k := range slices.Concat(scoreKnobs(), rankingKnobs(), clientKnobs(), trafficKnobs()) {
		k.Load = true
		all = append(all, k)
	}
	return all
}

// listKnobs decide which of a country's servers a client takes, also where nothing is known of load (LB-02, LB-26).
func listKnobs() []knob {
	return []knob{
		{Key: "server.list.order", Default: "sort-shuffle", Documented: "LB-26",
			Doc:   "order of a country's servers in a list: sort-shuffle, shuffle, sort, bands, weighted, two-choices, least-sessions",
			takes: word(func(s *world.Settings) *ranking.Order { return &s.Ranking.Rules.Order })},
		{Key: "server.list.top-n", Default: "0", Assumed: "the documents return the top N (LB-26) and give no N; 0 is all of a country's servers",
			Doc: "how many servers of a country a list holds", Others: []string{"1", "2", "3"},
			takes: count(0, 1000, func(s *world.Settings) *int { return &s.Ranking.Rules.TopN })},
		{Key: "traffic.path.spread", Default: "20ms", Assumed: "no document gives it; a country's servers stand at several providers",
			Doc: "by how much a client's ways to the servers of a country differ at most", Others: []string{"0s", "100ms"},
			takes: span(0, time.Second, func(s *world.Settings) *time.Duration { return &s.Traffic.PathSpread })},
	}
}

// scoreKnobs are the VPN Config Service's (LB-16 to LB-20).
func scoreKnobs() []knob {
	const most = 1e6
	return []knob{
		{Key: "score.weight.sessions", Default: "0.35", Documented: "LB-16", Doc: "weight of TCP sessions in the score",
			takes: number(0, most, func(s *world.Settings) *float64 { return &s.Scoring.Rules.SessionsWeight })},
		{Key: "score.weight.cpu", Default: "0.3", Documented: "LB-16", Doc: "weight of the load average a core in the score",
			takes: number(0, most, func(s *world.Settings) *float64 { return &s.Scoring.Rules.CPUWeight })},
		{Key: "score.weight.bandwidth", Default: "0.25", Documented: "LB-16", Doc: "weight of the average bandwidth in the score",
			takes: number(0, most, func(s *world.Settings) *float64 { return &s.Scoring.Rules.BandwidthWeight })},
		{Key: "score.weight.memory", Default: "0.1", Documented: "LB-16", Doc: "weight of the memory in use in the score",
			takes: number(0, most, func(s *world.Settings) *float64 { return &s.Scoring.Rules.MemoryWeight })},
		{Key: "score.sessions.full", Default: "500", Documented: "LB-16", Doc: "TCP sessions that count as 1",
			takes: number(1e-3, most, func(s *world.Settings) *float64 { return &s.Scoring.Rules.SessionsFull })},
		{Key: "score.bandwidth.full", Default: "1000", Documented: "LB-16", Doc: "Mbps that count as 1, of a server and of a proxy",
			takes: number(1e-3, most, func(s *world.Settings) *float64 { return &s.Scoring.Rules.BandwidthFull })},
		{Key: "score.proxy.weight.cpu", Default: "0.5", Documented: "LB-17", Doc: "weight of the load average a core in a proxy's score",
			takes: number(0, most, func(s *world.Settings) *float64 { return &s.Scoring.Rules.ProxyCPUWeight })},
		{Key: "score.proxy.weight.bandwidth", Default: "0.5", Documented: "LB-17", Doc: "weight of the average bandwidth in a proxy's score",
			takes: number(0, most, func(s *world.Settings) *float64 { return &s.Scoring.Rules.ProxyBandwidthWeight })},
		{Key: "score.neutral", Default: "1", Documented: "LB-16", Doc: "score of a server without metrics",
			takes: number(0, most, func(s *world.Settings) *float64 { return &s.Scoring.Rules.NeutralScore })},
		{Key: "score.down", Default: "999", Documented: "LB-16", Doc: "score of a server that is DOWN",
			takes: number(0, 1e300, func(s *world.Settings) *float64 { return &s.Scoring.Rules.DownScore })},
		{Key: "score.ema.alpha", Default: "0.3", Documented: "LB-18", Doc: "share of the newest sample in the average bandwidth",
			takes: share(func(s *world.Settings) *float64 { return &s.Scoring.Rules.EMAAlpha })},
		{Key: "score.turbo.mbps", Default: "200", Documented: "LB-19", Doc: "average bandwidth from which a server is turbo",
			takes: number(0, most, func(s *world.Settings) *float64 { return &s.Scoring.Rules.TurboMbps })},
		{Key: "score.fast.below", Default: "0.5", Documented: "LB-19", Doc: "score below which a turbo server is fast",
			takes: number(0, most, func(s *world.Settings) *float64 { return &s.Scoring.Rules.FastScore })},
		{Key: "sync_online_interval_seconds", Default: "1m", Documented: "LB-18", Doc: "how often servers are measured and scored",
			takes: span(time.Second, 24*time.Hour, func(s *world.Settings) *time.Duration { return &s.Scoring.Interval })},
		{Key: "score.mysql.interval", Default: "5m", Documented: "LB-20", Doc: "how often the scores go to MySQL",
			takes: span(time.Second, 24*time.Hour, func(s *world.Settings) *time.Duration { return &s.Scoring.Publish })},
	}
}

// rankingKnobs are the backend's, about scores (LB-21 to LB-27, LB-33).
func rankingKnobs() []knob {
	return []knob{
		{Key: "server.balancing.enabled", Default: "false", Documented: "LB-24", Doc: "whether a list's servers are drawn by weight, 1/(1+score), whatever server.list.order says",
			takes: flag(func(s *world.Settings) *bool { return &s.Ranking.Rules.Balancing })},
		{Key: "server.balancing.share", Default: "1", Assumed: "the flag is one for all; a share of the accounts is how one would switch it on in steps",
			Doc: "share of the accounts that server.balancing.enabled counts for", Others: []string{"0.5"},
			takes: share(func(s *world.Settings) *float64 { return &s.Ranking.BalancingShare })},
		{Key: "server.list.band", Default: "0.1", Assumed: "no document has bands; a tenth tells idle, half full and full servers apart",
			Doc:   "width of a band of scores, for server.list.order=bands",
			takes: number(0, 1000, func(s *world.Settings) *float64 { return &s.Ranking.Rules.BandWidth })},
		{Key: "server.list.leave-out-down", Default: "false", Others: []string{"true"}, Assumed: "by LB-21 a server that is DOWN keeps a weight; no document leaves it out",
			Doc:   "whether a list leaves out servers that the ranking knows to be DOWN",
			takes: flag(func(s *world.Settings) *bool { return &s.Ranking.Rules.LeaveOutDown })},
		{Key: "server.ranking.interval", Default: "1m", Documented: "LB-23", Doc: "how often the ranking is rebuilt",
			takes: span(time.Second, 24*time.Hour, func(s *world.Settings) *time.Duration { return &s.Ranking.Interval })},
		{Key: "server.ranking.source", Default: "mysql", Documented: "LB-27",
			Assumed: "the documents say both: scores come by way of MySQL, and the backend reads them from the VPN Config Service",
			Doc:     "what a rebuild of the ranking reads: mysql, or vcs, the VPN Config Service", Others: []string{"vcs"},
			takes: word(func(s *world.Settings) *world.ScoreSource { return &s.Ranking.Source })},
		{Key: "server.turbo.dynamic", Default: "false", Documented: "LB-33", Doc: "whether marks come from the database, or from hard-coded lists",
			takes: flag(func(s *world.Settings) *bool { return &s.Ranking.DynamicMarks })},
	}
}

// clientKnobs are what clients and their users do about servers.
func clientKnobs() []knob {
	return []knob{
		{Key: "client.marks.follow", Default: "none", Assumed: "no document tells what users do with the marks",
			Doc: "which mark some users connect to where a country has it: none, turbo, fast", Others: []string{"turbo", "fast"},
			takes: word(func(s *world.Settings) *world.Following { return &s.Marks.Follow })},
		{Key: "client.marks.share", Default: "0.3", Assumed: "no document tells how many users care",
			Doc:   "share of the users who follow client.marks.follow",
			takes: share(func(s *world.Settings) *float64 { return &s.Marks.Share })},
		{Key: "client.desktop.notice", Default: "lognormal:2m,1", Platform: "desktop",
			Assumed: "the desktop has no observatory (LB-13): it is the user who notices, after a while",
			Doc:     "until a desktop user notices that the server of the session is down, and restarts", Others: []string{"1m", "10m"},
			takes: distribution(0, func(s *world.Settings) *random.Span { return &s.Notice.Desktop })},
		{Key: "client.android.probe", Default: xray.AndroidProbeInterval.String(), Documented: "LB-10", Platform: "android", Doc: "probe interval of Android, all outbounds at once",
			takes: span(time.Second, 24*time.Hour, func(s *world.Settings) *time.Duration { return &s.Notice.Android })},
	}
}

// trafficKnobs are what sessions ask for and cost. The documents give none of it.
func trafficKnobs() []knob {
	const none = "no document gives it; "
	return []knob{
		{Key: "traffic.session.mbps", Default: "0.5", Assumed: none + "a video now and then, and much idling",
			Doc:   "mean of what one session asks for, exponential around it",
			takes: number(1e-3, 10_000, func(s *world.Settings) *float64 { return &s.Traffic.SessionMbps })},
		{Key: "traffic.session.tcp", Default: "1",
			Assumed: none + "a session is taken to be one connection to the server, as 35 % of the score counts them (LB-16)",
			Doc:     "TCP connections of one session at its server",
			takes:   number(0.01, 1000, func(s *world.Settings) *float64 { return &s.Traffic.Costs.TCPPerSession })},
		{Key: "traffic.cpu.per-gbps", Default: "3", Assumed: none + "encryption at 1 Gbps keeps a few cores busy",
			Doc:   "cores that 1 Gbps keeps busy",
			takes: number(0, 1000, func(s *world.Settings) *float64 { return &s.Traffic.Costs.CoresPerGbps })},
		{Key: "traffic.cpu.per-session", Default: "0.0005", Assumed: none + "an idle session costs next to nothing",
			Doc:   "cores that one session keeps busy",
			takes: number(0, 10, func(s *world.Settings) *float64 { return &s.Traffic.Costs.CoresPerSession })},
		{Key: "traffic.memory.idle", Default: "0.25", Assumed: none + "the system and its caches",
			Doc:   "share of a machine's memory that is in use without sessions",
			takes: share(func(s *world.Settings) *float64 { return &s.Traffic.Costs.MemoryIdle })},
		{Key: "traffic.memory.per-session", Default: "2", Assumed: none + "buffers of a few connections",
			Doc:   "MB of memory that one session takes",
			takes: number(0, 10_000, func(s *world.Settings) *float64 { return &s.Traffic.Costs.MemoryPerSessionMB })},
		{Key: "traffic.queue.delay", Default: "5ms", Assumed: none + "what a probe waits at a server that is half used",
			Doc:   "wait of a probe at a server that is half used; it grows as in a queue",
			takes: span(0, time.Second, func(s *world.Settings) *time.Duration { return &s.Traffic.QueueDelay })},
	}
}
