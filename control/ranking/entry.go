package ranking

import "math"

// Entry is what the ranking knows of one server.
type Entry struct {
	Server   int32   // the server's number, which Pick and Arrange return
	Score    float64 // 0 is best, 999 is DOWN; counts with Scored only
	Scored   bool    // the database holds a score
	Down     bool    // as last known; only Rules.LeaveOutDown looks at it
	Sessions int32   // TCP sessions, as last known
	Capacity Capacity
}

// Capacity is what the legacy weight is made from, where there is no score (LB-22). How the multipliers come about is not
// documented; they are taken as given.
type Capacity struct {
	FreeSessions        float64
	CPUMultiplier       float64
	BandwidthMultiplier float64
}

// Weight is the weight of a score: 1 for the best, 1/1000 for a server that is DOWN (LB-21).
func Weight(score float64) float64 { return 1 / (1 + score) }

// LegacyWeight is the weight of a server without a score (LB-22). It is not on the scale of Weight: beside servers with
// a score, one without weighs by its free sessions many times as much.
func LegacyWeight(c Capacity) float64 {
	return c.FreeSessions * c.CPUMultiplier * c.BandwidthMultiplier
}

// weight is what the entry weighs in a selection. A weight that is not above 0, or not finite, counts as 0 (assumed: a
// score below 0 and a server over its capacity lead there, and the documents have no rule for either).
func (e *Entry) weight() float64 {
	w := Weight(e.Score)
	if !e.Scored {
		w = LegacyWeight(e.Capacity)
	}
	if w > 0 && w <= math.MaxFloat64 {
		return w
	}
	return 0
}
