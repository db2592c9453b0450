package whatif

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"reprise/reports"
)

// Wish is what a request asks to be run: a variant of a scenario, with settings laid over it.
type Wish struct {
	Scenario string   `json:"scenario"`
	Variant  string   `json:"variant"` // empty: as-was
	Set      []string `json:"set"`     // each key=value
	Seed     seed     `json:"seed"`
}

// The bounds of a wish.
const (
	bodyMax = 64 << 10 // bytes
	setMax  = 200      // settings
	textMax = 2200     // bytes of a setting or a name; the longest that a setting takes is the URL of a probe
)

// seed is a number, which a script may write as text: its own numbers do not reach as far.
type seed uint64

func (s *seed) UnmarshalJSON(data []byte) error {
	n, err := strconv.ParseUint(string(bytes.Trim(data, `"`)), 10, 64)
	if err != nil {
		return &refusedError{reports.Refusal{Key: "seed", Problem: fmt.Sprintf("%.40q is no seed", bytes.Trim(data, `"`)), Allowed: seedAllowed}}
	}
	*s = seed(n)
	return nil
}

const seedAllowed = "a whole number from 0 to 18446744073709551615"

// refusedError is a wish of which one thing cannot be met.
type refusedError struct{ reports.Refusal }

func (e *refusedError) Error() string { return e.Problem + "; " + e.Allowed }

// readWish reads the JSON of a wish, all of it. What is wrong with its shape is an error for programmers; a refusedError is for
// whoever filled in the field.
func readWish(body io.Reader) (Wish, error) {
	wish := Wish{Seed: 1}
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&wish); err != nil {
		return Wish{}, shaped(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Wish{}, shaped(cmp.Or(err, errors.New("something follows the JSON; one object")))
	}
	return wish, wish.bounded()
}

// shapeError is a wish that is none, whatever is in it.
type shapeError struct{ error }

// shaped is an error of reading as that of the wish's shape, unless it tells of something else.
func shaped(err error) error {
	var refused *refusedError
	var large *http.MaxBytesError
	if errors.As(err, &refused) || errors.As(err, &large) {
		return err
	}
	return &shapeError{fmt.Errorf("no wish: %w", err)}
}

// wishOf reads the query of a link: variant, seed, and any number of set.
func wishOf(scenario string, query url.Values) (Wish, error) {
	wish := Wish{Scenario: scenario, Variant: query.Get("variant"), Set: query["set"], Seed: 1}
	if err := wish.bounded(); err != nil {
		return Wish{Scenario: scenario, Seed: 1}, err
	}
	if text := query.Get("seed"); text != "" {
		if err := wish.Seed.UnmarshalJSON([]byte(text)); err != nil {
			return wish, err
		}
	}
	return wish, nil
}

// bounded is an error where a wish is larger than any that could be met.
func (w Wish) bounded() error {
	if len(w.Set) > setMax {
		return &shapeError{fmt.Errorf("%d settings; at most %d", len(w.Set), setMax)}
	}
	for _, text := range append([]string{w.Scenario, w.Variant}, w.Set...) {
		if len(text) > textMax {
			return &shapeError{fmt.Errorf("%.40q... has %d bytes; at most %d", text, len(text), textMax)}
		}
	}
	return nil
}

// plain reports whether as-was is what is wished for.
func (w Wish) plain() bool { return len(w.Set) == 0 && (w.Variant == "" || w.Variant == asWas) }
