package experiments

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/reports"
	"reprise/scenarios/strict"
)

func texts(a *axis) []string {
	var out []string
	for _, v := range a.values {
		out = append(out, v.text)
	}
	return out
}

func TestValuesAreWrittenAsAPersonWould(t *testing.T) {
	for over, want := range map[string]struct{ kind, values string }{
		"k=0.5:1:0.05":                  {reports.KeyNumber, "0.5 0.55 0.6 0.65 0.7 0.75 0.8 0.85 0.9 0.95 1"},
		"k=0.1:0.4:0.1":                 {reports.KeyNumber, "0.1 0.2 0.3 0.4"}, // 0.1+0.2 is no 0.30000000000000004
		"k=0:0.000000003:0.000000001":   {reports.KeyNumber, "0 0.000000001 0.000000002 0.000000003"},
		"k=50:300:100":                  {reports.KeyNumber, "50 150 250"}, // the end only where a step meets it
		"k=-1:1:0.50":                   {reports.KeyNumber, "-1 -0.5 0 0.5 1"},
		"k=5m:20m:5m":                   {reports.KeyDuration, "5m 10m 15m 20m"},
		"k=50m:1h30m:20m":               {reports.KeyDuration, "50m 1h10m 1h30m"},
		"k=500ms:2s:750ms":              {reports.KeyDuration, "500ms 1.25s 2s"},
		"k=12h:3d:12h":                  {reports.KeyDuration, "12h 24h 36h 2d 60h 3d"},
		"k=0s:3us:1us":                  {reports.KeyDuration, "0s 1us 2us 3us"},
		"k=500,300,1000":                {reports.KeyNumber, "300 500 1000"},
		"k=1h,5m,90s":                   {reports.KeyDuration, "90s 5m 1h"},
		"k=serve,error":                 {reports.KeyWord, "serve error"},
		"k=uniform:1s,2s|uniform:2s,3s": {reports.KeyWord, "uniform:1s,2s uniform:2s,3s"},
		"k=uniform:1s":                  {reports.KeyWord, "uniform:1s"},
		"k=1,5m":                        {reports.KeyWord, "1 5m"},
	} {
		a, err := parseAxis(over)
		require.NoError(t, err, over)
		require.Equal(t, want.values, strings.Join(texts(a), " "), over)
		require.Equal(t, want.kind, a.kind(), over)
	}
}

func TestWrongAxes(t *testing.T) {
	for over, want := range map[string]string{
		"k":                          "--over k: no value; key=lo:hi:step or key=a,b,c",
		"=1,2":                       "--over =1,2: no value; key=lo:hi:step or key=a,b,c",
		"k=":                         `--over k=: "" is there twice, or empty; each value once, as in a,b,c`,
		"k=a,b,":                     `--over k=a,b,: "" is there twice, or empty; each value once, as in a,b,c`,
		"k=0.5,0.50":                 `--over k=0.5,0.50: "0.50" is there twice, or empty; each value once, as in a,b,c`,
		"k=60m,1h":                   `--over k=60m,1h: "1h" is there twice, or empty; each value once, as in a,b,c`,
		"k=1:0.5:0.1":                "--over k=1:0.5:0.1: 1 is not below 0.5; a range from low to high",
		"k=0.5:0.5:0.1":              "--over k=0.5:0.5:0.1: 0.5 is not below 0.5; a range from low to high",
		"k=0.5:1:0":                  "--over k=0.5:1:0: the step is 0; a step above 0, in the unit of the range",
		"k=0.5:1:-0.1":               "--over k=0.5:1:-0.1: the step is -0.1; a step above 0, in the unit of the range",
		"k=5m:1h:10":                 "--over k=5m:1h:10: cannot be read exactly; lo:hi:step, all decimals of at most 9 places, or all durations",
		"k=0:1:many":                 "--over k=0:1:many: cannot be read exactly; lo:hi:step, all decimals of at most 9 places, or all durations",
		"k=0:1:0.0000000001":         "--over k=0:1:0.0000000001: cannot be read exactly; lo:hi:step, all decimals of at most 9 places, or all durations",
		"k=0:99999999999999999999:1": "--over k=0:99999999999999999999:1: cannot be read exactly; lo:hi:step, all decimals of at most 9 places, or all durations",
		"k=0:1:0.000001":             "--over k=0:1:0.000001: has too many values; at most 100000 runs in all",
		"k=0:1:log":                  "--over k=0:1:log: a log scale begins at 0; a range above 0",
	} {
		_, err := parseAxis(over)
		require.EqualError(t, err, want, over)
	}
}

