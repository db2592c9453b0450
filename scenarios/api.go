package scenarios

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"reprise/fixtures"
	"reprise/reports"
	"reprise/scenarios/strict"
)

// Options are what a rehearsal is run with.
type Options struct {
	Variant  string   // one variant, or a hypothesis by its name; empty: as-was with all other variants beside it
	Set      []string // key=value, laid over the scenario's settings, and over those of Variant
	Seed     uint64
	Reps     int                                // replications; 0: the scenario's own number
	Trace    io.Writer                          // every engine event of the first run, as JSON lines
	Progress func(done, total int, what string) // called after every run; may be nil
	Workers  int                                // runs at once; 0: as many as there are cores
	Context  context.Context                    // ends the work with its own error; nil: nothing does

	course courses // of which first replications it is taken down how they went, and what the alert rules made of them
}

// UsageError is a wish that cannot be met as it was put: an unknown scenario, variant or setting.
type UsageError struct {
	Text string
	Key  string // the setting at fault, where it is one alone
}

func (e *UsageError) Error() string { return e.Text }

func usage(format string, args ...any) error { return &UsageError{Text: fmt.Sprintf(format, args...)} }

// Builtin are the names of the scenarios that come with the program.
func Builtin() []string {
	files, err := fs.Glob(builtin, "*.yaml")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(f, ".yaml")
	}
	slices.Sort(names)
	return names
}

// Open loads a built-in scenario by name, or a file by its path, with the fleet that it names. readFile reads files
// that are not built in.
func Open(nameOrPath string, readFile func(string) ([]byte, error)) (*Scenario, error) {
	file, data, err := source(nameOrPath, readFile)
	if err != nil {
		return nil, err
	}
	s, err := Load(file, data)
	if err != nil {
		return nil, err
	}
	fleet, err := s.openFleet(readFile)
	if err != nil {
		return nil, err
	}
	if err := s.openTrace(readFile); err != nil {
		return nil, err
	}
	if err := s.link(fleet); err != nil {
		return nil, err
	}
	if err := s.openAlerts(readFile); err != nil {
		return nil, err
	}
	return s, s.checkAlerts()
}

// source is the text of a scenario.
func source(nameOrPath string, readFile func(string) ([]byte, error)) (file string, data []byte, err error) {
	if slices.Contains(Builtin(), nameOrPath) {
		data, err = fs.ReadFile(builtin, nameOrPath+".yaml")
		return "scenarios/" + nameOrPath + ".yaml", data, err
	}
	if !isPath(nameOrPath) {
		return "", nil, usage("unknown scenario %q%s; a path ending in .yaml, or one of: %s",
			nameOrPath, strict.Suggest(nameOrPath, Builtin()), strings.Join(Builtin(), ", "))
	}
	data, err = readFile(nameOrPath)
	if err != nil {
		return "", nil, usage("%v", err)
	}
	return nameOrPath, data, nil
}

// Stdin stands for standard input where a path is expected.
const Stdin = "-"

func isPath(name string) bool {
	return name == Stdin || strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") || strings.ContainsAny(name, `/\`)
}

// openFleet loads the fleet that the scenario names: one of the fixtures, or a file beside the scenario's.
func (s *Scenario) openFleet(readFile func(string) ([]byte, error)) (*Fleet, error) {
	name := s.World.Fleet
	if isPath(name) && !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(s.File), name)
	}
	file, data, err := fleetText(name, readFile)
	if err != nil {
		return nil, s.Wrong("world.fleet", err.Problem, err.Allowed)
	}
	s.readFrom(data)
	return LoadFleet(file, data)
}

// namedFleet loads a fleet by its name, or a file by its path, for the command line.
func namedFleet(name string, readFile func(string) ([]byte, error)) (*Fleet, error) {
	file, data, err := fleetText(name, readFile)
	if err != nil {
		return nil, usage("--fleet: %s; %s", err.Problem, err.Allowed)
	}
	return LoadFleet(file, data)
}

// fleetText is the text of a fleet, and the name that errors give; its own error has no place yet.
func fleetText(name string, readFile func(string) ([]byte, error)) (string, []byte, *strict.Error) {
	if isPath(name) {
		data, err := readFile(name)
		if err != nil {
			return "", nil, strict.Wrong(err.Error(), "a file that can be read")
		}
		return name, data, nil
	}
	data, err := fs.ReadFile(fixtures.Fleets, path.Join("fleets", name+".yaml"))
	if err != nil {
		known := fleetNames()
		return "", nil, strict.Wrong("unknown fleet "+quote(name)+strict.Suggest(name, known), "a path ending in .yaml, or one of: "+strings.Join(known, ", "))
	}
	return "fixtures/fleets/" + name + ".yaml", data, nil
}

