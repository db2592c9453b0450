package strict_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/scenarios/strict"
)

// sheet has one field of every kind that can be read.
type sheet struct {
	Name    string                  `yaml:"name" jsonschema:"required,pattern=^[a-z]{1\\,8}$" jsonschema_description:"a short name"`
	Colour  string                  `yaml:"colour,omitempty" jsonschema:"enum=red,enum=green"`
	Count   int                     `yaml:"count,omitempty" jsonschema:"minimum=1,maximum=100"`
	Big     int64                   `yaml:"big,omitempty"`
	Share   float64                 `yaml:"share,omitempty" jsonschema:"minimum=0,maximum=1"`
	On      bool                    `yaml:"on,omitempty"`
	Weights []float64               `yaml:"weights,omitempty" jsonschema:"minItems=2,maxItems=3,minimum=0"`
	Part    *part                   `yaml:"part,omitempty"`
	Parts   []part                  `yaml:"parts,omitempty"`
	At      strict.Instant          `yaml:"at,omitempty"`
	Wait    strict.Duration         `yaml:"wait,omitempty"`
	Span    strict.Span             `yaml:"span,omitempty"`
	Value   strict.Scalar           `yaml:"value,omitempty"`
	Is      strict.Bound            `yaml:"is,omitempty"`
	Facts   strict.OneOrMore        `yaml:"facts,omitempty"`
	Why     strict.Why              `yaml:"why,omitempty"`
	With    strict.Raw              `yaml:"with,omitempty"`
	Knobs   strict.Map[part]        `yaml:"knobs,omitempty"`
	Shares  strict.Map[float64]     `yaml:"shares,omitempty"`
	Deep    strict.Map[sheet]       `yaml:"deep,omitempty"`
	Skipped func()                  `yaml:"-"`
	Notes   strict.Map[strict.Why]  `yaml:"notes,omitempty"`
	Values  []strict.Scalar         `yaml:"values,omitempty"`
	Times   []strict.Instant        `yaml:"times,omitempty" jsonschema:"minItems=2,maxItems=2"`
	Ranges  strict.Map[strict.Span] `yaml:"ranges,omitempty"`
	Spare   *int                    `yaml:"spare,omitempty" jsonschema:"minimum=0,maximum=9"`
}

type part struct {
	Size int    `yaml:"size" jsonschema:"required"`
	Unit string `yaml:"unit,omitempty"`

	Pos strict.Pos `yaml:"-"`
}

func TestDecodeReadsEveryKind(t *testing.T) {
	const text = `name: abc
colour: red
count: 1e1
big: -9223372036854775808
share: 0.25
on: true
weights: [1, 2.5]
part: {size: 3}
parts:
  - size: 4
    unit: "5"
at: 2026-01-20T11:42:00Z
wait: 1d12h
span: uniform:110s,130s
value: "0.8"
is: ">= 1"
facts: SYNC-02
why: {errors: not given, for: nor this}
with: {any: [thing]}
knobs: {b: {size: 1}, a: {size: 2}}
`
	var s sheet
	require.NoError(t, strict.Decode("sheet.yaml", []byte("\uFEFF"+text), &s))
	require.Equal(t, "abc", s.Name)
	require.Equal(t, 10, s.Count)
	require.Equal(t, int64(-1<<63), s.Big)
	require.Equal(t, []float64{1, 2.5}, s.Weights)
	require.Equal(t, 3, s.Part.Size)
	require.Equal(t, part{Size: 4, Unit: "5", Pos: strict.Pos{Line: 10, Col: 5}}, s.Parts[0])
	require.Equal(t, time.Date(2026, 1, 20, 11, 42, 0, 0, time.UTC), s.At.Time)
	require.Equal(t, strict.Pos{Line: 12, Col: 5}, s.At.Pos)
	require.Equal(t, 36*time.Hour, s.Wait.D)
	require.Equal(t, 2*time.Minute, s.Span.Mean())
	require.Equal(t, strict.Text, s.Value.Kind(), "quotes make a number text")
	require.True(t, s.Is.Holds(1, 0))
	require.Equal(t, strict.OneOrMore{"SYNC-02"}, s.Facts)
	require.Equal(t, "errors (not given), for (nor this)", s.Why.String())
	require.Equal(t, []string{"any"}, s.With.Keys())
	require.Equal(t, []string{"b", "a"}, s.Knobs.Keys(), "the order written")
	require.Equal(t, strict.Pos{Line: 20, Col: 9}, s.Knobs[0].Pos)
	require.False(t, s.Shares != nil)
}

