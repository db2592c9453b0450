package claimd

import (
	"encoding/json"
	"net/http"
	"strings"

	"reprise/load/wire"
)

// route is what answers at a path, and to which methods.
type route struct {
	methods []string
	serve   http.HandlerFunc
}

func (s *Server) table() map[string]route {
	get, post := []string{http.MethodGet, http.MethodHead}, []string{http.MethodPost}
	return map[string]route{
		"/claim":       {post, s.serveClaim},
		"/pool/status": {get, s.serveStatus},
		"/pool/fill":   {post, s.serveFill},
		"/metrics":     {get, s.metrics.handler().ServeHTTP},
		"/healthz":     {get, s.serveHealth},
	}
}

// Handler answers the requests of the service. Fills by hand run at once; the scheduler and the calls of fill-account, once
// Start has been called.
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		route, is := s.routes[r.URL.Path]
		if !is {
			refuse(w, http.StatusNotFound, "nothing is here; there are: POST /claim, GET /pool/status, POST /pool/fill, GET /metrics, GET /healthz")
			return
		}
		for _, method := range route.methods {
			if r.Method == method {
				route.serve(w, r)
				return
			}
		}
		allowed := strings.Join(route.methods, ", ")
		w.Header().Set("Allow", allowed)
		refuse(w, http.StatusMethodNotAllowed, "allowed here: "+allowed)
	})
}

var jsonType = []string{"application/json"}

// reply writes an answer of JSON in one line.
func reply(w http.ResponseWriter, status int, body any) {
	w.Header()["Content-Type"] = jsonType
	text, err := json.Marshal(body)
	if err != nil { // a year beyond 9999, of which no request is allowed to ask
		status, text = http.StatusInternalServerError, []byte(`{"error":"the answer cannot be written"}`)
	}
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // who does not read it asks again
}

// refuse writes a failure in which nothing was done.
func refuse(w http.ResponseWriter, status int, why string) {
	reply(w, status, wire.Failure{Error: why})
}
