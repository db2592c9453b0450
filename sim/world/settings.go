package world

import (
	"time"

	"reprise/control/delivery"
	"reprise/sim/random"
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

// platforms is how many kinds of client there are.
const platforms = 3
