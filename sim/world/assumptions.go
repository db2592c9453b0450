package world

// Assumption is something that the model takes to be so, where the documents do not say.
type Assumption struct {
	About, Reason string
	Crowd         bool // it concerns a population only
	Load          bool // it concerns fleets whose load is modelled only
	Core          bool // it concerns clients that run cores only
	Plain         bool // it concerns clients that run none only
	Pool          bool // it concerns worlds in which users sign up only
}

// Assumptions are those that no setting changes. They hold in every run, and reports list them with the assumed settings.
func Assumptions() []Assumption {
	return []Assumption{
		{About: "model.desktop", Reason: "the desktop's daemon, and the list it holds, run on when the app is closed and opened; only a restart ends them"},
		{About: "model.sync", Reason: "a sync sets the rows it works on to PENDING, and an account has one sync at a time"},
		{About: "model.pipeline", Reason: "a visit takes its time at a panel and writes to the database also where it finds nothing to push"},
		{About: "model.shuffle", Reason: "the shuffle by account and minute (LB-25) is ours, for the documents give none; consecutive accounts, and minutes, are shuffled independently"},
		{About: "model.first-pick", Crowd: true, Plain: true, Reason: "a phone that connects has no probe yet, and goes by the first server of its list; where that does not answer, by the next that does"},
		{About: "model.home", Crowd: true, Reason: "an unnamed user connects to one country, drawn by the fleet's demand, or else that of a server drawn evenly"},
		{About: "model.restart", Crowd: true, Reason: "an unnamed user whose attempt failed restarts the app once, and else comes back at the next start"},
		{About: "model.settling", Crowd: true, Plain: true, Reason: "a phone that got through settles at once on what its balancer picks with every outbound probed, and stays there while that carries anything; so it does when iOS picks at random, where the real core picks anew for every connection"},
		{About: "model.delay", Crowd: true, Reason: "what leastPing goes by is the client's own way to a server, and a wait there of load/(1-load)"},
		{About: "model.tunnel", Core: true, Reason: "a VPN counts as on with the first connection that gets through; until then the apps behind it try every second"},
		{About: "model.connection", Core: true, Reason: "a connection is to a site that no rule names; it is short, and one that fails is not tried again"},
		{About: "model.probe", Core: true, Reason: "a probe takes the way to its server and back and the wait there, and not the way from there on; to a server that is down, or a host that is blocked, it takes its whole time-out"},
		{About: "model.android", Core: true, Reason: "Android takes its next fallback at once when the probe after two seconds fails, each with a core of its own; after the last server alone it gives up"},
		{About: "model.load", Load: true, Reason: "what a machine is asked for beyond its link or its processor makes all its sessions slower, and none shorter; load1 is the mean run queue since the last reading"},
		{About: "model.selection", Load: true, Reason: "server.balancing.enabled draws the servers of a list by weight; the documents say that it is off, and not what it would gate (LB-24)"},
		{About: "model.sort", Load: true, Reason: "lists are sorted by the scores of the last ranking; the documents' diagram sorts by the database's, which are up to a minute fresher"},
		{About: "model.dropped", Crowd: true, Reason: "an unnamed user whose server is switched off comes back at the next start of the app"},
		{About: "model.health", Load: true, Reason: "the health check finds a server DOWN at the first measurement after it went down; it does not go by the WL proxy"},
		{About: "model.signup", Pool: true, Reason: "an account that is not yet POOL is TRIAL, so that background sync works on it as well (SYNC-23); an unnamed user asks for configs once, with the account"},
		{About: "model.claim", Pool: true, Reason: "claimers queue for the first POOL row in order of arrival, each holding a connection; the scheduler's first check comes at a moment drawn anew in each run"},
		{About: "model.worker", Pool: true, Reason: "a call that the worker service has begun is served to its end whatever happens to the service; pushes of background sync are the same service's, and fail with calls of any kind"},
		{About: "model.alert", Pool: true, Reason: "Prometheus looks at the gauges every 15 s and evaluates AccountPoolLow at each look; what a low pool looks like goes by the time from three checks before it"},
		{About: "model.clocks", Load: true, Reason: "scoring, MySQL and ranking each go by a clock of their own (LB-27), which begin at moments drawn anew in each run"},
	}
}
