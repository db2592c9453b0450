package scenarios

import (
	"bytes"
	"encoding/json"

	"github.com/invopop/jsonschema"

	"reprise/sim/world"
)

// Schema is the JSON Schema (draft 2020-12) of scenario files, for editors. It is made from the types and tags that
// Load enforces. What needs the whole file, as names that refer to each other, only Load knows.
func Schema() []byte {
	schema := reflector(false).Reflect(&Scenario{})
	schema.Title = "reprise scenario"
	schema.Description = "One incident: its causes, the settings they met, and what must be seen."
	defs := schema.Definitions

	origin := anyOf(requires("documented"), requires("assumed"))
	defs["Settings"] = settingsSchema(func() *jsonschema.Schema {
		return &jsonschema.Schema{Ref: "#/$defs/Setting", AnyOf: origin.AnyOf}
	})
	defs["ProposedSettings"] = settingsSchema(func() *jsonschema.Schema { return anyOf(ref("Scalar"), ref("Setting")) })
	property(schema, "settings").become(ref("Settings"))
	property(schema, "timeline").Items.AnyOf = origin.AnyOf
	for _, proposal := range []string{"Variant", "Hypothesis"} {
		property(defs[proposal], "settings").become(ref("ProposedSettings"))
	}
	for _, names := range []string{"harm", "cost"} {
		property(schema, names).Items.Enum = anys(metricNames())
	}
	for _, names := range []string{"variants", "hypotheses"} {
		property(schema, names).PropertyNames = &jsonschema.Schema{Pattern: namePattern}
	}

	property(schema, "alerts").Items.AnyOf = []*jsonschema.Schema{{Enum: anys(ruleFileNames())}, {Pattern: `[/\\\\]|\.ya?ml$`}}

	defs["Population"].AnyOf = origin.AnyOf
	shares := property(defs["Population"], "platforms")
	shares.PropertyNames = &jsonschema.Schema{Enum: anys(platforms)}
	shares.AdditionalProperties = &jsonschema.Schema{Type: "number", Minimum: "0", Maximum: "1"}

	defs["Signups"].AnyOf = origin.AnyOf
	shares = property(defs["Signups"], "flows")
	shares.PropertyNames = &jsonschema.Schema{Enum: anys(flows)}
	shares.AdditionalProperties = &jsonschema.Schema{Type: "number", Minimum: "0", Maximum: "1"}

	factSchema(defs["OneOrMore"])
	actionSchema(defs["Action"])
	expectationSchema(defs["Expectation"])
	return render(schema)
}

func reflector(inline bool) *jsonschema.Reflector {
	return &jsonschema.Reflector{
		FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, Anonymous: true, ExpandedStruct: true, DoNotReference: inline,
	}
}

// settingsSchema is a mapping of property names to values.
func settingsSchema(value func() *jsonschema.Schema) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
	for _, key := range settingKeys() {
		v := value()
		if k, known := knobOf(key); known {
			v.Description = k.Doc
		}
		s.Properties.Set(key, v)
	}
	return s
}

// factSchema makes texts ids of facts, or words about a document of one's own: in a scenario, every text that may also
// be a list is one.
func factSchema(oneOrMore *jsonschema.Schema) {
	known := &jsonschema.Schema{}
	for _, f := range facts() {
		known.Enum = append(known.Enum, f.ID)
	}
	id := &jsonschema.Schema{Type: "string", AnyOf: []*jsonschema.Schema{known, {Pattern: `\S \S`}}}
	oneOrMore.AnyOf[0] = id
	oneOrMore.AnyOf[1].Items = id
}

// actionSchema says which parameters belong to which action.
func actionSchema(action *jsonschema.Schema) {
	do := property(action, "do")
	for _, kind := range actionKinds {
		do.Enum = append(do.Enum, kind.name)
		params := reflector(true).Reflect(kind.parameters())
		params.Version = ""
		if kind.name == "settings.change" {
			property(params, "key").Enum = anys(settingKeys())
		}
		then := having("with", params)
		if len(params.Required) > 0 {
			then.Required = []string{"with"}
		}
		action.AllOf = append(action.AllOf, &jsonschema.Schema{If: having("do", &jsonschema.Schema{Const: kind.name}), Then: then})
	}
}

// expectationSchema says that an expectation is on a log event, on an alert or on a metric, and what belongs to each.
func expectationSchema(e *jsonschema.Schema) {
	never := having("never", &jsonschema.Schema{Const: true})
	never.Required = []string{"never"}
	onLog := requires("log")
	onLog.OneOf = []*jsonschema.Schema{requires("at"), never, requires("count")}
	onLog.Not = anyOf(requires("alert"), requires("state"), requires("labels"), requires("metric"), requires("over"), requires("is"))
	onAlert := requires("alert")
	onAlert.OneOf = onLog.OneOf
	onAlert.Not = anyOf(requires("log"), requires("fields"), requires("metric"), requires("over"), requires("is"))
	onMetric := requires("metric", "is")
	onMetric.Not = anyOf(requires("log"), requires("at"), requires("within"), requires("fields"), never, requires("count"),
		requires("alert"), requires("state"), requires("labels"))
	e.OneOf = []*jsonschema.Schema{onLog, onAlert, onMetric}
	property(e, "log").Enum = anys(world.EventNames())
	property(e, "metric").Enum = anys(metricNames())
	e.DependentRequired = map[string][]string{"within": {"at"}}
}

// prop is a property that can be replaced in place; its description stays.
type prop struct{ *jsonschema.Schema }

func property(s *jsonschema.Schema, name string) prop {
	p, _ := s.Properties.Get(name)
	return prop{p}
}

func (p prop) become(s *jsonschema.Schema) {
	s.Description = p.Description
	*p.Schema = *s
}

func ref(name string) *jsonschema.Schema { return &jsonschema.Schema{Ref: "#/$defs/" + name} }

func anyOf(schemas ...*jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: schemas}
}

func requires(names ...string) *jsonschema.Schema { return &jsonschema.Schema{Required: names} }

// having is a schema of one property.
func having(name string, value *jsonschema.Schema) *jsonschema.Schema {
	s := &jsonschema.Schema{Properties: jsonschema.NewProperties()}
	s.Properties.Set(name, value)
	return s
}

func anys(texts []string) []any {
	all := make([]any, len(texts))
	for i, text := range texts {
		all[i] = text
	}
	return all
}

// render is the schema as a file.
func render(schema *jsonschema.Schema) []byte {
	compact, err := json.Marshal(schema)
	if err != nil {
		return []byte("{}\n") // no type here fails to marshal; a test reads the result
	}
	var out bytes.Buffer
	if err := json.Indent(&out, compact, "", "  "); err != nil {
		return []byte("{}\n")
	}
	out.WriteByte('\n')
	return out.Bytes()
}
