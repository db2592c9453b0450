package strict_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/scenarios/strict"
)

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"0s": 0, "90s": 90 * time.Second, "1h30m": 90 * time.Minute, "3d": 72 * time.Hour, "1d12h": 36 * time.Hour,
		"1.5d": 36 * time.Hour, "250ms": 250 * time.Millisecond, "5us": 5000, "7ns": 7, "3660d": strict.MaxDuration,
	} {
		got, err := strict.ParseDuration(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{
		"", "0", "5", "s", "-1s", "+1s", ".5s", "1.s", "1 s", " 1s", "1S", "1w", "1h1d", "1d2d", "NaNs", "infd", "1e3s",
		"3660d1ns", "9999999999999999999d", "99999999999999h", "1d99999999999h", "3660d2562047h", "\n1s",
	} {
		_, err := strict.ParseDuration(text)
		require.Error(t, err, "%q", text)
	}
}

// A duration is the sum of its parts, and reading what Go prints gives it back.
func TestDurationLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, h := rapid.IntRange(0, 3000).Draw(t, "d"), rapid.IntRange(0, 1000).Draw(t, "h")
		s := rapid.IntRange(0, 100_000).Draw(t, "s")
		want := time.Duration(d*24+h)*time.Hour + time.Duration(s)*time.Second
		got, err := strict.ParseDuration(fmt.Sprintf("%dd%dh%ds", d, h, s))
		require.NoError(t, err)
		require.Equal(t, want, got)
		again, err := strict.ParseDuration(got.String())
		require.NoError(t, err)
		require.Equal(t, got, again)
	})
}

func TestParseInstant(t *testing.T) {
	got, err := strict.ParseInstant("2026-01-20T11:42:00.5Z")
	require.NoError(t, err)
	require.Equal(t, time.Date(2026, 1, 20, 11, 42, 0, 5e8, time.UTC), got)
	require.Equal(t, "2026-01-20T11:42:00.5Z", strict.Instant{Time: got}.String())
	for _, text := range []string{
		"2026-01-20", "2026-01-20 11:42:00Z", "2026-01-20T1:42:00Z", "2026-01-20T11:42:00,5Z", "2026-01-20T11:42:00z",
		"2026-01-20T24:00:00Z", "2026-01-20T11:42:60Z", "2026-13-01T00:00:00Z", "2026-01-20T11:42:00+00:00", "",
		"2026-01-20T11:42:00.0000000001Z",
	} {
		_, err := strict.ParseInstant(text)
		require.Error(t, err, "%q", text)
	}
}

func TestParseScalar(t *testing.T) {
	for text, want := range map[string]strict.Kind{
		"serve": strict.Text, "1h": strict.Text, "uniform:110s,130s": strict.Text, "at-start": strict.Text, "infinite": strict.Text,
		"1.2.3": strict.Text, "2026-01-20": strict.Text, "nobody": strict.Text,
		"0": strict.Number, "-5": strict.Number, "0.8": strict.Number, "1e6": strict.Number, "2.5E-3": strict.Number,
		"true": strict.Bool, "false": strict.Bool,
	} {
		got, err := strict.ParseScalar(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got.Kind(), text)
		require.Equal(t, text, got.String())
	}
	for _, text := range []string{
		"", "~", "null", "yes", "NO", "on", "Off", "y", "n", "True", "FALSE", "010", "-010", "0x1f", "0o17", "0b11", "1_000", ".5", "5.", "+5",
		"00", ".inf", "-.inf", ".NaN", "NaN", "inf", "-Inf", "1:30", "1e999", "-1e999", "1_0.5",
	} {
		_, err := strict.ParseScalar(text)
		require.Error(t, err, "%q", text)
	}
}

func TestScalarAs(t *testing.T) {
	scalar := func(text string) strict.Scalar {
		s, err := strict.ParseScalar(text)
		require.NoError(t, err)
		return s
	}
	f, err := scalar("0.8").Float()
	require.NoError(t, err)
	require.Equal(t, 0.8, f)
	i, err := scalar("6").Int()
	require.NoError(t, err)
	require.Equal(t, int64(6), i)
	b, err := scalar("true").Bool()
	require.NoError(t, err)
	require.True(t, b)

	_, err = scalar("six").Int()
	require.EqualError(t, err, `is the text "six"; expected a whole number`)
	_, err = scalar("true").Float()
	require.EqualError(t, err, "is true; expected a number")
	_, err = scalar("0.5").Int()
	require.EqualError(t, err, "is the number 0.5; expected a whole number")
	_, err = scalar("1").Bool()
	require.EqualError(t, err, "is 1; expected true or false")
	require.False(t, strict.Scalar{}.Set())
}

