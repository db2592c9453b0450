package scenarios

import (
	"context"
	"slices"
	"time"

	"reprise/sim"
	"reprise/sim/alerts"
	"reprise/sim/world"
)

// How Prometheus watches, where nobody says otherwise.
const (
	scrapeEvery   = 15 * time.Second // its usual interval (assumed: model.alert)
	evaluateEvery = time.Minute      // its default, from one evaluation of a rule to the next; a group's own interval wins
	scrapesMost   = 100_000          // of a run: 17 days every 15 s, and less than 20 MB for the shipped rules
)

// monitoring is how a run is watched: by which rules, and how often.
type monitoring struct {
	rules         []*RuleFile
	scrape, every time.Duration
}

// monitoring is how the scenario's runs are watched.
func (s *Scenario) monitoring() *monitoring {
	return &monitoring{rules: s.rules(), scrape: scrapeEvery, every: evaluateEvery}
}

// only is the same with these alerts alone, where nobody looks at the others.
func (m *monitoring) only(names []string) *monitoring {
	return &monitoring{rules: alerts.Only(m.rules, names), scrape: m.scrape, every: m.every}
}

// scrapes is how many scrapes a run has.
func (s *Scenario) scrapes(every time.Duration) int {
	return 1 + int(s.End.Time.Sub(s.Start.Time)/every)
}

// scrapable tells whether a run is short enough to be watched as usual.
func (s *Scenario) scrapable() bool { return s.scrapes(scrapeEvery) <= scrapesMost }

// scrapedSeries are all series that any scenario's scrapes can have.
var scrapedSeries = world.AllScraped()

// scraped are the series that this scenario's have.
func (s *Scenario) scraped() []world.Scraped {
	return slices.DeleteFunc(slices.Clone(scrapedSeries), func(e world.Scraped) bool { return !s.counts(metrics[e.Place]) })
}

// scraped are the series of a scenario that the rules read. One is always there, so that no scrape is empty.
func (m *monitoring) scraped(s *Scenario) []world.Scraped {
	if slices.ContainsFunc(m.rules, (*RuleFile).ByPattern) {
		return s.scraped()
	}
	read := []string{"servers_active"}
	for _, r := range alerts.Together(m.rules) {
		read = append(read, r.Reads...)
	}
	return slices.DeleteFunc(s.scraped(), func(e world.Scraped) bool { return !slices.Contains(read, e.Name) })
}

// track is what was taken down at every scrape, the first at the start of the run: the series that rules read, and the harm.
type track struct {
	every  sim.Time
	series []world.Scraped
	often  taken // at every scrape
	seldom taken // at the scrapes at which rules are evaluated, and between them what it was: some harm takes a while to read
	lasts  int   // for so many scrapes
}

// taken is some metrics, by their places in a snapshot.
type taken struct {
	places []int // ascending
	now    []float64
	values [][]float64 // by place, one a scrape
}

func newTrack(s *Scenario, m *monitoring) *track {
	t := &track{every: sim.Time(m.scrape), series: m.scraped(s), lasts: max(1, int(m.every/m.scrape))}
	for _, e := range t.series {
		t.often.add(e.Place)
	}
	for _, name := range s.Harm {
		i, harm, _ := metricOf(name)
		switch {
		case harm.Weight > 0:
			t.often.add(i, harm.Sum, harm.Weight)
		case harm.Gauge:
			t.seldom.add(i)
		default:
			t.often.add(i)
		}
	}
	return t
}

func (r *taken) add(places ...int) {
	for _, place := range places {
		if at, there := slices.BinarySearch(r.places, place); !there {
			r.places = slices.Insert(r.places, at, place)
		}
	}
	r.now, r.values = make([]float64, len(r.places)), make([][]float64, len(r.places))
}

// look is a scrape.
func (t *track) look(w *world.World) {
	w.Read(t.often.places, t.often.now)
	if t.scrapes()%t.lasts == 0 {
		w.Read(t.seldom.places, t.seldom.now)
	}
	t.seldom.keep()
	t.often.keep()
}

func (r *taken) keep() {
	for i, v := range r.now {
		r.values[i] = append(r.values[i], v)
	}
}

// scrapes is how many there were. Some series is always read.
func (t *track) scrapes() int { return len(t.often.values[0]) }

// of is one metric, at every scrape.
func (t *track) of(place int) []float64 {
	for _, r := range []*taken{&t.often, &t.seldom} {
		if i, there := slices.BinarySearch(r.places, place); there {
			return r.values[i]
		}
	}
	return nil
}

// snapshot is what was taken down at a scrape, as World.Snapshot has it; before the first one there is none.
func (t *track) snapshot(scrape int) []float64 {
	if scrape < 0 {
		return nil
	}
	all := make([]float64, len(metrics))
	for _, r := range []*taken{&t.seldom, &t.often} {
		for i, place := range r.places {
			all[place] = r.values[i][scrape]
		}
	}
	return all
}

// evaluate has the rules engine make what it makes of a run.
func (m *monitoring) evaluate(ctx context.Context, o *outcome) (*alerts.History, error) {
	s := alerts.Scrapes{Start: o.start, Every: m.scrape}
	for _, e := range o.track.series {
		series := alerts.Series{Name: e.Name, Values: o.track.of(e.Place)}
		if e.Label != "" {
			series.Labels = []alerts.Label{{Name: e.Label, Value: e.Value}}
		}
		s.Series = append(s.Series, series)
	}
	if ctx == nil {
		ctx = context.Background()
	}
	history, err := alerts.Evaluate(ctx, m.rules, s, alerts.Options{Every: m.every})
	return history, placed(err)
}