// malformed is text that follows `name: a` in a file, and the whole error.
var malformed = []struct{ name, text, want string }{
	{"unknown key", "coutn: 1", `2:1: coutn: unknown key, did you mean "count"?; allowed: name, colour, count, big, share, on, weights, part, parts, at, wait, span, value, is, facts, why, with, knobs, shares, deep, notes, values, times, ranges, spare`},
	{"unknown key nested", "parts:\n  - {size: 1, sizes: 2}", `3:15: parts[0].sizes: unknown key, did you mean "size"?; allowed: size, unit`},
	{"missing key", "parts: [{unit: m}]", `2:9: parts[0].size: is missing; this key is required`},
	{"duplicate key", "count: 1\ncount: 2", `3:1: count: stands there twice, first on line 2; each key once`},
	{"duplicate key nested", "knobs: {a: {size: 1}, a: {size: 2}}", `2:23: knobs.a: stands there twice, first on line 2; each key once`},
	{"duplicate key by quotes", "count: 1\n\"count\": 2", `3:1: count: stands there twice, first on line 2; each key once`},
	{"second document", "---\nname: b", `2:1: document: is a second document; one document a file`},
	{"broken second document", "---\n[", `3:1: document: is no YAML: did not find expected node content; expected valid YAML`},
	{"alias", "part: &p {size: 1}\nparts: [*p]", "2:7: part: has an anchor; write the value out: anchors, aliases and merge keys are not read\n" +
		`sheet.yaml:3:9: parts[0]: is an alias; write the value out: anchors, aliases and merge keys are not read`},
	{"alias of nothing", "parts: [*p]", `2:1: document: alias *p; write the value out: anchors, aliases and merge keys are not read`},
	{"merge key", "part: {<<: {size: 1}}", `2:8: part: has a merge key, alias or anchor; write the value out: anchors, aliases and merge keys are not read`},
	{"binary tag", "colour: !!binary cmVk", `2:9: colour: has the tag "!!binary"; no tags; the key says what its value is`},
	{"own tag", "part: !mine {size: 1}", `2:7: part: has the tag "!mine"; no tags; the key says what its value is`},
	{"number as a key", "1: x", `2:1: document: has a key that is the number 1; keys are plain text`},
	{"list as a key", "? [a]\n: x", `2:3: document: has a key that is a list; keys are plain text`},
	{"bool as a key", "true: x", `2:1: document: has a key that is "true"; keys are plain text`},
	{"key that breaks the line", "\"a\\nb: c\": 1", `2:1: "a\nb: c": unknown key; allowed: name, colour, count, big, share, on, weights, part, parts, at, wait, span, value, is, facts, why, with, knobs, shares, deep, notes, values, times, ranges, spare`},
	{"tab", "part:\n\tsize: 1", `3:1: document: is no YAML: a tab in the indentation; indent with spaces`},
	{"bad indentation", "part:\n  size: 1\n unit: m", `4:2: document: is no YAML: did not find expected key; expected valid YAML`},
	{"unquoted bound", "is: >= 1", `2:1: document: is no YAML: did not find expected comment or line break; quote a value that starts with > or |, as in ">= 1"`},
	{"NUL", "colour: \x00", `2:9: document: character U+0000 is not printable; expected printable text; escape it in double quotes`},
	{"NUL escaped", `colour: "\0"`, `2:9: colour: holds a NUL character; expected printable text`},
	{"invalid UTF-8", "colour: \xff", `2:9: document: byte 0xFF is no UTF-8; expected text in UTF-8`},
	{"byte order mark inside", "colour: \uFEFFred", `2:9: document: character U+FEFF is not printable; expected printable text; escape it in double quotes`},
	{"not in the list", "colour: gren", `2:9: colour: is "gren", did you mean "green"?; allowed: red, green`},
	{"number for text", "colour: 5", `2:9: colour: is the number 5; expected text; quote it to mean text`},
	{"null for text", "colour: ~", `2:9: colour: is empty; expected text`},
	{"list for text", "colour: [red]", `2:9: colour: is a list; expected text`},
	{"too small", "count: 0", `2:8: count: is 0; expected 1 to 100`},
	{"too small for one that may be left out", "spare: -1", `2:8: spare: is -1; expected 0 to 9`},
	{"too large", "share: 1.5", `2:8: share: is 1.5; expected 0 to 1`},
	{"half", "count: 1.5", `2:8: count: is the number 1.5; expected a whole number`},
	{"past int64", "big: 9223372036854775808", `2:6: big: is out of range; expected a whole number of at most 9007199254740992`},
	{"past float64", "share: 1e999", `2:8: share: is "1e999"; expected a number`},
	{"octal", "count: 010", `2:8: count: is "010"; expected a whole number`},
	{"hexadecimal", "count: 0x10", `2:8: count: is "0x10"; expected a whole number`},
	{"underscores", "count: 1_0", `2:8: count: is "1_0"; expected a whole number`},
	{"no digit before the point", "share: .5", `2:8: share: is ".5"; expected a number`},
	{"NaN", "share: .nan", `2:8: share: is ".nan"; expected a number`},
	{"infinity", "share: -.inf", `2:8: share: is "-.inf"; expected a number`},
	{"text for a number", `count: "5"`, `2:8: count: is the text "5"; expected a whole number`},
	{"bool for a number", "share: true", `2:8: share: is true; expected a number`},
	{"yes", "on: yes", `2:5: on: is "yes"; expected true or false`},
	{"True", "on: True", `2:5: on: is "True"; expected true or false`},
	{"number for a bool", "on: 1", `2:5: on: is 1; expected true or false`},
	{"ambiguous scalar", "value: 0o17", `2:8: value: is "0o17"; expected a decimal number such as 5, 0.5 or 1e6, true or false; quote it to mean text`},
	{"ambiguous scalar no", "value: no", `2:8: value: is "no"; expected a decimal number such as 5, 0.5 or 1e6, true or false; quote it to mean text`},
	{"base 60", "value: 1:30", `2:8: value: is "1:30"; expected a decimal number such as 5, 0.5 or 1e6, true or false; quote it to mean text`},
	{"list for a scalar", "value: []", `2:8: value: is a list; allowed: text, a number, true or false`},
	{"too few items", "weights: [1]", `2:10: weights: has 1 items; expected 2 to 3 items`},
	{"item too small", "weights: [1, -2]", `2:14: weights[1]: is -2; expected at least 0`},
	{"too many items", "weights: [1, 2, 3, 4]", `2:10: weights: has 4 items; expected 2 to 3 items`},
	{"exactly so many", "times: []", `2:8: times: has 0 items; expected 2 items`},
	{"mapping for a list", "weights: {a: 1}", `2:10: weights: is a mapping; expected a list`},
	{"text for a mapping", "part: size", `2:7: part: is the text "size"; expected a mapping`},
	{"nothing for a mapping", "knobs:", `2:7: knobs: is empty; expected a mapping`},
	{"duration without unit", "wait: 90", `2:7: wait: is the number 90; expected a duration with its unit, 0s to 3660d, as in 90s, 1h30m or 3d`},
	{"duration without unit as text", `wait: "90"`, `2:7: wait: is "90"; expected a duration with its unit, 0s to 3660d, as in 90s, 1h30m or 3d`},
	{"negative duration", "wait: -90s", `2:7: wait: is "-90s"; expected a duration with its unit, 0s to 3660d, as in 90s, 1h30m or 3d`},
	{"duration too long", "wait: 3661d", `2:7: wait: is "3661d"; expected a duration with its unit, 0s to 3660d, as in 90s, 1h30m or 3d`},
	{"days after hours", "wait: 1h1d", `2:7: wait: is "1h1d"; expected a duration with its unit, 0s to 3660d, as in 90s, 1h30m or 3d`},
	{"instant without zone", "at: 2026-01-20T11:42:00", `2:5: at: is "2026-01-20T11:42:00"; expected RFC 3339 in UTC, as in 2026-01-20T11:42:00Z`},
	{"instant elsewhere", "at: 2026-01-20T11:42:00+02:00", `2:5: at: is "2026-01-20T11:42:00+02:00"; expected RFC 3339 in UTC, as in 2026-01-20T11:42:00Z`},
	{"no such day", "at: 2026-02-30T00:00:00Z", `2:5: at: is "2026-02-30T00:00:00Z"; expected RFC 3339 in UTC, as in 2026-01-20T11:42:00Z`},
	{"number for an instant", "at: 2026", `2:5: at: is the number 2026; expected RFC 3339 in UTC, as in 2026-01-20T11:42:00Z`},
	{"span of bounds reversed", "span: uniform:3m,2m", `2:7: span: is no span: "uniform:3m,2m": uniform: lower bound 3m0s is above upper bound 2m0s; expected a span such as 2m, uniform:110s,130s, exp:5m, lognormal:12m,0.5 or gamma:10m,0.3`},
	{"bound without number", `is: ">= many"`, `2:5: is: is ">= many"; expected report or a bound such as ">= 1", "== 0", "< as-was" or "<= 0.5 * as-was"`},
	{"bound that is a number", "is: 3", `2:5: is: is the number 3; expected report or a bound such as ">= 1", "== 0", "< as-was" or "<= 0.5 * as-was"`},
	{"bound past float64", `is: ">= 1e999"`, `2:5: is: is ">= 1e999", whose number is too large; expected report or a bound such as ">= 1", "== 0", "< as-was" or "<= 0.5 * as-was"`},
	{"fact twice", "facts: [a, b, a]", `2:15: facts[2]: "a" stands there twice; each once`},
	{"no facts", "facts: []", `2:8: facts: is an empty list; expected a text or a list of at least one`},
	{"empty reason", `why: " "`, `2:6: why: gives no reason; expected a reason, or a mapping of parameters to reasons`},
	{"empty reason for one", `why: {a: x, b: ""}`, `2:6: why: gives no reason for b; expected a reason, or a mapping of parameters to reasons`},
	{"number for a reason", "why: {a: 1}", `2:10: why.a: is the number 1; expected text; quote it to mean text`},
	{"deep in a map", "deep: {x: {name: a, share: 2}}", `2:28: deep.x.share: is 2; expected 0 to 1`},
	{"too deep", "weights: " + strings.Repeat("[", 64) + strings.Repeat("]", 64), `2:73: weights` + strings.Repeat("[0]", 63) + `: is too deep; at most 64 levels`},
	{"past the parser's depth", "weights: " + strings.Repeat("[", 20_000), `2:1: document: is no YAML: exceeded max depth of 10000; expected valid YAML`},
	{"too long", "# " + strings.Repeat("x", 1<<20), `1:1: document: has 1048586 bytes; at most 1048576`},
}

