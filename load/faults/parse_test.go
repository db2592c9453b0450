package faults

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/load/mysql"
)

const ms, sec = time.Millisecond, time.Second

func TestParse(t *testing.T) {
	for text, want := range map[string]Fault{
		"kill@10s":                 {Kind: Kill, At: 10 * sec},
		"kill+3s@10s":              {Kind: Kill, For: 3 * sec, At: 10 * sec},
		"kill@10s/20s":             {Kind: Kill, At: 10 * sec, Every: 20 * sec},
		"stall+2s@5s":              {Kind: Stall, For: 2 * sec, At: 5 * sec},
		"stall+2s@0s/1m":           {Kind: Stall, For: 2 * sec, Every: time.Minute},
		"latency:50ms@0s":          {Kind: Latency, Delay: 50 * ms},
		"latency:50ms~20ms+10s@5s": {Kind: Latency, Delay: 50 * ms, Jitter: 20 * ms, For: 10 * sec, At: 5 * sec},
		"reset@1.5s":               {Kind: Reset, At: 1500 * ms},
		"cut:5@8s":                 {Kind: Cut, Count: 5, At: 8 * sec},
		"starve:7+5s@10s":          {Kind: Starve, Count: 7, For: 5 * sec, At: 10 * sec},
		"drain@1h":                 {Kind: Drain, At: time.Hour},
		"configs-down+10s@1h10m":   {Kind: ConfigsDown, For: 10 * sec, At: 70 * time.Minute},
	} {
		faults, err := Parse([]string{text})
		require.NoError(t, err)
		require.Equal(t, []Fault{want}, faults, text)
		require.Equal(t, text, want.String())
	}
	faults, err := Parse([]string{"kill@1m0s", "reset@60s"})
	require.NoError(t, err)
	require.Equal(t, "kill@1m", faults[0].String())
	require.Equal(t, "reset@1m", faults[1].String())
}

func TestParseRefuses(t *testing.T) {
	for text, problem := range map[string]string{
		"":                        "is no fault; allowed: kill@10s or kill+3s@10s, stall+2s@5s, ",
		"Kill@10s":                "is no fault; allowed: kill@10s",
		"fire@10s":                "configs-down+10s@5s; each again and again with /EVERY, as in kill@10s/20s",
		"kill":                    "it needs an @ with its time; allowed: as in kill@10s or kill+3s@10s",
		"kill@":                   "behind its @ is a time, up to a week",
		"kill@10":                 "behind its @ is a time",
		"kill@-1s":                "behind its @ is a time",
		"kill@+1s":                "behind its @ is a time",
		"kill@169h":               "behind its @ is a time",
		"kill@1s@2s":              "behind its @ is a time",
		"kill:3s@10s":             "it has no colon",
		"kill+@10s":               "behind its + is a length, up to a week",
		"kill+0s@10s":             "behind its + is a length",
		"kill++1s@10s":            "behind its + is a length",
		"kill@10s/":               "behind its / is the time to the next strike",
		"kill@10s/99ms":           "behind its / is the time to the next strike, from 100ms",
		"kill+3s@10s/3s":          "it would strike again before it has ended",
		"latency:50ms@0s/10s":     "it would strike again before it has ended",
		"stall@5s":                "it needs a + with its length; allowed: as in stall+2s@5s",
		"latency+1s@5s":           "it needs a colon",
		"latency:@5s":             "behind its colon is a delay up to 1m, and behind a ~ a jitter up to the delay",
		"latency:0s@5s":           "behind its colon is a delay",
		"latency:61s@5s":          "behind its colon is a delay",
		"latency:5ms~6ms@5s":      "behind its colon is a delay",
		"latency:5ms~0s@5s":       "behind its colon is a delay",
		"latency:5ms~@5s":         "behind its colon is a delay",
		"reset+1s@5s":             "it has no + with its length",
		"reset:3@5s":              "it has no colon",
		"cut@5s":                  "it needs a colon",
		"cut:0@5s":                "behind its colon is a number from 1 to 1000000",
		"cut:-1@5s":               "behind its colon is a number",
		"cut:1000001@5s":          "behind its colon is a number",
		"cut:5+1s@5s":             "it has no + with its length",
		"starve:7.5@5s":           "behind its colon is a number",
		"drain+5s@5s":             "it has no + with its length",
		"configs-down:1@5s":       "it has no colon",
		strings.Repeat("x", 1000): strings.Repeat("x", 40) + `" is no fault`,
	} {
		_, err := Parse([]string{"kill@1s", text})
		require.ErrorContains(t, err, problem, text)
		require.ErrorContains(t, err, "; allowed: ", text)
	}
}

