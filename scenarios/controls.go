package scenarios

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"reprise/control/pool"
	"reprise/reports"
	"reprise/sim/world"
)

// leading are the settings that a what-if is most often about, in the order in which it shows them.
var leading = []string{
	"config.partial.threshold", "config.partial.policy", "client.desktop.cache.ttl", "client.android.cache.ttl", "client.ios.cache.ttl",
	pool.PropertyMin, pool.PropertyTarget, "account.pool.fill.workers", "sync.workers", strategyKnob.Key, "server.list.order", "server.balancing.enabled",
}

// Controls are the settings that have something to act on in the scenario, as they are in a variant; an empty variant is as-was.
// Those that the scenario or a variant sets come first, and of them those that a what-if is most often about; where none is set,
// the latter.
func Controls(s *Scenario, variant string) ([]reports.Control, error) {
	arm, err := s.Arm(variant, nil)
	if err != nil {
		return nil, err
	}
	set := s.named()
	if len(set) == 0 {
		set = leading
	}
	controls := []reports.Control{}
	for _, k := range knobs {
		if arm.rehearsal.concerns(k) {
			controls = append(controls, arm.rehearsal.control(k, slices.Contains(set, k.Key)))
		}
	}
	slices.SortStableFunc(controls, func(a, b reports.Control) int { return cmp.Compare(rank(a), rank(b)) })
	return controls, nil
}

// control is one setting of a rehearsal.
func (r *rehearsal) control(k knob, main bool) reports.Control {
	is := r.settingOrigin(k)
	c := reports.Control{
		Input: k.takes.Input, Key: k.Key, Says: k.Doc, Value: is.Value, Documented: is.Documented, Assumed: is.Assumed, Main: main,
	}
	if k.Key == strategyKnob.Key && !r.scenario.runsCores() {
		c.Words = slices.DeleteFunc(slices.Clone(c.Words), func(word string) bool {
			var s world.Settings
			return k.apply(&s, word) != nil || !world.Plain(s.Xray.Strategy)
		})
		c.Allowed = allowed(c.Words)
	}
	return c
}

// rank is where a setting stands among others: the lower, the earlier.
func rank(c reports.Control) int {
	switch at := slices.Index(leading, c.Key); {
	case !c.Main:
		return len(leading) + 1
	case at < 0:
		return len(leading)
	default:
		return at
	}
}

// named are the settings that the scenario or a variant sets.
func (s *Scenario) named() []string {
	keys := s.Settings.Keys()
	for _, v := range s.Variants {
		keys = append(keys, v.Value.Settings.Keys()...)
	}
	return keys
}

// Refused is what is wrong with a variant and with settings laid over it, each `key=value`; empty: they can be run.
func Refused(s *Scenario, variant string, set []string) []reports.Refusal {
	refused := []reports.Refusal{}
	for _, text := range set {
		if _, err := parseSetting(text); err != nil {
			key, _, _ := strings.Cut(text, "=")
			refused = append(refused, refusal(key, err))
		}
	}
	if len(refused) > 0 {
		return refused
	}
	if _, err := s.wanted(variant); err != nil {
		return []reports.Refusal{refusal("variant", err)}
	}
	if _, err := s.Arm(variant, set); err != nil {
		var usage *UsageError
		key := ""
		if errors.As(err, &usage) {
			key = usage.Key
		}
		one := refusal(key, err)
		one.Problem = strings.TrimPrefix(one.Problem, s.Name+" "+cmp.Or(variant, AsWas)+": ")
		return []reports.Refusal{one}
	}
	return refused
}

// refusal is an error that reads `problem; what is allowed`.
func refusal(key string, err error) reports.Refusal {
	problem, allowed, _ := strings.Cut(err.Error(), "; ")
	return reports.Refusal{Key: key, Problem: problem, Allowed: allowed}
}
