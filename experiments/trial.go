package experiments

import "reprise/scenarios"

// player plays both arms in the replications from one number up to, and without, another.
type player func(from, to int) ([2][]scenarios.Played, error)

// trial is what has been played.
type trial struct {
	arms  [2][]scenarios.Played
	drawn bool // some replication differs from another: something is left to chance
	met   bool // every width was reached
}

// add plays on until there are n replications.
func (t *trial) add(play player, n int) error {
	more, err := play(t.reps(), n)
	if err != nil {
		return err
	}
	for i := range t.arms {
		t.arms[i] = append(t.arms[i], more[i]...)
	}
	t.drawn = n < 2 || varies(t.arms[0]) || varies(t.arms[1])
	return nil
}

func (t *trial) reps() int { return len(t.arms[0]) }

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
func (t *trial) pair(metric int) pair {
	p := pair{make([]float64, t.reps()), make([]float64, t.reps())}
	for i := range t.arms[0] {
		p.a[i], p.b[i] = t.arms[0][i].Metrics[metric], t.arms[1][i].Metrics[metric]
	}
	return p
}
