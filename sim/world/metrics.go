package world

// Metric is one number of a run. Counters grow; gauges are read as they stand.
type Metric struct {
	Name  string
	Unit  string // "" for a count, "s", "share"
	Label string // a few words, as a table's heading
	Says  string // what it counts or measures
	Gauge bool
	// MoreIsBetter metrics cannot count as harm.
	MoreIsBetter bool
	Load         bool // it is there only where the fleet's load is modelled
	Core         bool // it is there only where clients run cores
	Pool         bool // it is there only where users sign up

	// Sum and Weight are the places in Snapshot of two counters whose quotient a gauge is: over a window it is the quotient
	// of what they grew by. Both are 0 for other metrics. Hidden counters are there for that, and for what the backend exposes.
	Sum, Weight int
	Hidden      bool
}

// The metrics, in the order of Snapshot; after them comes `log.EVENT` for every log line.
const (
	requests = iota
	refused
	failedRequests
	partialLists
	attempts
	failedAttempts
	withoutConfig
	onSwitchedOff
	connects
	crashes
	dropped
	exposedClients
	exposedShare
	exposedTime
	partialShare
	notWhole
	untilWhole
	syncJobs
	syncPushes
	panelErrors
	poolTimeouts
	activationDelay
	invalidations
	activeServers
	completeness
	heldConfigs
	picks
	picksOnDown
	picksOnOverloaded
	picksOnSlowed
	shareOnSlowed
	shareOnDown
	shareOnOverloaded
	stranded
	moved
	slowShare
	maxOverMean
	loadCV
	loadJain
	peakLoad
	swing
	ageMedian
	ageTail
	downInService
	downInMySQL
	downInRanking
	lastPick
	lastPickAndroid
	lastPickIOS
	failedAttemptsOn // by platform
	failedAttemptsAndroid
	failedAttemptsIOS
	connections
	connectionsFailed
	connectionsFailedShare
	failedShareDesktop
	failedShareAndroid
	failedShareIOS
	connectionsPast
	deadChosen
	coresNotStarted
	climbs
	probes
	probesFailed
	probesAtOnce
	refusals
	signupRequests
	signupServed
	signupFromPool
	signupFallbacks
	signupFallbackShare
	signupFailed
	signupWaitMedian
	signupWaitTail
	signupBare
	firstEmpty
	firstPartial
	poolSize
	poolMinimum
	poolTarget
	poolFilled
	poolMean
	poolLowest
	poolEmptyTime
	poolLowTime
	poolToEmpty
	poolToRecover
	poolChecks
	poolChecksMissed
	poolFills
	poolLongestFill
	poolCreated
	poolUnfilled
	poolOrphans
	poolBare
	poolAlerts
	expiryLeaks
	expiryOverstays
	timeServed
	timeSlow
	balanceWeight
	maxOverMeanSum
	cvSum
	jainSum
	swingPicks
	swingSum
	connectionsOn // by platform
	connectionsAndroid
	connectionsIOS
	connectionsFailedOn // by platform
	connectionsFailedAndroid
	connectionsFailedIOS
	poolStock
	poolElapsed
	signupDecided
	answersWhole
	answersShort
	answersRefused
	claimsFallenBack
	poolChecksLate
	metricIDs
)

