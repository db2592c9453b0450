package planning

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/fixtures"
	"reprise/planning/trial"
	"reprise/sim/arrivals"
)

func traceOf(t *testing.T, name string) *arrivals.Trace {
	t.Helper()
	file, err := fixtures.Traces.Open("traces/" + name)
	require.NoError(t, err)
	defer file.Close()
	record, err := arrivals.Read(name, file)
	require.NoError(t, err)
	return record
}

// TestRecordOf holds what fixtures/traces/README.md says of its records.
func TestRecordOf(t *testing.T) {
	for _, c := range []struct {
		file       string
		claims     int
		dispersion float64
		poisson    bool
		gaps       bool
		says, note string
	}{
		{"poisson.csv", 4679, 1.00, true, true, "nothing speaks against Poisson claims", "a Poisson record like this has an index of dispersion from "},
		{"bursts.csv", 5092, 3.47, false, true, "the exact answer is optimistic", "busiest from "},
		{"per-5-minutes.csv", 101014, 1.03, true, false, "nothing speaks against Poisson claims", "it has counts, so that nothing is known of bursts within 5 m"},
	} {
		t.Run(c.file, func(t *testing.T) {
			record := traceOf(t, c.file)
			told := recordOf(c.file, record)
			require.Equal(t, c.file, told.File)
			require.Equal(t, c.claims, told.Claims)
			require.InDelta(t, 14*24, told.Hours, 2)
			require.InEpsilon(t, float64(c.claims)/told.Hours, told.RatePerHour, 1e-9)
			require.InDelta(t, c.dispersion, told.Dispersion, 0.005)
			require.Equal(t, c.poisson, told.Poisson)
			require.Equal(t, c.poisson, told.DispersionP > arrivals.Level)
			require.Equal(t, c.gaps, told.KS != nil && told.KSP != nil)
			require.Contains(t, told.Says, c.says)
			require.Condition(t, func() bool {
				for _, note := range told.Notes {
					if len(note) >= len(c.note) && note[:len(c.note)] == c.note {
						return true
					}
				}
				return false
			}, "%q in %q", c.note, told.Notes)
		})
	}
}

func TestProfileOf(t *testing.T) {
	record := traceOf(t, "poisson.csv")
	p := profileOf(record)
	require.Equal(t, exact.Week, p.Period)
	hours := record.Profile()
	require.Len(t, p.Rates, len(hours))
	for hour, rate := range p.Rates {
		require.Equal(t, hours[hour].Rate, rate)
	}
	require.Greater(t, p.Rates[9], 20.0, "Monday 9:00 UTC is busy")
	require.Zero(t, p.Rates[23], "and 23:00 silent")
}

// TestBurstsArePlayed: where claims are not Poisson, the exact answer is not to be believed, and the record says by how much.
func TestBurstsArePlayed(t *testing.T) {
	ask := Ask{Record: traceOf(t, "bursts.csv"), File: "bursts.csv", Seed: 1, Reps: 4, Again: "reprise plan pool --trace bursts.csv"}
	ask.Workload = exact.Workload{Review: 10 * time.Minute, Creation: exact.Staggered{Each: 30 * time.Second, Workers: 12}}
	ask.Current = pool.Settings{Enabled: true, Min: 10, Target: 12}
	plan, err := Answer(ask)
	require.NoError(t, err)
	require.False(t, plan.Trace.Poisson)
	played := plan.Trace.Played["p_fallback"]
	require.Equal(t, 4, played.N)
	require.Greater(t, played.Low, 10*plan.Fallback)
	require.Contains(t, plan.Trace.Notes[len(plan.Trace.Notes)-1], "played 4 times, the record itself has ")
	require.Contains(t, plan.Trace.Notes[len(plan.Trace.Notes)-1], " times as many as the exact answer has it")
}

var (
	spike  = Trouble{"spike 8x@20m", trial.Trouble{Spike: 8, For: 20 * time.Minute}}
	outage = Trouble{"outage fill:2h", trial.Trouble{Fails: true, For: 2 * time.Hour}}
)

