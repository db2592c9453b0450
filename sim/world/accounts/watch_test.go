package accounts

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/sim"
	"reprise/sim/random"
)

const scrape = 15 * time.Second

// POOL-15: AccountPoolLow goes off at the first look of Prometheus more than 10 minutes after the first that found the pool
// below its minimum, once for each time that it is low.
func TestTheAlert(t *testing.T) {
	const lowAt = time.Hour + time.Second // seen low at 1:00:15
	for _, c := range []struct {
		name   string
		until  time.Duration // it is filled by hand
		scrape time.Duration
		alerts []time.Duration
	}{
		{"low for ever", 100 * time.Hour, scrape, []time.Duration{lowAt + 14*time.Second + 10*time.Minute + scrape}},
		{"recovers just before", lowAt + 10*time.Minute + 28*time.Second, scrape, nil},
		{"recovers just after", lowAt + 10*time.Minute + 30*time.Second, scrape, []time.Duration{lowAt + 14*time.Second + 10*time.Minute + scrape}},
		{"nobody looks", 100 * time.Hour, 0, nil},
		{"low twice", 2 * time.Hour, scrape, []time.Duration{lowAt + 14*time.Second + 10*time.Minute + scrape, 3*time.Hour + 10*time.Minute + 2*scrape}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := open(t, plain(func(s *Settings) { s.Create = random.Fixed(0); s.Workers = 50 }), Config{Stock: 100, Scrape: c.scrape})
			o.StopScheduler()
			o.arrive(lowAt, 1)
			o.at(c.until, func() { require.NoError(t, o.FillByHand(50, Nobody)) })
			o.arrive(3*time.Hour+time.Second, 50)
			if len(c.alerts) < 2 {
				o.goTo(3 * time.Hour)
			} else {
				o.goTo(5 * time.Hour)
			}
			var at []time.Duration
			for _, a := range o.alerts {
				at = append(at, time.Duration(a.at))
				require.Equal(t, 99, a.size)
			}
			require.Equal(t, c.alerts, at)
		})
	}
}

// evenly are so many arrivals an hour, from one instant to another.
func evenly(from, to time.Duration, perHour int) []time.Duration {
	var all []time.Duration
	for at := from; at < to; at += time.Hour / time.Duration(perHour) {
		all = append(all, at)
	}
	return all
}

// POOL-18, POOL-19: at the alert the signs point to the cause that is there: a spike, fills that fail, a scheduler that stands
// still, or none of the three, where a fill is too slow.
func TestTheAlertNamesTheCause(t *testing.T) {
	usual := evenly(0, 24*time.Hour, 60)
	for _, c := range []struct {
		name  string
		set   func(*Settings)
		do    func(*office)
		stock int
		come  []time.Duration
		looks pool.Depletion
	}{
		{"spike", nil, nil, 500, slices.Concat(usual, evenly(12*time.Hour, 13*time.Hour, 600)), pool.TrafficSpike},
		{"spike that is over", func(s *Settings) { s.Create = random.Fixed(61 * time.Second) }, nil, 500,
			slices.Concat(usual, evenly(90*time.Minute, 2*time.Hour+2*time.Minute, 600)), pool.TrafficSpike},
		{"less than twice as many", func(s *Settings) { s.Create = random.Fixed(33 * time.Second) }, nil, 500, slices.Concat(usual, evenly(12*time.Hour, 24*time.Hour, 50)), pool.NoneOfTheThree},
		{"fills fail", func(s *Settings) { s.OnFailure = pool.Abandon }, func(o *office) { o.Strike(Fault{FillConfigs, 1, 1}) }, 500, usual, pool.FillsFailing},
		{"scheduler stopped", nil, func(o *office) { o.StopScheduler() }, 500, usual, pool.SchedulerStopped},
		{"scheduler stopped, fills fail", nil, func(o *office) { o.StopScheduler(); o.Strike(Fault{Any, 1, 1}) }, 500, usual, pool.SchedulerStopped},
		{"fills fail in a spike", func(s *Settings) { s.OnFailure = pool.Abandon }, func(o *office) { o.Strike(Fault{FillConfigs, 1, 1}) }, 500,
			slices.Concat(usual, evenly(5*time.Hour, 6*time.Hour, 600)), pool.FillsFailing},
		{"too slow", func(s *Settings) { s.Create = random.Fixed(61 * time.Second) }, nil, 500, usual, pool.NoneOfTheThree},
		{"low from the start", nil, nil, 50, usual, pool.NoneOfTheThree},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := plain()
			if c.set != nil {
				c.set(&set)
			}
			o := open(t, set, Config{Stock: c.stock, Scrape: scrape, Demand: Demand{Record: record(t, slices.Sorted(slices.Values(c.come))), Flows: [Flows]float64{1}}})
			if c.do != nil {
				c.do(o)
			}
			o.goTo(24 * time.Hour)
			require.NotEmpty(t, o.alerts)
			require.Equal(t, c.looks, o.alerts[0].looks)
			require.Less(t, o.alerts[0].size, 100)
		})
	}
}

