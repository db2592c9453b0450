package scenarios

import (
	"slices"

	"reprise/reports"
	"reprise/sim/world"
)

// Gate is what a check is asked beyond running and judging: all of it and no warnings, where it is zero.
type Gate struct {
	Shard    Shard
	Warnings Warnings
}

// Warnings say what becomes of what is odd about a scenario and fails no expectation.
type Warnings string

const (
	NoWarnings   Warnings = "" // they are not looked for
	ShowWarnings Warnings = "show"
	FailWarnings Warnings = "fail" // one is enough for the check to fail
)

// CheckAll runs and judges every variant of every scenario.
func CheckAll(all []*Scenario, o Options) (*reports.Check, error) { return Gate{}.Check(all, o) }

// Check runs and judges the variants that are the gate's part, and looks for its warnings.
func (g Gate) Check(all []*Scenario, o Options) (*reports.Check, error) {
	over, err := parseSettings(o.Set)
	if err != nil {
		return nil, err
	}
	check := &reports.Check{
		Verdict: reports.Pass, Runs: []reports.CheckRun{}, Warnings: []reports.Warning{}, Shard: g.Shard.String(),
		WarningsFail: g.Warnings == FailWarnings, Again: g.again(all, o),
	}
	var grounds []*ground
	for i, mine := range g.Shard.of(all, o, g.Warnings != NoWarnings) {
		if len(mine) == 0 {
			continue
		}
		s := all[i]
		results, err := s.runVariants(beside(mine), o)
		if err != nil {
			return nil, err
		}
		for _, r := range results {
			if slices.Contains(mine, r.rehearsal.variant) {
				check.Runs = append(check.Runs, r.checkRun(o))
			}
		}
		if g.Warnings != NoWarnings {
			check.Warnings = append(check.Warnings, s.idle(results)...)
			if mine[0] == AsWas { // the shard of as-was speaks for the settings of the scenario
				grounds = append(grounds, newGround(s, over, results))
			}
		}
	}
	unheld, err := unexercised(grounds, o)
	if err != nil {
		return nil, err
	}
	check.Warnings = inOrder(append(check.Warnings, unheld...), all)
	check.Verdict = reports.Of(check.Passes())
	return check, nil
}

// beside are variants with as-was before them, which relative bounds look at.
func beside(variants []string) []string {
	if variants[0] == AsWas {
		return variants
	}
	return slices.Insert(slices.Clone(variants), 0, AsWas)
}

// idle warns of variants that change nothing at all about what happens, and are not held against as-was: a bound that looks at
// it says that this is so on purpose. The first result is that of as-was.
func (s *Scenario) idle(results []result) []reports.Warning {
	var found []reports.Warning
	for _, r := range results[1:] {
		if r.rehearsal.comparesItself() || !r.sameAs(results[0]) {
			continue
		}
		key := "variants." + r.rehearsal.variant
		found = append(found, s.warning(key, s.variantLine(r.rehearsal.variant), "changes nothing: events, log and metrics are those of as-was, and no bound says so"))
	}
	return found
}

// comparesItself tells whether some bound of the rehearsal looks at as-was.
func (r *rehearsal) comparesItself() bool {
	return slices.ContainsFunc(r.expect, func(e Expectation) bool { return e.Is.Relative() || e.Count.Relative() })
}

// sameAs tells whether two results are the same in every replication: what happened, what was logged and what was counted.
func (r *result) sameAs(other result) bool {
	return slices.EqualFunc(r.replications, other.replications, func(a, b *outcome) bool {
		return a.hash == b.hash && slices.Equal(a.final, b.final) && slices.EqualFunc(a.log, b.log, sameEntry)
	})
}

func (s *Scenario) warning(key string, line int, message string) reports.Warning {
	return reports.Warning{Scenario: s.Name, File: s.File, Line: line, Key: key, Message: message}
}

// variantLine is where a variant is written.
func (s *Scenario) variantLine(name string) int {
	for _, v := range s.Variants {
		if v.Key == name {
			return v.Pos.Line
		}
	}
	return 0
}

// inOrder has warnings in the order of the scenarios and, within a file, of its lines.
func inOrder(warnings []reports.Warning, all []*Scenario) []reports.Warning {
	place := map[string]int{}
	for i, s := range all {
		place[s.File] = i
	}
	slices.SortStableFunc(warnings, func(a, b reports.Warning) int {
		if a.File != b.File {
			return place[a.File] - place[b.File]
		}
		return a.Line - b.Line
	})
	return warnings
}

// again is the one command that checks the same.
func (g Gate) again(all []*Scenario, o Options) string {
	text := "reprise check"
	for _, s := range all {
		text += " " + s.reference()
	}
	text += flags(o)
	if g.Shard.Of > 0 {
		text += " --shard " + g.Shard.String()
	}
	if g.Warnings == FailWarnings {
		text += " --warnings " + string(g.Warnings)
	}
	return text
}

func sameEntry(a, b world.Entry) bool {
	return a.At == b.At && a.Event == b.Event && a.Because == b.Because && a.Cause == b.Cause && slices.Equal(a.Fields, b.Fields)
}
