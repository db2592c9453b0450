// Package configd stands in for the config service (VCS), whose worker pushes configs to the servers. It answers the two calls
// of the backend over HTTP, fill_configs of a new account (POOL-04) and fill-account of a claimed one (POOL-06), after a time
// and with failures as ordered, and pushes nothing. It takes a bounded number of calls at once.
package configd

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// The paths of the two calls; an account's id follows. The documents give that of fill-account (POOL-06); that of fill_configs
// is assumed to be its like.
const (
	FillAccountPath = "/api/v1/sync/fill-account/"
	FillConfigsPath = "/api/v1/sync/fill-configs/"
)

// AtOnceMax is the most calls that are taken at once. No document gives one; it is that of the simulation's worker service.
const AtOnceMax = 1000

// Manner is how calls are answered.
type Manner struct {
	Shortest, Longest time.Duration // of a call, drawn evenly between the two
	Failures          float64       // share of calls that fail, with a 500, after their time
	Down              bool          // every call fails at once, with a 503; those under way end as they began
}

// Validate says what is wrong with the manner: a time below 0, a longest below the shortest, a share outside 0 to 1.
func (m Manner) Validate() error {
	switch {
	case m.Shortest < 0 || m.Longest < m.Shortest:
		return fmt.Errorf("a call takes %s to %s; allowed: 0s or more, the longest not below the shortest", m.Shortest, m.Longest)
	case !(m.Failures >= 0 && m.Failures <= 1):
		return fmt.Errorf("share of failures is %v; allowed: 0 to 1", m.Failures)
	}
	return nil
}

// Counts are the calls so far, by how they ended.
type Counts struct {
	FillConfigs, FillAccount int // done
	Failed                   int // by the share of failures
	Refused                  int // the service was down, or had AtOnceMax calls
	Left                     int // the caller did not wait
}

// Service is the stub. It is an http.Handler; Start gives it an address of its own.
type Service struct {
	slots chan struct{} // one for each call under way
	stop  func() error  // of the server, once started

	mu     sync.Mutex
	manner Manner
	luck   *rand.Rand

	fillConfigs, fillAccount, failed, refused, left atomic.Int64
}

// New is a stub that answers in a manner; seed decides which calls fail, and how long each takes.
func New(m Manner, seed uint64) (*Service, error) {
	s := &Service{slots: make(chan struct{}, AtOnceMax), luck: rand.New(rand.NewPCG(seed, 0)), stop: func() error { return nil }}
	if err := s.Set(m); err != nil {
		return nil, err
	}
	return s, nil
}

// Set changes the manner of the calls that come from now on. A manner that is not valid changes nothing.
func (s *Service) Set(m Manner) error {
	if err := m.Validate(); err != nil {
		return fmt.Errorf("config service: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.manner = m
	return nil
}

// SetDown takes the service down, or brings it back.
func (s *Service) SetDown(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.manner.Down = down
}

// Counts are the calls so far.
func (s *Service) Counts() Counts {
	return Counts{
		FillConfigs: int(s.fillConfigs.Load()), FillAccount: int(s.fillAccount.Load()),
		Failed: int(s.failed.Load()), Refused: int(s.refused.Load()), Left: int(s.left.Load()),
	}
}

// fate is what becomes of one call.
type fate struct {
	takes       time.Duration
	fails, down bool
}

func (s *Service) draw() fate {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.manner
	takes := m.Shortest + time.Duration(s.luck.Float64()*float64(m.Longest-m.Shortest))
	return fate{takes: takes, fails: s.luck.Float64() < m.Failures, down: m.Down}
}

// ServeHTTP answers one call: 200, 400 or 404 where it is no call, 405, 500 for one that failed, 503 for one that was refused.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	done, account := s.callOf(r.URL.Path)
	switch _, err := uuid.Parse(account); {
	case done == nil:
		http.Error(w, "no such call", http.StatusNotFound)
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "only POST is allowed here", http.StatusMethodNotAllowed)
	case err != nil:
		http.Error(w, "the account id is no UUID", http.StatusBadRequest)
	default:
		s.serve(w, r, done)
	}
}

// callOf is the count of the call that a path names, and the account; nil for no call.
func (s *Service) callOf(path string) (done *atomic.Int64, account string) {
	if account, is := strings.CutPrefix(path, FillConfigsPath); is {
		return &s.fillConfigs, account
	}
	if account, is := strings.CutPrefix(path, FillAccountPath); is {
		return &s.fillAccount, account
	}
	return nil, ""
}

func (s *Service) serve(w http.ResponseWriter, r *http.Request, done *atomic.Int64) {
	f := s.draw()
	if f.down || !s.take() {
		s.refused.Add(1)
		http.Error(w, "the config service is down", http.StatusServiceUnavailable)
		return
	}
	defer func() { <-s.slots }()
	wait := time.NewTimer(f.takes)
	defer wait.Stop()
	select {
	case <-r.Context().Done():
		s.left.Add(1)
		return
	case <-wait.C:
	}
	if f.fails {
		s.failed.Add(1)
		http.Error(w, "a server did not confirm", http.StatusInternalServerError)
		return
	}
	done.Add(1)
	w.WriteHeader(http.StatusOK)
}

func (s *Service) take() bool {
	select {
	case s.slots <- struct{}{}:
		return true
	default:
		return false
	}
}
