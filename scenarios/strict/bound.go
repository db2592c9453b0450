package strict

import (
	"math"
	"regexp"
	"strconv"
)

// Bound is what is asked of a number:
//
//	bound = "report" | op limit
//	op    = ">=" | "<=" | "==" | "<" | ">"
//	limit = number | [ number "*" ] "as-was"
//
// `report` asks nothing. `as-was` stands for the same number in the as-was variant.
type Bound struct {
	Pos
	op       string // empty: report, or not given
	factor   float64
	relative bool
	text     string
}

const boundGrammar = `expected report or a bound such as ">= 1", "== 0", "< as-was" or "<= 0.5 * as-was"`

const boundPattern = `^(report|(>=|<=|==|<|>) ?(-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?( ?\* ?as-was)?|as-was))$`

var boundText = regexp.MustCompile(boundPattern)

// ParseBound reads a bound. The error has no place.
func ParseBound(text string) (Bound, error) {
	m := boundText.FindStringSubmatch(text)
	if m == nil {
		return Bound{}, Wrong("is "+clip(text), boundGrammar)
	}
	b := Bound{op: m[2], text: text, factor: 1, relative: m[3] == "as-was" || m[7] != ""}
	if m[3] == "" || m[3] == "as-was" {
		return b, nil
	}
	var err error
	number := m[3][:len(m[3])-len(m[7])]
	if b.factor, err = strconv.ParseFloat(number, 64); err != nil {
		return Bound{}, Wrong("is "+clip(text)+", whose number is too large", boundGrammar)
	}
	return b, nil
}

// Set reports whether the bound was given.
func (b Bound) Set() bool { return b.text != "" }

// Report reports whether the number is shown and nothing is asked of it.
func (b Bound) Report() bool { return b.Set() && b.op == "" }

// Relative reports whether the limit depends on as-was.
func (b Bound) Relative() bool { return b.relative }

// Op is the comparison, as in ">="; empty for report.
func (b Bound) Op() string { return b.op }

// Limit is the number that actual is held against.
func (b Bound) Limit(asWas float64) float64 {
	if b.relative {
		return b.factor * asWas
	}
	return b.factor
}

// Holds reports whether actual keeps the bound. NaN keeps none but report.
func (b Bound) Holds(actual, asWas float64) bool {
	limit := b.Limit(asWas)
	switch b.op {
	case ">=":
		return actual >= limit
	case "<=":
		return actual <= limit
	case "==":
		return actual == limit
	case "<":
		return actual < limit
	case ">":
		return actual > limit
	}
	return true
}

// Margin is how far actual is on the right side of the limit, in the number's own unit; negative when it is on the
// wrong side. It is 0 for report.
func (b Bound) Margin(actual, asWas float64) float64 {
	limit := b.Limit(asWas)
	switch b.op {
	case ">=", ">":
		return actual - limit
	case "<=", "<":
		return limit - actual
	case "==":
		return 0 - math.Abs(actual-limit)
	}
	return 0
}

// String is the bound as written.
func (b Bound) String() string { return b.text }

// DecodeNode reads a bound.
func (b *Bound) DecodeNode(n Node) (err error) {
	*b, err = decodeText(n, boundGrammar, ParseBound)
	b.Pos = n.Pos()
	return err
}
