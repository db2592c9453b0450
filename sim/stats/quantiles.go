package stats

import (
	"fmt"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Quantiles keeps a distribution of durations in a histogram (HdrHistogram) whose buckets grow with the value: any
// quantile is right to the stated number of significant digits, and memory does not grow with the number of records.
type Quantiles struct {
	histogram *hdrhistogram.Histogram
	largest   time.Duration // that can be held
	min, max  time.Duration // recorded: exact, where the histogram knows only the bucket
}

// NewQuantiles holds durations from 0 to largest, at least 1us, to 1 to 5 significant digits. Memory grows with both:
// an hour takes about 0.3 MB at 3 digits and 25 MB at 5.
func NewQuantiles(largest time.Duration, digits int) (*Quantiles, error) {
	if largest < time.Microsecond {
		return nil, fmt.Errorf("quantiles: largest duration is %v; it must be 1us or more", largest)
	}
	if digits < 1 || digits > 5 {
		return nil, fmt.Errorf("quantiles: %d significant digits; they must be 1 to 5", digits)
	}
	return &Quantiles{histogram: hdrhistogram.New(1, int64(largest), digits), largest: largest}, nil
}

// Record takes d in; a negative d, or one above the largest, is an error and is left out.
func (q *Quantiles) Record(d time.Duration) error {
	if d < 0 || d > q.largest {
		return fmt.Errorf("quantiles: %v is outside 0s to %v", d, q.largest)
	}
	q.extend(d, d)
	return q.histogram.RecordValue(int64(d))
}

// N is how many durations were taken in.
func (q *Quantiles) N() int64 { return q.histogram.TotalCount() }

// At is the duration that a share p of the records does not exceed, p from 0 (the smallest, exact) to 1 (the largest,
// exact). A p outside counts as the nearer end, NaN as 1. It is 0 while nothing is recorded.
func (q *Quantiles) At(p float64) time.Duration {
	switch {
	case p <= 0:
		return q.min
	case p < 1:
		return min(max(time.Duration(q.histogram.ValueAtQuantile(p*100)), q.min), q.max)
	}
	return q.max
}

// Merge takes in all records of other. Nothing is merged if one of them is above the largest that q holds.
func (q *Quantiles) Merge(other *Quantiles) error {
	if other.N() == 0 {
		return nil
	}
	if other.max > q.largest {
		return fmt.Errorf("quantiles: cannot merge a record of %v into a range of 0s to %v", other.max, q.largest)
	}
	q.extend(other.min, other.max)
	q.histogram.Merge(other.histogram)
	return nil
}

// extend widens the extremes by those of records about to be counted.
func (q *Quantiles) extend(lo, hi time.Duration) {
	if q.N() == 0 {
		q.min, q.max = lo, hi
		return
	}
	q.min, q.max = min(q.min, lo), max(q.max, hi)
}
