package alerts

import (
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/timestamp"
	"github.com/prometheus/prometheus/model/value"
)

// Series is one metric as scraped. Values has one value a scrape, from the first one on, and NaN where a scrape does not have
// it; scrapes past its end do not have it either. So no sample is ever NaN.
type Series struct {
	Name   string
	Labels []Label // without the name; a label whose value is empty is none
	Values []float64
}

// Scrapes are all series that were scraped together: the first time at Start, and then at every Every, as often as the longest
// of them has values. Start and Every are whole milliseconds, which is what Prometheus counts in.
type Scrapes struct {
	Start  time.Time
	Every  time.Duration
	Series []Series
}

// count is how many scrapes there were.
func (s Scrapes) count() int {
	n := 0
	for _, one := range s.Series {
		n = max(n, len(one.Values))
	}
	return n
}

// end is the time of the last scrape.
func (s Scrapes) end() time.Time { return s.Start.Add(time.Duration(s.count()-1) * s.Every) }

func (s Scrapes) check() error {
	switch {
	case s.Every < time.Millisecond || s.Every%time.Millisecond != 0:
		return fmt.Errorf("scraping every %s: allowed are whole milliseconds", s.Every)
	case s.Start.Nanosecond()%int(time.Millisecond) != 0:
		return fmt.Errorf("scraping from %s: allowed are whole milliseconds", s.Start.Format(time.RFC3339Nano))
	case s.count() == 0:
		return fmt.Errorf("evaluating rules: nothing was scraped")
	}
	return nil
}

// scraper puts scrapes into a store, one after the other.
type scraper struct {
	Scrapes
	to   *store
	all  []labels.Labels
	next int // scrape
}

func newScraper(s Scrapes, to *store) (*scraper, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	all, seen := make([]labels.Labels, len(s.Series)), map[string]bool{}
	for i, one := range s.Series {
		pairs := map[string]string{model.MetricNameLabel: one.Name}
		for _, l := range one.Labels {
			if _, twice := pairs[l.Name]; twice || l.Name == "" || !utf8.ValidString(l.Name) || !utf8.ValidString(l.Value) {
				return nil, fmt.Errorf("scraping %q: its label %q is there twice, or no name", one.Name, l.Name)
			}
			if l.Value != "" {
				pairs[l.Name] = l.Value
			}
		}
		all[i] = labels.FromMap(pairs)
		if one.Name == "" || !utf8.ValidString(one.Name) || seen[all[i].String()] {
			return nil, fmt.Errorf("scraping %s: it is there twice, or has no name", all[i])
		}
		seen[all[i].String()] = true
	}
	return &scraper{Scrapes: s, to: to, all: all}, nil
}

// until makes all scrapes that are due at an instant or before. A series that a scrape does not have after one that had it is
// marked stale, as Prometheus marks it.
func (s *scraper) until(now time.Time) {
	for n := s.count(); s.next < n; s.next++ {
		at := s.Start.Add(time.Duration(s.next) * s.Every)
		if at.After(now) {
			return
		}
		for i, one := range s.Series {
			switch v := one.at(s.next); {
			case !math.IsNaN(v):
				s.to.series(s.all[i]).add(timestamp.FromTime(at), v)
			case !math.IsNaN(one.at(s.next - 1)):
				s.to.series(s.all[i]).add(timestamp.FromTime(at), math.Float64frombits(value.StaleNaN))
			}
		}
	}
}

// at is the value of one scrape; NaN: the scrape does not have it.
func (s Series) at(i int) float64 {
	if i < 0 || i >= len(s.Values) {
		return math.NaN()
	}
	return s.Values[i]
}

// has reports whether any scrape has a metric.
func (s Scrapes) has(name string) bool {
	for _, one := range s.Series {
		for _, v := range one.Values {
			if one.Name == name && !math.IsNaN(v) {
				return true
			}
		}
	}
	return false
}
