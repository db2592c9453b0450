package proof

import (
	"errors"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/sim"
)

// The model of Law & Kelton, Simulation Modeling and Analysis, section 1.5: one product, demands with exponential gaps,
// and at the start of each month an order up to S where the level is below s. All 36 printed costs come out, which
// proves that the engine fires what it should in the order it should; the book's random numbers and its arithmetic in
// float32 are the model's own.
const (
	months        = 120
	initialLevel  = 60
	meanGap       = 0.1 // months between demands
	setupCost     = 32
	itemCost      = 3
	holdingCost   = 1 // an item and month
	shortageCost  = 5 // an item and month
	shortestOrder = 0.5
	longestOrder  = 1.0 // months until delivery
)

// demandSizes are the cumulative probabilities of a demand of 1, 2, 3 and 4 items.
var demandSizes = [4]float32{0.167, 0.5, 0.833, 1}

// At one instant, events fire in this order whatever the order they were scheduled in.
const (
	rankDelivery = iota
	rankDemand
	rankEnd
	rankEvaluation
)

// lawKeltonRandom is the book's generator: one stream of a multiplicative congruential generator, uniform to 24 bits.
type lawKeltonRandom struct{ z int64 }

func (r *lawKeltonRandom) uniform() float32 {
	r.z = r.z * 630360016 % (1<<31 - 1)
	return float32(r.z>>7|1) / (1 << 24)
}

func (r *lawKeltonRandom) exponential(mean float32) float32 {
	return float32(float64(-mean) * math.Log(float64(r.uniform())))
}

func (r *lawKeltonRandom) between(lo, hi float32) float32 {
	return lo + float32(r.uniform()*(hi-lo))
}

func (r *lawKeltonRandom) demandSize() int {
	u := r.uniform()
	size := 1
	for u >= demandSizes[size-1] {
		size++
	}
	return size
}

type costs struct{ total, ordering, holding, shortage float32 } // a month

type inventory struct {
	engine                            *sim.Engine
	delivery, demand, end, evaluation sim.Kind
	random                            *lawKeltonRandom

	reorderBelow, orderUpTo int // s, S
	level                   int
	clock                   float32 // of the last event, months
	ordered                 float32 // cost
	held, short             float32 // item months
}

// playInventory runs one policy, on whatever the random numbers have come to.
func playInventory(reorderBelow, orderUpTo int, random *lawKeltonRandom) (costs, error) {
	v := &inventory{
		engine:       sim.NewEngine(sim.Limits{}),
		random:       random,
		reorderBelow: reorderBelow,
		orderUpTo:    orderUpTo,
		level:        initialLevel,
	}
	v.delivery = v.engine.Register("delivery", v.onDelivery)
	v.demand = v.engine.Register("demand", v.onDemand)
	v.end = v.engine.Register("end", v.onEnd)
	v.evaluation = v.engine.Register("evaluation", v.onEvaluation)
	v.at(random.exponential(meanGap), rankDemand, sim.Event{Kind: v.demand})
	v.at(months, rankEnd, sim.Event{Kind: v.end})
	v.at(0, rankEvaluation, sim.Event{Kind: v.evaluation})
	if err := v.engine.Run(); err != nil {
		return costs{}, err
	}
	c := costs{
		ordering: v.ordered / months,
		holding:  float32(holdingCost*v.held) / months,
		shortage: float32(shortageCost*v.short) / months,
	}
	c.total = c.ordering + c.holding + c.shortage
	return c, nil
}

// at schedules an event at a time in months, at which it has its rank among the events of the instant.
//
// The engine's clock carries the book's float32 without loss, and the rank in its two lowest bits: a unit is 2^-55
// month, so a time of 2^-30 month or more keeps its 24 digits and one of 120 months stays below 2^62.
func (v *inventory) at(month float32, rank int64, ev sim.Event) {
	ticks := sim.Time(float64(month)*(1<<53))<<2 | sim.Time(rank)
	if monthOf(ticks) != month {
		v.engine.Fail(errors.New("a time does not fit the clock"))
	}
	v.engine.At(ticks, ev)
}

func monthOf(t sim.Time) float32 { return float32(float64(t>>2) / (1 << 53)) }

// advance adds up the inventory since the last event; each handler calls it first.
func (v *inventory) advance() {
	now := monthOf(v.engine.Now())
	since := now - v.clock
	v.clock = now
	// A product is rounded before it is added: a CPU that fuses the two would print other digits.
	itemMonths := float32(float32(v.level) * since)
	if v.level < 0 {
		v.short -= itemMonths
	} else {
		v.held += itemMonths
	}
}

func (v *inventory) onDelivery(order sim.Event) {
	v.advance()
	v.level += int(order.A)
}

func (v *inventory) onDemand(sim.Event) {
	v.advance()
	v.level -= v.random.demandSize()
	v.at(v.clock+v.random.exponential(meanGap), rankDemand, sim.Event{Kind: v.demand})
}

func (v *inventory) onEvaluation(sim.Event) {
	v.advance()
	if v.level < v.reorderBelow {
		amount := v.orderUpTo - v.level
		v.ordered += setupCost + float32(itemCost*float32(amount))
		arrival := v.clock + v.random.between(shortestOrder, longestOrder)
		v.at(arrival, rankDelivery, sim.Event{Kind: v.delivery, A: int64(amount)})
	}
	v.at(v.clock+1, rankEvaluation, sim.Event{Kind: v.evaluation})
}

func (v *inventory) onEnd(sim.Event) {
	v.advance()
	v.engine.Stop()
}

func TestLawKeltonPrintedCosts(t *testing.T) {
	table := readTable(t, "law_kelton.csv")
	require.Len(t, table, 9)
	random := &lawKeltonRandom{z: 1973272912}
	for _, row := range table { // in the order of the book: the random numbers run on from policy to policy
		c, err := playInventory(int(row["s"]), int(row["S"]), random)
		require.NoError(t, err)
		printed := [4]float64{row["total"], row["ordering"], row["holding"], row["shortage"]}
		require.Equal(t, printed, [4]float64{twoDecimals(c.total), twoDecimals(c.ordering), twoDecimals(c.holding),
			twoDecimals(c.shortage)}, "policy (%v, %v)", row["s"], row["S"])
	}
}

// twoDecimals is x as the book prints it.
func twoDecimals(x float32) float64 {
	printed, _ := strconv.ParseFloat(strconv.FormatFloat(float64(x), 'f', 2, 64), 64)
	return printed
}

// The order at one instant is the book's, not that of scheduling.
func TestInventoryFiresInTheOrderOfTheBook(t *testing.T) {
	v := &inventory{engine: sim.NewEngine(sim.Limits{})}
	var fired []int64
	note := v.engine.Register("note", func(ev sim.Event) { fired = append(fired, ev.A) })
	for _, rank := range []int64{rankEvaluation, rankDemand, rankDelivery, rankEnd} {
		v.at(1.5, rank, sim.Event{Kind: note, A: rank})
	}
	require.NoError(t, v.engine.Run())
	require.Equal(t, []int64{rankDelivery, rankDemand, rankEnd, rankEvaluation}, fired)
}
