package world

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/sim"
	"reprise/sim/random"
)

// documented are the settings of the documents, with a fixed push time and without the pipeline, so that every instant
// of a small world can be worked out by hand: a query takes 5 ms, a push 2 min, and the scan comes every minute.
func documented() Settings {
	s := Settings{
		Partial: delivery.Policy{Partial: delivery.Serve, Threshold: 0.8},
		Retry:   time.Minute,
		Sync: SyncSettings{
			Workers: 6, Scan: time.Minute, Scope: delivery.AccountScope, Retry: time.Minute,
			Push: random.Fixed(2 * time.Minute), ReadsBack: true,
		},
		Pipeline: PipelineSettings{Push: random.Fixed(2 * time.Minute)},
		Panel:    PanelSettings{Capacity: 2},
		Database: DatabaseSettings{Connections: 10, Timeout: 30 * time.Second, Query: 5 * time.Millisecond},
	}
	for p := range s.Cache {
		s.Cache[p] = delivery.DefaultRules(delivery.Platform(p))
	}
	return s
}

// with are the documented settings, changed.
func with(change func(*Settings)) Settings {
	s := documented()
	change(&s)
	return s
}

// fleet has one server a country, of which the first few are active. All have transport_params.
func fleet(servers, active int) []delivery.Server {
	all := make([]delivery.Server, servers)
	for i := range all {
		all[i] = delivery.Server{
			Name: fmt.Sprintf("s%d", i), Country: fmt.Sprintf("c%d", i), Active: i < active, TransportParams: true,
		}
	}
	return all
}

// january is the fleet of the incident: 26 servers that stay, 46 that retire, and 23 that come in their place; the 49
// that are active in the end stand in 27 countries (SYNC-01 to SYNC-04).
func january() (servers []delivery.Server, staying, retiring, replacements []int32) {
	servers = fleet(26+46+23, 26+46)
	for i := range servers {
		servers[i].Country = fmt.Sprintf("c%d", i%18)
		if i >= 26+46 {
			servers[i].Country = fmt.Sprintf("c%d", 18+i%9)
		}
	}
	return servers, span(0, 26), span(26, 72), span(72, 95)
}

// span are the numbers from one up to another, without it.
func span(from, to int32) []int32 {
	var all []int32
	for s := from; s < to; s++ {
		all = append(all, s)
	}
	return all
}

// user is one named client that holds the whole list of the start.
func user(p delivery.Platform) []Client {
	return []Client{{Name: "user", Platform: p, HoldsList: true}}
}

// do are causes in order, each at its time since the start.
func do(at time.Duration, deed Deed, more ...any) []Cause {
	causes := []Cause{{At: sim.Time(at), Do: deed}}
	for i := 0; i < len(more); i += 2 {
		causes = append(causes, Cause{At: sim.Time(more[i].(time.Duration)), Do: more[i+1].(Deed)})
	}
	return causes
}

func made(t testing.TB, cfg Config) *World {
	t.Helper()
	if cfg.Horizon == 0 {
		cfg.Horizon = sim.Time(30 * 24 * time.Hour)
	}
	w, err := New(cfg)
	require.NoError(t, err)
	return w
}

// run is a new world at an instant.
func run(t testing.TB, cfg Config, until time.Duration) *World {
	t.Helper()
	w := made(t, cfg)
	w.goTo(t, until)
	return w
}

// goTo lets time pass, and holds the world against its invariants where it stops.
func (w *World) goTo(t require.TestingT, until time.Duration) {
	require.NoError(t, w.RunUntil(sim.Time(until)))
	w.requireInvariants(t)
}

// value is a metric as it stands.
func (w *World) value(t require.TestingT, name string) float64 {
	i := slices.IndexFunc(Metrics(), func(m Metric) bool { return m.Name == name })
	require.GreaterOrEqual(t, i, 0, "no metric %s", name)
	return w.Snapshot()[i]
}

// lines are the kept lines of one kind.
func (w *World) lines(id EventID) []Entry {
	var found []Entry
	for _, e := range w.Log() {
		if e.Event == id {
			found = append(found, e)
		}
	}
	return found
}

// times are the instants of the kept lines of one kind.
func (w *World) times(id EventID) []time.Duration {
	var found []time.Duration
	for _, e := range w.lines(id) {
		found = append(found, time.Duration(e.At))
	}
	return found
}

// field is one value of a line.
func (e Entry) field(key string) any {
	for _, f := range e.Fields {
		if f.Key == key {
			return f.Value
		}
	}
	return nil
}

// holds are the numbers of the servers in a client's list.
func (w *World) holds(c int32) []int32 {
	var held []int32
	for s := range w.servers {
		if contains(w.list(c), int32(s)) {
			held = append(held, int32(s))
		}
	}
	return held
}

// healthy are the numbers of the servers whose row of an account is healthy.
func (w *World) healthy(account int32) []int32 {
	var found []int32
	for s, row := range w.rowsOf(account) {
		if row.Healthy() {
			found = append(found, int32(s))
		}
	}
	return found
}

const (
	minute = time.Minute

	// queried is how long a request takes when a connection is free.
	queried = 5 * time.Millisecond

	// pushed is how long a push takes until its rows are there, when a panel and a connection are free.
	pushed = 2*time.Minute + queried
)
