package alerts

import (
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// Together are the alerting rules of several files, in order, as History.Rules has them: files may read each other's recording
// rules.
func Together(files []*Rules) []Rule { return alertsOf(files) }

// ByPattern reports whether a rule of the file, alerting or recording, selects metrics otherwise than by name, which Rule.Reads
// leaves out: whoever scrapes for it has to scrape everything.
func (r *Rules) ByPattern() bool {
	found := false
	for _, g := range r.groups {
		for _, rule := range g.rules {
			parser.Inspect(rule.tree, func(n parser.Node, _ []parser.Node) error {
				if selector, ok := n.(*parser.VectorSelector); ok {
					found = found || !namesItsMetric(selector)
				}
				return nil
			})
		}
	}
	return found
}

func namesItsMetric(v *parser.VectorSelector) bool {
	for _, m := range v.LabelMatchers {
		if m.Name == labels.MetricName && m.Type == labels.MatchEqual {
			return true
		}
	}
	return false
}
