package random

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestParseDist(t *testing.T) {
	for text, mean := range map[string]time.Duration{
		"0s":                   0,
		"2m":                   2 * time.Minute,
		"1h30m":                90 * time.Minute,
		"constant:2m":          2 * time.Minute,
		"uniform:110s,130s":    2 * time.Minute,
		"uniform:0s,0s":        0,
		" uniform: 1s , 3s ":   2 * time.Second,
		"exp:5m":               5 * time.Minute,
		"lognormal:12m,0.5":    12 * time.Minute,
		"gamma:10m,0.3":        10 * time.Minute,
		"gamma:1.5µs,1e0":      1500 * time.Nanosecond,
		"constant:8760h":       MaxSpan,
		"uniform:8760h,8760h":  MaxSpan,
		"lognormal:8760h,10.0": MaxSpan,
	} {
		span, err := ParseDist(text)
		require.NoError(t, err)
		require.Equal(t, mean, span.Mean(), text)
		require.Equal(t, strings.TrimSpace(text), span.String())
	}
}

func TestParseDistRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "is not a duration",
		"soon":                    "is not a duration",
		"5":                       "is not a duration with its unit",
		"0":                       `"0" has no unit`,
		"-0":                      `"-0" has no unit`,
		"-5s":                     "is outside 0s to 8760h0m0s",
		"8761h":                   "is outside 0s to 8760h0m0s",
		"99999999h":               "is not a duration",
		"2 m":                     "is not a duration",
		"NaNs":                    "is not a duration",
		"normal:5m,0.1":           `unknown distribution "normal"`,
		"Exp:5m":                  `unknown distribution "Exp"`,
		":5m":                     `unknown distribution ""`,
		"exp:":                    "is not a duration",
		"exp:5":                   "is not a duration with its unit",
		"exp:0s":                  "exp: mean is 0; it must be above 0",
		"exp:5m,1":                "exp takes 1 parameters, not 2",
		"constant:1s,2s":          "constant takes 1 parameters, not 2",
		"uniform:1s":              "uniform takes 2 parameters, not 1",
		"uniform:130s,110s":       "lower bound 2m10s is above upper bound 1m50s",
		"uniform:110,130s":        "is not a duration with its unit",
		"uniform:1s,x":            "is not a duration with its unit",
		"lognormal:12m":           "lognormal takes 2 parameters, not 1",
		"lognormal:12m,wide":      "is not a number",
		"lognormal:12m,0":         "must be 0.01 to 10",
		"lognormal:12m,-0.5":      "must be 0.01 to 10",
		"lognormal:12m,nan":       "must be 0.01 to 10",
		"gamma:12m,inf":           "must be 0.01 to 10",
		"gamma:12m,1e999":         "is not a number",
		"gamma:0s,1":              "mean is 0",
		"exp:5m\nuniform:1s,2s":   "takes 1 parameters",
		strings.Repeat("9", 1000): "is not a duration",
	} {
		_, err := ParseDist(text)
		require.ErrorContains(t, err, want, text)
		require.ErrorContains(t, err, "allowed: DURATION, constant:DURATION, uniform:LO,HI", text)
		require.NotContains(t, err.Error(), "\n", "one line")
		require.Less(t, len(err.Error()), 400, "an error does not repeat a huge input")
	}
}

func TestSpanDraws(t *testing.T) {
	s := New(1, "spans", 0, 0)
	uniform := must(ParseDist("uniform:110s,130s"))(t)
	for range 1000 {
		d := uniform.Draw(s)
		require.True(t, 110*time.Second <= d && d <= 130*time.Second)
	}
	require.Equal(t, 90*time.Second, must(ParseDist("90s"))(t).Draw(s))
	require.Equal(t, 90*time.Second, Fixed(90*time.Second).Draw(s))
	require.Equal(t, "1m30s", Fixed(90*time.Second).String())
	require.Zero(t, Fixed(-time.Second).Draw(s))
}

func TestZeroSpanIsAlwaysZero(t *testing.T) {
	var span Span
	require.Zero(t, span.Draw(New(1, "x", 0, 0)))
	require.Zero(t, span.Mean())
	require.Equal(t, "0s", span.String())
}

func TestADrawEndsAtTheLongestDuration(t *testing.T) {
	require.Equal(t, time.Duration(math.MaxInt64), nanoseconds(1e300))
	require.Equal(t, time.Duration(math.MaxInt64), nanoseconds(math.MaxInt64))
	require.Zero(t, nanoseconds(-0.6))
	require.Equal(t, time.Duration(2), nanoseconds(1.5))
}

func TestSpanReadsBackWhatItPrints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mean := time.Duration(rapid.Int64Range(1, int64(MaxSpan)).Draw(t, "mean"))
		cv := number(rapid.Float64Range(MinCV, MaxCV).Draw(t, "cv"))
		family := rapid.SampledFrom([]string{"", "constant:", "exp:", "gamma:", "lognormal:", "uniform:"}).Draw(t, "family")
		text := family + mean.String()
		switch family {
		case "gamma:", "lognormal:":
			text += "," + cv
		case "uniform:":
			text += "," + mean.String()
		}
		span, err := ParseDist(text)
		require.NoError(t, err)
		require.Equal(t, text, span.String())
		require.InEpsilon(t, float64(mean), float64(span.Mean()), 1e-12)
	})
}

func FuzzParseDist(f *testing.F) {
	for _, text := range []string{"2m", "constant:2m", "uniform:110s,130s", "exp:5m", "lognormal:12m,0.5",
		"gamma:10m,0.3", "0", "uniform:2s,1s", "exp:-1s", "gamma:1h,NaN", "exp:1e9h", ",:,", "constant:", "\xff:1s"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		span, err := ParseDist(text)
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			return
		}
		require.True(t, 0 <= span.Mean() && span.Mean() <= MaxSpan)
		again, err := ParseDist(span.String())
		require.NoError(t, err)
		require.Equal(t, span, again)
		s := New(1, "fuzz", 0, 0)
		for range 10 {
			require.GreaterOrEqual(t, span.Draw(s), time.Duration(0))
		}
	})
}