// A range of decimals is what exact arithmetic makes of it, and each of its texts is the shortest decimal that reads back as it.
func TestRangesAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		decimal := func(units int64, places int) string {
			return strings.TrimSpace(new(big.Rat).SetFrac(big.NewInt(units), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)).FloatString(places))
		}
		places := rapid.IntRange(0, 6).Draw(t, "places")
		low := rapid.Int64Range(-1e6, 1e6).Draw(t, "low")
		step := rapid.Int64Range(1, 1e5).Draw(t, "step")
		n := rapid.Int64Range(1, 300).Draw(t, "steps")
		a, err := parseAxis(fmt.Sprintf("k=%s:%s:%s", decimal(low, places), decimal(low+n*step, places), decimal(step, places)))
		require.NoError(t, err)
		require.Len(t, a.values, int(n)+1)
		for i, v := range a.values {
			got, ok := new(big.Rat).SetString(v.text)
			require.True(t, ok)
			want := new(big.Rat).SetFrac(big.NewInt(low+int64(i)*step), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
			require.Zero(t, got.Cmp(want), "%s", v.text)
			read, err := strconv.ParseFloat(v.text, 64)
			require.NoError(t, err)
			require.Equal(t, read, v.at)
			require.Equal(t, strconv.FormatFloat(read, 'f', -1, 64), v.text)
		}
	})
}

// Durations read back as themselves, the way settings read them.
func TestDurationsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]time.Duration{1, time.Microsecond, time.Millisecond, time.Second, time.Minute, time.Hour, 24 * time.Hour}).Draw(t, "unit")
		d := unit * time.Duration(rapid.Int64Range(0, 3000).Draw(t, "n"))
		read, err := strict.ParseDuration(durationText(d))
		require.NoError(t, err)
		require.Equal(t, d, read)
	})
}

func FuzzParseAxis(f *testing.F) {
	for _, seed := range []string{"k=0.5:1:0.05", "k=5m:1h:5m", "k=1m:24h:log", "k=a,b|c", "k=::", "=", "k=-0:0:0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, over string) {
		a, err := parseAxis(over)
		if err != nil {
			return
		}
		require.True(t, len(a.values) > 0 || a.span != nil)
		for i, v := range a.values {
			require.NotEmpty(t, v.text)
			require.True(t, i == 0 || a.values[i-1].at < v.at || a.kind() != reports.KeyWord, "in order")
		}
	})
}

func TestAGridGoesFastestInItsLastKey(t *testing.T) {
	first, _ := parseAxis("a=1,2")
	last, _ := parseAxis("b=x,y,z")
	points, err := grid([]*axis{first, last}, 6)
	require.NoError(t, err)
	var got []string
	for _, p := range points {
		got = append(got, p[0].text+p[1].text)
	}
	require.Equal(t, []string{"1x", "1y", "1z", "2x", "2y", "2z"}, got)
	_, err = grid([]*axis{first, last}, 5)
	require.ErrorContains(t, err, "more than 5 points")
	drawn, _ := parseAxis("c=0:1")
	_, err = grid([]*axis{drawn}, 5)
	require.EqualError(t, err, "--over c=0:1: a range without a step; lo:hi:step, or --lhs N for points drawn from it")
}
