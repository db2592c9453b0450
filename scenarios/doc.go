// Package scenarios holds incidents as data, and loads, runs and judges them.
//
// A scenario file states causes, the settings they met, and what must be seen; see README.md for how to write one.
// Load checks it, Replay and CheckAll run its variants in package world and hold them against its expectations, and
// Why holds rival explanations against the same, takes each cause away, and tries what is assumed otherwise.
package scenarios
