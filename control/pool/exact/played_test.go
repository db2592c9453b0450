package exact_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/control/pool/exact"
)

// played is a pool played claim by claim, in hours; a constant rate is one slot without end.
type played struct {
	exact.Workload
	minimum, target int
	source          *rand.Rand

	now   float64
	level int
	// By slot.
	seen, lost   []int
	stock, hours []float64
}

// TestAgainstSimulation plays pools claim by claim.
func TestAgainstSimulation(t *testing.T) {
	for name, w := range map[string]exact.Workload{
		"batch":              {Creation: exact.Batch{From: 2 * time.Minute, To: 2 * time.Minute}},
		"batch, fixed delay": {Creation: exact.Batch{From: 2 * time.Minute, To: 2 * time.Minute}, Schedule: pool.FixedDelay},
		"uniform":            {Creation: exact.Batch{From: 10 * time.Second, To: 290 * time.Second}},
		"staggered":          {Creation: exact.Staggered{Each: 20 * time.Second, Workers: 2}},
		"staggered, delay":   {Creation: exact.Staggered{Each: 20 * time.Second, Workers: 2}, Schedule: pool.FixedDelay},
	} {
		t.Run(name, func(t *testing.T) {
			w.Rate, w.Review = 240, pool.CheckEvery
			a := evaluate(t, w, 20, 40)
			p := played{Workload: w, minimum: 20, target: 40, source: rand.New(rand.NewPCG(7, 19))}
			p.play(4_000_000)
			require.InEpsilon(t, a.FallbackProbability, p.fallback(), 0.02)
			require.InEpsilon(t, a.MeanStock, p.meanStock(), 0.02)
		})
	}
}

// play goes on until about so many claims have come. What is made, and when the next check comes, the rules of the pool say.
func (p *played) play(claims int) {
	slots := max(1, len(p.Profile.Rates))
	p.seen, p.lost = make([]int, slots), make([]int, slots)
	p.stock, p.hours = make([]float64, slots), make([]float64, slots)
	p.level = p.target
	settings := pool.Settings{Enabled: true, Min: p.minimum, Target: p.target}
	for sum(p.seen) < claims {
		start, took, missing := p.now, time.Duration(0), settings.Refill(p.level)
		switch c := p.Creation.(type) {
		case exact.Batch:
			if missing > 0 {
				took = c.From + time.Duration(p.source.Float64()*float64(c.To-c.From))
				p.until(start + took.Hours())
				p.level += missing
			}
		case exact.Staggered:
			for ; missing > 0; missing -= min(missing, c.Workers) {
				took += c.Each
				p.until(start + took.Hours())
				p.level += min(missing, c.Workers)
			}
		}
		p.until(start + p.Schedule.Gap(p.Review, took).Hours())
	}
}

// until lets claims come, slot by slot: none remembers when the last one came.
func (p *played) until(end float64) {
	slot, rate, slotEnd := 0, p.Rate, end
	if p.Profile.Rates != nil {
		length := p.Profile.Period.Hours() / float64(len(p.Profile.Rates))
		count := math.Floor(p.now/length + 1e-9)
		slot, slotEnd = int(count)%len(p.Profile.Rates), (count+1)*length
		rate = p.Profile.Rates[slot]
	}
	for now, stop := p.now, min(end, slotEnd); ; {
		claim := math.Inf(1)
		if rate > 0 {
			claim = now + p.source.ExpFloat64()/rate
		}
		p.stock[slot] += float64(p.level) * (min(claim, stop) - now)
		p.hours[slot] += min(claim, stop) - now
		if now = claim; claim >= stop {
			p.now = stop
			break
		}
		p.seen[slot]++
		if p.level == 0 {
			p.lost[slot]++
		} else {
			p.level--
		}
	}
	if p.now < end {
		p.until(end)
	}
}

func (p *played) fallback() float64  { return float64(sum(p.lost)) / float64(sum(p.seen)) }
func (p *played) meanStock() float64 { return total(p.stock) / total(p.hours) }

func sum(numbers []int) int {
	all := 0
	for _, n := range numbers {
		all += n
	}
	return all
}
