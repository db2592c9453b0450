package scenarios

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// validator is as much of JSON Schema as Schema uses; a keyword it does not know fails the test.
type validator struct {
	t    *testing.T
	root map[string]any
}

func newValidator(t *testing.T) *validator {
	v := &validator{t: t}
	require.NoError(t, json.Unmarshal(Schema(), &v.root))
	return v
}

// validate is what is wrong with a YAML text; nothing when it fits.
func (v *validator) validate(text []byte) []string {
	var doc yaml.Node
	require.NoError(v.t, yaml.Unmarshal(text, &doc))
	return v.check(v.root, plain(doc.Content[0]), "")
}

// plain is a YAML value as JSON has it.
func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plain(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range n.Content {
			list = append(list, plain(item))
		}
		return list
	}
	switch n.ShortTag() {
	case "!!int", "!!float":
		f, err := strconv.ParseFloat(n.Value, 64)
		if err == nil {
			return f
		}
	case "!!bool":
		return n.Value == "true"
	case "!!null":
		return nil
	}
	return n.Value
}

func (v *validator) check(schema any, value any, path string) []string {
	if allowed, ok := schema.(bool); ok {
		if allowed {
			return nil
		}
		return []string{path + " is not allowed"}
	}
	s := schema.(map[string]any)
	var wrong []string
	for _, keyword := range sortedKeys(s) {
		wrong = append(wrong, v.keyword(s, keyword, value, path)...)
	}
	return wrong
}

func (v *validator) keyword(s map[string]any, keyword string, value any, path string) []string {
	operand := s[keyword]
	says := func(wrong bool) []string {
		if wrong {
			return []string{fmt.Sprintf("%s: %.60v breaks %s %.60v", path, value, keyword, operand)}
		}
		return nil
	}
	object, _ := value.(map[string]any)
	list, _ := value.([]any)
	switch keyword {
	case "$schema", "$defs", "title", "description", "then":
		return nil
	case "$ref":
		name := strings.TrimPrefix(operand.(string), "#/$defs/")
		return v.check(v.root["$defs"].(map[string]any)[name], value, path)
	case "type":
		return says(!isType(value, operand.(string)))
	case "enum":
		return says(!slices.ContainsFunc(operand.([]any), func(one any) bool { return reflect.DeepEqual(one, value) }))
	case "const":
		return says(!reflect.DeepEqual(operand, value))
	case "pattern":
		text, ok := value.(string)
		return says(ok && !regexp.MustCompile(operand.(string)).MatchString(text))
	case "minimum":
		f, ok := value.(float64)
		return says(ok && f < operand.(float64))
	case "maximum":
		f, ok := value.(float64)
		return says(ok && f > operand.(float64))
	case "minItems":
		return says(list != nil && float64(len(list)) < operand.(float64))
	case "maxItems":
		return says(float64(len(list)) > operand.(float64))
	case "minProperties":
		return says(object != nil && float64(len(object)) < operand.(float64))
	case "uniqueItems":
		for i, item := range list {
			if slices.ContainsFunc(list[:i], func(other any) bool { return reflect.DeepEqual(item, other) }) {
				return says(true)
			}
		}
		return nil
	case "items":
		var wrong []string
		for i, item := range list {
			wrong = append(wrong, v.check(operand, item, fmt.Sprintf("%s[%d]", path, i))...)
		}
		return wrong
	case "required":
		return says(object != nil && slices.ContainsFunc(operand.([]any), func(name any) bool { return !hasKey(object, name.(string)) }))
	case "properties", "additionalProperties", "propertyNames", "dependentRequired":
		return v.objectKeyword(s, keyword, object, path)
	case "anyOf", "oneOf", "allOf", "not", "if":
		return v.logic(s, keyword, value, path)
	}
	v.t.Fatalf("the schema uses keyword %q, which this validator does not know", keyword)
	return nil
}

func (v *validator) objectKeyword(s map[string]any, keyword string, object map[string]any, path string) []string {
	properties, _ := s["properties"].(map[string]any)
	var wrong []string
	for _, name := range sortedKeys(object) {
		at := path + "." + name
		switch {
		case keyword == "properties" && properties[name] != nil:
			wrong = append(wrong, v.check(properties[name], object[name], at)...)
		case keyword == "additionalProperties" && properties[name] == nil:
			wrong = append(wrong, v.check(s[keyword], object[name], at)...)
		case keyword == "propertyNames":
			wrong = append(wrong, v.check(s[keyword], name, at)...)
		case keyword == "dependentRequired":
			others, _ := s[keyword].(map[string]any)[name].([]any)
			for _, other := range others {
				if !hasKey(object, other.(string)) {
					wrong = append(wrong, fmt.Sprintf("%s without %v", at, other))
				}
			}
		}
	}
	return wrong
}

func (v *validator) logic(s map[string]any, keyword string, value any, path string) []string {
	switch keyword {
	case "not":
		if len(v.check(s[keyword], value, path)) == 0 {
			return []string{path + " breaks not"}
		}
		return nil
	case "if":
		if len(v.check(s[keyword], value, path)) == 0 {
			return v.check(s["then"], value, path)
		}
		return nil
	}
	fits := 0
	var wrong []string
	for _, branch := range s[keyword].([]any) {
		problems := v.check(branch, value, path)
		if len(problems) == 0 {
			fits++
		}
		wrong = append(wrong, problems...)
	}
	switch {
	case keyword == "anyOf" && fits > 0, keyword == "oneOf" && fits == 1, keyword == "allOf" && len(wrong) == 0:
		return nil
	}
	return append(wrong, fmt.Sprintf("%s fits %d of %s", path, fits, keyword))
}

func isType(value any, name string) bool {
	switch value := value.(type) {
	case map[string]any:
		return name == "object"
	case []any:
		return name == "array"
	case string:
		return name == "string"
	case bool:
		return name == "boolean"
	case float64:
		return name == "number" || name == "integer" && value == math.Trunc(value)
	}
	return name == "null"
}

func hasKey(object map[string]any, name string) bool {
	_, there := object[name]
	return there
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
