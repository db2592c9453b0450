package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"reprise/reports"
	"reprise/scenarios/strict"
	"reprise/sim/world"
)

// Why holds the scenario's rival explanations against the documented observations, takes away each cause in turn, does
// what was left undone, and tries other values for what is assumed. Then it tries every remedy under each reading of the
// incident that this leaves standing.
func Why(s *Scenario, o Options) (*reports.Why, error) {
	over, err := parseSettings(o.Set)
	if err != nil {
		return nil, err
	}
	trials := s.trials()
	rehearsals := make([]*rehearsal, len(trials))
	for i, t := range trials {
		rehearsals[i] = t.rehearsal.set(over)
	}
	results, err := rehearseAll(rehearsals, o)
	if err != nil {
		return nil, err
	}
	why := &reports.Why{
		Scenario: s.Name, Title: s.Title, Seed: o.Seed, Verdict: results[0].verdict(), Failed: results[0].failed(), Again: again("why", s, o),
	}
	for i, t := range trials {
		t.into(why, results[i], results[0])
	}
	why.Columns, why.Alike = s.columns(), alikeWords(o.replications(s))
	why.Remedies, err = s.underReadings(left(trials, results), over, o.after(len(trials), s))
	return why, err
}

// trial is one rehearsal of `why`, and where its result goes. The first is the incident as it was.
type trial struct {
	rehearsal *rehearsal
	into      func(why *reports.Why, run, asWas result)
	reading   *reading // nil where something was done otherwise, which explains nothing
}

func (s *Scenario) trials() []trial {
	incident := s.asWas()
	incident.expect = s.Expect
	trials := []trial{{incident, func(*reports.Why, result, result) {}, asWasReading()}}
	for _, h := range s.Hypotheses {
		trials = append(trials, trial{s.suppose(h.Value), func(why *reports.Why, run, _ result) {
			why.Hypotheses = append(why.Hypotheses, s.held(h.Key, h.Value, run))
		}, s.hypothesisReading(h.Key, h.Value)})
	}
	return slices.Concat(trials, s.withoutCauses(), s.withOmissions(), s.otherValues(incident))
}

// held is a hypothesis against the documented observations.
func (s *Scenario) held(id string, h Hypothesis, run result) reports.Hypothesis {
	out := reports.Hypothesis{
		ID: id, About: h.About, Says: h.Says, Documented: h.Documented, Needs: h.Needs, TellApart: h.TellApart, Contradicts: h.Contradicts,
		Consistent: len(h.Contradicts) == 0,
	}
	for i, e := range run.judged {
		if s.Expect[i].Is.Report() {
			continue // nothing was observed, the number is only shown
		}
		matched := e.Verdict == reports.Pass
		out.Observations = append(out.Observations, reports.Observation{
			ID: e.ID, Matched: matched, Actual: e.Actual, Limit: e.Limit, Facts: e.Facts,
		})
		if !matched && out.BreaksAt == "" {
			out.BreaksAt = e.ID
		}
		out.Consistent = out.Consistent && matched
	}
	return out
}

// withoutCauses takes each cause of the timeline away in turn.
func (s *Scenario) withoutCauses() []trial {
	var trials []trial
	for i, a := range s.Timeline {
		id := s.causeID(i)
		r := s.suppose(Hypothesis{Without: []string{id}})
		says := fmt.Sprintf("%s %s", a.At.Time.Format("2 Jan 15:04"), a.Do)
		trials = append(trials, trial{r, func(why *reports.Why, run, asWas result) {
			why.Causes = append(why.Causes, s.tried(id, says, false, run, asWas))
		}, nil})
	}
	return trials
}

// withOmissions does what was left undone.
func (s *Scenario) withOmissions() []trial {
	var trials []trial
	for _, v := range s.Variants {
		if v.Value.Omission == "" {
			continue
		}
		r := s.with(v.Value.Settings, v.Value.Timeline, v.Value.Without)
		r.variant, r.expect = v.Key, s.Expect
		trials = append(trials, trial{r, func(why *reports.Why, run, asWas result) {
			why.Causes = append(why.Causes, s.tried(v.Key, v.Value.Omission, true, run, asWas))
		}, nil})
	}
	return trials
}

// tried is what a replay without a cause changed. The cause was necessary when some expectation that makes up the
// incident no longer holds.
func (s *Scenario) tried(id, says string, omission bool, run, asWas result) reports.CauseTried {
	out := reports.CauseTried{ID: id, Says: says, Omission: omission, Changed: changed(run, asWas)}
	for _, e := range out.Changed {
		out.Necessary = out.Necessary || slices.Contains(s.Incident, e)
	}
	return out
}

// changed are the expectations whose verdict turned.
func changed(run, asWas result) []string {
	ids := []string{}
	for i, e := range run.judged {
		if e.Verdict != asWas.judged[i].Verdict {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// otherValues tries other values for every setting that is assumed.
func (s *Scenario) otherValues(incident *rehearsal) []trial {
	_, assumed := incident.origins()
	var trials []trial
	for _, origin := range assumed {
		k, isSetting := knobOf(origin.Key)
		if !isSetting {
			continue
		}
		values := k.others(origin.Value)
		if len(values) == 0 {
			continue
		}
		trials = append(trials, s.sensitive(origin, values)...)
	}
	return trials
}

// sensitive is one trial a value; the first makes the entry that all of them fill.
func (s *Scenario) sensitive(origin reports.Origin, values []string) []trial {
	var trials []trial
	for i, value := range values {
		h := Hypothesis{Settings: strict.Map[Setting]{entryOf(origin.Key, value)}}
		trials = append(trials, trial{s.suppose(h), func(why *reports.Why, run, asWas result) {
			if i == 0 {
				why.Assumptions = append(why.Assumptions, reports.Sensitive{Key: origin.Key, Value: origin.Value, Reason: origin.Assumed})
			}
			entry := &why.Assumptions[len(why.Assumptions)-1]
			turned := changed(run, asWas)
			entry.Tried = append(entry.Tried, reports.Tried{Value: value, Changed: turned})
			entry.Carries = entry.Carries || len(turned) > 0
		}, s.valueReading(origin.Key+"="+value, h)})
	}
	return trials
}

// others are values to try in place of one: those the setting names, or for a number half and double of it.
func (k *knob) others(value string) []string {
	candidates := k.Others
	if len(candidates) == 0 {
		candidates = halfAndDouble(value)
	}
	var out []string
	for _, c := range candidates {
		if c != value && k.apply(new(world.Settings), c) == nil {
			out = append(out, c)
		}
	}
	return out
}

func halfAndDouble(value string) []string {
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		return []string{strconv.FormatInt(n/2, 10), strconv.FormatInt(2*n, 10)}
	}
	if f, err := strconv.ParseFloat(value, 64); err == nil {
		return []string{strconv.FormatFloat(f/2, 'g', -1, 64), strconv.FormatFloat(2*f, 'g', -1, 64)}
	}
	if d, err := strict.ParseDuration(value); err == nil && d > 0 {
		return []string{(d / 2).String(), (2 * d).Round(time.Nanosecond).String()}
	}
	return nil
}
