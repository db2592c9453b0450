package scenarios

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"reprise/scenarios/strict"
	"reprise/sim/random"
	"reprise/sim/world"
)

// otherValues are values to try in place of the scenario's: those its own variants and hypotheses give it, those that `why` tries,
// and the default; where these are none, the other words of an enumeration, other means of a distribution, or what is left.
func (s *subject) otherValues() []string {
	k, _ := knobOf(s.setting.Key)
	own := s.setting.Value.Value.String()
	var given []string
	for _, v := range s.scenario.Variants {
		given = append(given, valueOf(v.Value.Settings, k.Key)...)
	}
	for _, h := range s.scenario.Hypotheses {
		given = append(given, valueOf(h.Value.Settings, k.Key)...)
	}
	for _, candidates := range [][]string{slices.Concat(given, k.others(own), []string{k.Default}), k.words(), aroundMean(own), spareValues} {
		if values := s.usable(k, own, candidates); len(values) > 0 {
			return values[:min(len(values), valuesMax)]
		}
	}
	return nil
}

// usable are the candidates that mean something else than the scenario's own value, each once, and that its other settings allow.
func (s *subject) usable(k *knob, own string, candidates []string) []string {
	var values []string
	for _, c := range candidates {
		seen := slices.ContainsFunc(append(values, own), func(v string) bool { return k.alike(v, c) })
		if seen || k.apply(new(world.Settings), c) != nil {
			continue
		}
		if _, err := s.rehearse(AsWas, entryOf(k.Key, c)).config(); err == nil {
			values = append(values, c)
		}
	}
	return values
}

// valuesMax bounds how many values are tried of one setting.
const valuesMax = 4

// spareValues are for settings that give no values to try: a switch, a number or a time that is 0, a name, an address.
var spareValues = []string{"true", "false", "1", "1m", "other", "https://example.org/"}

func valueOf(settings strict.Map[Setting], key string) []string {
	if v, sets := settings.Get(key); sets {
		return []string{v.Value.String()}
	}
	return nil
}

// alike tells whether two values of a setting mean the same, as 1h and 60m do.
func (k *knob) alike(a, b string) bool {
	var left, right world.Settings
	return k.apply(&left, a) == nil && k.apply(&right, b) == nil && reflect.DeepEqual(left, right)
}

// words are the values of an enumeration, which its error lists; of any other setting it is nothing that the setting takes.
func (k *knob) words() []string {
	err := k.apply(new(world.Settings), "")
	var either *strict.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &either):
		return strings.Split(either.Allowed, " or ")
	}
	_, allowed, _ := strings.Cut(err.Error(), "allowed: ")
	return strings.Split(allowed, ", ")
}

// aroundMean are half and double the mean of a distribution of durations, as constants.
func aroundMean(value string) []string {
	d, err := random.ParseDist(value)
	if err != nil {
		return nil
	}
	return []string{(d.Mean() / 2).Round(time.Millisecond).String(), (2 * d.Mean()).Round(time.Millisecond).String()}
}
