package accounts

import (
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/sim"
	"reprise/sim/arrivals"
	"reprise/sim/random"
)

// desk is a System that counts: some connections, statements and pushes of some length, and all that it is told, with when. It
// refuses what must not be told.
type desk struct {
	t           require.TestingT
	engine      *sim.Engine
	connections *sim.Resource
	patience    time.Duration // how long a caller waits for a connection
	statement   time.Duration
	push        time.Duration
	refuses     func(id int64) bool // pushes of these accounts fail

	connected, over, gaveUp, do sim.Kind
	queries                     sim.Slab[query]
	todo                        []func()

	accounts                []account // by id
	pooled                  []int64   // in the order in which they came into the pool
	given                   []gift
	refused                 []told
	kept, overstays         []told
	started, finished       []fillAt
	late                    []told
	low, emptied, recovered []told
	alerts                  []alert
	madeAtStart             int
}

type query struct{ served, late sim.Event }

// account is what has become of one.
type account struct{ configured, pooled, given bool }

type told struct {
	at   sim.Time
	user User
	why  string
	took time.Duration
}

type gift struct {
	at      sim.Time
	user    User
	from    pool.Route
	account pool.Account
}

type fillAt struct {
	at sim.Time
	FillReport
}

type alert struct {
	at    sim.Time
	size  int
	looks pool.Depletion
}

// office is a Service with a desk for its System.
type office struct {
	*Service
	*desk
	engine *sim.Engine
	set    *Settings
}

// plain are settings of which every instant can be worked out: the documents' pool, and a worker that takes 20 s for every call.
func plain(change ...func(*Settings)) Settings {
	s := Settings{
		Pool: pool.Documented(), CheckEvery: pool.CheckEvery,
		Workers: 1, Create: random.Fixed(20 * time.Second), Calls: 1000, FailsAfter: time.Second,
		LockTimeout: 50 * time.Second, FillAccount: random.Fixed(20 * time.Second), TrialDays: 3, PaidDays: 30,
	}
	for _, c := range change {
		c(&s)
	}
	return s
}

// noon is when the runs of these tests begin.
var noon = time.Date(2026, time.March, 10, 12, 0, 0, 0, time.UTC)

// enough connections for nobody to wait for one.
const enough = 1 << 20

// open is a Service before its first event, with a stock and demand of its own; all sign up for trials unless said.
func open(t require.TestingT, set Settings, cfg Config) *office { return openWith(t, set, cfg, enough) }

func openWith(t require.TestingT, set Settings, cfg Config, connections int) *office {
	e := sim.NewEngine(sim.Limits{})
	d := &desk{t: t, engine: e, connections: sim.NewResource(e, "desk.connections", connections, sim.FIFO), patience: 30 * time.Second,
		refuses: func(int64) bool { return false }}
	d.connected = e.Register("desk.connected", func(ev sim.Event) { e.After(d.statement, sim.Event{Kind: d.over, Target: ev.Target}) })
	d.over = e.Register("desk.over", func(ev sim.Event) {
		d.connections.Release(1)
		e.After(0, d.queries.Take(ev.Target).served)
	})
	d.gaveUp = e.Register("desk.gave-up", func(ev sim.Event) { e.After(0, d.queries.Take(ev.Target).late) })
	d.do = e.Register("desk.do", func(ev sim.Event) { d.todo[ev.Target]() })
	cfg.Start = noon
	if cfg.Demand.Flows == [Flows]float64{} {
		cfg.Demand.Flows[pool.TrialRegistration] = 1
	}
	o := &office{desk: d, engine: e, set: &set}
	var err error
	o.Service, err = New(e, o.set, d, cfg)
	require.NoError(t, err)
	d.madeAtStart = cfg.Stock
	return o
}

// at does something at an instant.
func (o *office) at(at time.Duration, do func()) {
	o.todo = append(o.todo, do)
	o.engine.At(sim.Time(at), sim.Event{Kind: o.do, Target: int32(len(o.todo) - 1)})
}

