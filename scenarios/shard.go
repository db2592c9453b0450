package scenarios

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Shard is one of several parts of a check, counted from 1; the zero value is all of it.
type Shard struct{ Index, Of int }

// shardsMax bounds how many parts there are.
const shardsMax = 1000

// ParseShard reads `i/n`.
func ParseShard(text string) (Shard, error) {
	index, of, found := strings.Cut(text, "/")
	i, err := strconv.Atoi(index)
	n, errOf := strconv.Atoi(of)
	if !found || errors.Join(err, errOf) != nil || i < 1 || n < i || n > shardsMax {
		return Shard{}, fmt.Errorf("i/n, the i-th of n parts, with i from 1 to n and n at most %d, as in 1/4", shardsMax)
	}
	return Shard{i, n}, nil
}

// String is `i/n`, and empty for all of a check.
func (s Shard) String() string {
	if s.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.Index, s.Of)
}

// of has, for every scenario, the variants that are the shard's. All runs stand in a row, as long as each is likely to take, and
// the row is cut into equal lengths: a run is in the part that its middle is in. So every run is in one part and all parts are the
// whole; and since few scenarios lie across a cut, as-was is played again for few.
func (s Shard) of(all []*Scenario, o Options, warn bool) [][]string {
	mine := make([][]string, len(all))
	if s.Of == 0 {
		for i, sc := range all {
			mine[i] = sc.variants()
		}
		return mine
	}
	var weights []int64
	var total, before int64
	for _, sc := range all {
		for _, name := range sc.variants() {
			weights = append(weights, sc.weight(name, o, warn))
			total += weights[len(weights)-1]
		}
	}
	run := 0
	for i, sc := range all {
		for _, name := range sc.variants() {
			if part := (2*before + weights[run]) * int64(s.Of) / (2 * total); part == int64(s.Index-1) {
				mine[i] = append(mine[i], name)
			}
			before += weights[run]
			run++
		}
	}
	return mine
}

// What a run takes of a core, in milliseconds: rough, on one machine, and nothing but the shares of shards hangs on it. The
// bound keeps the sums of any check within 63 bits.
const (
	anyRun      = 4
	anOpen      = 0.0028 // a user who starts the app
	anOpenCore  = 0.04   // the same where clients run cores, which probe and connect all the while
	aClientDay  = 7      // a day of a named client with a core
	aSignup     = 0.05
	weightMax   = 1_000_000
	triesOfEach = 1.5 // runs of as-was for each setting whose worth is looked for
)

// weight is how long a variant is likely to take in all its replications, in milliseconds of a core. As-was has the search for
// settings that nothing depends on as well.
func (s *Scenario) weight(variant string, o Options, warn bool) int64 {
	days := s.End.Time.Sub(s.Start.Time).Hours() / 24
	each := float64(anyRun)
	if p := s.World.Population; p != nil {
		opens := float64(p.Accounts) * p.OpensPerDay * days
		if s.runsCores() {
			each += float64(opens * anOpenCore)
		} else {
			each += float64(opens * anOpen)
		}
	}
	if s.runsCores() {
		each += float64(float64(len(s.World.Clients)) * days * aClientDay)
	}
	if s.signsUp() {
		each += float64(s.signupsPerHour() * days * 24 * aSignup)
	}
	runs := float64(o.replications(s))
	if warn && variant == AsWas {
		runs += float64(triesOfEach * float64(len(s.Settings)))
	}
	return max(1, int64(min(each, weightMax)*runs))
}

// signupsPerHour is how many users sign up, by rate or by record.
func (s *Scenario) signupsPerHour() float64 {
	if s.trace != nil {
		return s.trace.PerHour()
	}
	return s.World.Signups.PerHour
}
