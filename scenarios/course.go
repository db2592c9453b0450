package scenarios

import (
	"slices"

	"reprise/reports"
	"reprise/sim"
)

// shown are the metrics that a report draws over time, chart by chart. Gauges are drawn as they stood, counters as what they
// grew by.
var shown = []struct {
	chart   string
	metrics []string
}{
	{"configs", []string{"client.held", "servers.active"}},
	{"pool", []string{"account_pool_size", "account_pool_min", "account_pool_target"}},
	{"attempts", []string{"client.connects", "client.failed_attempts", "client.sessions_dropped"}},
	{"sign-ups", []string{"signup.from_pool", "signup.fallbacks", "signup.failed"}},
	{"connections", []string{"connections", "connections.failed", "connections.unprotected"}},
	{"picks", []string{"picks", "picks.overloaded", "picks.down", "sessions.stranded"}},
}

// courses are the runs of which it is taken down how they went.
type courses int

const (
	noRun    courses = iota
	everyRun         // of every variant
	lastRun          // the variant that was asked for; as-was beside it is there for bounds alone
)

// of tells whether the i-th of n rehearsals is one.
func (c courses) of(i, n int) bool { return c == everyRun || c == lastRun && i == n-1 }

// course is what was taken down of how a run went.
type course struct {
	every   sim.Time
	metrics []int // places in a snapshot
	charts  []string
	at      []sim.Time
	values  [][]float64 // by metric, one a look
}

// newCourse is for what the scenario has of the shown metrics.
func (s *Scenario) newCourse(every sim.Time) course {
	c := course{every: every}
	for _, chart := range shown {
		for _, name := range chart.metrics {
			if i, m, _ := metricOf(name); s.measures(m) {
				c.metrics, c.charts = append(c.metrics, i), append(c.charts, chart.chart)
			}
		}
	}
	c.values = make([][]float64, len(c.metrics))
	return c
}

// look takes down a snapshot.
func (c *course) look(at sim.Time, snapshot []float64) {
	c.at = append(c.at, at)
	for i, place := range c.metrics {
		c.values[i] = append(c.values[i], snapshot[place])
	}
}

// bins are how many counts a counter is drawn as.
const bins = 240

// report is the course as the result model has it; nil where nothing was taken down.
func (c *course) report() *reports.Course {
	if len(c.at) < 2 {
		return nil
	}
	perBin := (len(c.at) - 1) / bins
	out := &reports.Course{BinSeconds: float64(perBin) * seconds(c.every)}
	for i, place := range c.metrics {
		m := metrics[place]
		if m.Gauge {
			line := reports.Line{Chart: c.charts[i], Metric: m.Name, Label: m.Label, Unit: m.Unit}
			for _, k := range telling(c.values[i]) {
				line.Seconds, line.Values = append(line.Seconds, seconds(c.at[k])), append(line.Values, c.values[i][k])
			}
			out.Lines = append(out.Lines, line)
			continue
		}
		count := reports.Count{Chart: c.charts[i], Metric: m.Name, Label: m.Label, Good: m.MoreIsBetter}
		for k := perBin; k < len(c.at); k += perBin {
			count.Values = append(count.Values, c.values[i][k]-c.values[i][k-perBin])
		}
		out.Counts = append(out.Counts, count)
	}
	return out
}

func seconds(t sim.Time) float64 { return float64(t) / 1e9 }

// tellingMax is how many values a line has at most; above it, of every stretch the lowest and the highest are kept.
const tellingMax = 480

// telling are the places of the values that a line needs: the first, the last, and those beside a change.
func telling(values []float64) []int {
	last := len(values) - 1
	var places []int
	for i, v := range values {
		if i == 0 || i == last || v != values[i-1] || v != values[i+1] {
			places = append(places, i)
		}
	}
	if len(places) <= tellingMax {
		return places
	}
	var extremes []int
	for stretch := range tellingMax / 2 {
		from, to := stretch*len(values)/(tellingMax/2), (stretch+1)*len(values)/(tellingMax/2)
		low, high := from, from
		for i := from; i < to; i++ {
			if values[i] < values[low] {
				low = i
			}
			if values[i] > values[high] {
				high = i
			}
		}
		extremes = append(extremes, min(low, high), max(low, high))
	}
	return slices.Compact(append(extremes, last))
}
