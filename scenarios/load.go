package scenarios

import (
	"slices"
	"strconv"

	"reprise/scenarios/strict"
)

// AsWas is the variant that reproduces the incident.
const AsWas = "as-was"

// Load reads a scenario and checks everything about it that can be known without its fleet. file is the name that
// errors give. The error is strict.Errors: everything that is wrong, each with its place.
func Load(file string, data []byte) (*Scenario, error) {
	doc, err := strict.Parse(file, data)
	if err != nil {
		return nil, err
	}
	sc := &Scenario{File: file, doc: doc}
	sc.readFrom(data)
	if err := doc.Decode(sc); err != nil {
		return nil, err
	}
	if err := sc.check(); err != nil {
		return nil, err
	}
	if _, found := sc.Variants.Get(AsWas); !found {
		sc.Variants = slices.Insert(sc.Variants, 0, strict.Entry[Variant]{Key: AsWas})
	}
	return sc, nil
}

// Wrong is an error about the scenario at a key given by its dotted path, as in `timeline[2].with.group`. A scenario
// that a program made has no places.
func (sc *Scenario) Wrong(key, problem, allowed string) *strict.Error {
	if sc.doc == nil {
		return strict.Wrong(key+": "+problem, allowed)
	}
	return sc.doc.Wrong(key, problem, allowed)
}

// DecodeNode reads a setting: a mapping, or a bare value where values are proposed.
func (s *Setting) DecodeNode(n strict.Node) error {
	if !n.IsMapping() {
		return n.Decode(&s.Value)
	}
	type plain Setting // without this method
	return n.Decode((*plain)(s))
}

// quote puts what a person wrote between quotes, on one line.
func quote(text string) string { return strconv.QuoteToASCII(text) }
