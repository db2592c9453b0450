package experiments

import (
	"reprise/reports"
	"reprise/scenarios"
)

// width is how wide, to either side, the interval of a metric's difference may be in the end.
type width struct {
	metric int // its place
	half   amount
}

// plan is when to look at what has been played.
type plan struct {
	looks []int // replications of each arm by then, growing; the last is the bound
	// probe is so many replications first, where nobody asked for a number: when they are all alike, nothing is left to chance.
	probe int
	words string // why there are so many
}

// growth is how much longer a run is at a look than at the one before.
const growth = 1.5

// newPlan is one look, or with widths to reach several.
func newPlan(reps, most, own int, sequential bool) (plan, error) {
	p := plan{words: "as asked for"}
	if reps == 0 {
		reps, p.probe, p.words = max(DefaultReps, own), 2, "by default"
	}
	if !sequential {
		if most > 0 {
			return p, usage("--reps-max bounds what --until-width adds, and there is none")
		}
		p.looks = []int{reps}
		return p, nil
	}
	if most == 0 {
		most = max(DefaultRepsMax, reps)
	}
	switch {
	case reps < 2:
		return p, usage("--until-width: one replication has no interval; --reps 2 or more")
	case reps > most:
		return p, usage("--reps-max %d is below the %d replications of the first look", most, reps)
	}
	for n := float64(reps); int(n) < most; n *= growth {
		p.looks = append(p.looks, int(n))
	}
	p.looks = append(p.looks, most)
	return p, nil
}

// judge is the judge of every look: together they miss in at most alpha of all runs.
func (p plan) judge(r *run) judge {
	return judge{alpha: alpha / float64(len(p.looks)), exact: !r.drawn}
}

// player plays both arms in the replications from one number up to, and without, another.
type player func(from, to int) ([2][]scenarios.Played, error)

// run is what has been played.
type run struct {
	arms  [2][]scenarios.Played
	drawn bool // some replication differs from another: something is left to chance
	met   bool // every width was reached
}

// run plays until a look shows enough, or to the last.
func (p plan) run(play player, enough func(*run) bool) (*run, error) {
	r := &run{}
	if p.probe > 0 {
		if err := r.add(play, p.probe); err != nil || !r.drawn {
			r.met = err == nil
			return r, err
		}
	}
	for _, n := range p.looks {
		if err := r.add(play, n); err != nil {
			return nil, err
		}
		if r.met = enough(r); r.met {
			break
		}
	}
	return r, nil
}

// add plays on until there are n replications.
func (r *run) add(play player, n int) error {
	more, err := play(r.reps(), n)
	if err != nil {
		return err
	}
	for i := range r.arms {
		r.arms[i] = append(r.arms[i], more[i]...)
	}
	r.drawn = n < 2 || varies(r.arms[0]) || varies(r.arms[1])
	return nil
}

func (r *run) reps() int { return len(r.arms[0]) }

// varies tells whether some trace differs from another.
func varies(played []scenarios.Played) bool {
	for _, p := range played {
		if p.Hash != played[0].Hash {
			return true
		}
	}
	return false
}

// pair is a metric by its place.
func (r *run) pair(metric int) pair {
	p := pair{make([]float64, r.reps()), make([]float64, r.reps())}
	for i := range r.arms[0] {
		p.a[i], p.b[i] = r.arms[0][i].Metrics[metric], r.arms[1][i].Metrics[metric]
	}
	return p
}

// reached tells whether every interval is as narrow as was asked for.
func (x *experiment) reached(r *run) bool {
	j := x.plan.judge(r)
	for _, w := range x.widths {
		if p := r.pair(w.metric); !w.reached(j.estimate(p.differences()), meanOf(p.a)) {
			return false
		}
	}
	return true
}

func (w width) reached(d estimate, a float64) bool {
	return d.sound && (d.high-d.low)/2 <= w.half.of(a)
}

// repsBy says why there are as many replications as there are.
func (x *experiment) repsBy(r *run) string {
	switch {
	case !r.drawn:
		return "they are all alike: nothing is left to chance"
	case len(x.widths) == 0:
		return x.plan.words
	case r.met:
		return "then every interval was narrow enough"
	}
	return "the bound of --reps-max; not every interval is as narrow as was asked"
}

// judgeWidth is a width as the report has it.
func (x *experiment) judgeWidth(w width, r *run) reports.CompareWidth {
	j, p := x.plan.judge(r), r.pair(w.metric)
	d, a := j.estimate(p.differences()), meanOf(p.a)
	m := x.metrics[w.metric]
	out := reports.CompareWidth{Metric: m.Name, Unit: m.Unit, Want: w.half.written, HalfMax: w.half.of(a), Reached: w.reached(d, a)}
	if d.sound {
		out.Half = pointer((d.high - d.low) / 2)
	}
	if !out.Reached {
		out.More = j.more(d, w.half.of(a))
	}
	return out
}
