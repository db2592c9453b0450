package tunnel

import (
	"cmp"
	"slices"
	"time"

	"reprise/sim"
	"reprise/sim/random"
)

// mostProbes bounds what Watch goes through: an observatory without a pause between its probes would go on for ever.
const mostProbes = 1_000_000

// Watch is what an observatory has seen once it has run for so long, where the outbound at a place answers its probes after
// rtt, or with Dead never. After a million probes it looks no further. Random moments go by draw.
func Watch(plan *Plan, long time.Duration, rtt func(place int32) time.Duration, draw *random.Stream) *Seen {
	var o Observatory
	var under []underWay
	var begin []int32
	horizon := sim.Time(long)
	wake := o.Start(plan, 0)
	for probes := 0; probes < mostProbes; {
		if len(under) > 0 && under[0].ends <= wake {
			first := under[0]
			if first.ends > horizon {
				break
			}
			under = under[1:]
			wake = o.End(first.ends, first.place, first.seen)
			continue
		}
		if wake > horizon {
			break
		}
		now := wake
		begin, wake = o.Wake(now, draw, begin[:0])
		for _, place := range begin {
			after, seen := plan.Ends(rtt(place))
			under = append(under, underWay{now.Add(after), place, seen})
		}
		slices.SortStableFunc(under, func(a, b underWay) int { return cmp.Compare(a.ends, b.ends) })
		probes += len(begin)
	}
	return o.Seen(horizon)
}

// underWay is a probe that has begun.
type underWay struct {
	ends  sim.Time
	place int32
	seen  time.Duration
}
