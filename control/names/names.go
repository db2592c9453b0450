// Package names gives the values of an enumeration their names in files and reports, and reads them strictly. It decides
// nothing.
package names

import (
	"fmt"
	"slices"
	"strings"
)

// Of are the names of an enumeration.
type Of[E ~uint8] struct {
	what string
	all  []string
}

// For names the values of an enumeration in the order of its constants, which count from 0; what is what it is called in
// an error.
func For[E ~uint8](what string, all ...string) Of[E] { return Of[E]{what, all} }

// Text is the name of a value; one that has none shows its number.
func (o Of[E]) Text(v E) string {
	if int(v) < len(o.all) {
		return o.all[v]
	}
	return fmt.Sprintf("%s(%d)", o.what, uint8(v))
}

// Parse is the value of a name; an error says what is allowed.
func (o Of[E]) Parse(text string) (E, error) {
	v := slices.Index(o.all, text)
	if v < 0 {
		return 0, fmt.Errorf("unknown %s %q; allowed: %s", o.what, text, strings.Join(o.all, ", "))
	}
	return E(v), nil
}

// Unmarshal leaves v as it was when the text names no value.
func (o Of[E]) Unmarshal(v *E, text []byte) error {
	parsed, err := o.Parse(string(text))
	if err == nil {
		*v = parsed
	}
	return err
}
