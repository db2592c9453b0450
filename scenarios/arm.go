package scenarios

import (
	"crypto/sha256"
	"encoding/hex"

	"reprise/reports"
)

// Arm is one way to play a scenario in an experiment: a variant, with settings laid over all others.
type Arm struct{ rehearsal *rehearsal }

// Arm is the variant with these settings, each `key=value`; an empty variant is as-was. Wrong ones, and such as do not go
// together, give a UsageError.
func (s *Scenario) Arm(variant string, set []string) (*Arm, error) {
	if variant == "" {
		variant = AsWas
	}
	if _, err := s.wanted(variant); err != nil {
		return nil, err
	}
	over, err := parseSettings(set)
	if err != nil {
		return nil, err
	}
	a := &Arm{s.rehearse(variant).insist(over)}
	_, err = a.rehearsal.config()
	return a, err
}

// Variant is the name of the variant that is played.
func (a *Arm) Variant() string { return a.rehearsal.variant }

// Changes are the settings that are not what the scenario says.
func (a *Arm) Changes() []reports.Changed { return a.rehearsal.changes() }

// Judges are the ids of the expectations that Played.Failed speaks of: those of the variant, but for bounds that look at as-was,
// and for what is expected of alerts, whose rules are not evaluated in an experiment.
func (a *Arm) Judges() []string {
	var ids []string
	for _, e := range a.rehearsal.expect {
		if e.ofOneRun() {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// ofOneRun tells whether an expectation can be judged by the log and the metrics of one run.
func (e *Expectation) ofOneRun() bool {
	return e.Alert == "" && !e.Is.Relative() && !e.Count.Relative()
}

// Digest is SHA-256 over all that the scenario was read from: its own text, its fleet, its record of sign-ups.
func (s *Scenario) Digest() string { return hex.EncodeToString(s.digest[:]) }

// readFrom takes a text into the digest.
func (s *Scenario) readFrom(data []byte) {
	part := sha256.Sum256(data)
	s.digest = sha256.Sum256(append(s.digest[:], part[:]...))
}

// Measured is a metric that a scenario has.
type Measured struct {
	Name, Label, Unit string // Unit as in reports.Column
	MoreIsBetter      bool
	Gauge             bool
}

// Measured are the metrics that the scenario has, in the order of Played.Metrics.
func (s *Scenario) Measured() []Measured {
	var out []Measured
	for _, m := range metrics {
		if s.measures(m) {
			out = append(out, Measured{Name: m.Name, Label: m.Label, Unit: m.Unit, MoreIsBetter: m.MoreIsBetter, Gauge: m.Gauge})
		}
	}
	return out
}

// Played is one replication of an arm.
type Played struct {
	Metrics []float64 // of the run after its warm-up, in the order of Measured
	Hash    string    // of the trace
	Failed  []string  // ids of the expectations, of Arm.Judges, that do not hold
}

// Play plays every arm in the replications from one number up to, and without, another: what it gives is by arm, then by
// replication. The same replication of all arms has the same randomness. Of the options, Seed, Workers, Progress and Context count.
func Play(arms []*Arm, from, to int, o Options) ([][]Played, error) {
	var tasks []task
	for _, a := range arms {
		for rep := from; rep < to; rep++ {
			tasks = append(tasks, task{rehearsal: a.rehearsal, replication: rep})
		}
	}
	outcomes, err := runAll(tasks, o)
	if err != nil {
		return nil, err
	}
	played := make([][]Played, len(arms))
	for i, a := range arms {
		for _, o := range outcomes[i*(to-from) : (i+1)*(to-from)] {
			played[i] = append(played[i], Played{a.rehearsal.scenario.measuredOf(o), o.hash, a.failedIn(o)})
		}
	}
	return played, nil
}

// failedIn are the expectations that do not hold in a run, of Judges.
func (a *Arm) failedIn(o *outcome) []string {
	var failed []string
	for _, e := range a.rehearsal.expect {
		if e.ofOneRun() && a.rehearsal.judgeOne(e, o, nil).Verdict == reports.Fail {
			failed = append(failed, e.ID)
		}
	}
	return failed
}

func (s *Scenario) measuredOf(o *outcome) []float64 {
	var values []float64
	for i, m := range metrics {
		if s.measures(m) {
			values = append(values, o.final[i])
		}
	}
	return values
}
