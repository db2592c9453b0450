// Package bench measures the engine: events a second on the classic loads of an event queue and on a single-server
// queue, what an event allocates, what a pending event occupies, what the trace hash costs, and what all cores give over
// one. Peers run the same models in bench/peers.
//
// Unlike the engine it measures, this package reads the real clock and starts goroutines; no result of a simulation
// depends on either.
package bench
