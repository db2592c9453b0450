package traffic

import "math"

// Balance measures how evenly load lies over the servers of countries, in sums over readings. A country counts by its
// sessions, and one with a single server that is up not at all: nothing can balance it.
type Balance struct {
	weight                float64
	maxOverMean, cv, fair float64 // sums, weighted
	Peak                  float64 // highest utilisation of a server ever read
}

// Read takes in the utilisations of a country's servers that are up, and its sessions.
func (b *Balance) Read(utilisations []float64, sessions float64) {
	var sum, squares, most float64
	for _, u := range utilisations {
		u = min(u, mostUtilisation)
		sum += u
		squares += float64(u * u)
		most = max(most, u)
	}
	b.Peak = max(b.Peak, most)
	n := float64(len(utilisations))
	if n < 2 || sum == 0 || sessions <= 0 {
		return
	}
	mean := sum / n
	variance := max(0, squares/n-float64(mean*mean))
	b.weight += sessions
	b.maxOverMean += sessions * most / mean
	b.cv += sessions * math.Sqrt(variance) / mean
	b.fair += sessions * sum * sum / (n * squares)
}

// mostUtilisation is what an overload counts for at most: a server of which nothing is left has an infinite one.
const mostUtilisation = 100

// Sums are those of the readings so far, each reading weighted by the country's sessions: of the busiest server's
// utilisation over its country's mean (1 is even); of the coefficient of variation of the utilisations within a country (0
// is even); of Jain's index of their fairness (1 is even, 1/n is all on one of n servers); and of the weights.
func (b *Balance) Sums() (maxOverMean, cv, jain, weight float64) {
	return b.maxOverMean, b.cv, b.fair, b.weight
}

// Swing measures oscillation: how far the shares of a country's picks move from one window of time to the next.
type Swing struct {
	picks, before         []float64 // by server, in the window under way and in the one before
	moved, chance, weight float64
}

// NewSwing is for so many servers.
func NewSwing(servers int) Swing {
	return Swing{picks: make([]float64, servers), before: make([]float64, servers)}
}

// Pick counts a pick of a server.
func (s *Swing) Pick(server int32) { s.picks[server]++ }

// Turn ends a window. countries are the servers of each.
func (s *Swing) Turn(countries [][]int32) {
	for _, servers := range countries {
		if len(servers) > 1 {
			s.compare(servers)
		}
	}
	s.picks, s.before = s.before, s.picks
	clear(s.picks)
}

// compare adds the distance between a country's shares in this window and the one before, weighted by its picks, and what
// is to be expected of two draws from the same shares: the mean of a normal's absolute value, server by server.
func (s *Swing) compare(servers []int32) {
	var now, then float64
	for _, i := range servers {
		now += s.picks[i]
		then += s.before[i]
	}
	if now == 0 || then == 0 {
		return
	}
	var distance, chance float64
	for _, i := range servers {
		distance += math.Abs(s.picks[i]/now - s.before[i]/then)
		p := (s.picks[i] + s.before[i]) / (now + then)
		chance += math.Sqrt(2 / math.Pi * p * (1 - p) * (1/now + 1/then))
	}
	s.moved += float64(distance / 2 * now)
	s.chance += float64(chance / 2 * now)
	s.weight += now
}

// Moved is the share of picks that went to other servers than in the window before, half the sum of the differences of the
// shares; and what drawing lots from one and the same shares would have moved. Both are summed over picks.
func (s *Swing) Moved() (moved, chance, picks float64) { return s.moved, s.chance, s.weight }
