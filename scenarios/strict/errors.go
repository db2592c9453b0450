package strict

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Error is one thing that is wrong with a file.
type Error struct {
	File      string
	Line, Col int    // from 1; both 0 while the place is not known
	Key       string // dotted path, as in timeline[2].with.errors
	Problem   string // what is wrong
	Allowed   string // what is allowed
}

// Error is the line `file:line:col: key: what is wrong; what is allowed`; without a place, its last two parts.
func (e *Error) Error() string {
	text := e.Problem
	if e.Allowed != "" {
		text += "; " + e.Allowed
	}
	if e.Line > 0 {
		text = fmt.Sprintf("%s:%d:%d: %s: %s", e.File, e.Line, e.Col, e.Key, text)
	}
	return onOneLine(text)
}

// onOneLine has no control characters, whatever a file is called.
func onOneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '\uFFFD'
		}
		return r
	}, text)
}

// Wrong is an error that has no place yet. A DecodeNode that returns it gets it placed at its node.
func Wrong(problem, allowed string) *Error { return &Error{Problem: problem, Allowed: allowed} }

// Errors is everything that is wrong with a file, in order of position. It unwraps to each *Error.
type Errors []*Error

// shown is how many errors a person is shown; after that, the first ones are the cause of the rest.
const shown = 20

// Error is one line an error.
func (es Errors) Error() string {
	var lines []string
	for _, e := range es[:min(len(es), shown)] {
		lines = append(lines, e.Error())
	}
	if len(es) > shown {
		lines = append(lines, fmt.Sprintf("... and %d more", len(es)-shown))
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives errors.As and errors.Is each error.
func (es Errors) Unwrap() []error {
	all := make([]error, len(es))
	for i, e := range es {
		all[i] = e
	}
	return all
}

// Join is all errors of errs in order of position, or nil when there are none.
func Join(errs ...error) error {
	var all Errors
	for _, err := range errs {
		all = append(all, Flatten(err)...)
	}
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return all
}

// Flatten is the errors that err holds; an error of another kind becomes one without a place.
func Flatten(err error) Errors {
	if err == nil {
		return nil
	}
	var all Errors
	if errors.As(err, &all) {
		return all
	}
	var one *Error
	if errors.As(err, &one) {
		return Errors{one}
	}
	return Errors{Wrong(err.Error(), "")}
}
