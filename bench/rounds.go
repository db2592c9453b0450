package bench

import (
	"math"
	"slices"
	"time"
)

// Rates are the events a second of several rounds of one model.
type Rates []float64

// Median is the middle one; of an even number, the slower of the two in the middle.
func (r Rates) Median() float64 { return slices.Sorted(slices.Values(r))[(len(r)-1)/2] }

// Best is the fastest: what the machine can do when nothing else asks for it.
func (r Rates) Best() float64 { return slices.Max(r) }

// rounds times models in turns, so that the noise of the machine hits all of them alike. They are past their start, and
// each does about the same work in every round.
func rounds(models []Model, e effort) ([]Rates, error) {
	events := make([]int, len(models))
	for i, m := range models {
		n, err := eventsIn(e.round, m)
		if err != nil {
			return nil, err
		}
		events[i] = n
	}
	rates := make([]Rates, len(models))
	for range e.rounds {
		for i, m := range models {
			took, err := timed(m, events[i])
			if err != nil {
				return nil, err
			}
			rates[i] = append(rates[i], float64(events[i])/took.Seconds())
		}
	}
	return rates, nil
}

func timed(m Model, events int) (time.Duration, error) {
	start := time.Now()
	err := m.Advance(events)
	return max(time.Since(start), 1), err
}

// eventsIn is about how many events a model fires in a span of real time.
func eventsIn(span time.Duration, m Model) (int, error) {
	for n := 1 << 10; ; n *= 2 {
		took, err := timed(m, n)
		if err != nil {
			return 0, err
		}
		if took >= span/8 {
			return max(1, int(math.Round(float64(n)*float64(span)/float64(took)))), nil
		}
	}
}
