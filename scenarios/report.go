package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"reprise/control/pool"
	"reprise/reports"
	"reprise/scenarios/strict"
	"reprise/sim/world"
)

// replay is a judged run as the result model has it.
func (r *result) replay(o Options) (*reports.Replay, error) {
	s, first := r.rehearsal.scenario, r.replications[0]
	intervals, err := r.intervals()
	if err != nil {
		return nil, err
	}
	out := &reports.Replay{
		Scenario: s.Name, Title: s.Title, Story: strings.TrimSpace(s.Story), Source: s.Source,
		Variant: r.rehearsal.variant, Says: r.rehearsal.says,
		Seed: o.Seed, Reps: len(r.replications), Verdict: r.verdict(), TraceHash: first.hash,
		Start: s.Start.Time, End: s.End.Time, Events: first.events,
		Expectations: r.judged, Log: r.log(), Metrics: r.metrics(), Intervals: intervals,
		Again: again("replay", s, o),
	}
	if len(first.pool) > 0 {
		out.Series = []reports.Series{{Name: pool.GaugeSize, Seconds: s.End.Time.Sub(s.Start.Time).Seconds() / samples, Values: first.pool}}
	}
	out.Documented, out.Assumptions = r.rehearsal.origins()
	return out, nil
}

// metrics are those of the first replication that the scenario has.
func (r *result) metrics() map[string]float64 {
	all := map[string]float64{}
	for i, m := range metrics {
		if r.rehearsal.scenario.measures(m) {
			all[m.Name] = r.replications[0].final[i]
		}
	}
	return all
}

// checkRun is a judged run as a line of a check.
func (r *result) checkRun(o Options) reports.CheckRun {
	s := r.rehearsal.scenario
	o.Variant = r.rehearsal.variant
	var elapsed time.Duration
	for _, rep := range r.replications {
		elapsed += rep.elapsed
	}
	return reports.CheckRun{
		Scenario: s.Name, Variant: r.rehearsal.variant, Seed: o.Seed, Reps: len(r.replications),
		Verdict: r.verdict(), TraceHash: r.replications[0].hash, Expectations: r.judged, Again: again("replay", s, o),
		Elapsed: elapsed,
	}
}

// tones say how each tone of the world's log reads in a report.
var tones = map[world.Tone]reports.LogKind{
	world.Detail: reports.Detail, world.Deliberate: reports.Cause, world.Trouble: reports.Trouble,
	world.Harm: reports.Harm, world.Good: reports.Good,
}

// log is the first replication's log.
func (r *result) log() []reports.LogEntry {
	first := r.replications[0]
	entries := make([]reports.LogEntry, len(first.log))
	for i, e := range first.log {
		entry := reports.LogEntry{
			T: first.time(e.At), Event: e.Event.String(), Kind: tones[e.Event.Tone()], Because: int(e.Because),
			Fields: make(reports.Fields, len(e.Fields)),
		}
		for j, f := range e.Fields {
			entry.Fields[j] = reports.Field{Key: f.Key, Value: f.Value}
		}
		if e.Cause != world.None {
			origin := actionOrigin(r.rehearsal.timeline[e.Cause], int(e.Cause))
			entry.Origin = &origin
		} else if entry.Kind == reports.Cause {
			entry.Kind = reports.Detail // what an operator can do, done by the system itself
		}
		entries[i] = entry
	}
	return entries
}

// facts are the ids that the scenario covers, in order, each once.
func (s *Scenario) facts() []string {
	ids := []string{}
	add := func(more []string) { ids = append(ids, more...) }
	expectations := func(all []Expectation) {
		for _, e := range all {
			add(e.Facts)
		}
	}
	for _, v := range s.Settings {
		add(v.Value.Documented)
	}
	for _, a := range s.Timeline {
		add(a.Documented)
	}
	expectations(s.Expect)
	for _, v := range s.Variants {
		add(v.Value.Facts)
		expectations(v.Value.Expect)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// entryOf is a setting given as text.
func entryOf(key, value string) Entry {
	scalar, err := strict.ParseScalar(value)
	if err != nil {
		scalar = strict.Scalar{} // its text is empty, which no setting takes
	}
	return Entry{Key: key, Value: Setting{Value: scalar}}
}

// again is the one command that reproduces a result.
func again(command string, s *Scenario, o Options) string {
	return "reprise " + command + " " + s.reference() + flags(o)
}

func flags(o Options) string {
	text := ""
	if o.Variant != "" {
		text += " --variant " + o.Variant
	}
	text += fmt.Sprintf(" --seed %d", o.Seed)
	if o.Reps > 0 {
		text += fmt.Sprintf(" --reps %d", o.Reps)
	}
	for _, set := range o.Set {
		text += " --set " + reports.ShellWord(set)
	}
	return text
}

// reference is how the command line names the scenario.
func (s *Scenario) reference() string {
	if strings.HasPrefix(s.File, "-") && s.File != Stdin {
		return reports.ShellWord("./" + s.File) // not a flag
	}
	if slices.Contains(Builtin(), s.Name) && s.File == "scenarios/"+s.Name+".yaml" {
		return s.Name
	}
	return reports.ShellWord(s.File)
}
