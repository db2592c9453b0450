package strict

import "github.com/invopop/jsonschema"

// The values of this package describe themselves to the editor's schema.

// JSONSchema describes an instant.
func (Instant) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: instantPattern, Description: instantGrammar}
}

// JSONSchema describes a duration.
func (Duration) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: durationPattern, Description: durationGrammar}
}

// JSONSchema describes a span.
func (Span) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Description: spanGrammar}
}

// JSONSchema describes a scalar.
func (Scalar) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "string"}, {Type: "number"}, {Type: "boolean"}}}
}

// JSONSchema describes a bound.
func (Bound) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: boundPattern, Description: boundGrammar}
}

// JSONSchema describes a text or a list of texts.
func (OneOrMore) JSONSchema() *jsonschema.Schema {
	one := uint64(1)
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		{Type: "string"},
		{Type: "array", Items: &jsonschema.Schema{Type: "string"}, MinItems: &one, UniqueItems: true},
	}}
}

// JSONSchema describes one reason, or one for each parameter.
func (Why) JSONSchema() *jsonschema.Schema {
	reason := &jsonschema.Schema{Type: "string", Pattern: `\S`}
	one := uint64(1)
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		reason, {Type: "object", AdditionalProperties: reason, MinProperties: &one},
	}}
}

// JSONSchema describes a value that is checked later: any mapping.
func (Raw) JSONSchema() *jsonschema.Schema { return &jsonschema.Schema{Type: "object"} }

// JSONSchemaAlias describes a mapping as that of a Go map.
func (Map[T]) JSONSchemaAlias() any { return map[string]T(nil) }