// goTo lets time pass.
func (o *office) goTo(until time.Duration) {
	require.NoError(o.t, o.engine.RunUntil(sim.Time(until)))
	o.requireLaws(o.t)
	o.requireMeasures(o.t)
}

// arrive has users sign up at an instant, one after the other.
func (o *office) arrive(at time.Duration, users int) {
	o.at(at, func() {
		for range users {
			o.Arrive()
		}
	})
}

// firstCheck is when the scheduler looks first.
func (o *office) firstCheck() time.Duration {
	phase := random.Make(o.cfg.Seed, "accounts.phase", 0, o.cfg.Replication)
	return time.Duration(phase.Float64() * float64(o.set.CheckEvery))
}

// record is a record of sign-ups so long after noon. They are written down to the nanosecond, or they would be spread over
// whatever they are written in.
func record(t require.TestingT, at []time.Duration) *arrivals.Trace {
	lines := []string{"created_at"}
	for _, d := range at {
		lines = append(lines, noon.Add(d+1).Format(time.RFC3339Nano))
	}
	trace, err := arrivals.Read("record.csv", strings.NewReader(strings.Join(lines, "\n")))
	require.NoError(t, err)
	return trace
}

func (d *desk) Connect(granted, late sim.Event) {
	d.connections.Acquire(sim.Request{Granted: granted, Patience: d.patience, TimedOut: late})
}

func (d *desk) Disconnect() { d.connections.Release(1) }

func (d *desk) Query(served, late sim.Event) {
	slot := d.queries.Put(query{served, late})
	d.Connect(sim.Event{Kind: d.connected, Target: slot}, sim.Event{Kind: d.gaveUp, Target: slot})
}

func (d *desk) Inserted(id int64) {
	require.Len(d.t, d.accounts, int(id), "ids are given out from 0 up")
	d.accounts = append(d.accounts, account{})
}

func (d *desk) Configured(id int64) { d.accounts[id].configured = true }

func (d *desk) Push(id int64, done, failed sim.Event) {
	after := done
	if d.refuses(id) {
		after = failed
	} else {
		d.accounts[id].configured = true
	}
	d.engine.After(d.push, after)
}

func (d *desk) Pooled(id int64) {
	require.Equal(d.t, account{configured: d.accounts[id].configured}, d.accounts[id], "account %d goes into the pool again", id)
	d.accounts[id].pooled = true
	d.pooled = append(d.pooled, id)
}

func (d *desk) Given(to User, from pool.Route, a pool.Account) {
	require.False(d.t, d.accounts[a.ID].given, "POOL-08: account %d was given twice", a.ID)
	require.Equal(d.t, from == pool.FromPool, d.accounts[a.ID].pooled, "account %d comes from where it is", a.ID)
	d.accounts[a.ID].given = true
	d.given = append(d.given, gift{d.engine.Now(), to, from, a})
}

func (d *desk) tell(of *[]told, user User, why string, took time.Duration) {
	*of = append(*of, told{d.engine.Now(), user, why, took})
}

func (d *desk) Refused(to User, why string)    { d.tell(&d.refused, to, why, 0) }
func (d *desk) ExpiryKept(to User, why string) { d.tell(&d.kept, to, why, 0) }
func (d *desk) Overstays(to User)              { d.tell(&d.overstays, to, "", 0) }
func (d *desk) QueryLate(by string)            { d.tell(&d.late, User{}, by, 0) }
func (d *desk) Low(pool.Status)                { d.tell(&d.low, User{}, "", 0) }
func (d *desk) Emptied(after time.Duration)    { d.tell(&d.emptied, User{}, "", after) }

func (d *desk) Recovered(_ pool.Status, low time.Duration) { d.tell(&d.recovered, User{}, "", low) }

func (d *desk) FillStarted(f FillReport) int32 {
	d.started = append(d.started, fillAt{d.engine.Now(), f})
	return int32(len(d.started) - 1)
}

