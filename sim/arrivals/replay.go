package arrivals

import (
	"math"

	"reprise/sim/random"
)

// Replay gives the arrivals of a trace one by one.
type Replay struct {
	trace  *Trace
	stream *random.Stream
	index  int     // of the next cell, or of the next instant
	from   int64   // start of the cell at hand, nanoseconds since Start
	left   int     // arrivals of it that are still to come
	part   float64 // of the cell that has passed, 0 to 1
}

// Replay starts at the first arrival. Those of an interval of counts, and those of instants written in whole seconds,
// are spread uniformly at random over it, one draw an arrival: another stream spreads them anew, and no more than that.
func (t *Trace) Replay(s *random.Stream) *Replay { return &Replay{trace: t, stream: s} }

// Next is the next arrival, in nanoseconds since the trace's Start; never before the one it gave last, and below Span.
// ok is false after the last.
func (r *Replay) Next() (at int64, ok bool) {
	if r.left == 0 && !r.nextCell() {
		return 0, false
	}
	// The least of k uniform numbers above part: 1 - (1-part) U^(1/k).
	r.part = 1 - float64((1-r.part)*math.Pow(r.stream.Open(), 1/float64(r.left)))
	r.left--
	return r.from + min(int64(r.part*float64(r.trace.cell)), r.trace.cell-1), true
}

// nextCell moves on to the next cell that has arrivals.
func (r *Replay) nextCell() bool {
	t := r.trace
	r.part = 0
	for r.index < len(t.in) && r.left == 0 {
		r.from, r.left = int64(r.index)*t.cell, int(t.in[r.index])
		r.index++
	}
	for r.index < len(t.at) && (r.left == 0 || t.at[r.index]-t.start == r.from) {
		r.from = t.at[r.index] - t.start
		r.left++
		r.index++
	}
	return r.left > 0
}
