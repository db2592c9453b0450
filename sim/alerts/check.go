package alerts

import (
	"fmt"
	"slices"

	"github.com/prometheus/common/model"
	"go.yaml.in/yaml/v3"
)

const (
	allowedGroups = "allowed is a mapping with the key groups, a list of groups of rules"
	allowedExpr   = "allowed is a PromQL expression of a vector or a number, such as account_pool_size < account_pool_min"
)

// checkBounds refuses a file that is too much work, before anything is made of it, and one without rules.
func checkBounds(root spot) error {
	groups := root.at("groups")
	n := 0
	for _, g := range groups.items() {
		for _, rule := range g.at("rules").items() {
			if n++; n > rulesMost {
				return rule.wrong("is one rule too many", fmt.Sprintf("allowed are at most %d in a file", rulesMost))
			}
			if expr := rule.at("expr"); len(expr.yaml.Value) > exprMost {
				return expr.wrong(fmt.Sprintf("is %d bytes long", len(expr.yaml.Value)), fmt.Sprintf("allowed are at most %d", exprMost))
			}
		}
	}
	if e := checkKeys(root, allowedGroups, "groups"); e != nil {
		return e
	}
	if n == 0 && (groups.yaml.Kind == yaml.SequenceNode || groups.yaml == root.yaml || groups.yaml.Tag == "!!null") {
		groups.key = "groups"
		return groups.wrong("holds no rules", allowedGroups)
	}
	return nil
}

// checkShape finds the first thing that Prometheus would not take, where it would not say what is allowed, or not where it
// stands; nil: there is none of that kind.
func checkShape(root spot) *Error {
	const asList = "allowed is a list"
	names := map[string]bool{}
	groups := root.at("groups")
	if groups.yaml.Kind != yaml.SequenceNode {
		return groups.wrong("is not a list", "allowed is a list of groups")
	}
	for _, g := range groups.items() {
		e := checkKeys(g, "allowed is a mapping", "name", "interval", "query_offset", "limit", "labels", "rules")
		if e == nil {
			e = checkDurations(g, "interval", "query_offset")
		}
		name := g.at("name")
		switch {
		case e != nil:
			return e
		case name.yaml == g.yaml || name.yaml.Value == "":
			return name.wrong("is missing", "allowed is the group's name")
		case names[name.yaml.Value]:
			return name.wrong("is "+clip(name.yaml.Value)+", as that of a group before", "allowed is another name")
		}
		names[name.yaml.Value] = true
		if rules := g.at("rules"); rules.yaml != g.yaml && rules.yaml.Kind != yaml.SequenceNode {
			return rules.wrong("is not a list", asList)
		}
		for _, rule := range g.at("rules").items() {
			if e := checkRule(rule); e != nil {
				return e
			}
		}
	}
	return nil
}

func checkRule(rule spot) *Error {
	e := checkKeys(rule, "allowed is a mapping", "record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations")
	if e == nil {
		e = checkDurations(rule, "for", "keep_firing_for")
	}
	if e != nil {
		return e
	}
	alert, record := rule.at("alert"), rule.at("record")
	isAlert, isRecord := alert.yaml != rule.yaml, record.yaml != rule.yaml
	switch {
	case isAlert && isRecord:
		return record.wrong("stands beside alert", "allowed is one of the two")
	case !isAlert && !isRecord:
		return rule.wrong("is neither alert nor record", "allowed is one of the two")
	}
	if expr := rule.at("expr"); expr.yaml == rule.yaml || expr.yaml.Value == "" {
		return expr.wrong("is missing", allowedExpr)
	}
	if isAlert {
		return nil
	}
	for _, key := range []string{"for", "keep_firing_for", "annotations"} {
		if s := rule.at(key); s.yaml != rule.yaml {
			return s.wrong("is not for rules that record", "allowed are record, expr, labels")
		}
	}
	return nil
}

// checkKeys finds a key that is not among those allowed, or is there twice.
func checkKeys(s spot, otherwise string, allowed ...string) *Error {
	if s.yaml.Kind != yaml.MappingNode {
		return s.wrong("is not a mapping", otherwise)
	}
	for i := 0; i+1 < len(s.yaml.Content); i += 2 {
		key := s.yaml.Content[i]
		at := spot{s.doc, key, s.at(key.Value).key}
		for j := range i / 2 {
			if s.yaml.Content[2*j].Value == key.Value {
				return at.wrong("is there twice", "allowed is each key once")
			}
		}
		if key.Tag != "!!merge" && !slices.Contains(allowed, key.Value) {
			return at.wrong("is not a key that Prometheus knows", fmt.Sprintf("allowed are %s", list(allowed)))
		}
	}
	return nil
}

func checkDurations(s spot, keys ...string) *Error {
	for _, key := range keys {
		at := s.at(key)
		if at.yaml == s.yaml || at.yaml.Tag == "!!null" {
			continue
		}
		if _, err := model.ParseDuration(at.yaml.Value); at.yaml.Kind != yaml.ScalarNode || err != nil {
			return at.wrong("is "+clip(at.yaml.Value), "allowed is a duration such as 30s, 10m or 1h30m")
		}
	}
	return nil
}
