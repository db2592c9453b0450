package xray

import "time"

// Rung is where Android stands on its fallback (LB-11): leastPing over all servers, then random over all, then the servers
// one by one, first to last.
type Rung int32

// ProbeAfter is how long Android gives a core before it probes the way through it (LB-11).
const ProbeAfter = 2 * time.Second

// FirstRung is leastPing.
const FirstRung Rung = 0

// Next is the rung after this one, once the probe of this one has failed, of a client that holds so many servers. There is
// none when the last server has been tried.
func (r Rung) Next(servers int) (next Rung, more bool) {
	next = r + 1
	server, alone := next.Server()
	return next, !alone || server < servers
}

// Strategy is that of the balancer on the first two rungs.
func (r Rung) Strategy() Strategy {
	if r == FirstRung {
		return LeastPing
	}
	return Random
}

// Server is the one that is tried alone, by its place in the list; alone is false on the rungs that have a balancer.
func (r Rung) Server() (server int, alone bool) {
	const balanced = 2 // rungs
	return max(0, int(r)-balanced), r >= balanced
}
