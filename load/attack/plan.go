package attack

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"

	"reprise/control/pool"
	"reprise/sim/random"
)

// Flows is how many flows there are.
const Flows = 3

const (
	defaultTimeout = 10 * time.Second
	// mostWorkers bounds the default: each that waits has a connection of its own, and loopback has some 28,000 ports to give.
	mostWorkers   = 10_000
	leastWorkers  = 64
	longestPrefix = 100 // of a device id; the column holds 128
)

// Mix are the shares of trial, paid and admin requests.
type Mix [Flows]float64

// Plan is what an attack does, open or closed.
type Plan struct {
	URL string // of the service, as in http://127.0.0.1:8080

	// Flows are the shares of trial, paid and admin requests, and sum to 1; all 0: only trials.
	Flows Mix
	// TrialDays and PaidDays are what the service gives, which the history keeps and a request does not say. An admin asks for a
	// trial of TrialDays.
	TrialDays, PaidDays int
	// Devices is what the device ids begin with, and must be no other run's on the same database; empty: a random one.
	Devices string
	Seed    uint64

	Timeout time.Duration // of one request; 0: 10 s
	// Patience is how long doubts are asked about once all first requests have ended; 0: not at all then.
	Patience time.Duration
	// MaxWorkers is the most requests of an open loop that wait at once; further ones are late, and count as lag. 0: as many as are
	// to be sent within Timeout, so that a service which answers nothing delays none; but at least 64, and at most 10,000.
	MaxWorkers int

	// Progress, where there is one, is called about five times a second and at the end, by one goroutine at a time.
	Progress func(Progress)
}

// Progress is how far an attack has come.
type Progress struct {
	Elapsed time.Duration
	Sent    int // devices that have asked
	Given   int // of those: have an account
	Failed  int // of those: their first answer was none
	Again   int // repetitions of requests in doubt
}

// completed is the plan with its defaults, or what is wrong with it.
func (p Plan) completed() (Plan, error) {
	if p.Flows == (Mix{}) {
		p.Flows[pool.TrialRegistration] = 1
	}
	if p.Devices == "" {
		p.Devices = uuid.NewString()
	}
	if p.Timeout == 0 {
		p.Timeout = defaultTimeout
	}
	return p, p.validate()
}

// Validate says what is wrong with the shares of a mix: one below 0, or a sum that is not 1.
func (m Mix) Validate() error {
	sum := 0.0
	for flow, share := range m {
		if !(share >= 0) {
			return fmt.Errorf("the share of flow %v is %v; allowed: 0 to 1", pool.Flow(flow), share)
		}
		sum += share
	}
	if !(math.Abs(sum-1) < 1e-9) {
		return fmt.Errorf("the shares of the flows sum to %v; allowed: 1", sum)
	}
	return nil
}

func (p Plan) validate() error {
	if u, err := url.Parse(p.URL); err != nil || u.Scheme != "http" || u.Host == "" {
		return fmt.Errorf("attack %.60q: this is no address of a service; allowed: http://HOST:PORT", p.URL)
	}
	if err := p.Flows.Validate(); err != nil {
		return fmt.Errorf("attack: %w", err)
	}
	for flow, share := range p.Flows {
		if err := p.request(pool.Flow(flow), 0).Validate(); share > 0 && err != nil {
			return fmt.Errorf("attack: %w", err)
		}
	}
	switch {
	case len(p.Devices) > longestPrefix:
		return fmt.Errorf("attack: device ids would begin with %d bytes; allowed: up to %d", len(p.Devices), longestPrefix)
	case p.Timeout < 0 || p.Patience < 0 || p.MaxWorkers < 0:
		return errors.New("attack: the time-out, the patience or the workers are below 0; allowed: 0 and above")
	}
	return nil
}

// nth is the request of the n-th device. It depends on nothing but the plan.
func (p Plan) nth(n int) pool.Request {
	u := random.Unit(p.Seed, uint64(n))
	for flow := range pool.Flow(Flows - 1) {
		if u -= p.Flows[flow]; u < 0 {
			return p.request(flow, n)
		}
	}
	return p.request(pool.AdminCreated, n)
}

func (p Plan) request(flow pool.Flow, n int) pool.Request {
	r := pool.Request{Flow: flow, DeviceID: p.Devices + "-" + strconv.Itoa(n), Days: p.TrialDays, PayStatus: pool.Trial}
	if flow == pool.PaidSubscription {
		r.Days, r.PayStatus = p.PaidDays, pool.Paid
	}
	return r
}

// workers is how many requests may wait at once.
func (p Plan) workers(a Arrivals) int {
	if p.MaxWorkers > 0 {
		return p.MaxWorkers
	}
	return min(max(a.most(p.Timeout), leastWorkers), mostWorkers)
}
