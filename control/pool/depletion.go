package pool

// Depletion is what a pool that runs low looks as if it suffered from. The documents name three causes (POOL-18), which have
// different remedies and the same alert.
type Depletion uint8

// The three of the documents, and what is left.
const (
	TrafficSpike     Depletion = iota // "traffic-spike": more users sign up than usual
	FillsFailing                      // "fill-configs-failing": fills are tried and fail, for the worker is down
	SchedulerStopped                  // "scheduler-stopped": nobody looks, and nothing is filled
	NoneOfTheThree                    // "none-of-the-three": all is as usual, and fills are too slow or too small (POOL-19)
)

// SpikeFrom is how many times as many users as usual make a spike. The documents give no number; this one is ours.
const SpikeFrom = 2.0

// Signs are what dashboards show of the time in which a pool ran low.
type Signs struct {
	SignUps float64 // an hour, lately
	Usual   float64 // an hour, before that; 0 where nothing is known
	Missed  int     // checks that were due, with no fill under way, and did not come
	Came    int     // checks that came
	Made    int     // accounts that fills have put into the pool
	Failed  int     // fills that have failed
}

// Depletion names the cause that the signs point to. A scheduler that stands still hides failing fills, and both hide a spike:
// they are asked after in that order.
func (s Signs) Depletion() Depletion {
	switch {
	case s.Came == 0 && s.Missed > 0:
		return SchedulerStopped
	case s.Failed > 0 && s.Failed >= s.Made:
		return FillsFailing
	case s.Usual > 0 && s.SignUps >= SpikeFrom*s.Usual:
		return TrafficSpike
	}
	return NoneOfTheThree
}
