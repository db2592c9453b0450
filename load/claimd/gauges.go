package claimd

import (
	"github.com/prometheus/client_golang/prometheus"

	"reprise/control/pool"
)

// gauges are the three of the documents (POOL-14). The size is that of the database at the time of the scrape; where it cannot
// be read, the gauge is left out: no number is better than a wrong one, and an alert can tell.
type gauges struct {
	set               pool.Settings
	level             *level
	size, min, target *prometheus.Desc
}

func newGauges(set pool.Settings, l *level) *gauges {
	desc := func(name, help string) *prometheus.Desc { return prometheus.NewDesc(name, help, nil, nil) }
	return &gauges{
		set: set, level: l,
		size:   desc(pool.GaugeSize, "Accounts that are POOL."),
		min:    desc(pool.GaugeMin, "Accounts of which fewer make the scheduler fill the pool."),
		target: desc(pool.GaugeTarget, "Accounts up to which the scheduler fills the pool."),
	}
}

// Describe is part of prometheus.Collector.
func (g *gauges) Describe(to chan<- *prometheus.Desc) {
	to <- g.size
	to <- g.min
	to <- g.target
}

// Collect is part of prometheus.Collector.
func (g *gauges) Collect(to chan<- prometheus.Metric) {
	size, err := g.level.read()
	s := g.set.Status(size)
	show := func(d *prometheus.Desc, n int) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n))
	}
	if err == nil {
		show(g.size, s.Size)
	}
	show(g.min, s.Min)
	show(g.target, s.Target)
}
