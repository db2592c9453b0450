package alerts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
)

// The bounds of the work that files of rules can ask for.
const (
	samplesMost     = 1_000_000        // that one evaluation holds at once
	samplesMostRead = 2_000_000_000    // that all evaluations read
	timeMost        = 10 * time.Second // that one evaluation takes
	evaluationsMost = 10_000_000       // of single rules
)

var allowedWork = fmt.Sprintf("allowed are %d samples held by one evaluation, %s for it, and %d samples read by all",
	samplesMost, timeMost, samplesMostRead)

// errReadTooMuch is met once all evaluations together have read more than samplesMostRead.
var errReadTooMuch = errors.New("the evaluations up to here have read too many samples")

// excessive reports whether an evaluation was stopped for being too much work. Nothing that follows it would mean anything.
func excessive(err error) bool {
	_, held := errors.AsType[promql.ErrTooManySamples](err)
	_, took := errors.AsType[promql.ErrQueryTimeout](err)
	return held || took || errors.Is(err, errReadTooMuch)
}

// queries asks PromQL, and counts what is read.
type queries struct {
	engine *promql.Engine
	read   int64 // samples
}

// newQueries is PromQL as a Prometheus has it whose configuration says nothing of it.
func newQueries(every time.Duration) *queries {
	return &queries{engine: promql.NewEngine(promql.EngineOpts{
		MaxSamples: samplesMost, Timeout: timeMost, Parser: promQL,
		EnableAtModifier: true, EnableNegativeOffset: true,
		NoStepSubqueryIntervalFn: func(int64) int64 { return every.Milliseconds() },
	})}
}

func (q *queries) exec(ctx context.Context, query promql.Query) (parser.Value, error) {
	if q.read > samplesMostRead {
		return nil, errReadTooMuch
	}
	result := query.Exec(ctx)
	q.read += query.Stats().Samples.TotalSamples
	return result.Value, result.Err
}

// at is what rules.EngineQueryFunc does.
func (q *queries) at(ctx context.Context, from *store, expr string, at time.Time) (promql.Vector, error) {
	query, err := q.engine.NewInstantQuery(ctx, from, nil, expr, at)
	if err != nil {
		return nil, err
	}
	value, err := q.exec(ctx, query)
	if err != nil {
		return nil, err
	}
	switch v := value.(type) {
	case promql.Vector:
		return v, nil
	case promql.Scalar:
		return promql.Vector{{T: v.T, F: v.V, Metric: labels.EmptyLabels()}}, nil
	}
	return nil, errors.New("rule result is not a vector or scalar")
}
