// Package stats measures a run: means over time and over samples, quantiles of durations, and intervals that say how
// far to trust them.
//
// Nothing here gives a silent NaN: a number that is not finite is refused, and functions that cannot answer return an
// error. Results never depend on the order in which replications finish. Intervals are Student's; warm-up is
// deleted by MSER-5. Times are int64 nanoseconds of virtual time.
package stats
