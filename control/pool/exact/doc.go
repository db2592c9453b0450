// Package exact plans the capacity of the account pool without simulating it: the pool as a periodic-review (R, s, S)
// system with lost sales. Every review interval R the pool is counted (POOL-03); below its minimum s it is filled to its
// target S; claims are Poisson, and one on an empty pool falls back (POOL-07).
//
// The method is a Markov chain embedded at the checks that start a fill, and renewal-reward over it: what a cycle from one
// such check to the next is expected to cost, over how long it is expected to take. Nothing is subtracted on the way to
// a small number, so that a fallback probability of 1e-80 has its nine digits too. In a cycle
//
//	N < s accounts -> fill arrives -> level x -> checks at levels >= s -> N' < s accounts
//
// a batch of S-N that arrives after K claims leaves the level x = S - min(K, N), and the checks that follow visit the
// level x-d as often as a Poisson renewal process has a point at d.
//
// Under a profile, a rate that changes over the day or the week, there is no such cycle: the law of the level is followed
// from check to check instead, until it is that of a period before.
package exact
