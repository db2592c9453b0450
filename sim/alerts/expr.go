package alerts

import (
	"fmt"
	"time"

	"github.com/prometheus/prometheus/promql/parser"
)

// checkExpr refuses an expression that can give no alert, or that is too much work whatever is scraped.
func checkExpr(tree parser.Expr, at spot) error {
	if kind := tree.Type(); kind != parser.ValueTypeVector && kind != parser.ValueTypeScalar {
		return at.wrong("is a "+parser.DocumentedType(kind)+": every evaluation would fail", allowedExpr)
	}
	deepest, most := 0, int64(0)
	parser.Inspect(tree, func(n parser.Node, above []parser.Node) error {
		deepest = max(deepest, len(above)+1)
		most = max(most, steps(n, above))
		return nil
	})
	switch {
	case deepest > depthMost:
		return at.wrong("is nested too deep", fmt.Sprintf("allowed are at most %d levels", depthMost))
	case most > stepsMost:
		return at.wrong(fmt.Sprintf("has subqueries of %d steps", most), fmt.Sprintf("allowed are at most %d", stepsMost))
	}
	return nil
}

// steps is how often a subquery evaluates what is in it, for one evaluation of the rule. A step that is not given is taken to be
// a minute.
func steps(n parser.Node, above []parser.Node) int64 {
	product := int64(1)
	for _, node := range append(above, n) {
		if s, ok := node.(*parser.SubqueryExpr); ok {
			step := s.Step
			if step == 0 {
				step = time.Minute
			}
			product = min(product*min(max(int64(s.Range/step), 1), 1<<31), 1<<31)
		}
	}
	return product
}