// TestWhatIf: POOL-18 and POOL-20 in a small pool, in the order in which they are asked.
func TestWhatIf(t *testing.T) {
	ask := Ask{Seed: 1, Troubles: []Trouble{outage, spike}}
	ask.Workload = exact.Workload{Rate: 60, Review: pool.CheckEvery, Creation: exact.Batch{From: time.Minute, To: time.Minute}}
	ask.Current = pool.Settings{Enabled: true, Min: 20, Target: 40}
	plan, err := Answer(ask)
	require.NoError(t, err)
	require.Len(t, plan.WhatIf, 2)
	o, s := plan.WhatIf[0], plan.WhatIf[1]
	require.Equal(t, [2]string{"outage fill:2h", "spike 8x@20m"}, [2]string{o.Cause, s.Cause})
	require.Equal(t, [2]string{"for 2 h no fill succeeds", "8 times as many claims, for 20 m"}, [2]string{o.Says, s.Says})
	for _, w := range plan.WhatIf {
		require.Equal(t, 200, w.Reps)
		require.Equal(t, w.Reps, w.Recovered)
		for name, mean := range map[string]float64{"claims": w.Claims, "fallbacks": w.Fallbacks, "time_to_empty_seconds": *w.TimeToEmpty, "time_to_recover_seconds": *w.TimeToRecover} {
			i := w.Intervals[name]
			require.Equal(t, mean, i.Mean, name)
			require.True(t, i.Low < mean && mean < i.High, name)
		}
	}
	// 120 claims come meanwhile, on 20 to 40 accounts of which the last goes after as many minutes.
	require.Equal(t, 200, o.Emptied)
	require.InDelta(t, 125, o.Claims, 5)
	require.True(t, *o.TimeToEmpty > 20*60 && *o.TimeToEmpty < 40*60, *o.TimeToEmpty)
	require.InDelta(t, 2*60, *o.TimeToEmpty/60+o.Fallbacks, 5)
	// 160 come in 20 minutes. A fill to 40 every five minutes lets no such spike through, nor stops it.
	require.Greater(t, s.Emptied, 100)
	require.True(t, s.Fallbacks > 1 && s.Fallbacks < 40, s.Fallbacks)
}

// TestWhatIfMeetsTheBusiestSlot of a profile.
func TestWhatIfMeetsTheBusiestSlot(t *testing.T) {
	profile := exact.Profile{Rates: []float64{6, 6, 6, 60, 6, 6}, Period: exact.Day}
	begins, long := busiestSlot(profile)
	require.Equal(t, [2]time.Duration{exact.Day + 12*time.Hour, 4 * time.Hour}, [2]time.Duration{begins, long})

	w := exact.Workload{Profile: profile, Review: pool.CheckEvery, Creation: exact.Batch{From: time.Minute, To: time.Minute}}
	short := Trouble{"outage fill:10m", trial.Trouble{Fails: true, For: 10 * time.Minute}}
	course, err := whatIf(w, meanRate(w), pool.Settings{Enabled: true, Min: 4, Target: 8}, short, 1)
	require.NoError(t, err)
	// Ten claims come in ten minutes, of which eight accounts are not enough; at any other time it would be one.
	require.InDelta(t, 13, course.Claims, 3)
	require.Greater(t, course.Emptied, 150)
}

// TestLongTroublesArePlayedLess, but never hardly.
func TestLongTroublesArePlayedLess(t *testing.T) {
	w := exact.Workload{Rate: 1200, Review: pool.CheckEvery, Creation: today}
	for _, c := range []struct {
		length time.Duration
		reps   int
	}{{30 * time.Minute, 200}, {100 * time.Hour, 147}} {
		trouble := Trouble{"outage", trial.Trouble{Fails: true, For: c.length}}
		require.Equal(t, c.reps, trouble.reps(w, 1200, trouble.when(w, 1200, 500)))
		require.NoError(t, trouble.playable(w))
	}
	w.Rate = 12000
	require.ErrorContains(t, Trouble{"outage fill:168h", trial.Trouble{Fails: true, For: exact.Week}}.playable(w), "outage fill:168h: is 2.22e+06 claims to play")
}

func TestWorse(t *testing.T) {
	for _, c := range []struct {
		played, answered float64
		want             string
	}{{0.02, 0.01, ", 2 times as many as the exact answer has it"}, {0.01, 0.02, ""}, {0.01, 0, ""}} {
		require.Equal(t, c.want, worse(c.played, c.answered))
	}
}
