package alerts

import (
	"context"
	"maps"
	"slices"
	"sort"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/util/annotations"
)

// Querier is part of storage.Queryable.
func (s *store) Querier(from, to int64) (storage.Querier, error) {
	return querier{storage.NoopQuerier(), s, from, to}, nil
}

// querier sees the samples from one time to another, both included.
type querier struct {
	storage.LabelQuerier // nothing of which PromQL calls
	store                *store
	from, to             int64
}

// Select is part of storage.Querier.
func (q querier) Select(_ context.Context, _ bool, _ *storage.SelectHints, matchers ...*labels.Matcher) storage.SeriesSet {
	found := &selection{next: -1}
	for _, name := range q.store.names(matchers) {
		for _, v := range q.store.byName[name] {
			begin, _ := slices.BinarySearch(v.times, q.from)
			end := sort.Search(len(v.times), func(i int) bool { return v.times[i] > q.to })
			if begin < end && matchesAll(v.labels, matchers) {
				found.series = append(found.series, stored{v.labels, v.times[begin:end], v.values[begin:end]})
			}
		}
	}
	return found
}

// names are the names of metrics that series may have which matchers match, sorted.
func (s *store) names(matchers []*labels.Matcher) []string {
	for _, m := range matchers {
		if m.Name == model.MetricNameLabel && m.Type == labels.MatchEqual {
			return []string{m.Value}
		}
	}
	return slices.Sorted(maps.Keys(s.byName))
}

func matchesAll(l labels.Labels, matchers []*labels.Matcher) bool {
	return !slices.ContainsFunc(matchers, func(m *labels.Matcher) bool { return !m.Matches(l.Get(m.Name)) })
}

// selection is a storage.SeriesSet.
type selection struct {
	series []stored
	next   int
}

func (s *selection) Next() bool                      { s.next++; return s.next < len(s.series) }
func (s *selection) At() storage.Series              { return &s.series[s.next] }
func (*selection) Err() error                        { return nil }
func (*selection) Warnings() annotations.Annotations { return nil }

// Labels is part of storage.Series.
func (v *stored) Labels() labels.Labels { return v.labels }

// Iterator is part of storage.Series.
func (v *stored) Iterator(used chunkenc.Iterator) chunkenc.Iterator {
	it, ok := used.(*iterator)
	if !ok {
		it = &iterator{}
	}
	*it = iterator{stored: v, i: -1}
	return it
}

// milliseconds are what Prometheus counts time in, from the beginning of 1970.
type milliseconds = int64

// iterator goes over the samples of a series, floats all.
type iterator struct {
	*stored
	i int
}

func (it *iterator) Next() chunkenc.ValueType {
	it.i++
	return it.kind()
}

func (it *iterator) Seek(t milliseconds) chunkenc.ValueType {
	for it.i = max(it.i, 0); it.i < len(it.times) && it.times[it.i] < t; it.i++ {
	}
	return it.kind()
}

func (it *iterator) kind() chunkenc.ValueType {
	if it.i < len(it.times) {
		return chunkenc.ValFloat
	}
	return chunkenc.ValNone
}

func (it *iterator) At() (milliseconds, float64) { return it.times[it.i], it.values[it.i] }
func (it *iterator) AtT() milliseconds           { return it.times[it.i] }
func (*iterator) AtST() int64                    { return 0 }
func (*iterator) Err() error                     { return nil }

func (*iterator) AtHistogram(*histogram.Histogram) (int64, *histogram.Histogram) { return 0, nil }
func (*iterator) AtFloatHistogram(*histogram.FloatHistogram) (int64, *histogram.FloatHistogram) {
	return 0, nil
}
