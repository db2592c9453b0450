package ranking

// Why sums and no alias table (BenchmarkSelection holds the two against each other; ns, two cores of a shared Xeon,
// random draws):
//
//	servers            2           5          20         138
//	pick      sums     6          20          26          60
//	          alias   14           6           5           5
//	rebuild   sums    13          20          80         350
//	          alias   60          75         280        1700
//
// A country has 5 servers on the average, 138 in 27. A million clients that pick once an hour are some 600 picks a minute
// and country: there the alias table saves 14 ns a pick and costs 55 ns a rebuild, 0.3 s in a day of 24 million picks.
// That is not worth what it gives up: with sums a greater draw never picks an earlier server, so that variants of a
// simulation that share their draws differ only where the weights do, and the rule is six lines in any language.

// Ranking is what the backend's ServerRankingCache holds: the servers with their weights, as of the last rebuild (LB-23:
// every 60 s). The zero value is empty. Not for concurrent use while it is rebuilt.
type Ranking struct {
	servers []int32
	sums    []float64 // sums[i]: the weights of servers[0] to servers[i]
}

// Rebuild takes the entries' weights over: of the score, or the legacy weight where there is none (LB-21, LB-22). Where no
// entry has a weight, all have the same (assumed). It allocates only when there are more entries than ever before.
func (r *Ranking) Rebuild(entries []Entry) {
	r.servers, r.sums = r.servers[:0], r.sums[:0]
	var sum float64
	for i := range entries {
		sum += entries[i].weight()
		r.servers = append(r.servers, entries[i].Server)
		r.sums = append(r.sums, sum)
	}
	if sum == 0 {
		for i := range r.sums {
			r.sums[i] = float64(i + 1)
		}
	}
}

// Pick is the number of the server that a draw, uniform over all 64-bit numbers, selects, with chances in proportion to
// the weights (LB-21); -1: the ranking is empty.
func (r *Ranking) Pick(draw uint64) int32 {
	n := len(r.sums)
	if n == 0 {
		return -1
	}
	target := unitOf(draw) * r.sums[n-1]
	for i, sum := range r.sums {
		if sum > target {
			return r.servers[i]
		}
	}
	return r.servers[n-1]
}
