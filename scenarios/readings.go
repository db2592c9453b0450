package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"reprise/reports"
)

// reading is one way to understand the incident: what it lays over the scenario, and whether a replay leaves it standing.
type reading struct {
	name   string // as-was, a hypothesis, or key=value
	laid   Hypothesis
	stands func(run result) bool
}

// asWasReading is the scenario's own, which the others are set beside; it stands whatever comes of it.
func asWasReading() *reading {
	return &reading{name: AsWas, stands: func(result) bool { return true }}
}

// hypothesisReading stands when it is consistent with every observation and every fact.
func (s *Scenario) hypothesisReading(id string, h Hypothesis) *reading {
	return &reading{id, h, func(run result) bool { return s.held(id, h, run).Consistent }}
}

// valueReading is another value of an assumed setting. It stands when the incident still happens.
func (s *Scenario) valueReading(name string, h Hypothesis) *reading {
	return &reading{name, h, s.happens}
}

// happens tells whether the incident is seen in a run: every expectation that makes it up or, where the scenario names
// none, every expectation.
func (s *Scenario) happens(run result) bool {
	for _, e := range run.judged {
		makesUp := len(s.Incident) == 0 || slices.Contains(s.Incident, e.ID)
		if makesUp && e.Verdict != reports.Pass {
			return false
		}
	}
	return true
}

// standing is a reading that is left, with its replay without any remedy.
type standing struct {
	*reading
	asWas result
}

// left are the readings that stand, as-was first. One that comes to the same world as an earlier one, as a hypothesis
// that names the scenario's own values does, is not counted again.
func left(trials []trial, results []result) []standing {
	var out []standing
	seen := map[string]bool{}
	for i, t := range trials {
		if t.reading == nil || !t.reading.stands(results[i]) {
			continue
		}
		if world := t.rehearsal.identity(); !seen[world] {
			seen[world] = true
			out = append(out, standing{t.reading, results[i]})
		}
	}
	return out
}

// identity is the same text for rehearsals of a scenario that run in the same world: the value of every setting, and
// where each cause is written.
func (r *rehearsal) identity() string {
	var text strings.Builder
	for _, k := range knobs {
		fmt.Fprintf(&text, "%s=%s\n", k.Key, r.settingOrigin(k).Value)
	}
	for _, a := range r.timeline {
		fmt.Fprintf(&text, "%v %v\n", a.Pos, a.At.Time)
	}
	return text.String()
}

// under is a remedy rehearsed under a reading. The remedy lies on top: of a setting that both give, the remedy's value
// stands, also against a change in the reading's timeline. A deploy that the remedy leaves out does not take place, whatever the
// reading says was part of it.
func (s *Scenario) under(r *reading, id string, remedy Variant) *rehearsal {
	overruled := func(a Action) bool {
		change, is := a.params.(*SettingsChange)
		return is && (slices.Contains(remedy.Settings.Keys(), change.Key) || s.deploys(a.At.Time, remedy.Without))
	}
	causes := slices.DeleteFunc(slices.Clone(r.laid.Timeline), overruled)
	out := s.with(
		slices.Concat(r.laid.Settings, remedy.Settings),
		slices.Concat(causes, remedy.Timeline),
		slices.Concat(r.laid.Without, remedy.Without),
	)
	out.variant, out.says = id, remedy.Says
	return out
}

// deploys tells whether one of the named causes is a change of a setting at that instant.
func (s *Scenario) deploys(at time.Time, causes []string) bool {
	for i, a := range s.Timeline {
		if _, is := a.params.(*SettingsChange); is && a.At.Time.Equal(at) && slices.Contains(causes, s.causeID(i)) {
			return true
		}
	}
	return false
}

// underReadings tries every remedy under every reading; none when the scenario has no remedy or counts no harm.
func (s *Scenario) underReadings(readings []standing, over []Entry, o Options) ([]reports.RemedyTried, error) {
	var tried []reports.RemedyTried
	var rehearsals []*rehearsal
	for _, v := range s.Variants {
		if v.Key == AsWas {
			continue
		}
		tried = append(tried, reports.RemedyTried{Variant: v.Key, Says: v.Value.Says, Readings: len(readings), Turned: []string{}})
		for _, r := range readings {
			rehearsals = append(rehearsals, s.under(r.reading, v.Key, v.Value).set(over))
		}
	}
	if len(tried) == 0 || len(s.Harm) == 0 {
		return nil, nil
	}
	runs, err := rehearseAll(rehearsals, o)
	if err != nil {
		return nil, err
	}
	columns := s.columns()
	for i := range tried {
		if err := fill(&tried[i], runs[i*len(readings):(i+1)*len(readings)], readings, columns); err != nil {
			return nil, err
		}
	}
	if best := mostRobust(tried); best >= 0 {
		tried[best].Robust = true
	}
	return tried, nil
}

// fill weighs a remedy's run under each reading against the incident under the same reading.
func fill(tried *reports.RemedyTried, runs []result, readings []standing, columns []reports.Column) error {
	for i, r := range readings {
		harm, err := weigh(runs[i].ledger(columns), r.asWas.ledger(columns), columns)
		if err != nil {
			return fmt.Errorf("%s under %s: %w", tried.Variant, r.name, err)
		}
		tried.Effects = append(tried.Effects, reports.ReadingEffect{Reading: r.name, Effect: harm.effect, More: harm.more, Less: harm.less})
		switch harm.effect {
		case reports.Prevents:
			tried.Prevents++
			tried.Helps++
		case reports.Eases:
			tried.Helps++
		}
		if !sameEffect(tried.Effects[i], tried.Effects[0]) {
			tried.Turned = append(tried.Turned, r.name)
		}
	}
	return nil
}

// sameEffect tells whether a remedy does the same under two readings: the same effect, at the same price in other harm.
// Which harm is less depends on what there was of it, and says nothing of the remedy.
func sameEffect(a, b reports.ReadingEffect) bool {
	return a.Effect == b.Effect && slices.Equal(a.More, b.More)
}

// mostRobust is the remedy that prevents under the most readings; of several, the one that makes some harm more under
// the fewest, and then the first. It is -1 when none prevents under any.
func mostRobust(tried []reports.RemedyTried) int {
	best := -1
	for i, t := range tried {
		switch {
		case t.Prevents == 0:
		case best < 0, t.Prevents > tried[best].Prevents:
			best = i
		case t.Prevents == tried[best].Prevents && harmful(t) < harmful(tried[best]):
			best = i
		}
	}
	return best
}

// harmful counts the readings under which a remedy makes some harm more.
func harmful(t reports.RemedyTried) int {
	n := 0
	for _, e := range t.Effects {
		if e.Effect == reports.Moves || e.Effect == reports.Worsens {
			n++
		}
	}
	return n
}
