package alerts

import (
	"time"

	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/rules"
)

// Label is a name and its value.
type Label struct{ Name, Value string }

// Rules are the alerting and recording rules of one file, as Prometheus reads it.
type Rules struct {
	file   string
	groups []group
}

// group is a group of rules; they are evaluated in the order written.
type group struct {
	rulefmt.RuleGroup
	at    spot
	rules []source // one a rule
}

// source is what a rule stands on in its file.
type source struct {
	at    spot // its name
	expr  spot
	tree  parser.Expr
	reads []string // names in its expression, as written
}

// Rule is an alerting rule. Labels and Summary are as written, with their templates.
type Rule struct {
	File          string
	Group, Alert  string
	Expr          string
	For           time.Duration
	KeepFiringFor time.Duration
	Labels        []Label // of the group and of the rule, by name
	Summary       string  // the annotation `summary`; empty: there is none
	Line          int     // on which its name stands, from 1
	// Reads are the names of the metrics that its expression reads, sorted; the name of a recording rule stands for what that
	// reads. Selectors that give a pattern for the name, and the engine's own ALERTS, are left out.
	Reads []string
}

// File is the file's name, as given to Load.
func (r *Rules) File() string { return r.file }

// Alerts are the alerting rules, in the order written.
func (r *Rules) Alerts() []Rule { return alertsOf([]*Rules{r}) }

// alertsOf are the alerting rules of several files, which may read each other's recording rules.
func alertsOf(files []*Rules) []Rule {
	recorded := recordedBy(files)
	var all []Rule
	for _, file := range files {
		for _, g := range file.groups {
			for i, r := range g.Rules {
				if r.Alert == "" {
					continue
				}
				all = append(all, Rule{
					File: file.file, Group: g.Name, Alert: r.Alert, Expr: r.Expr,
					For: time.Duration(r.For), KeepFiringFor: time.Duration(r.KeepFiringFor),
					Labels: labelsFrom(rules.FromMaps(g.Labels, r.Labels)), Summary: r.Annotations["summary"],
					Line: g.rules[i].at.place().line, Reads: recorded.resolve(g.rules[i].reads),
				})
			}
		}
	}
	return all
}
