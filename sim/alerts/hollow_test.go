package alerts

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestHollow: an expression without the series that it reads has no value, but for those that are about there being none. What
// is said to be hollow is so for the engine too.
func TestHollow(t *testing.T) {
	for expr, hollow := range map[string]bool{
		"here": false, "gone": true, `{__name__="gone"}`: true, `{__name__=~"go.*"}`: false, "ALERTS": false, `{job="x"}`: false,
		"gone > 1": true, "1 > bool gone": true, "-gone": true, "(gone)": true, "here / gone": true, "gone / here": true,
		"here or gone": false, "gone or gone": true, "here unless gone": false, "gone unless here": true, "here and gone": true,
		"sum(gone)": true, "count_values(\"v\", gone)": true, "sum(rate(gone[5m])) > 0": true, "max_over_time(gone[10m:1m])": true,
		"absent(gone)": false, "absent_over_time(gone[5m])": false, "vector(1)": false, "scalar(gone) + here": false, "vector(time()) > 0": false,
		"round(gone, 2)": true, "label_replace(gone, \"a\", \"b\", \"\", \"\")": true, "day_of_month() > 0": false, "hour(gone)": true,
		"record": false, "empty": true, "empty or here": false, "itself": true, "ring": true, "either": false, "time()": false,
	} {
		rules, err := Load("r.yaml", []byte(`groups:
  - name: g
    rules:
      - {record: record, expr: here * 2}
      - {record: empty, expr: gone * 2}
      - {record: itself, expr: itself + 1}
      - {record: ring, expr: gnir + 1}
      - {record: gnir, expr: ring + 1}
      - {record: either, expr: gone, labels: {of: gone}}
      - {record: either, expr: here}
      - {alert: A, expr: '`+expr+`'}
`))
		require.NoError(t, err, expr)
		s := Scrapes{Start: time.Unix(0, 0), Every: 15 * time.Second, Series: []Series{{Name: "here", Values: make([]float64, 41)}}}
		none := newHollow([]*Rules{rules}, s)
		require.Equal(t, hollow, none.is(rules.groups[0].rules[7].tree), expr)
		require.Empty(t, none.asked)
		if hollow {
			e, err := newEvaluation(context.Background(), []*Rules{rules}, s, time.Minute)
			require.NoError(t, err)
			e.scraper.until(s.end())
			v, err := e.queries.at(context.Background(), e.memory, expr, s.end())
			require.NoError(t, err)
			require.Empty(t, v, expr)
		}
	}
}

// TestByPattern: Rule.Reads leaves out what is not read by its name.
func TestByPattern(t *testing.T) {
	for expr, pattern := range map[string]bool{"a": false, `{__name__="a"}`: false, `{__name__=~"a.*"}`: true, `a + on() {job="x"}`: true, "time()": false} {
		rules, err := Load("r.yaml", []byte("groups: [{name: g, rules: [{record: r, expr: '"+expr+"'}]}]"))
		require.NoError(t, err)
		require.Equal(t, pattern, rules.ByPattern(), expr)
	}
}
