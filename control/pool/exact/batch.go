package exact

import (
	"math"
	"time"
)

// lead is one length of the time in which a batch is made.
type lead struct {
	weight float64   // how much of all leads it stands for
	during *claims   // from the check to the arrival
	after  *claims   // from the arrival to the next check
	visits []float64 // [d]: how often a check finds the level d lower than it was at the arrival, were there no minimum
	seen   []float64 // [d]: sums of visits up to d
}

// renewals are how often a pool that is never filled is found d lower at a check than at this one: the sums over n of
// P(Poisson(n lambda R) = d), by the first check at which anything is missing.
func renewals(review *claims, largest int) []float64 {
	found := make([]float64, largest+1)
	for d := range found {
		sum := 0.0
		if d == 0 {
			sum = 1
		}
		for k := 1; k <= d && k < len(review.exact); k++ {
			sum += review.exact[k] * found[d-k]
		}
		found[d] = sum / review.least[1]
	}
	return found
}

// newLeads are the lengths of a lead that stand for all.
func (p *Planner) newLeads(b Batch) []lead {
	var leads []lead
	for _, l := range b.points(p.workload.Rate) {
		leads = append(leads, p.newLead(l.length, l.weight))
	}
	return leads
}

// weighted is a length of a lead and how much of all leads it stands for.
type weighted struct {
	length time.Duration
	weight float64
}

// points are the lead of a constant batch, or the points of a quadrature over those of a uniform one.
func (b Batch) points(rate float64) []weighted {
	if b.From == b.To {
		return []weighted{{b.From, 1}}
	}
	var all []weighted
	middle, half := float64(b.From+b.To)/2, float64(b.To-b.From)/2
	for _, n := range legendre(enough(rate * (b.To - b.From).Hours())) {
		all = append(all, weighted{time.Duration(math.Round(middle + half*n.at)), n.weight})
	}
	return all
}

// enough is how many points the quadrature over leads needs when so many claims fall into the spread of them: the
// integrand is a bell of a Poisson law, and narrower against the spread the more claims there are.
func enough(spread float64) int { return 24 + int(6*math.Sqrt(spread)) }

func (p *Planner) newLead(length time.Duration, weight float64) lead {
	l := lead{weight: weight, during: p.during(length), after: p.during(p.restOf(length))}
	l.visits = make([]float64, len(p.renewal))
	l.seen = make([]float64, len(p.renewal))
	total := 0.0
	for d := range l.visits {
		for k := 0; k <= d && k < len(l.after.exact); k++ {
			l.visits[d] += l.after.exact[k] * p.renewal[d-k]
		}
		total += l.visits[d]
		l.seen[d] = total
	}
	return l
}
