// Package arrivals is a record of arrivals, such as the claims of two weeks: read from CSV, described, held against the
// Poisson process that fits it, and replayed.
//
// A record is either of instants or of counts per interval. Both are counts in cells of time: an instant that was
// written down in whole seconds is one arrival somewhere in that second, as 12 claims between 09:00 and 09:05 are twelve
// somewhere in those five minutes. Replay spreads them uniformly over their cell, which is what a Poisson process does.
// All times are UTC.
package arrivals
