package proof

import (
	"time"

	"reprise/sim"
	"reprise/sim/random"
)

// queue is one case of a single station in the long run. The mean service takes one second, so that waits are in
// mean services.
//
//	Poisson arrivals ──> │ │ │ │  line, FIFO ──> ( ) ( ) ( )  servers ──>
type queue struct {
	name          string
	servers       int
	load          float64 // offered, in Erlang: arrivals a second times mean service
	deterministic bool    // every service takes one second; else exponential. One server only.
}

func (q queue) utilisation() float64 { return q.load / float64(q.servers) }

// observed is one replication of a queue, or what theory says of it.
type observed struct {
	wait    float64 // mean time in line, s
	inLine  float64 // mean number in line
	delayed float64 // share of customers who wait at all
}

// before marks the customers who are there when the run begins: they keep the servers busy and are not measured.
const before = -1

type station struct {
	queue
	engine                *sim.Engine
	desk                  *sim.Resource
	arrive, start, depart sim.Kind

	gap, service   random.Dist
	gaps, services *random.Stream

	joined []customer // whose service has not begun; the line is FIFO, so the first to join is the first to start

	customers int64 // to be measured
	measured  int64
	delayed   int64
	waited    time.Duration // by all measured together
}

type customer struct {
	arrived int64 // ns, or before
	service time.Duration
}

// observe runs a queue from its stationary state, drawn exactly, so that there is no warm-up and no bias: the number in
// line is averaged over a fixed time, the waits over the first customers to arrive, as many as come in that time on
// average.
func observe(q queue, customers int64, chance chance) (observed, error) {
	s, err := newStation(q, customers, chance)
	if err != nil {
		return observed{}, err
	}
	s.begin(chance.state)
	horizon := sim.Time(float64(customers) / q.load * 1e9)
	if err := s.engine.RunUntil(horizon); err != nil {
		return observed{}, err
	}
	inLine := s.desk.Stats().MeanWaiting
	for s.measured < customers {
		if _, err := s.engine.Step(); err != nil {
			return observed{}, err
		}
	}
	return observed{
		wait:    s.waited.Seconds() / float64(customers),
		inLine:  inLine,
		delayed: float64(s.delayed) / float64(customers),
	}, nil
}

// chance is all that is random in one replication.
type chance struct {
	gaps, services, state *random.Stream
}

func newChance(q queue, seed, replication uint64) chance {
	stream := func(of string) *random.Stream { return random.New(seed, q.name+" "+of, 0, replication) }
	return chance{gaps: stream("gaps"), services: stream("services"), state: stream("stationary state")}
}

func (c chance) antithetic() chance {
	return chance{gaps: c.gaps.Antithetic(), services: c.services.Antithetic(), state: c.state.Antithetic()}
}

func newStation(q queue, customers int64, chance chance) (*station, error) {
	gap, err := random.NewExponential(1 / q.load * 1e9)
	if err != nil {
		return nil, err
	}
	s := &station{
		queue:     q,
		engine:    sim.NewEngine(sim.Limits{}),
		gap:       gap,
		gaps:      chance.gaps,
		services:  chance.services,
		customers: customers,
	}
	if q.deterministic {
		s.service, err = random.NewConstant(1e9)
	} else {
		s.service, err = random.NewExponential(1e9)
	}
	if err != nil {
		return nil, err
	}
	s.desk = sim.NewResource(s.engine, "desk", q.servers, sim.FIFO)
	s.arrive = s.engine.Register("arrive", s.onArrive)
	s.start = s.engine.Register("start", s.onStart)
	s.depart = s.engine.Register("depart", s.onDepart)
	return s, nil
}

func (s *station) onArrive(sim.Event) {
	s.engine.After(draw(s.gap, s.gaps), sim.Event{Kind: s.arrive})
	s.join(int64(s.engine.Now()), draw(s.service, s.services))
}

func (s *station) join(arrived int64, service time.Duration) {
	s.joined = append(s.joined, customer{arrived, service})
	s.desk.Acquire(sim.Request{Granted: sim.Event{Kind: s.start}})
}

func (s *station) onStart(sim.Event) {
	first := s.joined[0]
	s.joined = s.joined[1:]
	s.engine.After(first.service, sim.Event{Kind: s.depart})
	if first.arrived == before || s.measured == s.customers {
		return
	}
	wait := s.engine.Now().Sub(sim.Time(first.arrived))
	s.measured++
	s.waited += wait
	if wait > 0 {
		s.delayed++
	}
}

func (s *station) onDepart(sim.Event) { s.desk.Release(1) }

// begin puts the stationary state in place at time 0.
func (s *station) begin(state *random.Stream) {
	if s.deterministic {
		// Waits depend only on the work left, so one customer may bring all of it.
		if work := stationaryWork(s.load, state); work > 0 {
			s.join(before, time.Duration(work*1e9))
		}
	} else {
		// What is left of an exponential service is exponential, so customers in service are like any other.
		for range stationaryNumber(s.servers, s.load, state) {
			s.join(before, draw(s.service, state))
		}
	}
	s.engine.After(draw(s.gap, s.gaps), sim.Event{Kind: s.arrive})
}

// stationaryWork is the work left in M/D/1, s: by Pollaczek and Khinchine, a geometric number of residual services,
// each uniform where services take one second.
func stationaryWork(load float64, state *random.Stream) float64 {
	work := 0.0
	for state.Bool(load) {
		work += state.Float64()
	}
	return work
}

// stationaryNumber is the number of customers in M/M/c, by inversion of its law: each state is load/min(n, c) times as
// likely as the one before.
func stationaryNumber(servers int, load float64, state *random.Stream) int {
	p := emptyProbability(servers, load)
	n, u := 0, state.Float64()
	for u >= p && p > 0 {
		u -= p
		n++
		p *= load / float64(min(n, servers))
	}
	return n
}

// draw cuts off the fraction of a nanosecond, which no interval here can see.
func draw(d random.Dist, s *random.Stream) time.Duration { return time.Duration(d.Draw(s)) }
