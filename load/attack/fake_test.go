package attack

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/wire"
)

// shop is a claim service without a database: it gives every device an account, the same each time.
type shop struct {
	*httptest.Server

	mu       sync.Mutex
	accounts map[string]wire.Answer // by device
	asked    map[string]int         // how often, by device
	claims   []wire.Claim
}

// opened serves until the test is over. before is called for each claim and may answer it in the shop's place (true), or delay it;
// nth counts the device's requests from 1.
func opened(t testing.TB, before func(w http.ResponseWriter, c wire.Claim, nth int) (answered bool)) *shop {
	s := &shop{accounts: map[string]wire.Answer{}, asked: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /claim", func(w http.ResponseWriter, r *http.Request) {
		var c wire.Claim
		if err := json.NewDecoder(r.Body).Decode(&c); err != nil {
			fail(w, http.StatusBadRequest, wire.Failure{Error: err.Error()})
			return
		}
		s.mu.Lock()
		s.asked[c.DeviceID]++
		s.claims = append(s.claims, c)
		nth := s.asked[c.DeviceID]
		s.mu.Unlock()
		if before == nil || !before(w, c, nth) {
			_ = json.NewEncoder(w).Encode(s.give(c))
		}
	})
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func (s *shop) give(c wire.Claim) wire.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, owned := s.accounts[c.DeviceID]; owned {
		a.Route = pool.Owned.String()
		return a
	}
	a := wire.Answer{AccountID: uuid.New(), Route: pool.FromPool.String(), PayStatus: pool.Trial.String(), ValidTo: time.Now().UTC()}
	s.accounts[c.DeviceID] = a
	return a
}

func fail(w http.ResponseWriter, status int, f wire.Failure) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(f)
}

// cut ends the connection without an answer.
func cut(w http.ResponseWriter) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

func plan(s *shop) Plan {
	return Plan{URL: s.URL, TrialDays: 3, PaidDays: 30, Devices: "d", Timeout: 30 * time.Second, Patience: 30 * time.Second}
}

func evenly(t testing.TB, rate float64, over time.Duration) Arrivals {
	a, err := Shape{}.Arrivals(rate, over, 1)
	require.NoError(t, err)
	return a
}