// A pool is told to be low, to be empty, to be back: each once a time, with how long since it fell below its minimum.
func TestWhatIsToldOfThePool(t *testing.T) {
	set := plain(func(s *Settings) { s.Pool = pool.Settings{Enabled: true, Min: 10, Target: 20} })
	o := open(t, set, Config{Stock: 12})
	o.StopScheduler()
	o.arrive(time.Minute, 3)       // 9: low
	o.arrive(4*time.Minute, 9)     // 0: empty
	o.at(5*time.Minute, o.fills9)  // 9 by 8:00
	o.arrive(10*time.Minute, 9)    // empty again, as it is filled: told once
	o.at(11*time.Minute, o.fills9) // 9 by 14:00
	o.at(15*time.Minute, o.fills9) // back at 10: 15:20
	o.goTo(time.Hour)
	require.Equal(t, []told{{at: sim.Time(time.Minute)}}, o.desk.low)
	require.Equal(t, []told{{at: sim.Time(4 * time.Minute), took: 3 * time.Minute}}, o.desk.emptied)
	require.Equal(t, []told{{at: sim.Time(15*time.Minute + 20*time.Second), took: 14*time.Minute + 20*time.Second}}, o.recovered)
	m := o.Measures()
	require.Equal(t, []time.Duration{3 * time.Minute, 14*time.Minute + 20*time.Second}, []time.Duration{m.ToEmpty, m.ToRecover})
	require.InDelta(t, 60+20+60+20, m.Empty, 1e-9)

	o.arrive(2*time.Hour, 18)
	o.goTo(2*time.Hour + time.Minute)
	m = o.Measures()
	require.Equal(t, []time.Duration{0, 14*time.Minute + 20*time.Second}, []time.Duration{m.ToEmpty, m.ToRecover}, "the shortest, the longest")
	o.goTo(3 * time.Hour)
	require.Equal(t, time.Hour, o.Measures().ToRecover, "one that is not back counts to now")
	o.at(3*time.Hour, o.fills9)
	o.at(3*time.Hour, o.fills9)
	o.arrive(4*time.Hour, 9)
	o.at(4*time.Hour, o.fills9)
	o.goTo(5 * time.Hour)
	require.Len(t, o.recovered, 3)
	require.Equal(t, o.recovered[1].took, o.Measures().ToRecover, "the longest, and not the last")
	require.Less(t, o.recovered[2].took, o.recovered[1].took)
}

// fills9 makes nine accounts.
func (o *office) fills9() { require.NoError(o.t, o.FillByHand(9, Nobody)) }

// A pool that is low from the start is told of when it is back only; a deploy of another minimum is seen at once.
func TestLowFromTheStart(t *testing.T) {
	o := open(t, plain(func(s *Settings) { s.Workers = 500 }), Config{})
	o.goTo(10 * time.Minute)
	require.Empty(t, o.desk.low)
	require.Empty(t, o.desk.emptied)
	back := o.firstCheck() + 20*time.Second
	require.Equal(t, []told{{at: sim.Time(back), took: back}}, o.recovered)
	require.Equal(t, back, o.Measures().ToRecover)

	o.at(11*time.Minute, func() {
		o.set.Pool.Min, o.set.Pool.Target = 501, 600
		o.Deployed()
	})
	o.goTo(12 * time.Minute)
	require.Equal(t, []told{{at: sim.Time(11 * time.Minute)}}, o.desk.low)
}

// A pool without a minimum is never low, and is empty as often as it empties.
func TestAPoolWithoutAMinimum(t *testing.T) {
	o := open(t, plain(func(s *Settings) { s.Pool.Min = 0 }), Config{Stock: 2})
	o.arrive(time.Minute, 2)
	o.at(5*time.Minute, o.fills9)
	o.arrive(10*time.Minute, 9)
	o.goTo(time.Hour)
	require.Empty(t, o.desk.low)
	require.Empty(t, o.recovered)
	require.Equal(t, []told{{at: sim.Time(time.Minute)}, {at: sim.Time(10 * time.Minute)}}, o.desk.emptied)
	require.Zero(t, o.Measures().ToEmpty)
}

// Looks of more than a day ago are forgotten, but for what remembering costs.
func TestLooksAreForgotten(t *testing.T) {
	o := open(t, plain(), Config{Stock: 500, Scrape: scrape})
	o.goTo(5 * 24 * time.Hour)
	signs := o.Service.watch.signs
	require.LessOrEqual(t, len(signs), 2*24*60*4+2)
	require.GreaterOrEqual(t, len(signs), 24*60*4)
	require.LessOrEqual(t, o.engine.Now().Sub(signs[len(signs)-1].at), scrape)
}
