package alerts

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/util/teststorage"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// expressions draws PromQL over the metrics a, b and c_total.
func expressions(t *rapid.T, depth int) string {
	selector := rapid.SampledFrom([]string{"a", "b", "c_total", `a{host="x"}`, `a{host!="x"}`, `a{host=~"x|z"}`, `{__name__=~"a|b"}`, `{host="y"}`, "nothing"}).Draw(t, "selector")
	shift := rapid.SampledFrom([]string{"", "", "", " offset 2m", " offset -90s", " @ 300", " @ start()", " @ end()"}).Draw(t, "shift")
	if depth == 0 {
		return selector + shift
	}
	inner := expressions(t, depth-1)
	window := rapid.SampledFrom([]string{"[30s]", "[2m]", "[5m]", "[11m]"}).Draw(t, "window")
	return fmt.Sprintf(rapid.SampledFrom([]string{
		"sum(%[1]s)", "sum by (host) (%[1]s)", "count(%[1]s)", "max(%[1]s) - min(%[1]s)", "avg(%[1]s)", "absent(%[1]s)",
		"rate(%[2]s)", "increase(%[2]s)", "delta(%[2]s)", "deriv(%[2]s)", "changes(%[2]s)", "resets(%[2]s)", "irate(%[2]s)",
		"avg_over_time(%[2]s)", "quantile_over_time(0.4, %[2]s)", "count_over_time(%[2]s)", "last_over_time(%[2]s)", "absent_over_time(%[2]s)",
		"predict_linear(%[2]s, 60)", "timestamp(%[1]s)", "present_over_time(%[2]s)", "stddev_over_time(%[2]s)",
		"max_over_time((%[1]s)[4m:30s])", "sum_over_time((%[1]s)[3m:])", "(%[1]s) > 2", "(%[1]s) and on () b", "(%[1]s) or b", "(%[1]s) unless on () c_total",
		"(%[1]s) * on () group_left () sum(b)", "topk(1, %[1]s)", "-(%[1]s)", "vector(scalar(%[1]s) + time())", "clamp_max(%[1]s, 4)", "label_replace(%[1]s, \"n\", \"$1\", \"host\", \"(.*)\")",
	}).Draw(t, "form"), inner, selector+window+shift)
}

// TestStoreAsTSDB: PromQL finds the same in the store as in the engine's own storage; samples that the one refuses the other
// refuses; and what can be foreseen is what is there in its time.
func TestStoreAsTSDB(t *testing.T) {
	refused, found, foreseen := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		own, err := teststorage.NewWithError()
		require.NoError(t, err)
		defer own.Close()
		memory, end := newStore(), fill(t, own, &refused)
		for _, s := range end.samples {
			app := memory.Appender(context.Background())
			_, _ = app.Append(0, s.labels, s.t, s.v)
			require.NoError(t, app.Commit())
		}
		q := newQueries(time.Minute)
		f := &foresight{q, memory, 45 * time.Second, time.UnixMilli(end.last), map[string]*ahead{}}
		for range 4 {
			expr := expressions(t, rapid.IntRange(0, 3).Draw(t, "depth"))
			tree, err := promQL.ParseExpr(expr)
			require.NoError(t, err, expr)
			f.allow(tree, recorded{})
			for at := int64(0); at <= end.last; at += f.every.Milliseconds() {
				want, wantErr := instant(q, own, expr, time.UnixMilli(at))
				got, gotErr := instant(q, memory, expr, time.UnixMilli(at))
				require.Equal(t, wantErr == nil, gotErr == nil, "%s at %d: %v, %v", expr, at, wantErr, gotErr)
				require.Equal(t, want, got, "%s at %d", expr, at)
				if v, ok := f.at(context.Background(), tree.String(), time.UnixMilli(at)); ok {
					require.NoError(t, wantErr)
					require.Equal(t, want, sortedLines(v), "%s foreseen at %d", expr, at)
					foreseen += len(v)
				}
				found += len(got)
			}
		}
	})
	require.NotZero(t, refused, "no sample was refused")
	require.NotZero(t, found, "no expression had a value")
	require.NotZero(t, foreseen, "nothing was foreseen")
}

// filled is what was put into a storage.
type filled struct {
	samples []appended
	last    int64 // milliseconds
}

