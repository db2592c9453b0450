package bench

import (
	"runtime"
	"strconv"
	"time"
)

// Report is what `reprise bench` measured. Its JSON names are a contract: fields may be added, these stay.
type Report struct {
	Speeds                       // medians over the rounds, the trace hash off
	Best            Speeds       `json:"best"`             // of the rounds, the trace hash off
	Hashed          Speeds       `json:"hashed"`           // medians over the rounds, the trace hash on
	AllocsPerEvent  float64      `json:"allocs_per_event"` // of the load that allocates most
	BytesPerPending float64      `json:"bytes_per_pending"`
	Replications    Replications `json:"replications"`
	Rounds          int          `json:"rounds"`
	Machine         Machine      `json:"machine"`
	Date            string       `json:"date"` // of the measurement, UTC
}

// Speeds are events a second.
type Speeds struct {
	Hold     map[string]float64 `json:"hold"` // by number of pending events
	MM1      float64            `json:"mm1"`
	Resource float64            `json:"mm1_resource"` // M/M/1 on the engine's resource, three events a customer
}

// Options say how much effort a measurement is worth, and who is told how far it is.
type Options struct {
	Quick    bool                               // seconds, for tests: the figures mean little
	Progress func(done, total int, what string) // nil: nobody
}

// effort is what a measurement is made of.
type effort struct {
	rounds     int
	round      time.Duration // real time of one round of one model
	warmUp     int           // times that every event of a hold model fires before the first round
	counted    int           // events over which allocations are counted
	replicated int           // events of all replications together
}

var (
	full  = effort{rounds: 7, round: 200 * time.Millisecond, warmUp: 2, counted: 1_000_000, replicated: 8_000_000}
	quick = effort{rounds: 3, round: 10 * time.Millisecond, warmUp: 1, counted: 100_000, replicated: 200_000}
)

// pendingSizes are the sizes of the hold model; memory is measured at the largest.
var pendingSizes = []int{1_000, 100_000, 1_000_000}

// load is a model to measure and where its figures go.
type load struct {
	name   string
	build  func(hashed bool) Model
	warmUp int // events before the first round
	set    func(*Speeds, float64)
}

func loads(e effort) []load {
	var all []load
	for _, pending := range pendingSizes {
		key := strconv.Itoa(pending)
		all = append(all, load{
			name:   "hold, " + key + " pending",
			build:  func(hashed bool) Model { return NewHold(pending, hashed) },
			warmUp: e.warmUp * pending,
			set:    func(s *Speeds, rate float64) { s.Hold[key] = rate },
		})
	}
	const longestLine = 1_000_000 // events after which a line at 90 % hardly ever grows longer than it was
	return append(all,
		load{"M/M/1", func(hashed bool) Model { return NewMM1(1, hashed) }, longestLine,
			func(s *Speeds, rate float64) { s.MM1 = rate }},
		load{"M/M/1 on a resource", func(hashed bool) Model { return newResourceMM1(hashed) }, longestLine,
			func(s *Speeds, rate float64) { s.Resource = rate }})
}

// Run measures: about 20 s, or a few with Quick.
func Run(o Options) (*Report, error) {
	e := full
	if o.Quick {
		e = quick
	}
	r := &Report{Rounds: e.rounds, Machine: ThisMachine(), Date: time.Now().UTC().Format(time.DateOnly)}
	for _, s := range []*Speeds{&r.Speeds, &r.Best, &r.Hashed} {
		s.Hold = map[string]float64{}
	}
	all := loads(e)
	done := func(steps int, what string) {
		if o.Progress != nil {
			o.Progress(steps, len(all)+2, what)
		}
	}
	var err error
	largest := pendingSizes[len(pendingSizes)-1]
	if r.BytesPerPending, err = bytesPerPending(largest, e); err != nil {
		return nil, err
	}
	done(1, "memory")
	for i, l := range all {
		if err := r.measure(l, e); err != nil {
			return nil, err
		}
		done(i+2, l.name)
	}
	if r.Replications, err = replicationsOn(cores(), e); err != nil {
		return nil, err
	}
	done(len(all)+2, "replications")
	return r, nil
}

// measure times a load with the trace hash off and on, and counts what it allocates.
func (r *Report) measure(l load, e effort) error {
	models := []Model{l.build(false), l.build(true)}
	for _, m := range models {
		if err := m.Advance(l.warmUp); err != nil {
			return err
		}
	}
	runtime.GC() // what earlier loads left behind is not collected during the rounds
	rates, err := rounds(models, e)
	if err != nil {
		return err
	}
	l.set(&r.Speeds, rates[0].Median())
	l.set(&r.Best, rates[0].Best())
	l.set(&r.Hashed, rates[1].Median())
	for _, m := range models {
		allocs, err := allocationsPerEvent(m, e.counted)
		if err != nil {
			return err
		}
		r.AllocsPerEvent = max(r.AllocsPerEvent, allocs)
	}
	return nil
}