func TestDecodeRefuses(t *testing.T) {
	for _, c := range malformed {
		t.Run(c.name, func(t *testing.T) {
			err := strict.Decode("sheet.yaml", []byte("name: a\n"+c.text), new(sheet))
			require.EqualError(t, err, "sheet.yaml:"+c.want)
			var one *strict.Error
			require.ErrorAs(t, err, &one)
			require.Equal(t, "sheet.yaml", one.File)
		})
	}
}

func TestDecodeRefusesWholeFiles(t *testing.T) {
	const empty = "sheet.yaml:1:1: document: is empty; expected a mapping of keys to values"
	for text, want := range map[string]string{
		"":         empty,
		"# only\n": empty,
		"---\n":    empty,
		"~":        "sheet.yaml:1:1: document: is empty; expected a mapping",
		"- a":      "sheet.yaml:1:1: document: is a list; expected a mapping",
		"name":     `sheet.yaml:1:1: document: is the text "name"; expected a mapping`,
		"{}":       "sheet.yaml:1:1: name: is missing; required: a short name",
		"name: A":  `sheet.yaml:1:7: name: is "A"; expected text that matches ^[a-z]{1,8}$`,
	} {
		require.EqualError(t, strict.Decode("sheet.yaml", []byte(text), new(sheet)), want, "%q", text)
	}
}

