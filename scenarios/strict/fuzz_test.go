package strict_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/scenarios/strict"
)

var errorLine = regexp.MustCompile(`^sheet\.yaml:[1-9][0-9]*:[1-9][0-9]*: \S.*: \S.*; \S.*$`)

// Whatever the bytes, Decode does not panic, and every error is one line with a place in the file.
func FuzzDecode(f *testing.F) {
	for _, c := range malformed {
		if len(c.text) < 1000 {
			f.Add("name: a\n" + c.text)
		}
	}
	f.Add("? |\n a\n: - b\n  -\tc\n# x\n\n# y\n- z")
	f.Fuzz(func(t *testing.T, text string) {
		err := strict.Decode("sheet.yaml", []byte(text), new(sheet))
		if err == nil {
			return
		}
		var all strict.Errors
		require.True(t, errors.As(err, &all))
		lines := 1 + strings.Count(text, "\n") + strings.Count(text, "\r") +
			strings.Count(text, "\u0085") + strings.Count(text, "\u2028") + strings.Count(text, "\u2029")
		for _, e := range all {
			require.Regexp(t, errorLine, e.Error())
			require.NotContains(t, e.Error(), "\n")
			require.LessOrEqual(t, e.Line, lines)
		}
	})
}

// Whatever is read as a duration, span, instant, bound or scalar reads back the same from what it prints.
func FuzzValues(f *testing.F) {
	for _, text := range []string{"1d12h", "2026-01-20T11:42:00Z", ">= 0.5 * as-was", "uniform:1s,2s", "1e6", "no"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := strict.ParseDuration(text); err == nil {
			require.GreaterOrEqual(t, d, 0*d)
			require.LessOrEqual(t, d, strict.MaxDuration)
			again, err := strict.ParseDuration(d.String())
			require.NoError(t, err)
			require.Equal(t, d, again)
		}
		if at, err := strict.ParseInstant(text); err == nil {
			again, err := strict.ParseInstant(strict.Instant{Time: at}.String())
			require.NoError(t, err)
			require.Equal(t, at, again)
		}
		if b, err := strict.ParseBound(text); err == nil {
			again, err := strict.ParseBound(b.String())
			require.NoError(t, err)
			require.Equal(t, b, again)
		}
		if span, err := strict.ParseSpan(text); err == nil {
			again, err := strict.ParseSpan(span.String())
			require.NoError(t, err)
			require.Equal(t, span.Mean(), again.Mean())
		}
		if s, err := strict.ParseScalar(text); err == nil && s.Kind() == strict.Number {
			_, err := s.Float()
			require.NoError(t, err)
		}
	})
}
