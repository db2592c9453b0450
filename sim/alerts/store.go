package alerts

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
)

// store is a storage in memory, for one goroutine: what has been scraped so far, and what rules have recorded. It takes and
// refuses samples as the engine's own (tsdb) does, and gives series in the order of their labels, so that sums have one
// order too.
type store struct {
	byName map[string][]*stored // each in the order of labels
	all    map[string]*stored   // by the bytes of their labels
	key    []byte
}

// stored is a series; times and values have the same length, and times, in milliseconds, rise.
type stored struct {
	labels labels.Labels
	times  []int64
	values []float64
}

func newStore() *store { return &store{byName: map[string][]*stored{}, all: map[string]*stored{}} }

// series is the series of some labels; it is made if there is none.
func (s *store) series(l labels.Labels) *stored {
	s.key = l.Bytes(s.key)
	if found, ok := s.all[string(s.key)]; ok {
		return found
	}
	made := &stored{labels: l}
	s.all[string(s.key)] = made
	name := l.Get(model.MetricNameLabel)
	i, _ := slices.BinarySearchFunc(s.byName[name], l, func(have *stored, l labels.Labels) int {
		return labels.Compare(have.labels, l)
	})
	s.byName[name] = slices.Insert(s.byName[name], i, made)
	return made
}

// refuses is why a sample does not fit behind those that are there: it is older, or another one of the same time.
func (v *stored) refuses(t int64, value float64) error {
	if len(v.times) == 0 {
		return nil
	}
	switch last := v.times[len(v.times)-1]; {
	case t < last:
		return storage.ErrOutOfOrderSample
	case t == last && math.Float64bits(value) != math.Float64bits(v.values[len(v.values)-1]):
		return storage.ErrDuplicateSampleForTimestamp
	}
	return nil
}

// add puts a sample behind those that are there, if it fits.
func (v *stored) add(t int64, value float64) {
	if v.refuses(t, value) != nil || len(v.times) > 0 && v.times[len(v.times)-1] == t {
		return
	}
	v.times, v.values = append(v.times, t), append(v.values, value)
}

// Appender is part of storage.Appendable.
func (s *store) Appender(context.Context) storage.Appender { return &appender{store: s} }

// appender is how rules record. The engine calls no method but those below.
type appender struct {
	storage.Appender
	store   *store
	pending []sample
}

type sample struct {
	series *stored
	t      int64
	value  float64
}

func (a *appender) Append(_ storage.SeriesRef, l labels.Labels, t int64, value float64) (storage.SeriesRef, error) {
	series := a.store.series(l)
	if err := series.refuses(t, value); err != nil {
		return 0, err
	}
	a.pending = append(a.pending, sample{series, t, value})
	return 0, nil
}

func (*appender) AppendHistogram(
	storage.SeriesRef, labels.Labels, int64, *histogram.Histogram, *histogram.FloatHistogram,
) (storage.SeriesRef, error) {
	return 0, errors.New("native histograms are not simulated")
}

func (*appender) SetOptions(*storage.AppendOptions) {}

func (a *appender) Commit() error {
	for _, s := range a.pending {
		s.series.add(s.t, s.value)
	}
	return nil
}
