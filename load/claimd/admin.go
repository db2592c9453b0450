package claimd

import (
	"fmt"
	"net/http"
	"strconv"

	"reprise/control/pool"
	"reprise/load/wire"
)

// serveStatus answers GET /pool/status (POOL-12). It asks for no token: the documents name one for fills alone, and the gauges
// show the same to anyone.
func (s *Server) serveStatus(w http.ResponseWriter, _ *http.Request) {
	size, err := s.level.read()
	if err != nil {
		refuse(w, http.StatusServiceUnavailable, "the pool cannot be counted: "+err.Error())
		return
	}
	reply(w, http.StatusOK, wire.StatusOf(s.o.Pool.Status(size)))
}

// filling is the body of the 202 to POST /pool/fill.
type filling struct {
	Count int `json:"count"` // accounts that are being made
}

// serveFill answers POST /pool/fill?count=N (POOL-13). The fill goes on after the answer.
func (s *Server) serveFill(w http.ResponseWriter, r *http.Request) {
	if status, why := s.o.admits(r); status != http.StatusOK {
		if status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", `Bearer realm="reprise"`)
		}
		refuse(w, status, why)
		return
	}
	n, err := countOf(r)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	if !s.byHand.take() {
		w.Header().Set("Retry-After", "60")
		refuse(w, http.StatusTooManyRequests, fmt.Sprintf("%d fills by hand are under way; allowed: no more", byHandAtOnce))
		return
	}
	go func() { // Shutdown waits for it
		defer s.byHand.give()
		s.fill(n)
	}()
	reply(w, http.StatusAccepted, filling{n})
}

// countOf is how many accounts a fill by hand is to make.
func countOf(r *http.Request) (int, error) {
	given := r.URL.Query()["count"]
	if len(given) != 1 {
		return 0, fmt.Errorf("count is given %d times; allowed: once", len(given))
	}
	n, err := strconv.Atoi(given[0])
	if err != nil {
		return 0, fmt.Errorf("count is %s; allowed: 1 to %d", short(strconv.Quote(given[0])), pool.ManualFillMax)
	}
	return pool.ManualFill(n)
}

// healthy is the body of the 200 to GET /healthz.
type healthy struct {
	Database string `json:"database"`
}

// serveHealth answers whether the database answers, within twice levelTimeout however many ask.
func (s *Server) serveHealth(w http.ResponseWriter, _ *http.Request) {
	if _, err := s.level.read(); err != nil {
		refuse(w, http.StatusServiceUnavailable, "the database does not answer: "+err.Error())
		return
	}
	reply(w, http.StatusOK, healthy{"answers"})
}
