package exact_test

import (
	"time"

	"reprise/control/pool"
	"reprise/control/pool/exact"
)

// plainProfile is a pool under a profile, in the plainest way: a chain over every check of the period with every level 0 to
// S, dense, with nothing shared and nothing cut.
type plainProfile struct {
	exact.Workload
	minimum, target int
}

// slotted is a way from check to check, and what it costs in each slot.
type slotted struct {
	passed
	at          time.Duration // in the period, or past its end
	lostIn      []float64
	stockIn     []float64
	nextInSteps int
}

// claimed lets claims come until an instant, slot by slot.
func (p plainProfile) claimed(way slotted, until time.Duration) slotted {
	way.lostIn, way.stockIn = append([]float64(nil), way.lostIn...), append([]float64(nil), way.stockIn...)
	length := p.Profile.Period / time.Duration(len(p.Profile.Rates))
	for way.at < until {
		part := min(until, way.at/length*length+length) - way.at
		slot := int(way.at/length) % len(p.Profile.Rates)
		way.lost, way.stock = 0, 0 // so that nothing need be subtracted
		way.passed = way.passed.claimed(p.Profile.Rates[slot], part)
		way.lostIn[slot] += way.lost
		way.stockIn[slot] += way.stock
		way.at += part
	}
	return way
}

// from is the way from a check that finds n to the next check.
func (p plainProfile) from(check, n int) slotted {
	start := time.Duration(check) * p.Review
	slots := len(p.Profile.Rates)
	way := slotted{passed: passed{law: make([]float64, p.target+1)}, at: start, lostIn: make([]float64, slots), stockIn: make([]float64, slots)}
	way.law[n] = 1
	missing := pool.Settings{Enabled: true, Min: p.minimum, Target: p.target}.Refill(n)
	toCheck := func(way slotted, took time.Duration) slotted {
		way.filling = way.hours
		gap := p.Schedule.Gap(p.Review, took)
		way.nextInSteps = int(gap / p.Review)
		return p.claimed(way, start+gap)
	}
	if missing == 0 {
		return toCheck(way, 0)
	}
	if b, is := p.Creation.(exact.Batch); is {
		return p.overLeads(b, func(lead time.Duration) slotted {
			filled := p.claimed(way, start+lead)
			filled.passed = filled.filled(missing)
			return toCheck(filled, lead)
		})
	}
	rounds, took := p.Creation.(exact.Staggered), time.Duration(0)
	for missing > 0 {
		took += rounds.Each
		way = p.claimed(way, start+took)
		way.passed = way.filled(min(missing, rounds.Workers))
		missing -= min(missing, rounds.Workers)
	}
	return toCheck(way, took)
}

// overLeads averages over the leads of a batch by Boole's rule.
func (p plainProfile) overLeads(b exact.Batch, way func(lead time.Duration) slotted) slotted {
	if b.From == b.To {
		return way(b.From)
	}
	const panels = 60
	var sum slotted
	for i := range panels + 1 {
		weight := []float64{14, 32, 12, 32}[i%4] * 2 / (45 * panels)
		if i == 0 || i == panels {
			weight /= 2
		}
		one := way(b.From + (b.To-b.From)*time.Duration(i)/panels)
		if i == 0 {
			sum = slotted{passed: passed{law: make([]float64, p.target+1)}, lostIn: make([]float64, len(one.lostIn)), stockIn: make([]float64, len(one.stockIn))}
			sum.made, sum.nextInSteps = one.made, one.nextInSteps
		}
		add(sum.law, one.law, weight)
		add(sum.lostIn, one.lostIn, weight)
		add(sum.stockIn, one.stockIn, weight)
		sum.hours += weight * one.hours
		sum.filling += weight * one.filling
	}
	return sum
}

func add(sum, what []float64, weight float64) {
	for i, x := range what {
		sum[i] += weight * x
	}
}

// answer is renewal-reward over checks.
func (p plainProfile) answer() exact.Answer {
	checks, levels := int(p.Profile.Period/p.Review), p.target+1
	var ways []slotted
	var chain [][]float64
	for check := range checks {
		for n := range levels {
			way := p.from(check, n)
			row := make([]float64, checks*levels)
			copy(row[(check+way.nextInSteps)%checks*levels:], way.law)
			ways, chain = append(ways, way), append(chain, row)
		}
	}
	lost, stock := make([]float64, len(p.Profile.Rates)), make([]float64, len(p.Profile.Rates))
	var hours, made, filling, fills float64
	for i, share := range lawOf(chain) {
		add(lost, ways[i].lostIn, share)
		add(stock, ways[i].stockIn, share)
		hours += share * ways[i].hours
		made += share * ways[i].made
		filling += share * ways[i].filling
		if i%levels < p.minimum {
			fills += share
		}
	}
	a := exact.Answer{
		FallbackProbability: total(lost) / hours / (total(p.Profile.Rates) / float64(len(lost))),
		FallbackPerHour:     total(lost) / hours,
		MeanStock:           total(stock) / hours,
		FillsPerHour:        fills / hours,
		MeanFill:            made / fills,
		MeanFillSeconds:     filling / fills * 3600,
		CreatedPerHour:      made / hours,
		BelowMinAtReview:    fills,
		MeanCheckGapSeconds: hours * 3600,
	}
	for i, rate := range p.Profile.Rates {
		slot := exact.Slot{Slot: i, FallbackPerHour: lost[i] / hours * float64(len(lost)), MeanStock: stock[i] / hours * float64(len(lost))}
		if rate > 0 {
			slot.FallbackProbability = slot.FallbackPerHour / rate
		}
		a.Slots = append(a.Slots, slot)
	}
	return a
}
