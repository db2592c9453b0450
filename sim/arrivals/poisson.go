package arrivals

// Verdict is what a test of the Poisson assumption comes to.
type Verdict string

const (
	Consistent     Verdict = "consistent"      // nothing in the record speaks against Poisson
	Overdispersed  Verdict = "overdispersed"   // arrivals come in bursts, or the weeks differ: pools run empty more often
	Underdispersed Verdict = "underdispersed"  // arrivals are more regular
	TooFew         Verdict = "too few to tell" // not even whether they are twice as dispersed
)

// Level is the share of Poisson records that Poisson calls otherwise.
const Level = 0.05

// Test is a record held against the Poisson process with the rate of its Profile, repeating every week.
type Test struct {
	Verdict    Verdict
	Dispersion Dispersion
	Gaps       *Gaps // nil where the record is of counts, or has too few arrivals within an hour to have gaps
}

// Poisson tests the record in two ways. The dispersion of counts in windows shows bursts of minutes and hours, and weeks
// that differ; the gaps, which only a record of instants has, show bursts of seconds. Each test is held to half of Level
// where there are both. What makes neither suspicious may still be no Poisson process.
func (t *Trace) Poisson() Test {
	level := Level
	gaps := t.gaps()
	if gaps != nil {
		level /= 2
	}
	test := Test{Dispersion: t.dispersion(level), Gaps: gaps}
	d := test.Dispersion
	switch {
	case d.Degrees > 0 && d.Index > d.High:
		test.Verdict = Overdispersed
	case d.Degrees > 0 && d.Index < d.Low:
		test.Verdict = Underdispersed
	case gaps != nil && gaps.P < level && gaps.Variation > 1:
		test.Verdict = Overdispersed
	case gaps != nil && gaps.P < level:
		test.Verdict = Underdispersed
	case d.Degrees == 0 || d.High > 2:
		test.Verdict = TooFew
	default:
		test.Verdict = Consistent
	}
	return test
}