var metrics = [metricIDs]Metric{
	requests:        {Name: "backend.requests", Label: "requests", Says: "requests of clients to the backend"},
	refused:         {Name: "client.refused_requests", Label: "refused", Says: "requests answered with an error or an empty list, for the list was short"},
	failedRequests:  {Name: "client.failed_requests", Label: "requests failed", Says: "requests that got no database connection in time"},
	partialLists:    {Name: "client.partial_lists", Label: "partial lists", Says: "lists stored by a client that lack active servers"},
	attempts:        {Name: "client.attempts", Label: "attempts", Says: "attempts to connect"},
	failedAttempts:  {Name: "client.failed_attempts", Label: "failed attempts", Says: "attempts that came to nothing"},
	withoutConfig:   {Name: "client.attempts_without_config", Label: "no config", Says: "attempts for a country that the client held no config of"},
	onSwitchedOff:   {Name: "client.attempts_on_switched_off", Label: "on servers off", Says: "attempts whose first server was switched off"},
	connects:        {Name: "client.connects", Label: "connects", MoreIsBetter: true, Says: "attempts that connected"},
	crashes:         {Name: "client.crashes", Label: "crashes", Says: "crashes of the app"},
	dropped:         {Name: "client.sessions_dropped", Label: "sessions dropped", Says: "sessions that ended because their server was switched off"},
	exposedClients:  {Name: "client.exposed", Label: "users exposed", Says: "clients that ever made do, in use, with a list that was not exactly the active servers"},
	exposedShare:    {Name: "client.exposed_share", Unit: "share", Label: "exposed", Gauge: true, Says: "the same as a share of all clients"},
	exposedTime:     {Name: "client.exposed_time", Unit: "s", Label: "exposure a user", Gauge: true, Says: "how long a client made do with such a list, a mean over all clients; one not yet whole counts to now"},
	partialShare:    {Name: "client.partial_share", Unit: "share", Label: "had a partial list", Gauge: true, Says: "share of clients that ever stored a partial list"},
	notWhole:        {Name: "client.not_whole", Label: "not whole at the end", Gauge: true, Says: "clients that make do with such a list now, or did when they were last used"},
	untilWhole:      {Name: "client.until_whole", Unit: "s", Label: "until whole", Gauge: true, Says: "from the first exposure until no client is exposed; while some are, to now"},
	syncJobs:        {Name: "sync.jobs", Label: "syncs", Says: "background syncs, one an account"},
	syncPushes:      {Name: "sync.pushes", Label: "pushes", Says: "pushes of background sync, one a server"},
	panelErrors:     {Name: "panel.errors", Label: "panel errors", Says: "pushes that a panel failed"},
	poolTimeouts:    {Name: "database.timeouts", Label: "pool time-outs", Says: "waits for a database connection that ended without one"},
	activationDelay: {Name: "servers.activation_delay", Unit: "s", Label: "activation delay", Gauge: true, Says: "longest time from asking for a server to its being active; one refused or still prepared counts to now"},
	invalidations:   {Name: "client.invalidations", Label: "invalidations", Says: "clients told to ask again"},
	activeServers:   {Name: "servers.active", Label: "active servers", Gauge: true, MoreIsBetter: true, Says: "servers that are active"},
	completeness:    {Name: "config.completeness", Unit: "share", Label: "completeness", Gauge: true, MoreIsBetter: true, Says: "configs that accounts have on active servers, over those that they would have if none were missing; with one account, what its list is measured by"},
	heldConfigs:     {Name: "client.held", Label: "configs held", Gauge: true, MoreIsBetter: true, Says: "configs on a device, a mean over the devices that hold a list"},

	picks:             {Name: "picks", Label: "picks", Load: true, Says: "attempts by the outbound that was picked first"},
	picksOnDown:       {Name: "picks.down", Label: "picks on down", Load: true, Says: "first picks that fell on a server that was down, or behind a proxy that was"},
	picksOnOverloaded: {Name: "picks.overloaded", Label: "picks on overloaded", Load: true, Says: "first picks that fell on a server, or a proxy, of which more was asked for than there is"},
	picksOnSlowed:     {Name: "picks.slowed", Label: "picks on slowed", Load: true, Says: "first picks that fell on a server that a fault had left less than its hardware"},
	shareOnSlowed:     {Name: "picks.slowed_share", Unit: "share", Label: "picked slowed", Load: true, Gauge: true, Sum: picksOnSlowed, Weight: picks, Says: "share of first picks that fell on such a server"},
	shareOnDown:       {Name: "picks.down_share", Unit: "share", Label: "picked down", Load: true, Gauge: true, Sum: picksOnDown, Weight: picks, Says: "share of first picks that fell on a server that was down, or behind a proxy that was"},
	shareOnOverloaded: {Name: "picks.overloaded_share", Unit: "share", Label: "picked overloaded", Load: true, Gauge: true, Sum: picksOnOverloaded, Weight: picks, Says: "share of first picks that fell on an overloaded server"},
	stranded:          {Name: "sessions.stranded", Label: "stranded", Load: true, Says: "sessions whose server went down under them"},
	moved:             {Name: "sessions.moved", Label: "moved", Load: true, Says: "those that left it before it came back, when the client or its user noticed"},
	slowShare:         {Name: "sessions.slow_share", Unit: "share", Label: "slow", Load: true, Gauge: true, Sum: timeSlow, Weight: timeServed, Says: "share of the time of all sessions spent on a server, or behind a proxy, that was overloaded or down"},
	maxOverMean:       {Name: "load.max_over_mean", Label: "max over mean", Load: true, Gauge: true, Sum: maxOverMeanSum, Weight: balanceWeight, Says: "utilisation of a country's busiest server over the mean of its servers that are up; a mean over time and, by sessions, over countries"},
	loadCV:            {Name: "load.cv", Label: "load variation", Load: true, Gauge: true, Sum: cvSum, Weight: balanceWeight, Says: "coefficient of variation of the utilisations within a country, the same mean"},
	loadJain:          {Name: "load.jain", Label: "Jain index", MoreIsBetter: true, Load: true, Gauge: true, Sum: jainSum, Weight: balanceWeight, Says: "Jain's index of fairness of the utilisations within a country, the same mean; 1 is even, 0 says that there was nothing to balance"},
	peakLoad:          {Name: "load.peak", Label: "peak utilisation", Load: true, Gauge: true, Says: "highest utilisation of a server ever read, from the start of the run; 1 is full"},
	swing:             {Name: "load.swing", Unit: "share", Label: "oscillation", Load: true, Gauge: true, Sum: swingSum, Weight: swingPicks, Says: "share of a country's first picks that went to other servers than in the five minutes before, beyond what chance moves"},
	ageMedian:         {Name: "score.age_p50", Unit: "s", Label: "score age, median", Load: true, Gauge: true, Says: "age of the scores behind a client's pick, counted from their measurement, from the start of the run: half are no older"},
	ageTail:           {Name: "score.age_p99", Unit: "s", Label: "score age, p99", Load: true, Gauge: true, Says: "the same: 99 of 100 are no older"},
	downInService:     {Name: "down.scored_after", Unit: "s", Label: "down scored", Load: true, Gauge: true, Says: "longest time from a server's going down until its score says so; where that has not come, until now, or until it was up again"},
	downInMySQL:       {Name: "down.published_after", Unit: "s", Label: "down in MySQL", Load: true, Gauge: true, Says: "the same until MySQL says so"},
	downInRanking:     {Name: "down.ranked_after", Unit: "s", Label: "down in ranking", Load: true, Gauge: true, Says: "the same until the ranking says so"},
	lastPick:          {Name: "down.last_pick.desktop", Unit: "s", Label: "last pick, desktop", Load: true, Gauge: true, Says: "longest time from a server's going down to a first pick of it by a desktop, while it is down"},
	lastPickAndroid:   {Name: "down.last_pick.android", Unit: "s", Label: "last pick, Android", Load: true, Gauge: true, Says: "the same by an Android phone"},
	lastPickIOS:       {Name: "down.last_pick.ios", Unit: "s", Label: "last pick, iOS", Load: true, Gauge: true, Says: "the same by an iPhone"},

	failedAttemptsOn:      {Name: "client.failed_attempts.desktop", Label: "failed, desktop", Says: "those of desktops"},
	failedAttemptsAndroid: {Name: "client.failed_attempts.android", Label: "failed, Android", Says: "those of Android phones"},
	failedAttemptsIOS:     {Name: "client.failed_attempts.ios", Label: "failed, iOS", Says: "those of iPhones"},

	connections:            {Name: "connections", Label: "connections", Core: true, Says: "connections through tunnels"},
	connectionsFailed:      {Name: "connections.failed", Label: "connections failed", Core: true, Says: "those that did not get through"},
	connectionsFailedShare: {Name: "connections.failed_share", Unit: "share", Label: "failed", Core: true, Gauge: true, Sum: connectionsFailed, Weight: connections, Says: "the same as a share"},
	failedShareDesktop:     {Name: "connections.failed_share.desktop", Unit: "share", Label: "failed, desktop", Core: true, Gauge: true, Sum: connectionsFailedOn, Weight: connectionsOn, Says: "the same on desktops"},
	failedShareAndroid:     {Name: "connections.failed_share.android", Unit: "share", Label: "failed, Android", Core: true, Gauge: true, Sum: connectionsFailedAndroid, Weight: connectionsAndroid, Says: "the same on Android phones"},
	failedShareIOS:         {Name: "connections.failed_share.ios", Unit: "share", Label: "failed, iOS", Core: true, Gauge: true, Sum: connectionsFailedIOS, Weight: connectionsIOS, Says: "the same on iPhones"},
	connectionsPast:        {Name: "connections.unprotected", Label: "unprotected", Core: true, Says: "connections that a core sent past the VPN"},
	deadChosen:             {Name: "connections.dead_chosen", Unit: "s", Label: "dead chosen for", Core: true, Gauge: true, Says: "longest time from a server's, or its proxy's, going down to a connection that was sent there while it was down, from the start of the run"},
	coresNotStarted:        {Name: "cores.not_started", Label: "cores not started", Core: true, Says: "starts of a core that refused its config"},
	climbs:                 {Name: "android.fallbacks", Label: "fallbacks", Core: true, Says: "times that an Android phone went on to the next step of its fallback"},
	probes:                 {Name: "probes", Label: "probes", Core: true, Says: "probes of outbounds"},
	probesFailed:           {Name: "probes.failed", Label: "probes failed", Core: true, Says: "those that were not answered"},
	probesAtOnce:           {Name: "probes.at_once", Label: "probes at once", Core: true, Gauge: true, Says: "most probe connections of one client open at one upstream, from the start of the run"},
	refusals:               {Name: "upstream.refusals", Label: "refusals", Core: true, Says: "times that an upstream had enough of a client's probes"},

	signupRequests:      {Name: "signup.requests", Label: "sign-ups", Pool: true, Says: "users who asked for an account"},
	signupServed:        {Name: "signup.served", Label: "served", Pool: true, MoreIsBetter: true, Says: "those who got one"},
	signupFromPool:      {Name: "signup.from_pool", Label: "from the pool", Pool: true, MoreIsBetter: true, Says: "those whose account was claimed from the pool"},
	signupFallbacks:     {Name: "signup.fallbacks", Label: "fallbacks", Pool: true, Says: "those who took the slow path, with or without success (POOL-07)"},
	signupFallbackShare: {Name: "signup.fallback_share", Unit: "share", Label: "fell back", Pool: true, Gauge: true, Sum: signupFallbacks, Weight: signupDecided, Says: "the same as a share of those who claimed or fell back"},
	signupFailed:        {Name: "signup.failed", Label: "sign-ups failed", Pool: true, Says: "users who got no account"},
	signupWaitMedian:    {Name: "signup.wait_p50", Unit: "s", Label: "wait, median", Pool: true, Gauge: true, Says: "time to an account, from the start of the run: half wait no longer"},
	signupWaitTail:      {Name: "signup.wait_p99", Unit: "s", Label: "wait, p99", Pool: true, Gauge: true, Says: "the same: 99 of 100 wait no longer"},
	signupBare:          {Name: "signup.without_configs", Label: "bare accounts", Pool: true, Says: "users given an account whose configs had failed (POOL-20)"},
	firstEmpty:          {Name: "signup.first_lists_empty", Label: "first list empty", Pool: true, Says: "unnamed new users whose first list had no config of an active server"},
	firstPartial:        {Name: "signup.first_lists_partial", Label: "first list partial", Pool: true, Says: "those whose first list lacked some"},
	poolSize:            {Name: "account_pool_size", Label: "pool", Pool: true, Gauge: true, MoreIsBetter: true, Says: "accounts that are POOL (POOL-14)"},
	poolMinimum:         {Name: "account_pool_min", Label: "minimum", Pool: true, Gauge: true, MoreIsBetter: true, Says: "account.pool.min-size as it is set now (POOL-14)"},
	poolTarget:          {Name: "account_pool_target", Label: "target", Pool: true, Gauge: true, MoreIsBetter: true, Says: "account.pool.target-size as it is set now (POOL-14)"},
	poolFilled:          {Name: "pool.filled", Unit: "share", Label: "filled", Pool: true, Gauge: true, MoreIsBetter: true, Says: "account_pool_size / account_pool_target, the panel's percent as a share (POOL-16, POOL-17)"},
	poolMean:            {Name: "pool.mean_size", Label: "mean pool", Pool: true, Gauge: true, MoreIsBetter: true, Sum: poolStock, Weight: poolElapsed, Says: "the same, over time"},
	poolLowest:          {Name: "pool.lowest", Label: "lowest pool", Pool: true, Gauge: true, MoreIsBetter: true, Says: "the least there ever were, from the start of the run"},
	poolEmptyTime:       {Name: "pool.empty_time", Unit: "s", Label: "empty", Pool: true, Says: "how long the pool was empty, in all"},
	poolLowTime:         {Name: "pool.low_time", Unit: "s", Label: "below minimum", Pool: true, Says: "how long it was below account.pool.min-size, in all"},
	poolToEmpty:         {Name: "pool.to_empty", Unit: "s", Label: "minimum to empty", Pool: true, Gauge: true, MoreIsBetter: true, Says: "shortest time from falling below the minimum to empty, from the start of the run; 0 where it never was empty"},
	poolToRecover:       {Name: "pool.to_recover", Unit: "s", Label: "to recover", Pool: true, Gauge: true, Says: "longest time from falling below the minimum until it was back, from the start of the run; one not yet back counts to now"},
	poolChecks:          {Name: "pool.checks", Label: "checks", Pool: true, MoreIsBetter: true, Says: "times that the scheduler counted the pool"},
	poolChecksMissed:    {Name: "pool.checks_missed", Label: "checks missed", Pool: true, Says: "checks that were due and did not come"},
	poolFills:           {Name: "pool.fills", Label: "fills", Pool: true, Says: "fills of the pool, by the scheduler or by hand"},
	poolLongestFill:     {Name: "pool.longest_fill", Unit: "s", Label: "longest fill", Pool: true, Gauge: true, Says: "longest fill from its check to its end, from the start of the run; one under way counts to now"},
	poolCreated:         {Name: "pool.created", Label: "accounts made", Pool: true, MoreIsBetter: true, Says: "accounts that they put into the pool"},
	poolUnfilled:        {Name: "pool.fill_failures", Label: "fills failed", Pool: true, Says: "accounts whose configs failed while the pool was filled"},
	poolOrphans:         {Name: "pool.orphans", Label: "orphans", Pool: true, Says: "accounts that a failed fill left in no pool"},
	poolBare:            {Name: "pool.without_configs", Label: "bare in the pool", Pool: true, Gauge: true, Says: "accounts in the pool whose configs had failed (POOL-20)"},
	poolAlerts:          {Name: "pool.alerts", Label: "alerts", Pool: true, Says: "times that AccountPoolLow went off (POOL-15)"},
	expiryLeaks:         {Name: "expiry.leaks", Label: "expiry kept", Pool: true, Says: "claimed accounts whose servers keep the expiry of 2099, for fill-account was late or failed (POOL-06)"},
	expiryOverstays:     {Name: "expiry.overstays", Label: "overstaying", Pool: true, Says: "those whose time is over, and which their servers let in"},

	timeServed:     {Name: "sessions.time", Load: true, Hidden: true},
	timeSlow:       {Name: "sessions.slow_time", Load: true, Hidden: true},
	balanceWeight:  {Name: "load.readings", Load: true, Hidden: true},
	maxOverMeanSum: {Name: "load.max_over_mean.sum", Load: true, Hidden: true},
	cvSum:          {Name: "load.cv.sum", Load: true, Hidden: true},
	jainSum:        {Name: "load.jain.sum", Load: true, Hidden: true},
	swingPicks:     {Name: "load.swing.picks", Load: true, Hidden: true},
	swingSum:       {Name: "load.swing.sum", Load: true, Hidden: true, Gauge: true},

	connectionsOn:            {Name: "connections.desktop", Core: true, Hidden: true},
	connectionsAndroid:       {Name: "connections.android", Core: true, Hidden: true},
	connectionsIOS:           {Name: "connections.ios", Core: true, Hidden: true},
	connectionsFailedOn:      {Name: "connections.failed.desktop", Core: true, Hidden: true},
	connectionsFailedAndroid: {Name: "connections.failed.android", Core: true, Hidden: true},
	connectionsFailedIOS:     {Name: "connections.failed.ios", Core: true, Hidden: true},

	poolStock:     {Name: "pool.size.sum", Pool: true, Hidden: true},
	poolElapsed:   {Name: "pool.size.time", Pool: true, Hidden: true},
	signupDecided: {Name: "signup.decided", Pool: true, Hidden: true},

	answersWhole:     {Name: "config.answers.success", Hidden: true},
	answersShort:     {Name: "config.answers.incomplete", Hidden: true},
	answersRefused:   {Name: "config.answers.refused", Hidden: true},
	claimsFallenBack: {Name: "signup.served_by_fallback", Pool: true, Hidden: true},
	poolChecksLate:   {Name: "pool.checks_late", Pool: true, Hidden: true},
}

// Metrics describes every metric, in the order of Snapshot.
func Metrics() []Metric {
	all := append([]Metric{}, metrics[:]...)
	for _, name := range EventNames() {
		all = append(all, Metric{Name: "log." + name, Label: name})
	}
	return all
}