func TestLimitsIncludeTheirEnds(t *testing.T) {
	for _, text := range []string{"count: 1", "count: 100", "share: 0", "share: 1", "weights: [0, 0]", "weights: [0, 0, 0]"} {
		require.NoError(t, strict.Decode("sheet.yaml", []byte("name: a\n"+text), new(sheet)), text)
	}
}

func TestErrorsComeInOrderOfPosition(t *testing.T) {
	err := strict.Decode("sheet.yaml", []byte("share: 2\ncount: 0\nx: 1\n"), new(sheet))
	var all strict.Errors
	require.ErrorAs(t, err, &all)
	var keys []string
	for _, e := range all {
		keys = append(keys, e.Key)
	}
	require.Equal(t, []string{"name", "share", "count", "x"}, keys, "a missing key stands where its mapping starts")

	err = strict.Decode("sheet.yaml", []byte("name: a\nweights: ["+strings.Repeat("x,", 500)+"]"), new(sheet))
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, 21)
	require.Equal(t, "... and 480 more", lines[20])
}

func TestDocumentFindsKeys(t *testing.T) {
	doc, err := strict.Parse("f.yaml", []byte("a:\n  b.c: {d: 1}\n  b: {c: 2}\nlist: [1, {x: 2}]\n"))
	require.NoError(t, err)
	for key, want := range map[string]strict.Pos{
		"a.b.c":      {Line: 2, Col: 8}, // the longest key wins
		"a.b.c.d":    {Line: 2, Col: 12},
		"list[1].x":  {Line: 4, Col: 15},
		"list[0]":    {Line: 4, Col: 8},
		"list[9].x":  {Line: 4, Col: 7}, // not there: the nearest around it
		"list[-1]":   {Line: 4, Col: 7},
		"nothing":    {Line: 1, Col: 1},
		"a.nothing":  {Line: 2, Col: 3},
		"":           {Line: 1, Col: 1},
		"list[1].xy": {Line: 4, Col: 11},
	} {
		require.Equal(t, want, doc.Pos(key), key)
	}
	require.EqualError(t, doc.Wrong("list[0]", "is odd", "even"), "f.yaml:4:8: list[0]: is odd; even")
}

