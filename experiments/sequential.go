package experiments

import "reprise/reports"

// width is how wide, to either side, the interval of a metric's difference may be in the end.
type width struct {
	metric int // its place
	half   amount
}

// schedule is when to look at what has been played.
type schedule struct {
	looks []int // replications of each arm by then, growing; the last is the bound
	// probe is so many replications first, where nobody asked for a number: when they are all alike, nothing is left to chance.
	probe int
	words string // why there are so many
}

// growth is how much longer a run is at a look than at the one before.
const growth = 1.5

// newSchedule is one look, or with widths to reach several.
func newSchedule(reps, most, own int, sequential bool) (schedule, error) {
	p := schedule{words: "as asked for"}
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
func (s schedule) judge(t *trial) judge {
	return judge{alpha: alpha / float64(len(s.looks)), exact: !t.drawn}
}

// run plays until a look shows enough, or to the last.
func (s schedule) run(play player, enough func(*trial) bool) (*trial, error) {
	t := &trial{}
	if s.probe > 0 {
		if err := t.add(play, s.probe); err != nil {
			return nil, err
		}
		if t.met = !t.drawn; t.met {
			return t, nil
		}
	}
	for _, n := range s.looks {
		if err := t.add(play, n); err != nil {
			return nil, err
		}
		if t.met = enough(t); t.met {
			break
		}
	}
	return t, nil
}

// reached tells whether every interval is as narrow as was asked for.
func (x *experiment) reached(t *trial) bool {
	j := x.schedule.judge(t)
	for _, w := range x.widths {
		if p := t.pair(w.metric); !w.reached(j.estimate(p.differences()), mean(p.a)) {
			return false
		}
	}
	return true
}

func (w width) reached(d estimate, a float64) bool {
	return d.sound && (d.high-d.low)/2 <= w.half.of(a)
}

// repsBy says why there are as many replications as there are.
func (x *experiment) repsBy(t *trial) string {
	switch {
	case !t.drawn:
		return "they are all alike: nothing is left to chance"
	case len(x.widths) == 0:
		return x.schedule.words
	case t.met:
		return "then every interval was narrow enough"
	}
	return "the bound of --reps-max; not every interval is as narrow as was asked"
}

// judgeWidth is a width as the report has it.
func (x *experiment) judgeWidth(w width, t *trial) reports.CompareWidth {
	j, p := x.schedule.judge(t), t.pair(w.metric)
	d, a := j.estimate(p.differences()), mean(p.a)
	m := x.metrics[w.metric]
	out := reports.CompareWidth{Metric: m.Name, Unit: m.Unit, Want: w.half.written, HalfMax: w.half.of(a), Reached: w.reached(d, a)}
	if d.sound {
		out.Half = pointer((d.high - d.low) / 2)
	}
	if !out.Reached {
		out.More = j.more(d, w.half.of(a), 0)
	}
	return out
}