func (d *desk) FillFinished(f FillReport) {
	require.Equal(d.t, d.started[f.Because].ByHand, f.ByHand)
	require.Equal(d.t, d.engine.Now().Sub(d.started[f.Because].at), f.Took)
	d.finished = append(d.finished, fillAt{d.engine.Now(), f})
}

func (d *desk) Alerted(s pool.Status, looks pool.Depletion) {
	d.alerts = append(d.alerts, alert{d.engine.Now(), s.Size, looks})
}

// requireLaws holds accounts against what is true of them between any two events.
func (o *office) requireLaws(t require.TestingT) {
	m := &o.seen
	require.Equal(t, m.requests, m.served+m.failed+underWay(&o.requests), "every request is served, refused or under way")
	require.Equal(t, o.madeAtStart+m.made, m.claimed+o.Size(), "what came into the pool was claimed or is there")
	rows := 0 // of fills under way
	for i, f := range o.fills.Items {
		if f.Account && !slices.Contains(o.fills.Free(), int32(i)) {
			rows++
		}
	}
	require.Equal(t, len(o.accounts), o.madeAtStart+m.made+m.orphans+m.fallbacks+rows, "every row has come from somewhere")
	require.Len(t, o.given, m.served)
	require.Len(t, o.desk.refused, m.failed)
	require.Len(t, o.kept, m.leaks)
	require.Len(t, o.overstays, m.overstays)
	require.Len(t, o.alerts, m.alerts)
	require.Len(t, o.started, m.fills)
	require.Len(t, o.desk.emptied, m.emptied)
	require.LessOrEqual(t, o.held, o.lock.InUse())
	require.LessOrEqual(t, o.lock.InUse(), 1)
	require.LessOrEqual(t, o.worker.slots.InUse(), o.set.Calls)
	require.True(t, slices.IsSortedFunc(o.stock, func(a, b pool.Account) int { return int(a.ID - b.ID) }), "the stock is in the order of ids")
	require.Equal(t, o.Status().Low(), o.Service.watch.low)
	require.LessOrEqual(t, len(o.bare), o.Size())
}

// requireMeasures are what was counted, under its name.
func (o *office) requireMeasures(t require.TestingT) {
	m, seen := o.Measures(), &o.seen
	require.Equal(t, []int{seen.requests, seen.served, seen.failed, seen.claimed, seen.fallbacks, seen.bare, o.Size(), len(o.bare)},
		[]int{m.Requests, m.Served, m.Refused, m.Claimed, m.Fallbacks, m.Bare, m.Size, m.BareInPool})
	require.Equal(t, []int{seen.came, seen.missed, seen.fills, seen.made, seen.unfilled, seen.orphans, seen.leaks, seen.overstays, seen.alerts},
		[]int{m.Checks, m.Missed, m.Fills, m.Made, m.Unfilled, m.Orphans, m.Leaks, m.Overstays, m.Alerts})
	waits := slices.Sorted(slices.Values(o.waits()))
	if n := len(waits); n > 0 {
		at := func(p float64) float64 { return waits[max(int(p*float64(n)+0.5), 1)-1].Seconds() }
		require.InDelta(t, at(0.5), m.WaitMedian.Seconds(), 0.001+0.002*at(0.5))
		require.InDelta(t, at(0.99), m.WaitTail.Seconds(), 0.001+0.002*at(0.99))
	}
}

func underWay[T any](s *sim.Slab[T]) int { return len(s.Items) - len(s.Free()) }

// ids are those of the accounts given so far, in the order in which they were.
func (d *desk) ids() []int64 {
	var all []int64
	for _, g := range d.given {
		all = append(all, g.account.ID)
	}
	return all
}

// waits are how long those waited who were given an account, in the order in which they were.
func (d *desk) waits() []time.Duration {
	var all []time.Duration
	for _, g := range d.given {
		all = append(all, g.user.Waited)
	}
	return all
}