// aFault draws one that Parse can read.
func aFault(t *rapid.T) Fault {
	form := rapid.SampledFrom(forms).Draw(t, "form")
	length := rapid.Custom(func(t *rapid.T) time.Duration {
		unit := rapid.SampledFrom([]time.Duration{1, time.Microsecond, ms, sec, time.Minute, time.Hour}).Draw(t, "unit")
		return time.Duration(rapid.Int64Range(1, 100).Draw(t, "n")) * unit
	})
	f := Fault{Kind: form.kind, At: length.Draw(t, "at")}
	switch form.what {
	case aDelay:
		f.Delay = min(length.Draw(t, "delay"), longestWait)
		if rapid.Bool().Draw(t, "jitters") {
			f.Jitter = min(length.Draw(t, "jitter"), f.Delay)
		}
	case aCount:
		f.Count = rapid.IntRange(1, mostOfThem).Draw(t, "count")
	}
	if form.lasts == always || form.lasts == maybe && rapid.Bool().Draw(t, "lasts") {
		f.For = length.Draw(t, "for")
	}
	if (f.For > 0 || !f.lastsToTheEnd()) && rapid.Bool().Draw(t, "again") {
		f.Every = max(f.For+1, shortestGap) + length.Draw(t, "every")
		if f.Every > longest {
			f.Every = 0
		}
	}
	return f
}

func TestParseReadsWhatStringSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := aFault(t)
		read, err := Parse([]string{f.String()})
		require.NoError(t, err)
		require.Equal(t, []Fault{f}, read)
	})
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"kill@10s", "kill+3s@10s/20s", "stall+2s@5s", "latency:50ms~20ms+10s@5s", "cut:5@8s", "starve:7+5s@10s",
		"drain@5s", "configs-down@0s", "reset@8s", "kill+@/", "cut:+5@8s", "latency:1e9h@1s", "kill@1ns/2540400h", "@", "kill@0", "reset@0.1µs"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		faults, err := Parse([]string{text})
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			require.Less(t, len(err.Error()), 600)
			return
		}
		again, err := Parse([]string{faults[0].String()})
		require.NoError(t, err)
		require.Equal(t, faults, again)
		one := faults[0]
		require.True(t, one.At >= 0 && one.For >= 0 && one.Delay >= one.Jitter && one.Jitter >= 0 && one.Count >= 0, one)
		require.True(t, one.Every == 0 || one.Every >= shortestGap && one.Every > one.For, one)
	})
}

func TestCheck(t *testing.T) {
	parsed := func(text string) []Fault {
		faults, err := Parse([]string{"reset@1s", text})
		require.NoError(t, err)
		return faults
	}
	ours := Bounds{Lasts: 30 * sec, Conns: 8, Ours: true}
	theirs := Bounds{Lasts: 30 * sec, Conns: 8}
	for _, text := range []string{"kill@29s/1s", "stall+1m@5s", "starve:8@5s", "latency:1s@0s", "cut:9@1s", "drain@1s", "configs-down@1s"} {
		require.NoError(t, Check(parsed(text), ours))
	}
	require.NoError(t, Check(parsed("latency:1s@0s"), theirs))
	require.EqualError(t, Check(parsed("kill@30s"), ours), "kill@30s strikes when the run has ended; allowed: a time before 30s")
	require.EqualError(t, Check(parsed("starve:9@5s"), ours), "starve:9@5s takes more connections than the service has; allowed: 1 to 8")
	for _, text := range []string{"kill@5s", "stall+1s@5s"} {
		err := Check(parsed(text), theirs)
		require.ErrorIs(t, err, mysql.ErrNotOurs)
		require.EqualError(t, err, text+": the server is not ours to stop; allowed: such a fault with a server of the run's own, docker or local")
	}
}

func TestNeedsProxy(t *testing.T) {
	needs := map[Kind]bool{Latency: true, Reset: true, Cut: true}
	for _, form := range forms {
		require.Equal(t, needs[form.kind], Fault{Kind: form.kind}.NeedsProxy(), form.kind)
	}
}
