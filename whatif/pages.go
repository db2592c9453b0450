package whatif

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/http"

	"reprise/reports"
	"reprise/reports/page"
	"reprise/scenarios"
)

// index lists the scenarios.
func (s *site) index(w http.ResponseWriter, r *http.Request) {
	var all []*scenarios.Scenario
	for _, name := range s.names() {
		sc, err := s.scenario(name)
		if err != nil {
			refuseError(w, r, err)
			return
		}
		all = append(all, sc)
	}
	write(w, r, html, func(w io.Writer) error { return page.Index(w, scenarios.List(all), nonceOf(r.Context())) })
}

// page is a scenario's live page, in the state that the link gives. Settings of the link that are refused stand in their
// fields, with what is wrong with them; what is shown then is the scenario as it was.
func (s *site) page(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	sc, err := s.scenario(name)
	if err != nil {
		refuseError(w, r, err)
		return
	}
	wish, refused := s.asked(sc, r)
	played := wish
	if len(refused) > 0 {
		played.Variant, played.Set = "", nil
	}
	live := page.LiveOptions{Nonce: nonceOf(r.Context()), Variant: cmp.Or(played.Variant, asWas), Seed: uint64(wish.Seed), Set: wish.Set, Refused: refused}
	listed := scenarios.List([]*scenarios.Scenario{sc}).Scenarios[0]
	live.Variants, live.Hypotheses = listed.Variants, listed.Hypotheses
	if live.Controls, err = scenarios.Controls(sc, played.Variant); err != nil {
		refuseError(w, r, err)
		return
	}
	told, err := s.play(r.Context(), sc, played)
	if err != nil {
		refuseError(w, r, err)
		return
	}
	live.Behind = len(told.Runs) > 1
	write(w, r, html, func(w io.Writer) error { return page.Live(w, told, live) })
}

// asked is the wish of a link about a scenario, and what of it cannot be met.
func (s *site) asked(sc *scenarios.Scenario, r *http.Request) (Wish, []reports.Refusal) {
	wish, err := wishOf(sc.Name, r.URL.Query())
	if err != nil {
		return wish, []reports.Refusal{refusalOf(err)}
	}
	return wish, scenarios.Refused(sc, wish.Variant, wish.Set)
}

// report gives a what-if away as the page that needs no server.
func (s *site) report(w http.ResponseWriter, r *http.Request) {
	s.giveResult(w, r, "html", html, page.Story)
}

// result gives it away as JSON.
func (s *site) result(w http.ResponseWriter, r *http.Request) {
	s.giveResult(w, r, "json", "application/json", func(w io.Writer, told *reports.Story) error { return reports.JSON(w, told) })
}

func (s *site) giveResult(w http.ResponseWriter, r *http.Request, ending, kind string, view func(io.Writer, *reports.Story) error) {
	sc, wish, ok := s.wanted(w, r)
	if !ok {
		return
	}
	told, err := s.play(r.Context(), sc, wish)
	if err != nil {
		refuseError(w, r, err)
		return
	}
	attach(w, sc.Name+"-what-if."+ending)
	write(w, r, kind, func(w io.Writer) error { return view(w, told) })
}

// file gives the scenario away with the what-if as one more variant of it.
func (s *site) file(w http.ResponseWriter, r *http.Request) {
	sc, wish, ok := s.wanted(w, r)
	if !ok {
		return
	}
	_, text, err := scenarios.Laid(sc, cmp.Or(wish.Variant, asWas), wish.Set)
	if err != nil {
		refuseError(w, r, err)
		return
	}
	attach(w, sc.Name+"-what-if.yaml")
	write(w, r, "application/yaml", func(w io.Writer) error { _, err := w.Write(text); return err })
}

// wanted is what a link to something that can be taken away is about; false: it has been refused.
func (s *site) wanted(w http.ResponseWriter, r *http.Request) (sc *scenarios.Scenario, wish Wish, ok bool) {
	sc, err := s.scenario(r.PathValue("name"))
	if err != nil {
		refuseError(w, r, err)
		return nil, wish, false
	}
	wish, refused := s.asked(sc, r)
	if len(refused) > 0 {
		answer(w, http.StatusUnprocessableEntity, Refused{refused})
		return nil, wish, false
	}
	return sc, wish, true
}

// attach has a browser keep the answer as a file. Names of scenarios are letters, digits and dashes.
func attach(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
}

const html = "text/html; charset=utf-8"

// write writes a view, whole or not at all.
func write(w http.ResponseWriter, r *http.Request, kind string, view func(io.Writer) error) {
	var text bytes.Buffer
	if err := view(&text); err != nil {
		w.Header().Del("Content-Disposition")
		refuseError(w, r, err)
		return
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(text.Bytes()) // who has gone has gone
}
