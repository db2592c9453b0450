package alerts

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/timestamp"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
)

// stepsAhead is how many instants are evaluated in one query.
const stepsAhead = 512

// foresight evaluates expressions for many of a group's instants in one query, which is some ten times as fast as one by one.
// PromQL gives a range query the same values as instant queries at its steps, for an expression that looks back only, at
// what was scraped. All others, and what fails, it leaves to instant queries.
type foresight struct {
	queries *queries
	scraped *store // everything, to the end
	every   time.Duration
	end     time.Time
	ahead   map[string]*ahead // by expression; only those that can be foreseen
}

// ahead are the values of an expression from one instant to another.
type ahead struct {
	from, to time.Time // both included; to is before from, until the first query
	failed   bool
	matrix   promql.Matrix
}

// allow has an expression foreseen, if it can be.
func (f *foresight) allow(tree parser.Expr, recorded recorded) {
	if looksBackAtScrapes(tree, recorded) {
		f.ahead[tree.String()] = &ahead{to: time.Unix(-1<<40, 0)}
	}
}

// at is an expression's value at an instant, which is none of before the last query. ok: it could be foreseen.
func (f *foresight) at(ctx context.Context, expr string, at time.Time) (v promql.Vector, ok bool) {
	a, allowed := f.ahead[expr]
	if !allowed {
		return nil, false
	}
	if at.After(a.to) {
		f.query(ctx, expr, at, a)
	}
	if a.failed {
		return nil, false
	}
	t := timestamp.FromTime(at)
	for _, series := range a.matrix {
		if i, there := pointAt(series, t); there {
			v = append(v, promql.Sample{T: t, F: series.Floats[i].F, Metric: series.Metric})
		}
	}
	return v, true
}

// steady reports whether it is foreseen that the same series have a value of an expression at an instant, and a step before
// and after it. at has been asked about the instant.
func (f *foresight) steady(expr string, at time.Time) bool {
	a, allowed := f.ahead[expr]
	before, after := at.Add(-f.every), at.Add(f.every)
	if !allowed || a.failed || before.Before(a.from) || after.After(a.to) {
		return false
	}
	for _, series := range a.matrix {
		_, was := pointAt(series, timestamp.FromTime(before))
		_, is := pointAt(series, timestamp.FromTime(at))
		_, willBe := pointAt(series, timestamp.FromTime(after))
		if was != is || is != willBe {
			return false
		}
	}
	return true
}

// pointAt is the place of a series' point at a time.
func pointAt(s promql.Series, t int64) (i int, there bool) {
	return slices.BinarySearchFunc(s.Floats, t, func(p promql.FPoint, t int64) int { return cmp.Compare(p.T, t) })
}

// query evaluates the next steps.
func (f *foresight) query(ctx context.Context, expr string, at time.Time, a *ahead) {
	*a = ahead{from: at, to: at.Add((stepsAhead - 1) * f.every), failed: true}
	if a.to.After(f.end) {
		a.to = at.Add(f.end.Sub(at) / f.every * f.every)
	}
	query, err := f.queries.engine.NewRangeQuery(ctx, f.scraped, nil, expr, a.from, a.to, f.every)
	if err != nil {
		return
	}
	value, err := f.queries.exec(ctx, query)
	if err != nil {
		return
	}
	a.matrix, a.failed = value.(promql.Matrix)
	a.failed = !a.failed
}

// looksBackAtScrapes reports whether an expression reads nothing but metrics that are scraped alone, and those not of a time
// after the evaluation, nor of a fixed one.
func looksBackAtScrapes(tree parser.Expr, recorded recorded) bool {
	safe := true
	parser.Inspect(tree, func(n parser.Node, _ []parser.Node) error {
		switch n := n.(type) {
		case *parser.VectorSelector:
			named := false
			for _, m := range n.LabelMatchers {
				_, isRecord := recorded[m.Value]
				named = named || m.Name == model.MetricNameLabel && m.Type == labels.MatchEqual && !isRecord && !ownMetric(m.Value)
			}
			safe = safe && named && n.Timestamp == nil && n.StartOrEnd == 0 && n.OriginalOffset >= 0
		case *parser.SubqueryExpr:
			safe = safe && n.Timestamp == nil && n.StartOrEnd == 0 && n.OriginalOffset >= 0
		}
		return nil
	})
	return safe
}
