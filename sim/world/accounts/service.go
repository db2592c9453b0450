package accounts

import (
	"errors"
	"slices"
	"time"

	"reprise/control/pool"
	"reprise/sim"
	"reprise/sim/arrivals"
	"reprise/sim/random"
)

// Service is the account pool with all who fill it and claim from it.
type Service struct {
	engine *sim.Engine
	set    *Settings
	system System
	cfg    Config
	kind   kinds

	arriving, flows, filling, falling, renewing random.Stream
	record                                      *arrivals.Replay // nil: there is none

	stock  []pool.Account // those that are POOL, by id; without the one whose claim is under way
	held   int            // claims between lock and commit: their account still counts (POOL-03), and can be locked by nobody else
	bare   map[int64]bool // of those in stock: no configs; only ever looked up by id
	nextID int64

	lock     *sim.Resource // of the first POOL row
	worker   worker
	requests sim.Slab[request]
	batches  sim.Slab[batch]
	fills    sim.Slab[fill]
	renewals sim.Slab[renewal]

	scheduler scheduler
	watch     watch
	seen      measures
}

// kinds are the engine's event kinds, one a handler.
type kinds struct {
	arrive, recorded                  sim.Kind
	connected, late, locked, lockLate sim.Kind
	committed, created, createFailed  sim.Kind
	check, counted, countLate         sim.Kind
	stepDone, stepFailed              sim.Kind
	renewed, renewFailed, renewalLate sim.Kind
	renewAgain, ends, scrape          sim.Kind
}

// New builds the accounts as they stand at the start: a pool of cfg.Stock accounts, and a scheduler whose checks begin at a
// moment drawn anew in each run. set is read as it stands whenever something is decided.
func New(e *sim.Engine, set *Settings, system System, cfg Config) (*Service, error) {
	if cfg.Stock < 0 || cfg.Stock > pool.SizeMax {
		return nil, errors.New("accounts: a stock below 0, or above what a pool may hold")
	}
	s := &Service{engine: e, set: set, system: system, cfg: cfg, bare: map[int64]bool{}}
	s.register()
	stream := func(name string) random.Stream { return random.Make(cfg.Seed, "accounts."+name, 0, cfg.Replication) }
	s.arriving, s.flows = stream("arrivals"), stream("flows")
	s.filling, s.falling, s.renewing = stream("fill"), stream("fallback"), stream("renew")
	if record := cfg.Demand.Record; record != nil {
		spread := stream("record")
		s.record = record.Replay(&spread)
	}
	s.lock = sim.NewResource(e, "accounts.lock", 1, sim.FIFO)
	s.worker = newWorker(e, set, stream("luck"))
	s.worker.register(system.Push)
	for range cfg.Stock {
		id := s.insert()
		system.Configured(id)
		s.add(id, true)
	}
	seen, err := newMeasures(e.Now(), s.Status())
	if err != nil {
		return nil, err
	}
	s.seen = seen
	s.watch.settle(s.Status())
	s.start(stream("phase"))
	return s, nil
}

func (s *Service) register() {
	on := func(name string, h sim.Handler) sim.Kind { return s.engine.Register("accounts."+name, h) }
	s.kind = kinds{
		arrive: on("arrive", s.onArrive), recorded: on("recorded", s.onRecorded),
		connected: on("connected", s.onConnected), late: on("late", s.onLate), locked: on("locked", s.onLocked),
		lockLate: on("lock.late", s.onLockLate), committed: on("committed", s.onCommitted),
		created: on("created", s.onCreated), createFailed: on("create.failed", s.onCreateFailed),
		check: on("check", s.onCheck), counted: on("counted", s.onCounted), countLate: on("count.late", s.onCountLate),
		stepDone: on("fill.step", s.onStepDone), stepFailed: on("fill.failed", s.onStepFailed),
		renewed: on("renewed", s.onRenewed), renewFailed: on("renew.failed", s.onRenewFailed),
		renewalLate: on("renew.late", s.onRenewalLate), ends: on("ends", s.onEnds), renewAgain: on("renew.again", s.onRenewAgain), scrape: on("scrape", s.onScrape),
	}
}

func (s *Service) start(phase random.Stream) {
	s.nextArrival()
	s.nextRecorded()
	s.engine.After(time.Duration(phase.Float64()*float64(s.set.CheckEvery)), sim.Event{Kind: s.kind.check})
	if s.cfg.Scrape > 0 {
		s.engine.After(s.cfg.Scrape, sim.Event{Kind: s.kind.scrape})
	}
}

// Size is how many accounts are POOL.
func (s *Service) Size() int { return len(s.stock) + s.held }

// Status is what GET /pool/status tells (POOL-12).
func (s *Service) Status() pool.Status { return s.set.Pool.Status(s.Size()) }

// now is the calendar's time.
func (s *Service) now() time.Time { return s.cfg.Start.Add(time.Duration(s.engine.Now())) }

// insert makes the row of a new account.
func (s *Service) insert() (id int64) {
	id = s.nextID
	s.nextID++
	s.system.Inserted(id)
	return id
}

// add puts an account into the pool.
func (s *Service) add(id int64, configs bool) {
	account := pool.Account{ID: id, PayStatus: pool.Pool, ValidTo: pool.UnclaimedUntil()}
	at := len(s.stock)
	for at > 0 && s.stock[at-1].ID > id { // fills end nearly in the order of their ids
		at--
	}
	s.stock = slices.Insert(s.stock, at, account)
	if !configs {
		s.bare[id] = true
	}
	s.system.Pooled(id)
}
