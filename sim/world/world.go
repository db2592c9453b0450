package world

import (
	"fmt"
	"io"
	"slices"
	"time"

	"reprise/control/delivery"
	"reprise/control/ranking"
	"reprise/control/scoring"
	"reprise/control/xray"
	"reprise/sim"
	"reprise/sim/random"
	"reprise/sim/world/accounts"
	"reprise/sim/world/traffic"
	"reprise/sim/world/tunnel"
)

// Config is what a world is built from.
type Config struct {
	Seed        uint64
	Replication uint64
	Horizon     sim.Time          // the last instant of the run
	Servers     []delivery.Server // as they are at the start
	Sites       []Site            // what each server can carry; none: load is not modelled
	Proxies     []traffic.Hardware
	Settings    Settings
	Clients     []Client    // the named ones; each has an account of its own
	Population  *Population // unnamed ones; nil: none
	// Core is the engine that the clients run; nil: what a client's balancer settles on is modelled plainly (Chooser). With
	// one, Endpoints has what configs say of each server, and Upstreams the machine that each stands for; none: its own.
	Core      tunnel.Core
	Endpoints []xray.Endpoint
	Upstreams []int32
	Signups   *accounts.Config // how users come to accounts; nil: nobody signs up
	Causes    []Cause          // in order of time
	Trace     io.Writer        // every engine event as a JSON line; nil: none
}

// World is one run of the control plane. It is made by New, advanced by RunUntil, and read by Snapshot, Log and TraceHash.
type World struct {
	cfg    Config
	set    Settings
	engine *sim.Engine
	kind   kinds

	servers   []delivery.Server
	state     []serverState
	active    int       // servers that are active
	activeSet []uint64  // the same as a set
	countries []string  // codes, by number
	countryOf []int32   // number of each server's country
	serversOf [][]int32 // by country
	firstOf   []int32   // how many servers the countries before it have

	rows     *rows
	panels   panels
	database database
	sync     backgroundSync
	pipeline pipeline

	lastResync resyncRun

	load    load
	service service
	ranking backendRanking
	listed  []scoring.Marks // by server, on the backend's hard-coded lists (LB-33)
	faults  faults
	cores   cores
	tunnels tunnels
	signups signups

	clients      []client
	personals    []personal // of the named clients
	anyone       personal   // of all others
	firstAccount uint64     // id of the first client's account; the others follow it
	residents    [][]int32  // clients by home country; read when first needed
	lists        lists      // the sets of servers that clients hold

	habits     [habits]random.Series // what clients draw
	dice       [habits]random.Stream // drawn from last
	salts      salts
	causeDraws []random.Stream // by cause
	causeEntry []int32         // by cause: its log entry

	choices []int32         // the servers of the attempt at hand, in the order they were served
	chosen  []ranking.Entry // what the ranking knew of them
	delays  []time.Duration // what the probes of them see

	memo     memo     // the last answer
	likeNone uint32   // of an account that is no client's
	served   []uint64 // the set of servers of the answer at hand
	buffers  delivery.Buffers
	scratch  []delivery.Row

	journal journal
	metric  [metricIDs]float64

	activation   time.Duration // longest time that a server took to go active
	exposure     float64       // closed exposures, summed over clients, s; many clients' would overflow a Duration
	firstExposed sim.Time
	lastWhole    sim.Time
}

// salts tell the uses of random.Unit apart.
type salts struct {
	path   uint64 // the ways of clients to servers
	bucket uint64 // in which share of a gradual change an account is
	taste  uint64 // in which share of users, of those who follow marks
}

// kinds are the engine's event kinds, one a handler.
type kinds struct {
	cause, faultOver                     sim.Kind
	answer, askFailed, expiry            sim.Kind
	open, connect, restart, sessionOver  sim.Kind
	scan, worker, pushed, pushFailed     sim.Kind
	stored, storeFailed, again           sim.Kind
	visit, visited, visitFailed, written sim.Kind
	writeFailed                          sim.Kind
	answered, attempted                  sim.Kind // decisions, for the trace
	score, publish, rank, swing, measure sim.Kind
	notice, turn                         sim.Kind
	moved                                sim.Kind // a decision, for the trace
}

