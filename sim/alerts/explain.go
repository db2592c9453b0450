package alerts

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/rules"
)

const allowedTemplate = "allowed are the functions and variables of Prometheus' templates, " +
	"as in {{ $value | humanize }} or {{ $labels.route }}"

// explain is what is wrong with a file that Prometheus has not taken: the first thing of which the place is known.
func explain(root spot, errs []error) *Error {
	if e := checkShape(root); e != nil {
		return e
	}
	var first *Error
	for _, err := range errs {
		if e := placed(root, err); first == nil || e.Line < first.Line || e.Line == first.Line && e.Col < first.Col {
			first = e
		}
	}
	return first
}

// placed is one of Prometheus' errors at its place.
func placed(root spot, err error) *Error {
	var known *rulefmt.Error
	if !errors.As(err, &known) {
		return placedInGroup(root, err)
	}
	rule := spot{root.doc, root.yaml, "groups"}
	for _, g := range root.at("groups").items() {
		if g.at("name").yaml.Value == known.Group {
			rule = g.at("rules").item(known.Rule - 1)
		}
	}
	var promQL parser.ParseErrors
	if errors.As(err, &promQL) && len(promQL) > 0 {
		problem := "is not PromQL: " + promQL[0].Err.Error()
		return rule.at("expr").wrongWithin(int(promQL[0].PositionRange.Start), problem, allowedExpr)
	}
	return placedInRule(rule, errors.Unwrap(&known.Err))
}

var (
	aboutTemplate = regexp.MustCompile(`^(label|annotation) ("(?:[^"\\]|\\.)*"): (?:template: __alert_[^:]*:[0-9]+: )?((?s).*)$`)
	aboutName     = regexp.MustCompile(`^invalid (label|annotation) name: ((?s).*)$`)
	aboutPlace    = regexp.MustCompile(`^([0-9]+):([0-9]+): ((?s).*)$`)
)

// placedInRule is an error that names what in a rule it is about.
func placedInRule(rule spot, err error) *Error {
	text := err.Error()
	if m := aboutTemplate.FindStringSubmatch(text); m != nil {
		name, _ := strconv.Unquote(m[2])
		return rule.at(m[1]+"s").at(name).wrong("is no template: "+m[3], allowedTemplate)
	}
	if m := aboutName.FindStringSubmatch(text); m != nil {
		return rule.at(m[1]+"s").at(m[2]).wrong("is no name of a "+m[1], "allowed are letters, digits and _, and no digit first")
	}
	if rule.at("record").yaml != rule.yaml {
		rule = rule.at("record")
	}
	return rule.wrong(text, "allowed is what Prometheus takes")
}

// placedInGroup is an error about a group or the file as a whole.
func placedInGroup(root spot, err error) *Error {
	text := err.Error()
	if m := aboutPlace.FindStringSubmatch(text); m != nil {
		line, _ := strconv.Atoi(m[1])
		col, _ := strconv.Atoi(m[2])
		return root.doc.wrong(place{line, col}, "groups", m[3], "allowed is what Prometheus takes")
	}
	if m := aboutName.FindStringSubmatch(text); m != nil {
		for _, g := range root.at("groups").items() {
			if at := g.at("labels").at(m[2]); at.yaml != g.at("labels").yaml {
				return at.wrong("is no name of a label", "allowed are letters, digits and _, and no digit first")
			}
		}
	}
	return root.doc.notRules(err)
}

// notRules places an error of the YAML library about values: "cannot unmarshal !!seq into string".
func (d *document) notRules(err error) *Error {
	e := d.notYAML(err)
	e.Problem = strings.Replace(e.Problem, "is not sound YAML", "is not a file of rules", 1)
	e.Problem, _, _ = strings.Cut(e.Problem, "\n")
	return e
}

// checkTwins refuses a rule that is there twice: alerts of the two could not be told apart.
func checkTwins(file *Rules) error {
	first := map[string]spot{}
	for _, g := range file.groups {
		for i, r := range g.Rules {
			identity := fmt.Sprintf("%q %q %q %s", r.Alert, r.Record, r.Expr, rules.FromMaps(g.Labels, r.Labels))
			at := g.rules[i].at
			if before, twice := first[identity]; twice {
				problem := fmt.Sprintf("is the same rule as in line %d", before.place().line)
				return at.wrong(problem, "allowed is a rule once, or with other labels or another expression")
			}
			first[identity] = at
		}
	}
	return nil
}

// list is a, b and c.
func list(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
