package scenarios

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"reprise/scenarios/strict"
	"reprise/sim/alerts"
	"reprise/sim/world"
)

// RuleFile is a file of alert rules, as Prometheus reads it.
type RuleFile = alerts.Rules

// OpenRules reads a file of alert rules by its path, or one of fixtures/alerts by its name. readFile reads files that are not
// built in.
func OpenRules(nameOrPath string, readFile func(string) ([]byte, error)) (*RuleFile, error) {
	if !isPath(nameOrPath) {
		known, err := shippedRules()
		if err != nil {
			return nil, err
		}
		for _, file := range known {
			if ruleFileName(file) == nameOrPath {
				return file, nil
			}
		}
		return nil, usage("unknown file of rules %q%s; a path ending in .yaml, or one of: %s",
			nameOrPath, strict.Suggest(nameOrPath, ruleFileNames()), strings.Join(ruleFileNames(), ", "))
	}
	data, err := readFile(nameOrPath)
	if err != nil {
		return nil, usage("%v", err)
	}
	file, err := alerts.Load(nameOrPath, data)
	return file, placed(err)
}

// placed is an error of rules as one of a scenario: it has its place already.
func placed(err error) error {
	var wrong *alerts.Error
	if errors.As(err, &wrong) {
		place := strict.Error(*wrong)
		return &place
	}
	return err
}

// shippedRules are the rules of fixtures/alerts.
var shippedRules = sync.OnceValues(alerts.Shipped)

// ruleFileNames are the names under which scenarios know them.
func ruleFileNames() []string {
	files, err := shippedRules()
	if err != nil {
		panic(err) // they are built in, and a test reads them
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = ruleFileName(f)
	}
	return names
}

func ruleFileName(f *RuleFile) string { return strings.TrimSuffix(path.Base(f.File()), ".yaml") }

// openAlerts reads the files of rules that the scenario names: of the fixtures, or beside the scenario's.
func (s *Scenario) openAlerts(readFile func(string) ([]byte, error)) error {
	read := func(name string) ([]byte, error) {
		data, err := readFile(name)
		s.readFrom(data)
		return data, err
	}
	var errs []error
	for i, name := range s.Alerts {
		if isPath(name) && !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(s.File), name)
		}
		file, err := OpenRules(name, read)
		var wrong *UsageError
		if errors.As(err, &wrong) {
			problem, allowed, _ := strings.Cut(wrong.Text, "; ")
			err = s.Wrong(fmt.Sprintf("alerts[%d]", i), problem, cmp.Or(allowed, "a file that can be read"))
		}
		s.ruleFiles, errs = append(s.ruleFiles, file), append(errs, err)
	}
	return strict.Join(errs...)
}

// rules are the scenario's files of rules.
func (s *Scenario) rules() []*RuleFile {
	if len(s.ruleFiles) > 0 {
		return s.ruleFiles
	}
	files, err := shippedRules()
	if err != nil {
		panic(err) // they are built in, and a test reads them
	}
	return files
}

// expectedAlerts are the alerts that the rehearsal is held against, and those of as-was that another is held against.
func (r *rehearsal) expectedAlerts() []string {
	var names []string
	for _, e := range r.expect {
		if e.Alert != "" {
			names = append(names, e.Alert)
		}
	}
	if r.variant != AsWas {
		return names
	}
	for _, v := range r.scenario.Variants {
		for _, e := range v.Value.Expect {
			if e.Alert != "" && e.Count.Relative() {
				names = append(names, e.Alert)
			}
		}
	}
	return names
}

// checkAlerts checks the expectations on alerts, now that the rules and the world are known: one on an alert that is none, or
// that can never fire for want of a metric, would hold as never for no reason.
func (s *Scenario) checkAlerts() error {
	var errs []error
	rules := alerts.Together(s.rules())
	expectations := func(key string, expect []Expectation) {
		for i, e := range expect {
			if e.Alert != "" {
				errs = append(errs, s.checkAlert(fmt.Sprintf("%s[%d]", key, i), e, rules))
			}
		}
	}
	expectations("expect", s.Expect)
	for _, v := range s.Variants {
		expectations("variants."+v.Key+".expect", v.Value.Expect)
	}
	return strict.Join(errs...)
}

func (s *Scenario) checkAlert(key string, e Expectation, rules []alerts.Rule) error {
	if !s.scrapable() {
		return s.Wrong(key+".alert", fmt.Sprintf("the scenario is %d scrapes long", s.scrapes(scrapeEvery)), fmt.Sprintf("at most %d, one every %s", scrapesMost, scrapeEvery))
	}
	var names []string
	for _, r := range rules {
		names = append(names, r.Alert)
	}
	if !slices.Contains(names, e.Alert) {
		slices.Sort(names)
		names = slices.Compact(names)
		return s.Wrong(key+".alert", "unknown alert "+quote(e.Alert)+strict.Suggest(e.Alert, names), "one of: "+strings.Join(names, ", "))
	}
	var errs []error
	for _, r := range rules {
		if r.Alert != e.Alert {
			continue
		}
		for _, name := range s.lacks(r) {
			errs = append(errs, s.lackError(key+".alert", e.Alert, name))
		}
	}
	return strict.Join(errs...)
}

// lacks are the metrics that a rule reads and the scenario does not have.
func (s *Scenario) lacks(r alerts.Rule) []string {
	there := s.scraped()
	return slices.DeleteFunc(slices.Clone(r.Reads), func(name string) bool {
		return slices.ContainsFunc(there, func(e world.Scraped) bool { return e.Name == name })
	})
}

func (s *Scenario) lackError(key, alert, name string) error {
	problem := quote(alert) + " reads " + name + ", which "
	for _, e := range scrapedSeries {
		m := metrics[e.Place]
		switch {
		case e.Name != name:
		case m.Pool:
			return s.Wrong(key, problem+"measures the account pool, and nobody signs up", "a world with signups")
		case m.Core:
			return s.Wrong(key, problem+"measures what cores do, and clients run none", "world.core: xray")
		default:
			return s.unloaded(key, problem+"measures load")
		}
	}
	return s.Wrong(key, problem+"no scrape has", "rules on what reprise alerts --series lists")
}
