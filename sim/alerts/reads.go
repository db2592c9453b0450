package alerts

import (
	"fmt"
	"maps"
	"slices"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// promQL is the language as Prometheus has it unless features are switched on.
var promQL = parser.NewParser(parser.Options{})

// MetricsIn are the names of the metrics that a PromQL expression reads, sorted, each once; as in Rule.Reads, but that names of
// recording rules stay what they are.
func MetricsIn(expr string) ([]string, error) {
	parsed, err := promQL.ParseExpr(expr)
	if err != nil {
		return nil, fmt.Errorf("reading PromQL: %w", err)
	}
	return metricsIn(parsed), nil
}

func metricsIn(expr parser.Expr) []string {
	names := map[string]bool{}
	parser.Inspect(expr, func(n parser.Node, _ []parser.Node) error {
		selector, ok := n.(*parser.VectorSelector)
		if !ok {
			return nil
		}
		for _, m := range selector.LabelMatchers {
			if m.Name == model.MetricNameLabel && m.Type == labels.MatchEqual && !ownMetric(m.Value) {
				names[m.Value] = true
			}
		}
		return nil
	})
	return slices.Sorted(maps.Keys(names))
}

// ownMetric reports whether the engine itself makes a metric, of the alerts that there are.
func ownMetric(name string) bool { return name == "ALERTS" || name == "ALERTS_FOR_STATE" }

// recorded is what recording rules read, by the names that they record.
type recorded map[string][]string

func recordedBy(files []*Rules) recorded {
	all := recorded{}
	for _, file := range files {
		for _, g := range file.groups {
			for i, r := range g.Rules {
				if r.Record != "" {
					all[r.Record] = append(all[r.Record], g.rules[i].reads...)
				}
			}
		}
	}
	return all
}

// resolve puts what is read in place of what is recorded. A rule that reads its own record, or goes in a ring, adds nothing.
func (v recorded) resolve(names []string) []string {
	found, visited := map[string]bool{}, map[string]bool{}
	for queue := slices.Clone(names); len(queue) > 0; queue = queue[1:] {
		name := queue[0]
		reads, isRecord := v[name]
		switch {
		case visited[name]:
		case isRecord:
			queue = append(queue, reads...)
		default:
			found[name] = true
		}
		visited[name] = true
	}
	return slices.Sorted(maps.Keys(found))
}
