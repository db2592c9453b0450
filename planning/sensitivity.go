package planning

import (
	"fmt"
	"math"
	"time"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/reports"
)

// changes are by how much each input is tried lower and higher.
var changes = []float64{-0.2, 0.2}

// input is one number that goes in, and what the question is with so many times as much of it.
type input struct {
	key    string
	value  string // as it is
	scaled func(factor float64) (exact.Workload, pool.Settings, string)
}

// sensitivity tries each input of a setting a fifth lower and higher, the others as they are: also the workers, where they were
// left to the target.
func (q Question) sensitivity(s pool.Settings) []reports.PoolInput {
	m := model{workload: q.Workload}
	q.Workload = m.staffed(m.open(s.Target))
	inputs, floor := q.inputs(s), 0.0
	if _, rounds := q.Workload.Creation.(exact.Staggered); rounds || q.Workload.Profile.Rates != nil {
		floor = q.floor() // what lies below takes long to follow, round by round or through a profile
	}
	tried := make([]reports.PoolTried, len(inputs)*len(changes))
	inParallel(len(tried), func(i int) {
		change := changes[i%len(changes)]
		w, setting, value := inputs[i/len(changes)].scaled(1 + change)
		tried[i] = reports.PoolTried{Change: change, Value: value}
		fallback, err := fallbackDownTo(floor, w, setting)
		if err != nil {
			tried[i].Why = err.Error()
			return
		}
		tried[i].Fallback, tried[i].AtMost = &fallback, fallback <= floor
	})
	var all []reports.PoolInput
	for i, in := range inputs {
		all = append(all, reports.PoolInput{Key: in.key, Value: in.value, Tried: tried[i*len(changes) : (i+1)*len(changes)]})
	}
	return all
}

// fallbackDownTo is that of a setting, and floor where it is less.
func fallbackDownTo(floor float64, w exact.Workload, s pool.Settings) (float64, error) {
	m, err := newModel(w, s.Target)
	if err != nil {
		return 0, err
	}
	answers, err := m.evaluateAll([]pool.Settings{s}, floor)
	if err != nil {
		return 0, err
	}
	return max(answers[0].FallbackProbability, floor), nil
}

func (q Question) inputs(s pool.Settings) []input {
	w := q.Workload
	perHour := func(w exact.Workload) string { return short(meanRate(w)) + "/h" }
	inputs := []input{
		{"rate", perHour(w), func(f float64) (exact.Workload, pool.Settings, string) {
			more := atRate(w, f)
			return more, s, perHour(more)
		}},
		{"review", reports.Span(w.Review), func(f float64) (exact.Workload, pool.Settings, string) {
			other := w
			other.Review = times(w.Review, f)
			return other, s, reports.Span(other.Review)
		}},
	}
	inputs = append(inputs, ofCreation(w, s)...)
	return append(inputs,
		input{"min", fmt.Sprint(s.Min), func(f float64) (exact.Workload, pool.Settings, string) {
			other := s
			other.Min = count(s.Min, f)
			return w, other, fmt.Sprint(other.Min)
		}},
		input{"target", fmt.Sprint(s.Target), func(f float64) (exact.Workload, pool.Settings, string) {
			other := s
			other.Target = count(s.Target, f)
			return w, other, fmt.Sprint(other.Target)
		}})
}

// ofCreation are the inputs that say how a fill is made.
func ofCreation(w exact.Workload, s pool.Settings) []input {
	switch c := w.Creation.(type) {
	case exact.Batch:
		return []input{{"lead", lead(c), func(f float64) (exact.Workload, pool.Settings, string) {
			other, longer := w, exact.Batch{From: times(c.From, f), To: times(c.To, f)}
			other.Creation = longer
			return other, s, lead(longer)
		}}}
	case exact.Staggered:
		staffed := func(c exact.Staggered) exact.Workload {
			other := w
			other.Creation = c
			return other
		}
		return []input{
			{"create", reports.Span(c.Each), func(f float64) (exact.Workload, pool.Settings, string) {
				other := exact.Staggered{Each: times(c.Each, f), Workers: c.Workers}
				return staffed(other), s, reports.Span(other.Each)
			}},
			{"workers", fmt.Sprint(c.Workers), func(f float64) (exact.Workload, pool.Settings, string) {
				other := exact.Staggered{Each: c.Each, Workers: count(c.Workers, f)}
				return staffed(other), s, fmt.Sprint(other.Workers)
			}},
		}
	}
	return nil
}

// times is a duration scaled, to the millisecond.
func times(d time.Duration, factor float64) time.Duration {
	return time.Duration(math.Round(float64(d)*factor/float64(time.Millisecond))) * time.Millisecond
}

// count is a number scaled, and one lower or higher at least.
func count(n int, factor float64) int {
	scaled := int(math.Round(float64(n) * factor))
	if factor < 1 {
		return max(min(scaled, n-1), 1)
	}
	return max(scaled, n+1)
}
