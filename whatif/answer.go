package whatif

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"

	"reprise/reports"
	"reprise/reports/page"
	"reprise/scenarios"
)

// Answer is what became of a wish.
type Answer struct {
	*page.Update
	Verdict reports.Verdict `json:"verdict"`
	Said    string          `json:"said"` // the verdict in words
	// Own is what each setting is in the variant before anything is laid over it.
	Own       map[string]string `json:"own"`
	ElapsedMS float64           `json:"elapsed_ms"` // of the run alone
}

// Refused is the answer to a wish that cannot be met.
type Refused struct {
	Errors []reports.Refusal `json:"errors"`
}

// whatIf answers the page: it runs one variant once, with the settings that it is asked for.
func (s *site) whatIf(w http.ResponseWriter, r *http.Request) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		refuse(w, r, http.StatusUnsupportedMediaType, "the wish is JSON: Content-Type: application/json")
		return
	}
	wish, err := readWish(http.MaxBytesReader(w, r.Body, bodyMax))
	if err != nil {
		refuseError(w, r, err)
		return
	}
	sc, err := s.scenario(wish.Scenario)
	if err != nil {
		refuseError(w, r, err)
		return
	}
	if refused := scenarios.Refused(sc, wish.Variant, wish.Set); len(refused) > 0 {
		answer(w, http.StatusUnprocessableEntity, Refused{refused})
		return
	}
	told, err := s.play(r.Context(), sc, wish)
	if err != nil {
		refuseError(w, r, err)
		return
	}
	own, err := ownSettings(sc, wish.Variant)
	if err != nil {
		refuseError(w, r, err)
		return
	}
	s.tell(w, r, told, own)
}

// tell answers with a story.
func (s *site) tell(w http.ResponseWriter, r *http.Request, told *reports.Story, own map[string]string) {
	update, err := page.UpdateOf(told)
	if err != nil {
		refuseError(w, r, err)
		return
	}
	answer(w, http.StatusOK, Answer{
		Update: update, Verdict: told.Replay.Overall(), Said: reports.VerdictWords(told.Replay),
		Own: own, ElapsedMS: float64(told.Elapsed.Microseconds()) / 1000,
	})
}

// story answers with the whole scenario, for the sections that are about all variants and explanations: a page asks for them
// once it is there. Their replications are as many as the scenario says.
func (s *site) story(w http.ResponseWriter, r *http.Request) {
	sc, err := s.scenario(r.URL.Query().Get("scenario"))
	if err != nil {
		refuseError(w, r, err)
		return
	}
	wish, refused := s.asked(sc, r)
	if len(refused) > 0 {
		answer(w, http.StatusUnprocessableEntity, Refused{refused})
		return
	}
	var told *reports.Story
	err = s.runs.do(r.Context(), s.runs.story, func(o scenarios.Options) error {
		o.Seed = uint64(wish.Seed)
		told, err = scenarios.Tell(sc, o)
		return err
	})
	if err != nil {
		refuseError(w, r, err)
		return
	}
	s.tell(w, r, told, nil)
}

// Failed is the answer to a request that came to nothing.
type Failed struct {
	Error string `json:"error"`
}

// ownSettings are the settings of a variant that a what-if may change.
func ownSettings(sc *scenarios.Scenario, variant string) (map[string]string, error) {
	controls, err := scenarios.Controls(sc, variant)
	own := map[string]string{}
	for _, c := range controls {
		own[c.Key] = c.Value
	}
	return own, err
}

// answer writes JSON, whole or not at all.
func answer(w http.ResponseWriter, status int, what any) {
	text, err := json.Marshal(what)
	if err != nil {
		status, text = http.StatusInternalServerError, []byte(`{"error":"the result cannot be written as JSON"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text) // who has gone has gone
}

// refuse says in a line why nothing was done: to a script as JSON, to a person as text.
func refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "1")
	}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		answer(w, status, Failed{reports.Visible(why)})
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintln(w, reports.Visible(why))
}

// refuseError answers with an error.
func refuseError(w http.ResponseWriter, r *http.Request, err error) {
	var large *http.MaxBytesError
	var refused *refusedError
	var usage *scenarios.UsageError
	switch {
	case errors.As(err, &refused):
		answer(w, http.StatusUnprocessableEntity, Refused{[]reports.Refusal{refused.Refusal}})
	case errors.As(err, &usage):
		answer(w, http.StatusUnprocessableEntity, Refused{[]reports.Refusal{{Key: usage.Key, Problem: usage.Text}}})
	case errors.As(err, &large):
		refuse(w, r, http.StatusRequestEntityTooLarge, "a wish has at most 64 KB")
	default:
		refuse(w, r, statusOf(err), err.Error())
	}
}

// statusOf is what an error is answered with.
func statusOf(err error) int {
	var shape *shapeError
	switch {
	case errors.As(err, &shape):
		return http.StatusBadRequest
	case errors.Is(err, errUnknown):
		return http.StatusNotFound
	case errors.Is(err, errBusy):
		return http.StatusTooManyRequests
	case errors.Is(err, errLong), errors.Is(err, errGone):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// refusalOf is an error of a wish as what is refused.
func refusalOf(err error) reports.Refusal {
	var refused *refusedError
	if errors.As(err, &refused) {
		return refused.Refusal
	}
	return reports.Refusal{Problem: err.Error()}
}