func TestBound(t *testing.T) {
	for _, c := range []struct {
		text          string
		actual, asWas float64
		holds         bool
		margin        float64
	}{
		{">= 1", 1, 0, true, 0},
		{">= 1", 0.5, 0, false, -0.5},
		{">=1", 2, 0, true, 1},
		{"<= 600", 480, 0, true, 120},
		{"== 0", 0, 0, true, 0},
		{"== 0", 2, 0, false, -2},
		{"< 0.05", 0.05, 0, false, 0},
		{"> -1", 0, 0, true, 1},
		{"< as-was", 3, 4, true, 1},
		{"< as-was", 4, 4, false, 0},
		{"== as-was", 4, 4, true, 0},
		{"<= 0.5 * as-was", 2, 4, true, 0},
		{"<= 0.5*as-was", 3, 4, false, -1},
		{">= 1e2", 150, 0, true, 50},
		{"report", 7, 1, true, 0},
		{"report", math.NaN(), 1, true, 0},
		{">= 1", math.NaN(), 0, false, math.NaN()},
	} {
		b, err := strict.ParseBound(c.text)
		require.NoError(t, err, c.text)
		require.Equal(t, c.holds, b.Holds(c.actual, c.asWas), c.text)
		if margin := b.Margin(c.actual, c.asWas); !math.IsNaN(c.margin) {
			require.Equal(t, c.margin, margin, c.text)
			require.False(t, math.Signbit(margin) && margin == 0, "no -0 in reports")
		}
		require.Equal(t, c.text, b.String())
		require.True(t, b.Set())
		require.Equal(t, strings.Contains(c.text, "as-was"), b.Relative())
		require.Equal(t, c.text == "report", b.Report())
	}
	for _, text := range []string{"", "1", ">=", "=> 1", "= 1", "!= 1", ">= as-is", ">= 1 * 2", "as-was", "<= as-was * 2", ">= 1s", ">= .5", ">= +1", ">= NaN", "Report", ">= 1\n"} {
		_, err := strict.ParseBound(text)
		require.Error(t, err, "%q", text)
	}
	require.False(t, strict.Bound{}.Set())
	require.False(t, strict.Bound{}.Report())
}

// A bound holds exactly when its margin is not negative; a strict one, when it is positive.
func TestBoundMarginLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		op := rapid.SampledFrom([]string{">=", "<=", "==", "<", ">"}).Draw(t, "op")
		limit := rapid.IntRange(-5, 5).Draw(t, "limit")
		b, err := strict.ParseBound(fmt.Sprintf("%s %d", op, limit))
		require.NoError(t, err)
		actual := float64(rapid.IntRange(-5, 5).Draw(t, "actual"))
		margin := b.Margin(actual, 0)
		if op == "<" || op == ">" {
			require.Equal(t, margin > 0, b.Holds(actual, 0))
		} else {
			require.Equal(t, margin >= 0, b.Holds(actual, 0))
		}
	})
}

func TestWhy(t *testing.T) {
	var s sheet
	require.NoError(t, strict.Decode("f", []byte("name: a\nwhy: \"all  of\\nit\""), &s))
	require.True(t, s.Why.Set())
	require.Equal(t, "all of it", s.Why.String())
	require.Empty(t, s.Why.Parameters())

	var each sheet
	require.NoError(t, strict.Decode("f", []byte("name: a\nwhy: {errors: no  rate, for: a guess}"), &each))
	require.True(t, each.Why.Set())
	require.Equal(t, "errors (no rate), for (a guess)", each.Why.String())
	require.Equal(t, []string{"errors", "for"}, each.Why.Parameters())
	require.False(t, strict.Why{}.Set())
}

func TestSuggest(t *testing.T) {
	known := []string{"timeline", "title", "expect", "sync.workers", "on"}
	for word, want := range map[string]string{
		"timelin": "timeline", "titel": "title", "Expect": "expect", "expectations": "expect", "sync.worker": "sync.workers",
		"sync": "sync.workers", "tmeline": "timeline", "xepcet": "expect",
	} {
		require.Equal(t, `, did you mean "`+want+`"?`, strict.Suggest(word, known), word)
	}
	for _, word := range []string{"", "x", "story", "xy"} {
		require.Empty(t, strict.Suggest(word, known), word)
	}
}
