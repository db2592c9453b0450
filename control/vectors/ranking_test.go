package vectors_test

import (
	"math/rand/v2"
	"strconv"

	"reprise/control/ranking"
)

// Numbers of 64 bits are texts, since many readers of JSON have none above 2^53.
type (
	weightIn struct {
		Score float64 `json:"score"`
	}
	weightOut struct {
		Weight float64 `json:"weight"`
	}
	capacityIn struct {
		FreeSessions        float64 `json:"free_sessions"`
		CPUMultiplier       float64 `json:"cpu_multiplier"`
		BandwidthMultiplier float64 `json:"bw_multiplier"`
	}
	entryIn struct {
		Server   int32      `json:"server"`
		Score    *float64   `json:"score"`
		Down     bool       `json:"down"`
		Sessions int32      `json:"sessions"`
		Capacity capacityIn `json:"capacity"`
	}
	selectionIn struct {
		Entries []entryIn `json:"entries"`
		Draw    string    `json:"draw"`
	}
	selectionOut struct {
		Server int32 `json:"server"`
	}
	shuffleIn struct {
		Account string  `json:"account"`
		Minute  int64   `json:"minute"`
		Servers []int32 `json:"servers"`
	}
	serversOut struct {
		Servers []int32 `json:"servers"`
	}
	arrangeIn struct {
		Order        string    `json:"order"`
		Balancing    bool      `json:"balancing"`
		BandWidth    float64   `json:"band_width"`
		TopN         int       `json:"top_n"`
		LeaveOutDown bool      `json:"leave_out_down"`
		Account      string    `json:"account"`
		Minute       int64     `json:"minute"`
		Entries      []entryIn `json:"entries"`
	}
)

var rankingRules = []rule{
	ruleOf("weight", []string{"LB-21"}, "The weight of a score in the selection.",
		func(in weightIn) weightOut { return weightOut{ranking.Weight(in.Score)} },
		[]input[weightIn]{
			{"best", weightIn{0}}, {"usual", weightIn{0.3407}}, {"no metrics", weightIn{1}}, {"DOWN", weightIn{999}},
			{"overloaded", weightIn{12.345}}, {"huge", weightIn{1e300}}, {"a score below 0", weightIn{-0.5}},
		},
		func(r *rand.Rand) weightIn { return weightIn{magnitude(r)} }),
	ruleOf("legacy-weight", []string{"LB-22"},
		"The weight of a server that has no score; where the multipliers come from is not documented.",
		func(in capacityIn) weightOut { return weightOut{ranking.LegacyWeight(ranking.Capacity(in))} },
		[]input[capacityIn]{
			{"usual", capacityIn{363, 1.25, 0.8}}, {"full", capacityIn{0, 2, 2}}, {"over its capacity", capacityIn{-12, 1, 1}},
			{"multiplied from the left", capacityIn{0.1, 0.7, 0.3}}, {"huge", capacityIn{1e200, 1e100, 1e-20}},
		},
		func(r *rand.Rand) capacityIn { return capacityIn{magnitude(r), magnitude(r), magnitude(r)} }),
	ruleOf("selection", []string{"LB-21", "LB-22", "LB-23"},
		"The server that a draw of 64 bits selects: with u the draw's upper 53 bits over 2^53, the first at which the weights, "+
			"summed from the left, exceed u times their sum. A null score: the legacy weight. A weight that is not above 0 or not "+
			"finite is 0; when all are, all are 1.",
		decideSelection, selectionInputs,
		func(r *rand.Rand) selectionIn { return selectionIn{drawEntries(r, 1), drawWord(r)} }),
	ruleOf("shuffle", []string{"LB-25"},
		"The account's order of a minute; README.md says how it is made.",
		func(in shuffleIn) serversOut {
			servers := append([]int32{}, in.Servers...)
			ranking.Shuffle(wordOf(in.Account), in.Minute, servers)
			return serversOut{servers}
		},
		shuffleInputs,
		func(r *rand.Rand) shuffleIn { return shuffleIn{drawWord(r), drawMinute(r), numbered(r.IntN(24))} }),
	ruleOf("arrange", []string{"LB-21", "LB-24", "LB-25", "LB-26"},
		"The servers an account is given in a minute, first to last; README.md says how each order is made. A null score: none.",
		decideArrange, arrangeInputs(), drawArrangeIn),
}

func decideSelection(in selectionIn) selectionOut {
	var r ranking.Ranking
	r.Rebuild(entriesOf(in.Entries))
	return selectionOut{r.Pick(wordOf(in.Draw))}
}

func decideArrange(in arrangeIn) serversOut {
	rules := ranking.Rules{Balancing: in.Balancing, BandWidth: in.BandWidth, TopN: in.TopN, LeaveOutDown: in.LeaveOutDown}
	if err := rules.Order.UnmarshalText([]byte(in.Order)); err != nil {
		panic(err) // a case of these files names no order
	}
	return serversOut{rules.Arrange([]int32{}, entriesOf(in.Entries), wordOf(in.Account), in.Minute)}
}

func entriesOf(in []entryIn) []ranking.Entry {
	var entries []ranking.Entry
	for _, e := range in {
		entries = append(entries, ranking.Entry{
			Server: e.Server, Score: or(e.Score, 0), Scored: e.Score != nil, Down: e.Down, Sessions: e.Sessions,
			Capacity: ranking.Capacity(e.Capacity),
		})
	}
	return entries
}

func wordOf(text string) uint64 {
	word, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		panic(err) // a case of these files holds no number
	}
	return word
}

func drawArrangeIn(r *rand.Rand) arrangeIn {
	return arrangeIn{
		Order: orderNames[r.IntN(len(orderNames))], Balancing: r.IntN(8) == 0, BandWidth: float64(r.IntN(4)) / 4,
		TopN: max(r.IntN(8)-3, 0), LeaveOutDown: r.IntN(4) == 0, Account: drawWord(r), Minute: drawMinute(r),
		Entries: drawEntries(r, 0),
	}
}

func drawEntries(r *rand.Rand, atLeast int) []entryIn {
	entries := make([]entryIn, atLeast+r.IntN(9))
	for i := range entries {
		entries[i] = entryIn{
			Server: int32(i), Score: perhaps(r, drawScore), Down: r.IntN(4) == 0, Sessions: int32(r.IntN(4)),
			Capacity: capacityIn{float64(r.IntN(500) - 100), magnitude(r), magnitude(r)},
		}
	}
	return entries
}

// drawScore draws scores of which many are the same.
func drawScore(r *rand.Rand) float64 {
	if r.IntN(6) == 0 {
		return 999
	}
	return float64(r.IntN(30)) / 16
}

func drawWord(r *rand.Rand) string { return strconv.FormatUint(r.Uint64(), 10) }

func drawMinute(r *rand.Rand) int64 { return r.Int64N(40_000_000) - 1000 }

// numbered are the servers 0 to n-1.
func numbered(n int) []int32 {
	servers := make([]int32, n)
	for i := range servers {
		servers[i] = int32(i)
	}
	return servers
}
