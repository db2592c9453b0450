package exact

import "time"

// stretch is a time within a slot.
type stretch struct {
	slot   int
	length time.Duration
}

// mostStored is how many numbers of tables are kept before they are made anew.
const mostStored = 1 << 22

// claimsOf tabulates the claims in a stretch of a slot. Few stretches are needed at a time, and the same ones again and again.
func (r *rhythm) claimsOf(slot int, length time.Duration) *claims {
	key := stretch{slot, length}
	if known := r.tables[key]; known != nil {
		return known
	}
	if r.stored > mostStored {
		clear(r.tables)
		r.stored = 0
	}
	c := newClaims(r.workload.Profile.Rates[slot]*length.Hours(), length.Hours(), 0)
	r.tables[key] = c
	r.stored += len(c.exact) + len(c.least) + len(c.lost) + len(c.stock)
	return c
}

// slotAt is the slot in which the time after the check at hand begins.
func (r *rhythm) slotAt(after time.Duration) int {
	profile := r.workload.Profile
	into := (time.Duration(r.check)*r.workload.Review + after) % profile.Period
	return int(into / profile.slot())
}

// stretches are the parts of the time from one instant after the check at hand to another, each within a slot.
func (r *rhythm) stretches(from, to time.Duration) []stretch {
	var parts []stretch
	length := r.workload.Profile.slot()
	for from < to {
		into := (time.Duration(r.check)*r.workload.Review + from) % length
		part := min(to-from, length-into)
		parts = append(parts, stretch{r.slotAt(from), part})
		from += part
	}
	return parts
}

// expected are the claims that a stretch sees in the mean.
func (r *rhythm) expected(s stretch) float64 {
	return r.workload.Profile.Rates[s.slot] * s.length.Hours()
}

func (p Profile) slot() time.Duration { return p.Period / time.Duration(len(p.Rates)) }
