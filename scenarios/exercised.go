package scenarios

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"reprise/reports"
	"reprise/scenarios/strict"
)

// ground is a scenario whose settings are looked into, and what replication 0 of it comes to.
type ground struct {
	scenario *Scenario
	over     []Entry             // settings of the command line
	played   map[string]*outcome // by variant or hypothesis, as far as they have been played
}

func newGround(s *Scenario, over []Entry, results []result) *ground {
	g := &ground{s, over, map[string]*outcome{}}
	for _, r := range results {
		g.played[r.rehearsal.variant] = r.replications[0]
	}
	return g
}

// rehearse is the ground's variant or hypothesis with these settings laid over the scenario's, as --set lays them.
func (g *ground) rehearse(name string, tried ...Entry) *rehearsal {
	return g.scenario.rehearse(name).set(slices.Concat(g.over, tried))
}

// subject is one setting of a scenario, and whether something that is expected depends on it.
//
// It is exercised when another value of it changes how some expectation is judged in replication 0 (the verdict, what was seen,
// the limit or the margin), of as-was, of a variant, or of as-was under a hypothesis. It is as well when a variant changes nothing
// else and expects something: then what it does, or that it does nothing, is expected.
type subject struct {
	*ground
	setting   Entry
	values    []string            // other ones, to be tried
	asWas     map[string]*outcome // by value
	exercised bool
}

// try is one run of a subject: a variant or a hypothesis at another value.
type try struct {
	subject     *subject
	value, name string
}

// unexercised warns of the settings of scenarios that nothing expected depends on. It goes from what is cheap to what is dear, and
// leaves a setting alone as soon as something is seen to depend on it.
func unexercised(grounds []*ground, o Options) ([]reports.Warning, error) {
	subjects := subjectsOf(grounds)
	asWas := func(*subject) []string { return []string{AsWas} }
	first := func(s *subject) []string { return s.values[:min(1, len(s.values))] }
	rest := func(s *subject) []string { return s.values[min(1, len(s.values)):] }
	for _, round := range []struct{ values, names func(*subject) []string }{
		{first, asWas},
		{rest, asWas},
		{first, (*subject).variants},
		{rest, (*subject).variants},
		{(*subject).all, (*subject).hypotheses},
	} {
		if err := playRound(subjects, round.values, round.names, o); err != nil {
			return nil, err
		}
	}
	var found []reports.Warning
	for _, s := range subjects {
		if !s.exercised {
			found = append(found, s.scenario.warning("settings."+s.setting.Key, s.setting.Pos.Line, s.message()))
		}
	}
	return found, nil
}

func subjectsOf(grounds []*ground) []*subject {
	var all []*subject
	for _, g := range grounds {
		for _, setting := range g.scenario.Settings {
			s := &subject{ground: g, setting: setting, asWas: map[string]*outcome{}}
			if s.exercised = s.ofAVariant(); !s.exercised {
				s.values = s.otherValues()
			}
			all = append(all, s)
		}
	}
	return all
}

// playRound plays what a round asks of the subjects that are still open, and judges it.
func playRound(subjects []*subject, values, names func(*subject) []string, o Options) error {
	var tries []try
	var tasks []task
	var keep []func(*outcome)
	run := func(r *rehearsal, into func(*outcome)) {
		tasks, keep = append(tasks, r.task(0)), append(keep, into)
	}
	outcomes := map[try]*outcome{}
	wanted := map[*ground][]string{} // played as they are, to compare with
	for _, s := range subjects {
		if s.exercised {
			continue
		}
		for _, value := range values(s) {
			for _, name := range names(s) {
				t := try{s, value, name}
				r := s.rehearse(name, entryOf(s.setting.Key, value))
				if s.played[name] == nil && !slices.Contains(wanted[s.ground], name) {
					wanted[s.ground] = append(wanted[s.ground], name)
					run(s.rehearse(name), func(o *outcome) { s.played[name] = o })
				}
				switch _, err := r.config(); {
				case err != nil: // this value does not go with what the variant sets
				case r.identity() == s.rehearse(name).identity(): // the variant sets it itself
					tries = append(tries, t)
				default:
					tries = append(tries, t)
					run(r, func(o *outcome) { outcomes[t] = o })
				}
			}
		}
	}
	played, err := runAll(tasks, o)
	if err != nil {
		return err
	}
	for i, into := range keep {
		into(played[i])
	}
	for _, t := range tries {
		seen := outcomes[t]
		if seen == nil {
			seen = t.subject.played[t.name]
		}
		t.subject.judge(t, seen)
	}
	return nil
}

// judge marks the subject when a try is judged otherwise than the same run at the scenario's own value. Bounds that look at as-was
// look at as-was with the tried value.
func (s *subject) judge(t try, seen *outcome) {
	if t.name == AsWas {
		s.asWas[t.value] = seen
	}
	own, tried := s.rehearse(t.name), s.rehearse(t.name, entryOf(s.setting.Key, t.value))
	if !reflect.DeepEqual(own.judge(s.played[t.name], s.played[AsWas]), tried.judge(seen, s.asWas[t.value])) {
		s.exercised = true
	}
}

// variants are those beside as-was, and hypotheses what as-was is supposed to be.
func (s *subject) variants() []string   { return s.scenario.variants()[1:] }
func (s *subject) hypotheses() []string { return s.scenario.Hypotheses.Keys() }
func (s *subject) all() []string        { return s.values }

// ofAVariant tells whether some variant is about the setting alone, and expects something.
func (s *subject) ofAVariant() bool {
	k, _ := knobOf(s.setting.Key)
	return slices.ContainsFunc(s.scenario.Variants, func(v strict.Entry[Variant]) bool {
		value, sets := v.Value.Settings.Get(s.setting.Key)
		alone := sets && len(v.Value.Settings) == 1 && len(v.Value.Timeline) == 0 && len(v.Value.Without) == 0
		asks := slices.ContainsFunc(v.Value.Expect, func(e Expectation) bool { return !e.Is.Report() })
		return alone && asks && !k.alike(value.Value.String(), s.setting.Value.Value.String())
	})
}

// message says what was tried.
func (s *subject) message() string {
	if len(s.values) == 0 {
		return "no other value of it is known to try"
	}
	where := []string{AsWas}
	where = append(where, counted(len(s.variants()), "variant", "variants")...)
	where = append(where, counted(len(s.hypotheses()), "hypothesis", "hypotheses")...)
	return fmt.Sprintf("nothing that is expected changes with it: tried at %s, in %s", joined(s.values, "or"), joined(where, "and"))
}

// counted is `2 variants`; nothing for none.
func counted(n int, one, many string) []string {
	switch n {
	case 0:
		return nil
	case 1:
		return []string{"1 " + one}
	}
	return []string{fmt.Sprintf("%d %s", n, many)}
}

// joined is `a, b or c`.
func joined(words []string, last string) string {
	end := len(words) - 1
	if end == 0 {
		return words[0]
	}
	return strings.Join(words[:end], ", ") + " " + last + " " + words[end]
}
