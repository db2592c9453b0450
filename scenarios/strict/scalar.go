package strict

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
)

// Kind is what a scalar is.
type Kind uint8

// The kinds of scalars.
const (
	Text Kind = iota
	Number
	Bool
)

// String names the kind as errors do.
func (k Kind) String() string { return [...]string{"text", "number", "bool"}[k%3] }

// Scalar is one value whose type the key decides: text, a number, or true or false.
type Scalar struct {
	Pos
	kind Kind
	text string
}

var (
	// decimal is a number as JSON writes it.
	decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
	// ambiguous is what one YAML reader takes for a number or a bool and another for text or a different number.
	ambiguous = regexp.MustCompile(`^(?i:[-+]?(0x[0-9a-f_]+|0o?[0-7_]+|0b[01_]+|[0-9][0-9_]*(:[0-5]?[0-9])+` +
		`|[0-9][0-9_]*|[0-9_]*\.[0-9_]+(e[-+]?[0-9]+)?|[0-9][0-9_]*\.?[0-9_]*(e[-+]?[0-9]+)?|\.inf|inf|\.?nan)` +
		`|y|n|yes|no|on|off|null|~|)$`)
	notBool = regexp.MustCompile(`^(?i:true|false)$`)
)

// ParseScalar reads a scalar as it stands in a file without quotes. The error has no place.
func ParseScalar(text string) (Scalar, error) {
	switch {
	case text == "true" || text == "false":
		return Scalar{kind: Bool, text: text}, nil
	case decimal.MatchString(text):
		_, err := parseFloat(text)
		return Scalar{kind: Number, text: text}, err
	case notBool.MatchString(text):
		return Scalar{}, Wrong("is "+clip(text), "expected true or false in small letters, or quotes to mean text")
	case ambiguous.MatchString(text):
		return Scalar{}, Wrong("is "+clip(text), numberGrammar+"; quote it to mean text")
	}
	return Scalar{kind: Text, text: text}, nil
}

const numberGrammar = "expected a decimal number such as 5, 0.5 or 1e6, true or false"

// Kind is what the scalar is.
func (s Scalar) Kind() Kind { return s.kind }

// String is the scalar as written, without quotes.
func (s Scalar) String() string { return s.text }

// Set reports whether the scalar was given.
func (s Scalar) Set() bool { return s != Scalar{} }

// Float is the scalar as a finite number.
func (s Scalar) Float() (float64, error) {
	if s.kind != Number {
		return 0, s.not("a number")
	}
	return parseFloat(s.text)
}

// Int is the scalar as a whole number.
func (s Scalar) Int() (int64, error) {
	if s.kind != Number {
		return 0, s.not("a whole number")
	}
	return parseInt(s.text)
}

// Bool is the scalar as true or false.
func (s Scalar) Bool() (bool, error) {
	if s.kind != Bool {
		return false, s.not("true or false")
	}
	return s.text == "true", nil
}

// DecodeNode reads any scalar.
func (s *Scalar) DecodeNode(n Node) (err error) {
	*s, err = n.Scalar()
	return err
}

func (s Scalar) not(expected string) error {
	if s.kind == Text {
		return Wrong("is the text "+clip(s.text), "expected "+expected)
	}
	return Wrong("is "+s.text, "expected "+expected)
}

// parseFloat reads what decimal matches.
func parseFloat(text string) (float64, error) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) {
		return 0, Wrong("is too large", fmt.Sprintf("expected a number of at most %g", math.MaxFloat64))
	}
	return f, nil
}

// parseInt reads what decimal matches. A whole number may be written 1e6 or 5.0, as JSON schemas have it.
func parseInt(text string) (int64, error) {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return i, nil
	}
	f, err := strconv.ParseFloat(text, 64)
	const exact = 1 << 53 // above this a float64 skips whole numbers
	switch {
	case err != nil || math.Abs(f) > exact:
		return 0, Wrong("is out of range", fmt.Sprintf("expected a whole number of at most %d", int64(exact)))
	case f != math.Trunc(f):
		return 0, Wrong("is the number "+text, "expected a whole number")
	}
	return int64(f), nil
}
