package alerts

import (
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// Together are the alerting rules of several files, in order, as History.Rules has them: files may read each other's recording
// rules.
func Together(files []*Rules) []Rule { return alertsOf(files) }

// ByPattern reports whether a rule of the file, alerting or recording, selects metrics otherwise than by name, which Rule.Reads
// leaves out: whoever scrapes for it has to scrape everything.
func (r *Rules) ByPattern() bool {
	return r.selects(func(name string, named bool) bool { return !named })
}

// readsAlerts reports whether a rule may read what the engine writes of alerts.
func (r *Rules) readsAlerts() bool {
	return r.selects(func(name string, named bool) bool { return !named || ownMetric(name) })
}

// selects reports whether some selector of the file's rules is such a one: of a metric by its name, or otherwise.
func (r *Rules) selects(such func(name string, named bool) bool) bool {
	found := false
	for _, g := range r.groups {
		for _, rule := range g.rules {
			parser.Inspect(rule.tree, func(n parser.Node, _ []parser.Node) error {
				if v, ok := n.(*parser.VectorSelector); ok {
					found = found || such(nameOf(v))
				}
				return nil
			})
		}
	}
	return found
}

// nameOf is the name of a selector's metric; false: it gives none.
func nameOf(v *parser.VectorSelector) (string, bool) {
	for _, m := range v.LabelMatchers {
		if m.Name == model.MetricNameLabel && m.Type == labels.MatchEqual {
			return m.Value, true
		}
	}
	return "", false
}
