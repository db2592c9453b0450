package alerts

import (
	"context"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/stretchr/testify/require"
)

// TestReadTooMuch: once all evaluations have read what is allowed, none is made.
func TestReadTooMuch(t *testing.T) {
	q := newQueries(time.Minute)
	memory := newStore()
	memory.series(labels.FromStrings(model.MetricNameLabel, "a")).add(0, 1)
	_, err := q.at(context.Background(), memory, "a", time.Unix(0, 0))
	require.NoError(t, err)
	require.EqualValues(t, 1, q.read)
	q.read = samplesMostRead + 1
	_, err = q.at(context.Background(), memory, "a", time.Unix(0, 0))
	require.ErrorIs(t, err, errReadTooMuch)
	require.True(t, excessive(err))
}
