package vectors_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/stretchr/testify/require"
)

// rules are all that have vectors: a file each.
var rules = slices.Concat(scoringRules, rankingRules, deliveryRules, rowRules, syncRules, checkRules, clientRules, configRules,
	poolRules, claimRules)

// rule is one rule of control/ with what it gives for chosen inputs, and a source of others.
type rule struct {
	name  string
	facts []string
	says  string
	cases []vector
	drawn func(r *rand.Rand) vector     // nil: cases are all there are
	read  func(out []byte) (any, error) // reads what somebody else gave for an input
}

// vector is an input and what the rule gives for it.
type vector struct {
	Case string `json:"case"`
	In   any    `json:"in"`
	Out  any    `json:"out"`
}

// input is an input and why it was chosen.
type input[In any] struct {
	name string
	in   In
}

// ruleOf makes a rule of what decides it. Without a draw the chosen inputs are all that there are.
func ruleOf[In, Out any](name string, facts []string, says string, decide func(In) Out, chosen []input[In],
	draw func(r *rand.Rand) In) rule {
	made := rule{name: name, facts: facts, says: says}
	for _, c := range chosen {
		made.cases = append(made.cases, vector{c.name, c.in, decide(c.in)})
	}
	if draw != nil {
		made.drawn = func(r *rand.Rand) vector {
			in := draw(r)
			return vector{"", in, decide(in)}
		}
	}
	made.read = func(out []byte) (any, error) {
		var read Out
		decoder := json.NewDecoder(bytes.NewReader(out))
		decoder.DisallowUnknownFields()
		err := decoder.Decode(&read)
		return read, err
	}
	return made
}

// file is the rule's vectors as they are committed: one case a line.
func (r rule) file(t require.TestingT) []byte {
	var page bytes.Buffer
	fmt.Fprintf(&page, "{\n  \"rule\": %s,\n  \"facts\": %s,\n  \"says\": %s,\n  \"cases\": [\n",
		compact(t, r.name), compact(t, r.facts), compact(t, r.says))
	for i, c := range r.cases {
		separator := ","
		if i == len(r.cases)-1 {
			separator = ""
		}
		fmt.Fprintf(&page, "    %s%s\n", compact(t, c), separator)
	}
	page.WriteString("  ]\n}\n")
	return page.Bytes()
}

// compact is v as JSON on one line. A float64 gets the shortest decimal that reads back to the same double, so two values
// are the same, bit for bit, when their texts are.
func compact(t require.TestingT, v any) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	require.NoError(t, encoder.Encode(v))
	return string(bytes.TrimSuffix(text.Bytes(), []byte("\n")))
}

// magnitude draws a number that is not below 0: often one at which rounding is hard, sometimes huge or tiny.
func magnitude(r *rand.Rand) float64 {
	switch r.IntN(6) {
	case 0:
		return 0
	case 1:
		return float64(r.IntN(2000))
	case 2:
		return float64(r.IntN(200_000)) / 100
	case 3:
		return float64(r.IntN(4096)) / 32
	case 4:
		return r.ExpFloat64() * 300
	}
	return r.Float64() * float64(uint64(1)<<r.IntN(50))
}
