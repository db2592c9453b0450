package world

import (
	"time"

	"reprise/control/delivery"
	"reprise/control/ranking"
	"reprise/control/scoring"
	"reprise/control/xray"
	"reprise/sim/random"
	"reprise/sim/world/accounts"
	"reprise/sim/world/traffic"
)

// Settings are all the knobs of the world: the settings of the real system that its decisions read, and the
// capacities and delays of the parts around them. Package scenarios gives each its property name, default and origin.
type Settings struct {
	Partial    delivery.Policy                // what an incomplete account is answered (SYNC-14, SYNC-15)
	Cache      [platforms]delivery.CacheRules // by delivery.Platform (SYNC-08 to SYNC-10)
	Invalidate bool                           // a finished sync tells the client to ask again; no such channel exists (SYNC-20)
	Retry      time.Duration                  // how soon a client's timer asks again after a failure
	Sync       SyncSettings
	Pipeline   PipelineSettings
	Panel      PanelSettings
	Database   DatabaseSettings
	Deactivate DeactivateSettings
	Activate   ActivateSettings
	Scoring    ScoringSettings
	Ranking    RankingSettings
	Xray       xray.Backend // from which the backend generates a config (LB-01)
	Tunnel     TunnelSettings
	Marks      MarksSettings
	Traffic    TrafficSettings
	Notice     NoticeSettings
	Accounts   accounts.Settings
	Creation   CreationSettings
}

// SyncSettings are the background sync's.
type SyncSettings struct {
	Workers int                   // pushes at once, over all accounts
	Scan    time.Duration         // how often it looks for accounts that are due (SYNC-23)
	Scope   delivery.PendingScope // what a PENDING row makes it work on
	Retry   time.Duration         // pause after a failed push
	Push    random.Span           // one push to one server, but for what the panel takes for each account
	// ReadsBack: a finished sync reads the account's configs back, which logs how complete they are.
	ReadsBack bool
}

// PipelineSettings are the rolling pipeline's (SYNC-19).
type PipelineSettings struct {
	Enabled bool
	// CreatesRows: it also makes configs that no row asks for. Otherwise it pushes PENDING rows only.
	CreatesRows bool
	Push        random.Span // one visit to one server, but for what the panel takes for each account (SYNC-19)
}

// PanelSettings are those of every server's panel.
type PanelSettings struct {
	Each     time.Duration // what a push takes longer for every account that it carries
	Capacity int           // pushes that a panel takes at once
}

// DatabaseSettings are the connection pool's.
type DatabaseSettings struct {
	Connections int
	Timeout     time.Duration // how long a caller waits for a connection
	Query       time.Duration // how long one is held
}

// DeactivateSettings are what happens by itself after servers are switched off.
type DeactivateSettings struct {
	Resync delivery.Resync // nothing today (SYNC-21)
}

// ActivateSettings are what is demanded before servers are switched on.
type ActivateSettings struct {
	// Checklist: a server goes active only after it keeps the checklist (SYNC-16): its clients are pushed first.
	Checklist bool
}

// ScoringSettings are the VPN Config Service's.
type ScoringSettings struct {
	Rules    scoring.Settings
	Interval time.Duration // between two measurements (LB-18)
	Publish  time.Duration // between two writes to MySQL (LB-20)
}

// RankingSettings are the backend's.
type RankingSettings struct {
	Rules          ranking.Rules
	BalancingShare float64       // of accounts for which server.balancing.enabled counts
	Interval       time.Duration // between two rebuilds (LB-23)
	Source         ScoreSource   // what a rebuild reads
	DynamicMarks   bool          // marks come from the database; the hard-coded lists otherwise (LB-33)
}

// TunnelSettings are what goes through clients' tunnels, and what an upstream takes. They act where Config.Core is given.
type TunnelSettings struct {
	Connections random.Span   // between two connections of a session
	Patience    time.Duration // how long a user waits for the first that gets through
	// AtOnce is how many probe connections of one client an upstream takes at once; 0: any number. Of more it has enough, and
	// takes nothing of that client for Refuses.
	AtOnce  int
	Refuses time.Duration
	// ProbeOpen is how long the core keeps a probe's connection after the probe has ended.
	ProbeOpen time.Duration
}

// MarksSettings are what users do with the marks they are shown.
type MarksSettings struct {
	Follow Following
	Share  float64 // of users who do
}

// TrafficSettings are what sessions ask for and cost, and what their way there takes.
type TrafficSettings struct {
	Costs       traffic.Costs
	SessionMbps float64       // mean of what one session asks for
	PathSpread  time.Duration // the ways of clients to the servers of a country differ by up to this
	QueueDelay  time.Duration // wait at a server that is half used
}

// NoticeSettings are how long clients take to notice that the server of a session carries nothing.
type NoticeSettings struct {
	Desktop random.Span   // until the user notices
	Android time.Duration // probe interval of its observatory, which probes all outbounds at once; that of iOS is the backend's
}

// CreationSettings are how the configs of a new account come to servers, where they are pushed one by one.
type CreationSettings struct {
	Push   random.Span // one server, but for what its panel takes for each account
	AtOnce int         // servers at once
}

// platforms is how many kinds of client there are.
const platforms = 3
