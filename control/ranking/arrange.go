package ranking

import "slices"

// Rules say which of a country's servers a client is given, and in what order. The zero value is today's: sorted, shuffled
// by account, nothing cut.
type Rules struct {
	Order        Order
	Balancing    bool    // server.balancing.enabled: the order is Weighted, whatever Order says (LB-24)
	BandWidth    float64 // of Bands, in units of the score; 0: a band is what has the same score
	TopN         int     // how many are given (LB-26); 0: all
	LeaveOutDown bool    // servers that are DOWN are not given, unless all are; no document proposes it
}

// Arrange appends to dst the numbers of the servers that the account is given in this minute, first to last: the top N of
// the entries as r orders them. Entries are one country's, in the fleet's order, which decides ties. It allocates
// nothing while dst has room for all entries and, under Weighted, there are at most 32.
//
// Entries that already come sorted by score are given the same under FullShuffle as under SortShuffle, at half the cost.
//
// Entries without a score come after those with one, in the fleet's order (assumed: the documents have no rule for them
// but the legacy weight).
func (r Rules) Arrange(dst []int32, entries []Entry, account uint64, minute int64) []int32 {
	start := len(dst)
	dst = r.eligible(dst, entries)
	xs := dst[start:]
	n := len(xs)
	if r.TopN > 0 {
		n = min(n, r.TopN)
	}
	r.arrange(xs, n, entries, streamOf(account, minute))
	for k, i := range xs[:n] {
		xs[k] = entries[i].Server
	}
	return dst[:start+n]
}

// eligible appends the indexes of the entries that may be given, in order.
func (r Rules) eligible(dst []int32, entries []Entry) []int32 {
	leaveOut := r.LeaveOutDown && slices.ContainsFunc(entries, func(e Entry) bool { return !e.Down })
	for i := range entries {
		if !(leaveOut && entries[i].Down) {
			dst = append(dst, int32(i))
		}
	}
	return dst
}

// arrange puts the first n places of xs, indexes of entries, into order.
func (r Rules) arrange(xs []int32, n int, entries []Entry, s stream) {
	order := r.Order
	if r.Balancing {
		order = Weighted
	}
	switch order {
	case SortShuffle:
		sortBy(xs, entries, byScore)
		s.shuffle(xs, n)
	case FullShuffle:
		s.shuffle(xs, n)
	case SortOnly:
		sortBy(xs, entries, byScore)
	case Bands:
		sortBy(xs, entries, byScore)
		s.shuffleBands(xs, n, entries, r.BandWidth)
	case Weighted:
		s.drawByWeight(xs, n, entries)
	case TwoChoices:
		s.drawBestOfTwo(xs, n, entries)
	case LeastSessions:
		sortBy(xs, entries, bySessions)
	}
}