type appended struct {
	labels labels.Labels
	t      int64
	v      float64
}

// fill puts samples into the engine's own storage, some of which it refuses, and tells those of all.
func fill(t *rapid.T, own storage.Appendable, refused *int) (f filled) {
	mirror := newStore()
	for _, l := range []labels.Labels{
		labels.FromStrings("__name__", "a", "host", "x"), labels.FromStrings("__name__", "a", "host", "y"), labels.FromStrings("__name__", "b"),
		labels.FromStrings("__name__", "c_total", "host", "z"),
	} {
		at, v := int64(0), 0.0
		for range rapid.IntRange(0, 40).Draw(t, "samples") {
			at += rapid.SampledFrom([]int64{15_000, 15_000, 15_000, 15_000, 7_000, 320_000, 0, -15_000}).Draw(t, "gap")
			at = max(at, 0)
			v = rapid.SampledFrom([]float64{v, v + 1, v + 0.3, v - 0.7, 0, math.Float64frombits(value.StaleNaN)}).Draw(t, "value")
			app := own.Appender(context.Background())
			_, err := app.Append(0, l, at, v)
			require.NoError(t, app.Commit())
			_, mine := mirror.Appender(context.Background()).Append(0, l, at, v)
			require.Equal(t, refusal(err), refusal(mine))
			if err != nil {
				*refused++
			}
			mirror.series(l).add(at, v)
			f.samples = append(f.samples, appended{l, at, v})
			f.last = max(f.last, at)
			if math.IsNaN(v) {
				v = 1
			}
		}
	}
	return f
}

// refusal is the kind of an error, for the engine's own storage says more.
func refusal(err error) error {
	for _, kind := range []error{storage.ErrOutOfOrderSample, storage.ErrDuplicateSampleForTimestamp} {
		if errors.Is(err, kind) {
			return kind
		}
	}
	return err
}

// instant is what an expression gives at an instant, in a form that can be compared.
func instant(q *queries, from storage.Queryable, expr string, at time.Time) ([]string, error) {
	query, err := q.engine.NewInstantQuery(context.Background(), from, nil, expr, at)
	if err != nil {
		return nil, err
	}
	result := query.Exec(context.Background())
	if result.Err != nil {
		return nil, result.Err
	}
	v, ok := result.Value.(promql.Vector)
	if s, isScalar := result.Value.(promql.Scalar); isScalar {
		v, ok = promql.Vector{{T: s.T, F: s.V}}, true
	}
	if !ok {
		return nil, fmt.Errorf("a %T", result.Value)
	}
	return sortedLines(v), nil
}

func sortedLines(v promql.Vector) []string {
	all := []string{}
	for _, s := range v {
		all = append(all, fmt.Sprintf("%s %d %x", s.Metric, s.T, math.Float64bits(s.F)))
	}
	slices.Sort(all)
	return all
}

// TestSelect gives the samples from one time to another, both included, and goes to the first that is not before a time.
func TestSelect(t *testing.T) {
	memory := newStore()
	for at := int64(1); at <= 5; at++ {
		memory.series(labels.FromStrings(model.MetricNameLabel, "a")).add(at*10, float64(at))
	}
	for _, c := range []struct {
		from, to, seek int64
		want           []float64
	}{
		{10, 50, 0, []float64{1, 2, 3, 4, 5}}, {20, 40, 0, []float64{2, 3, 4}}, {11, 39, 0, []float64{2, 3}},
		{10, 50, 30, []float64{3, 4, 5}}, {10, 50, 31, []float64{4, 5}}, {10, 50, 51, nil}, {51, 60, 0, nil}, {31, 39, 0, nil},
	} {
		q, err := memory.Querier(c.from, c.to)
		require.NoError(t, err)
		set := q.Select(context.Background(), true, nil, labels.MustNewMatcher(labels.MatchEqual, model.MetricNameLabel, "a"))
		var got []float64
		for set.Next() {
			it := set.At().Iterator(nil)
			for kind := it.Seek(c.seek); kind != chunkenc.ValNone; kind = it.Next() {
				require.Equal(t, chunkenc.ValFloat, it.Seek(c.seek), "what is sought is here")
				at, v := it.At()
				require.Equal(t, at, it.AtT())
				got = append(got, v)
			}
		}
		require.Equal(t, c.want, got, "%+v", c)
	}
}