// New builds the world as it stands at the start of the run. Every account has its rows on the servers that are
// active then, but for those that no config takes to (SYNC-17), and every client that holds a list holds them all.
func New(cfg Config) (*World, error) {
	if len(cfg.Servers) == 0 {
		return nil, fmt.Errorf("world: a fleet without servers")
	}
	if cfg.Core != nil && len(cfg.Endpoints) != len(cfg.Servers) {
		return nil, fmt.Errorf("world: %d endpoints for %d servers", len(cfg.Endpoints), len(cfg.Servers))
	}
	if len(cfg.Upstreams) > 0 && len(cfg.Upstreams) != len(cfg.Servers) {
		return nil, fmt.Errorf("world: %d upstreams for %d servers", len(cfg.Upstreams), len(cfg.Servers))
	}
	w := &World{
		cfg: cfg, set: cfg.Settings, engine: sim.NewEngine(sim.Limits{}),
		servers: append([]delivery.Server{}, cfg.Servers...), state: make([]serverState, len(cfg.Servers)),
		activeSet: make([]uint64, words(len(cfg.Servers))), scratch: make([]delivery.Row, len(cfg.Servers)), countryOf: make([]int32, len(cfg.Servers)),
		firstExposed: never, lastWhole: never, lastResync: resyncRun{entry: None},
	}
	if cfg.Trace != nil {
		w.engine.Trace(cfg.Trace)
	}
	w.register()
	w.panels = newPanels(w.engine, cfg, &w.set.Panel)
	w.panels.register()
	w.database = newDatabase(w.engine, &w.set.Database)
	w.database.register()
	w.causeDraws, w.causeEntry = w.streams("cause", len(cfg.Causes)), make([]int32, len(cfg.Causes))
	w.sync.workers = sim.NewResource(w.engine, "sync.workers", cfg.Settings.Sync.Workers, sim.FIFO)
	w.habits, w.served = w.newHabits(), make([]uint64, words(len(cfg.Servers)))
	w.personals = slices.Repeat([]personal{impersonal}, len(cfg.Clients))
	w.numberCountries()
	w.buildLoad()
	w.startChain()
	w.peopleIt()
	w.buildTunnels()
	if err := w.startSignups(); err != nil {
		return nil, fmt.Errorf("world: %w", err)
	}
	w.start()
	return w, nil
}

// register gives every handler its event kind. The order is part of the trace: add at the end.
func (w *World) register() {
	on := w.engine.Register
	w.kind = kinds{
		cause: on("cause", w.onCause), faultOver: on("fault.over", w.onFaultOver),
		answer: on("backend.answer", w.onAnswer), askFailed: on("backend.failed", w.onAskFailed),
		expiry: on("client.expiry", w.onExpiry), open: on("client.open", w.onOpen),
		connect: on("client.connect", w.onConnect), restart: on("client.restart", w.onRestart),
		sessionOver: on("session.over", w.onSessionOver),
		scan:        on("sync.scan", w.onScan), worker: on("sync.worker", w.onWorker),
		pushed: on("sync.pushed", w.onPushed), pushFailed: on("sync.push.failed", w.onPushFailed),
		stored: on("sync.stored", w.onStored), storeFailed: on("sync.store.failed", w.onStoreFailed),
		again: on("sync.again", w.onAgain), visit: on("pipeline.visit", w.onVisit),
		visited: on("pipeline.pushed", w.onVisited), visitFailed: on("pipeline.push.failed", w.onVisitFailed),
		written: on("pipeline.stored", w.onWritten), writeFailed: on("pipeline.store.failed", w.onWriteFailed),
		answered: on("backend.answered", func(sim.Event) {}), attempted: on("client.attempted", func(sim.Event) {}),
		score: on("vcs.score", w.onScore), publish: on("vcs.publish", w.onPublish), rank: on("backend.rank", w.onRank),
		swing: on("measure.swing", w.onSwing), measure: on("measure.balance", w.onMeasure), notice: on("client.notice", w.onNotice), turn: on("cause.turn", w.onTurn),
		moved: on("client.moved", func(sim.Event) {}),
	}
}

// decided puts a decision into the trace, and so into its hash, as an event of its own: who, what, and how. The caller
// packs how into one number, and says in which bits.
func (w *World) decided(what sim.Kind, who int32, how int64) {
	w.engine.After(0, sim.Event{Kind: what, Target: who, A: how})
}

// start schedules the causes and sets the standing processes going.
func (w *World) start() {
	for i, c := range w.cfg.Causes {
		w.engine.At(c.At, sim.Event{Kind: w.kind.cause, Target: int32(i)})
	}
	w.engine.After(w.set.Sync.Scan, sim.Event{Kind: w.kind.scan})
	if w.set.Pipeline.Enabled {
		w.visitNext()
	}
	w.startPopulation()
}

// RunUntil lets time pass up to t, whose events are included.
func (w *World) RunUntil(t sim.Time) error {
	if err := w.engine.RunUntil(t); err != nil {
		return fmt.Errorf("world: %w", err)
	}
	return nil
}

// TraceHash is the hash over every engine event so far.
func (w *World) TraceHash() string { return w.engine.TraceHash() }

// Events is how many engine events have happened.
func (w *World) Events() uint64 { return w.engine.Fired() }

// Log is every kept log line so far, in order of time.
func (w *World) Log() []Entry { return w.journal.entries }

// log writes a line of the system itself.
func (w *World) log(id EventID, because int32, fields ...Field) int32 {
	return w.journal.write(Entry{At: w.engine.Now(), Event: id, Fields: fields, Because: because, Cause: None})
}

// stream is a source of randomness of this run.
func (w *World) stream(name string, entity int) random.Stream {
	return random.Make(w.cfg.Seed, name, uint64(entity), w.cfg.Replication)
}

// rowsOf unpacks the rows of one account; they hold until the next call.
func (w *World) rowsOf(account int32) []delivery.Row { return w.rows.of(account, w.scratch) }

// words is how many 64-bit words hold a set of n.
func words(n int) int { return (n + 63) / 64 }
