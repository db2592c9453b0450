package delivery

import (
	"fmt"
	"slices"
	"strings"
)

// texts gives the values of an enumeration their names in files and reports: of[v] is the name of value v.
type texts[E ~uint8] struct {
	what string // what the enumeration is called in an error
	of   []string
}

func (t texts[E]) text(v E) string {
	if int(v) < len(t.of) {
		return t.of[v]
	}
	return fmt.Sprintf("%s(%d)", t.what, uint8(v))
}

func (t texts[E]) parse(text string) (E, error) {
	v := slices.Index(t.of, text)
	if v < 0 {
		return 0, fmt.Errorf("unknown %s %q; allowed: %s", t.what, text, strings.Join(t.of, ", "))
	}
	return E(v), nil
}

// unmarshal leaves v as it was when the text names no value.
func (t texts[E]) unmarshal(v *E, text []byte) error {
	parsed, err := t.parse(string(text))
	if err == nil {
		*v = parsed
	}
	return err
}
