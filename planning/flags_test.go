package planning_test

import (
	"flag"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/planning"
	"reprise/planning/trial"
)

// flagsOf are those of a command line, `rate=1200/h lead=20s`.
func flagsOf(t testing.TB, line string) planning.Flags {
	t.Helper()
	var f planning.Flags
	set := flag.NewFlagSet("pool", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	for name, into := range map[string]*string{
		"rate": &f.Rate, "lead": &f.Lead, "mins": &f.Mins, "targets": &f.Targets, "schedule": &f.Schedule, "trace": new(string),
	} {
		set.StringVar(into, name, "", "")
	}
	for name, into := range map[string]*float64{
		"max-fallback": &f.MaxFallback, "max-stock": &f.MaxStock, "max-fills": &f.MaxFills,
		"stored-price": &f.StoredPrice, "fill-price": &f.FillPrice, "fallback-price": &f.FallbackPrice,
	} {
		set.Float64Var(into, name, 0, "")
	}
	for name, into := range map[string]*int{"min": &f.Min, "target": &f.Target, "workers": &f.Workers} {
		set.IntVar(into, name, 0, "")
	}
	for name, into := range map[string]*[]string{"spike": &f.Spikes, "outage": &f.Outages} {
		set.Func(name, "", func(text string) error { *into = append(*into, text); return nil })
	}
	set.DurationVar(&f.Review, "review", pool.CheckEvery, "")
	set.DurationVar(&f.Create, "create", 0, "")
	set.IntVar(&f.Reps, "reps", 20, "")
	set.Uint64Var(&f.Seed, "seed", 1, "")
	set.BoolVar(&f.Simulate, "simulate", false, "")
	words := strings.Fields(line)
	for i := range words {
		words[i] = "-" + words[i]
	}
	require.NoError(t, set.Parse(words))
	set.Visit(func(given *flag.Flag) { f.Given = append(f.Given, given.Name) })
	return f
}

func TestFlagsAskAsMeant(t *testing.T) {
	ask := func(line string) planning.Ask {
		ask, err := flagsOf(t, line).Ask()
		require.NoError(t, err, line)
		return ask
	}
	today := pool.Documented()
	lead := exact.Batch{From: 20 * time.Second, To: 20 * time.Second}

	a := ask("rate=20/m lead=20s review=4m schedule=fixedDelay seed=7 reps=9 simulate=true max-stock=300")
	require.Equal(t, exact.Workload{Rate: 1200, Review: 4 * time.Minute, Creation: lead, Schedule: pool.FixedDelay}, a.Workload)
	require.Equal(t, planning.Limits{MeanStock: 300}, a.Limits)
	require.True(t, a.Simulate && !a.Choose && a.Seed == 7 && a.Reps == 9)
	require.Nil(t, a.Setting, "today's")

	require.Equal(t, sized(50, today.Target), ask("rate=1/s lead=20s min=50").Setting, "the target is today's")
	require.Equal(t, sized(today.Min, 700), ask("rate=1/s lead=20s target=700 max-fallback=1e-4").Setting, "the minimum is today's")
	require.False(t, ask("rate=1/s lead=20s target=700 max-fallback=1e-4").Choose, "one setting, and a limit")

	a = ask("rate=1/s lead=uniform:10s,30s max-fallback=1e-4 mins=20..60 targets=40..120 stored-price=1 fill-price=2 fallback-price=3")
	require.True(t, a.Choose)
	require.Nil(t, a.Setting)
	require.Equal(t, exact.Batch{From: 10 * time.Second, To: 30 * time.Second}, a.Workload.Creation)
	require.Equal(t, [2]planning.Range{{From: 20, To: 60}, {From: 40, To: 120}}, [2]planning.Range{a.Mins, a.Targets})
	require.Equal(t, planning.Prices{Stored: 1, Fill: 2, Fallback: 3}, a.Prices)
	require.True(t, ask("rate=1/s fallback-price=3").Choose)

	// POOL-01: an account takes 20 s in the mean. The workers that are left out are one, or as many as it takes (POOL-19).
	require.Equal(t, exact.Staggered{Each: 20 * time.Second, Workers: 1}, ask("rate=1/s").Workload.Creation)
	require.Equal(t, exact.Staggered{Each: 20 * time.Second, Workers: 5}, ask("rate=1/s workers=5").Workload.Creation)
	require.Equal(t, exact.Staggered{Each: 10 * time.Second}, ask("rate=1/s create=10s").Workload.Creation)
	require.Equal(t, exact.Staggered{Each: 10 * time.Second, Workers: 5}, ask("rate=1/s create=10s workers=5").Workload.Creation)

	require.Equal(t, []planning.Trouble{
		{Asked: "spike 5x@10m", Trouble: trial.Trouble{Spike: 5, For: 10 * time.Minute}},
		{Asked: "spike 1.5x@168h", Trouble: trial.Trouble{Spike: 1.5, For: exact.Week}},
		{Asked: "outage fill:30m", Trouble: trial.Trouble{Fails: true, For: 30 * time.Minute}},
	}, ask("rate=1/s outage=fill:30m spike=5x@10m spike=1.5x@168h").Troubles)

	require.Zero(t, ask("trace=some.csv lead=20s").Workload.Rate)
}

// TestFlagsRefused: a line that names the flag, what is wrong with it and what is allowed, before anything is made for it.
func TestFlagsRefused(t *testing.T) {
	const rate, lead, trouble, size = "; allowed: a number above 0 per s, m, h or d, as in 1200/h", "; allowed: a duration from 0s, or two of them, the shorter first, as in uniform:10s,30s",
		"; allowed: above 1 and up to 1000 times, for up to a week, as in 5x@10m", "; allowed: two whole numbers from 1 to 5000, as in 50..200"
	for line, want := range map[string]string{
		"":                  "rate: is missing, or stands beside trace; allowed: one of --rate 1200/h and --trace FILE.csv",
		"lead=20s":          "rate: is missing, or stands beside trace; allowed: one of --rate 1200/h and --trace FILE.csv",
		"rate=1/s trace=it": "rate: is missing, or stands beside trace; allowed: one of --rate 1200/h and --trace FILE.csv",
		"rate=0":            `rate: "0" is no rate` + rate,
		"rate=0/h":          `rate: "0/h" is no rate` + rate,
		"rate=-5/h":         `rate: "-5/h" is no rate` + rate,
		"rate=NaN/h":        `rate: "NaN/h" is no rate` + rate,
		"rate=Inf/h":        `rate: "Inf/h" is no rate` + rate,
		"rate=1e308/s":      `rate: "1e308/s" is no rate` + rate,
		"rate=1e-400/h":     `rate: "1e-400/h" is no rate` + rate,
		"rate=1200":         `rate: "1200" is no rate` + rate,
		"rate=1200/y":       `rate: "1200/y" is no rate` + rate,
		"rate=":             `rate: "" is no rate` + rate,
		"rate=1e12/h":       "rate is 1e+12 claims an hour: want from 1.2e-08 to 1.2e+06 with a review every 5m0s",
		"rate=1e-9/h":       "rate is 1e-09 claims an hour: want from 1.2e-08 to 1.2e+06 with a review every 5m0s",

		"rate=1/s lead=-20s":                 `lead: "-20s" is no lead` + lead,
		"rate=1/s lead=uniform:30s,10s":      `lead: "uniform:30s,10s" is no lead` + lead,
		"rate=1/s lead=uniform:10s":          `lead: "uniform:10s" is no lead` + lead,
		"rate=1/s lead=20":                   `lead: "20" is no lead` + lead,
		"rate=1/s lead=":                     `lead: "" is no lead` + lead,
		"rate=1/s lead=10m":                  "lead is 10m0s to 10m0s: want from 0 to at most the review interval of 5m0s, the shorter first",
		"rate=1/s lead=2m review=1m":         "lead is 2m0s to 2m0s: want from 0 to at most the review interval of 1m0s, the shorter first",
		"rate=1/s lead=20s create=20s":       "lead: stands beside create or workers; allowed: a fill that comes at once, or one that comes in rounds",
		"rate=1/s lead=20s workers=2":        "lead: stands beside create or workers; allowed: a fill that comes at once, or one that comes in rounds",
		"rate=1/s create=-1s":                "create is -1s: want more than 0 and at most 24h0m0s",
		"rate=1/s create=0s":                 "create is 0s: want more than 0 and at most 24h0m0s",
		"rate=1/s create=25h workers=2":      "create is 25h0m0s: want more than 0 and at most 24h0m0s",
		"rate=1/s create=6m":                 "workers is missing: want from 1 to 5000, for none keeps the runbook's promise: one account takes 6m0s and the review comes after 5m0s",
		"rate=1/s workers=0":                 "workers: is 0; allowed: 1 to 5000",
		"rate=1/s workers=-1":                "workers: is -1; allowed: 1 to 5000",
		"rate=1/s workers=1000000000":        "workers is 1000000000: want from 1 to 5000",
		"rate=1/s review=0s":                 "review is 0s: want more than 0 and at most 24h0m0s",
		"rate=1/s review=-5m":                "review is -5m0s: want more than 0 and at most 24h0m0s",
		"rate=1/s review=25h":                "review is 25h0m0s: want more than 0 and at most 24h0m0s",
		"rate=1/s schedule=never":            "schedule: ",
		"rate=1/s min=600":                   "min is 600: want from 1 to the target of 500",
		"rate=1/s min=20 target=10":          "min is 20: want from 1 to the target of 10",
		"rate=1/s min=0":                     "min is 0: want from 1 to the target of 500",
		"rate=1/s target=0":                  "target is 0: want from 1 to 5000",
		"rate=1/s target=-5":                 "target is -5: want from 1 to 5000",
		"rate=1/s target=1000000000":         "target is 1000000000: want from 1 to 5000",
		"rate=1/s target=1000000000 min=1":   "target is 1000000000: want from 1 to 5000",
		"rate=1/s reps=1 simulate=true":      "reps is 1: want at least 2",
		"rate=1/s max-fallback=2":            "max-fallback is 2: want a share of the claims, more than 0 and at most 1",
		"rate=1/s max-fallback=-1":           "max-fallback is -1: want a share of the claims, more than 0 and at most 1",
		"rate=1/s max-fallback=NaN":          "max-fallback is NaN: want a share of the claims, more than 0 and at most 1",
		"rate=1/s max-fallback=0":            "max-fallback: is 0, which no setting keeps; allowed: more than 0",
		"rate=1/s max-fallback=0 min=5":      "max-fallback: is 0, which no setting keeps; allowed: more than 0",
		"rate=1/s max-stock=0":               "max-stock: is 0, which no setting keeps; allowed: more than 0",
		"rate=1/s max-stock=-1":              "max-stock is -1: want a number from 0",
		"rate=1/s max-fills=0":               "max-fills: is 0, which no setting keeps; allowed: more than 0",
		"rate=1/s max-fills=Inf":             "max-fills is +Inf: want a number from 0",
		"rate=1/s stored-price=-1":           "stored-price is -1: want a number from 0",
		"rate=1/s fill-price=-1":             "fill-price is -1: want a number from 0",
		"rate=1/s fallback-price=-1":         "fallback-price is -1: want a number from 0",
		"rate=1/s fallback-price=NaN":        "fallback-price is NaN: want a number from 0",
		"rate=1/s fallback-price=0":          "max-fallback is missing: want the largest share of claims that may fall back, or a fallback-price above 0",
		"rate=1/s mins=20..60":               "mins, targets: are for a choice; allowed: with --max-fallback or --fallback-price, and without --min and --target",
		"rate=1/s min=5 targets=20..60":      "mins, targets: are for a choice; allowed: with --max-fallback or --fallback-price, and without --min and --target",
		"rate=1/s spike=5x":                  `spike: "5x" is no spike` + trouble,
		"rate=1/s spike=0.5x@10m":            `spike: "0.5x@10m" is no spike` + trouble,
		"rate=1/s spike=NaNx@10m":            `spike: "NaNx@10m" is no spike` + trouble,
		"rate=1/s spike=1001x@10m":           `spike: "1001x@10m" is no spike` + trouble,
		"rate=1/s spike=5x@0s":               `spike: "5x@0s" is no spike` + trouble,
		"rate=1/s spike=5x@1000h":            `spike: "5x@1000h" is no spike` + trouble,
		"rate=1/s spike=2x@1m spike=x@1m":    `spike: "x@1m" is no spike` + trouble,
		"rate=1/s spike=1000x@168h":          "spike 1000x@168h: is 6.65e+08 claims to play, time and again; allowed: up to 1e+06, of a smaller or shorter one",
		"rate=99/s outage=fill:168h":         "outage fill:168h: is 6.59e+07 claims to play, time and again; allowed: up to 1e+06, of a smaller or shorter one",
		"rate=1/s outage=db:30m":             `outage: "db:30m" is no outage; allowed: fill, for up to a week, as in fill:30m`,
		"rate=1/s outage=fill":               `outage: "fill" is no outage; allowed: fill, for up to a week, as in fill:30m`,
		"rate=1/s outage=fill:-1m":           `outage: "fill:-1m" is no outage; allowed: fill, for up to a week, as in fill:30m`,
		"rate=1/s outage=fill:169h":          `outage: "fill:169h" is no outage; allowed: fill, for up to a week, as in fill:30m`,
		"rate=" + strings.Repeat("9", 1<<10): `rate: "9999999999999999999999999999999999999999" is no rate` + rate,

		"rate=1/s max-fallback=1e-4 simulate=true":            "method: a choice is exact; allowed: --method simulate with --min and --target, for one setting",
		"rate=1/s max-fallback=1e-4 mins=200..50":             `mins: "200..50" is no range` + size,
		"rate=1/s max-fallback=1e-4 mins=0..50":               `mins: "0..50" is no range` + size,
		"rate=1/s max-fallback=1e-4 mins=50":                  `mins: "50" is no range` + size,
		"rate=1/s max-fallback=1e-4 targets=":                 `targets: "" is no range` + size,
		"rate=1/s max-fallback=1e-4 targets=1..1000000000":    `targets: "1..1000000000" is no range` + size,
		"rate=1/s max-fallback=1e-4 mins=50..60 targets=1..9": "mins is 50 to 60: want at most the largest of targets, 9",
	} {
		t.Run(line[:min(len(line), 60)], func(t *testing.T) {
			flags := flagsOf(t, line)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			ask, err := flags.Ask()
			if err == nil {
				_, err = planning.Answer(ask)
				require.ErrorAs(t, err, new(*planning.Wrong), "the asker can mend it")
			}
			runtime.ReadMemStats(&after)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<10), "bytes, before it was refused")
			require.True(t, err.Error() == want || strings.HasSuffix(want, ": ") && strings.HasPrefix(err.Error(), want), err)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}
