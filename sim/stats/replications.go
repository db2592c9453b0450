package stats

import (
	"fmt"
	"maps"
	"slices"
)

// Replications gathers the metrics of independent replications of one experiment. Replications may arrive in any order:
// every result is computed in the order of their indexes, so that it never depends on which finished first.
// The zero value is empty and ready. It is not safe for concurrent use.
type Replications struct {
	metrics map[string]map[int]float64 // by metric, then by index
	indexes map[int]struct{}
}

// Add takes the value of one metric from the replication with that index, 0 or above. The same metric twice from the
// same replication, or a value that is not finite, is an error.
func (r *Replications) Add(index int, metric string, value float64) error {
	if index < 0 {
		return fmt.Errorf("replication %d: the index must be 0 or above", index)
	}
	if !finite(value) {
		return fmt.Errorf("replication %d: %s is %v; it must be finite", index, metric, value)
	}
	if r.metrics == nil {
		r.metrics = map[string]map[int]float64{}
		r.indexes = map[int]struct{}{}
	}
	if r.metrics[metric] == nil {
		r.metrics[metric] = map[int]float64{}
	}
	if _, twice := r.metrics[metric][index]; twice {
		return fmt.Errorf("replication %d: %s is given twice", index, metric)
	}
	r.metrics[metric][index] = value
	r.indexes[index] = struct{}{}
	return nil
}

// N is how many replications gave any metric.
func (r *Replications) N() int { return len(r.indexes) }

// Metrics are the names given so far, sorted.
func (r *Replications) Metrics() []string { return slices.Sorted(maps.Keys(r.metrics)) }

// Values are those of one metric in the order of the replications' indexes. It is an error if any replication lacks
// the metric: values of two metrics, or of two variants with the same indexes, always line up.
func (r *Replications) Values(metric string) ([]float64, error) {
	values := make([]float64, 0, len(r.indexes))
	for _, index := range slices.Sorted(maps.Keys(r.indexes)) {
		value, ok := r.metrics[metric][index]
		if !ok {
			return nil, fmt.Errorf("replication %d gives no metric %q", index, metric)
		}
		values = append(values, value)
	}
	return values, nil
}

// Confidence is the interval for the mean of one metric over the replications.
func (r *Replications) Confidence(metric string, level float64) (Interval, error) {
	values, err := r.Values(metric)
	if err != nil {
		return Interval{}, err
	}
	interval, err := Confidence(values, level)
	if err != nil {
		return Interval{}, fmt.Errorf("%s: %w", metric, err)
	}
	return interval, nil
}
