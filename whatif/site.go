package whatif

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"sync"

	"reprise/scenarios"
)

const asWas = scenarios.AsWas

// site is what is served: pages, and runs.
type site struct {
	given *scenarios.Scenario // from a file; nil: none
	runs  *runs

	lock   sync.Mutex
	opened map[string]*scenarios.Scenario
	before map[string]before // as-was of each scenario
}

func newSite(o Options) *site {
	return &site{given: o.Scenario, runs: newRuns(o.Workers), opened: map[string]*scenarios.Scenario{}, before: map[string]before{}}
}

// routes are the pages (the index, and one for each scenario), what a page asks for, and what can be taken away.
func (s *site) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.index)
	mux.HandleFunc("GET /s/{name}", s.page)
	mux.HandleFunc("POST /api/whatif", s.whatIf)
	mux.HandleFunc("GET /api/story", s.story)
	mux.HandleFunc("GET /s/{name}/report.html", s.report)
	mux.HandleFunc("GET /s/{name}/result.json", s.result)
	mux.HandleFunc("GET /s/{name}/scenario.yaml", s.file)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	return mux
}

// names are those of all scenarios: the given one, and those built in.
func (s *site) names() []string {
	names := scenarios.Builtin()
	if s.given != nil {
		names = slices.Insert(slices.DeleteFunc(names, func(n string) bool { return n == s.given.Name }), 0, s.given.Name)
	}
	return names
}

// errUnknown is about a scenario that there is not.
var errUnknown = errors.New("no such scenario")

// scenario is the given one, or one that is built in, by its name: never a path.
func (s *site) scenario(name string) (*scenarios.Scenario, error) {
	if s.given != nil && name == s.given.Name {
		return s.given, nil
	}
	if !slices.Contains(scenarios.Builtin(), name) {
		return nil, errUnknown
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	if opened, ok := s.opened[name]; ok {
		return opened, nil
	}
	opened, err := scenarios.Open(name, func(string) ([]byte, error) { return nil, fs.ErrPermission })
	if err != nil {
		return nil, err
	}
	s.opened[name] = opened
	return opened, nil
}

type nonceKey struct{}

func withNonce(ctx context.Context, nonce string) context.Context {
	return context.WithValue(ctx, nonceKey{}, nonce)
}

// nonceOf is what the content policy of the answer calls its own scripts and styles.
func nonceOf(ctx context.Context) string {
	nonce, _ := ctx.Value(nonceKey{}).(string)
	return nonce
}
