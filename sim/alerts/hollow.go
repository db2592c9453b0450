package alerts

import (
	"slices"

	"github.com/prometheus/prometheus/promql/parser"
)

// hollow tells which expressions never have a value, whatever happens, for want of the series that they read.
type hollow struct {
	scraped  map[string]bool          // names of metrics that some scrape has
	recorded map[string][]parser.Expr // by the name that they are recorded under
	asked    map[string]bool          // records that are being looked into: one that needs itself has no value
}

func newHollow(files []*Rules, s Scrapes) *hollow {
	h := &hollow{scraped: map[string]bool{}, recorded: map[string][]parser.Expr{}, asked: map[string]bool{}}
	for _, one := range s.Series {
		h.scraped[one.Name] = h.scraped[one.Name] || s.has(one.Name)
	}
	for _, file := range files {
		for _, g := range file.groups {
			for i, r := range g.Rules {
				if r.Record != "" {
					h.recorded[r.Record] = append(h.recorded[r.Record], g.rules[i].tree)
				}
			}
		}
	}
	return h
}

// is reports whether an expression never has a value. false: it may have one.
func (h *hollow) is(expr parser.Expr) bool {
	switch n := expr.(type) {
	case *parser.VectorSelector:
		return h.isMetric(n)
	case *parser.MatrixSelector:
		return h.is(n.VectorSelector)
	case *parser.SubqueryExpr:
		return h.is(n.Expr)
	case *parser.ParenExpr:
		return h.is(n.Expr)
	case *parser.UnaryExpr:
		return h.is(n.Expr)
	case *parser.AggregateExpr:
		return h.is(n.Expr)
	case *parser.BinaryExpr:
		return h.isPair(n)
	case *parser.Call:
		return h.isCall(n)
	}
	return false
}

// isMetric is about a selector that names its metric. Of others, and of what the engine makes of alerts, nothing is known.
func (h *hollow) isMetric(v *parser.VectorSelector) bool {
	name, named := nameOf(v)
	switch {
	case !named || ownMetric(name) || h.scraped[name]:
		return false
	case h.asked[name]:
		return true
	}
	h.asked[name] = true
	defer delete(h.asked, name)
	return !slices.ContainsFunc(h.recorded[name], func(expr parser.Expr) bool { return !h.is(expr) })
}

func (h *hollow) isPair(n *parser.BinaryExpr) bool {
	left, right := h.is(n.LHS), h.is(n.RHS)
	switch {
	case n.Op == parser.LOR:
		return left && right
	case n.Op == parser.LUNLESS:
		return left
	case n.VectorMatching != nil && n.VectorMatching.FillValues != (parser.VectorMatchFillValues{}):
		return left && right
	}
	return left || right
}

// isCall: a function of no series has no value, but for those that are about there being none.
func (h *hollow) isCall(n *parser.Call) bool {
	switch n.Func.Name {
	case "absent", "absent_over_time", "scalar", "vector":
		return false
	}
	for _, arg := range n.Args {
		if kind := arg.Type(); (kind == parser.ValueTypeVector || kind == parser.ValueTypeMatrix) && h.is(arg) {
			return true
		}
	}
	return false
}
