package arrivals

import "time"

// resolutions are the units that instants are written down in, nanoseconds, coarsest first.
var resolutions = []int64{60e9, 1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1}

// Trace is a record of at least two arrivals. It is never changed after Read.
type Trace struct {
	start, end int64 // nanoseconds since 1970
	cell       int64 // nanoseconds: an interval, or the unit that instants were written in
	n          int
	at         []int64 // the start of the cell of each arrival; nil where there are counts
	in         []int32 // arrivals in each cell; nil where there are instants
}

// Start is the first arrival, or the start of the first interval.
func (t *Trace) Start() time.Time { return time.Unix(0, t.start).UTC() }

// End is the end of the last interval; in a record of instants, the end of the second (or whatever unit they are
// written in) of the last arrival.
func (t *Trace) End() time.Time { return time.Unix(0, t.end).UTC() }

// Span is from Start to End, at most MaxSpan and an interval.
func (t *Trace) Span() time.Duration { return time.Duration(t.end - t.start) }

// Len is how many arrivals the record holds.
func (t *Trace) Len() int { return t.n }

// PerHour is the mean rate over the span, arrivals an hour.
func (t *Trace) PerHour() float64 { return float64(t.n) / t.Span().Hours() }

// Counted tells a record of counts from one of instants.
func (t *Trace) Counted() bool { return t.in != nil }

// Cell is how finely the record tells when arrivals came: the interval of its counts, or the unit of its instants, a
// minute at most.
func (t *Trace) Cell() time.Duration { return time.Duration(t.cell) }

// cells goes over the cells with arrivals in them, in order of time: nanoseconds since 1970, and how many.
func (t *Trace) cells(yield func(from int64, count int) bool) {
	for i, count := range t.in {
		if count > 0 && !yield(t.start+int64(i)*t.cell, int(count)) {
			return
		}
	}
	for i := 0; i < len(t.at); {
		first := i
		for i < len(t.at) && t.at[i] == t.at[first] {
			i++
		}
		if !yield(t.at[first], i-first) {
			return
		}
	}
}