func TestRawIsReadLater(t *testing.T) {
	var s sheet
	require.NoError(t, strict.Decode("f.yaml", []byte("name: a\nwith: {size: x}\n"), &s))
	var p part
	require.EqualError(t, s.With.Decode(&p), `f.yaml:2:14: with.size: is the text "x"; expected a whole number`)
	require.EqualError(t, s.With.Decode(p), "f.yaml:2:7: with: cannot be read into a strict_test.part; a program must pass a pointer")
	require.False(t, strict.Raw{}.Set())
	require.Error(t, strict.Raw{}.Decode(&p))
}

func TestTagsThatAreNotEnforcedAreRefused(t *testing.T) {
	var s struct {
		A string `yaml:"a" jsonschema:"maxLength=3"`
	}
	require.ErrorContains(t, strict.Decode("f.yaml", []byte("a: x"), &s), `tag "maxLength" is not enforced`)
	var u struct{ A chan int }
	require.ErrorContains(t, strict.Decode("f.yaml", []byte("a: x"), &u), "has no yaml tag")
	var c struct {
		A chan int `yaml:"a"`
	}
	require.ErrorContains(t, strict.Decode("f.yaml", []byte("a: x"), &c), "cannot be read into chan int")
}

func TestJoin(t *testing.T) {
	require.NoError(t, strict.Join(nil, nil))
	plain := errors.New("plain")
	require.EqualError(t, strict.Join(plain, nil, strict.Wrong("is odd", "even")), "plain\nis odd; even")
}
