package scenarios

import (
	"fmt"
	"strings"

	"reprise/scenarios/strict"
)

// Laid is the scenario's file with one more variant: a variant, or a hypothesis, with settings laid over it, each `key=value`. The
// name is that of the new variant, which replays as the what-if did. What as-was and hypotheses are held against is not asked of it.
// Wrong settings give a UsageError.
func Laid(s *Scenario, variant string, set []string) (name string, file []byte, err error) {
	if _, err := s.Arm(variant, set); err != nil {
		return "", nil, err
	}
	over, err := parseSettings(set)
	if err != nil {
		return "", nil, err
	}
	draft := s.draftOf(variant)
	draft.PutText("says", strings.TrimSuffix(variant+" with "+strings.Join(set, ", "), " with "))
	for _, e := range over {
		draft.Under("settings").Put(e.Key, e.Value.Value)
	}
	name = s.freeName("what-if")
	if file, err = s.doc.With("variants", "expect", name, draft); err != nil {
		return "", nil, err
	}
	if _, err := Load(s.File, file); err != nil {
		return "", nil, fmt.Errorf("%s: the file with %s in it: %w", s.File, name, err)
	}
	return name, file, nil
}

// draftOf is what the file says of a variant.
func (s *Scenario) draftOf(variant string) strict.Draft {
	root := s.doc.Root()
	if _, guess := s.Hypotheses.Get(variant); guess {
		return root.At("hypotheses").At(variant).Draft("settings", "timeline", "without")
	}
	keys := []string{"facts", "settings", "timeline", "without", "omission"}
	if variant != AsWas {
		keys = append(keys, "expect")
	}
	return root.At("variants").At(variant).Draft(keys...)
}

// freeName is a name that no variant and no hypothesis has.
func (s *Scenario) freeName(name string) string {
	free := name
	for n := 2; ; n++ {
		_, variant := s.Variants.Get(free)
		_, hypothesis := s.Hypotheses.Get(free)
		if !variant && !hypothesis {
			return free
		}
		free = fmt.Sprintf("%s-%d", name, n)
	}
}