func fleetNames() []string {
	files, err := fs.Glob(fixtures.Fleets, "fleets/*.yaml")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(path.Base(f), ".yaml")
	}
	return files
}

// Replay runs one variant, or as-was with every other variant beside it.
func Replay(s *Scenario, o Options) (*reports.Replay, error) {
	names, err := s.wanted(o.Variant)
	if err != nil {
		return nil, err
	}
	results, err := s.runVariants(names, o)
	if err != nil {
		return nil, err
	}
	return s.replayOf(results, o)
}

// replayOf is what the runs of wanted variants came to.
func (s *Scenario) replayOf(results []result, o Options) (*reports.Replay, error) {
	shown := results[0]
	if o.Variant != "" {
		shown = results[len(results)-1]
	}
	replay, err := shown.replay(o)
	if err != nil {
		return nil, err
	}
	if o.Variant == "" && len(results) > 1 {
		replay.Remedies, err = s.remedies(results)
		replay.Verdict = replay.Overall()
	}
	return replay, err
}

// runVariants runs variants, of which as-was must be the first.
func (s *Scenario) runVariants(names []string, o Options) ([]result, error) {
	over, err := parseSettings(o.Set)
	if err != nil {
		return nil, err
	}
	rehearsals := make([]*rehearsal, len(names))
	for i, name := range names {
		lay := (*rehearsal).set
		if name == o.Variant {
			lay = (*rehearsal).insist
		}
		rehearsals[i] = lay(s.rehearse(name), over)
	}
	return rehearseAll(rehearsals, o)
}

// parseSettings reads the settings of the command line.
func parseSettings(set []string) ([]Entry, error) {
	var over []Entry
	for _, text := range set {
		entry, err := parseSetting(text)
		if err != nil {
			return nil, &UsageError{Text: fmt.Sprintf("--set %s: %v", text, err), Key: entry.Key}
		}
		over = append(over, entry)
	}
	return over, nil
}

// parseSetting reads one. The error reads `problem; what is allowed`.
func parseSetting(text string) (Entry, error) {
	key, value, found := strings.Cut(text, "=")
	if !found {
		return Entry{}, strict.Wrong("no value", "key=value")
	}
	if _, err := strict.ParseScalar(value); err != nil {
		return Entry{Key: key}, err
	}
	entry := entryOf(key, value)
	return entry, checkSetting(key, entry.Value.Value)
}

// Settings describes every setting.
func Settings() *reports.SettingList {
	out := &reports.SettingList{}
	for _, k := range knobs {
		out.Settings = append(out.Settings, reports.SettingInfo{
			Key: k.Key, Default: k.Default, Says: k.Doc, Documented: k.facts(), Assumed: k.Assumed, Fixed: k.Fixed, Load: k.Load, Core: k.Core, Pool: k.Pool,
		})
	}
	return out
}

// Metrics describes every metric but the counts of log lines, `log.EVENT`.
func Metrics() *reports.MetricList {
	out := &reports.MetricList{}
	for _, m := range metrics {
		if m.Says != "" {
			out.Metrics = append(out.Metrics, reports.MetricInfo{Name: m.Name, Unit: m.Unit, Gauge: m.Gauge, Says: m.Says, Load: m.Load, Core: m.Core, Pool: m.Pool})
		}
	}
	return out
}

// Coverage tells of every fact of the source documents which scenarios cover it.
func Coverage(all []*Scenario) *reports.FactList {
	out := &reports.FactList{}
	for _, f := range AllFacts() {
		info := reports.FactInfo{ID: f.ID, Says: f.Text, Scenarios: []string{}}
		for _, s := range all {
			if slices.Contains(s.facts(), f.ID) {
				info.Scenarios = append(info.Scenarios, s.Name)
			}
		}
		out.Facts = append(out.Facts, info)
	}
	return out
}

// List describes scenarios.
func List(all []*Scenario) *reports.Listing {
	out := &reports.Listing{Scenarios: []reports.Listed{}}
	for _, s := range all {
		out.Scenarios = append(out.Scenarios, reports.Listed{
			Name: s.Name, Title: s.Title, Source: s.Source,
			Variants: s.variants(), Hypotheses: s.Hypotheses.Keys(), Facts: s.facts(),
		})
	}
	return out
}
