// Package random gives every cause of chance in a run a stream of its own, and the distributions drawn from it.
//
// A stream is seeded from (seed, name, entity, replication) and from nothing else: one more draw in one place shifts
// nothing elsewhere, and two variants of a scenario that ask for the same streams share their randomness (common
// random numbers). Every distribution here is drawn by inversion, one uniform a draw, and grows with that uniform, so
// that two variants stay in step even where a mean or a shape differs between them.
// Arrivals with a rate that changes over the day are drawn by thinning.
package random
