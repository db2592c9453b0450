package scenarios

import (
	"cmp"
	"slices"
	"strings"

	"reprise/reports"
	"reprise/scenarios/strict"
)

// Tell plays a scenario as it was, with every other variant beside it, and under every rival explanation. With
// Options.Variant it tells of that one, with as-was beside it.
func Tell(s *Scenario, o Options) (*reports.Story, error) {
	o.course = everyRun
	story, results, err := s.told(o)
	if err != nil {
		return nil, err
	}
	for i := range results {
		story.Runs = append(story.Runs, results[i].course())
	}
	story.Hypotheses, err = s.hypotheses(o.after(len(results), s))
	return story, err
}

// WhatIf plays one variant of a scenario alone, with settings laid over its own: one replication, unless Options.Reps says more.
func WhatIf(s *Scenario, o Options) (*reports.Story, error) {
	o.Variant, o.Reps, o.course = cmp.Or(o.Variant, AsWas), cmp.Or(o.Reps, 1), lastRun
	story, results, err := s.told(o)
	if err != nil {
		return nil, err
	}
	story.Runs = []reports.Run{results[len(results)-1].course()}
	return story, nil
}

// told plays the wanted variants, and tells what they came to; not yet how they went.
func (s *Scenario) told(o Options) (*reports.Story, []result, error) {
	names, err := s.wanted(o.Variant)
	if err != nil {
		return nil, nil, err
	}
	results, err := s.runVariants(names, o)
	if err != nil {
		return nil, nil, err
	}
	replay, err := s.replayOf(results, o)
	return &reports.Story{Replay: replay, Harms: s.harms(), Hypotheses: []reports.Hypothesis{}}, results, err
}

// wanted are the variants to be run: all of them, or as-was and the one that was asked for.
func (s *Scenario) wanted(variant string) ([]string, error) {
	names := s.variants()
	if variant == "" {
		return names, nil
	}
	known := slices.Concat(names, s.Hypotheses.Keys())
	if !slices.Contains(known, variant) {
		return nil, usage("%s: unknown variant %q%s; one of: %s", s.Name, variant, strict.Suggest(variant, known), strings.Join(known, ", "))
	}
	return slices.Compact([]string{AsWas, variant}), nil
}

// hypotheses are the scenario's rival explanations, each replayed and held against the observations.
func (s *Scenario) hypotheses(o Options) ([]reports.Hypothesis, error) {
	held := []reports.Hypothesis{}
	if len(s.Hypotheses) == 0 {
		return held, nil
	}
	over, err := parseSettings(o.Set)
	if err != nil {
		return nil, err
	}
	var rehearsals []*rehearsal
	for _, h := range s.Hypotheses {
		rehearsals = append(rehearsals, s.suppose(h.Value).set(over))
	}
	o.Variant, o.course = "", noRun
	results, err := rehearseAll(rehearsals, o)
	if err != nil {
		return nil, err
	}
	for i, h := range s.Hypotheses {
		held = append(held, s.held(h.Key, h.Value, results[i]))
	}
	return held, nil
}

// course is the first replication over time.
func (r *result) course() reports.Run {
	first := r.replications[0]
	run := reports.Run{
		Variant: r.rehearsal.variant, Says: r.rehearsal.says, Verdict: r.verdict(), TraceHash: first.hash,
		Changes: r.rehearsal.changes(), Expectations: r.judged, Log: r.log(), Metrics: r.metrics(), Course: first.course.report(),
	}
	if first.history != nil {
		run.Alerts, run.Detection = first.alertChanges(), r.rehearsal.detection(first)
	}
	return run
}

// changes are the settings that are not what the scenario says, or its default.
func (r *rehearsal) changes() []reports.Changed {
	own := &rehearsal{scenario: r.scenario, settings: r.settings[:r.given]}
	changed := []reports.Changed{}
	for _, k := range knobs {
		is, was := r.settingOrigin(k).Value, own.settingOrigin(k).Value
		if is != was {
			changed = append(changed, reports.Changed{Key: k.Key, Value: is, Was: was})
		}
	}
	return changed
}
