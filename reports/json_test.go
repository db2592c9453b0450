package reports

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFields(t *testing.T) {
	f := Fields{{"z", int64(26)}, {"a", 0.5}, {"says", `two "words" <b>`}, {"none", ""}, {"expr", "a=b"}, {"tab", "a\tb"}, {"city", "東京"}}
	require.Equal(t, `z=26 a=0.5 says="two \"words\" <b>" none="" expr="a=b" tab="a\tb" city=東京`, f.String())

	var got bytes.Buffer
	require.NoError(t, JSON(&got, f))
	var compact bytes.Buffer
	require.NoError(t, json.Compact(&compact, got.Bytes()))
	require.Equal(t, `{"z":26,"a":0.5,"says":"two \"words\" <b>","none":"","expr":"a=b","tab":"a\tb","city":"東京"}`, compact.String())
}

func TestJSONHasNoNaN(t *testing.T) {
	for name, spoil := range map[string]func(*Replay){
		"metric":   func(r *Replay) { r.Metrics["x"] = math.NaN() },
		"infinity": func(r *Replay) { r.Metrics["x"] = math.Inf(1) },
		"field":    func(r *Replay) { r.Log[0].Fields[0].Value = math.NaN() },
		"remedy":   func(r *Replay) { r.Remedies.Rows[0].Values[0] = math.NaN() },
	} {
		t.Run(name, func(t *testing.T) {
			r := whole()
			var got bytes.Buffer
			require.NoError(t, JSON(&got, r))
			got.Reset()
			spoil(r)
			require.ErrorContains(t, JSON(&got, r), "unsupported value")
			require.Empty(t, got.String(), "nothing is written by half")
		})
	}
}

func TestJSONListsAreNeverNull(t *testing.T) {
	r := &Replay{Log: []LogEntry{{Because: -1}}, Remedies: &Remedies{Rows: []Remedy{{}}}, Start: time.Date(2026, 1, 17, 12, 0, 0, 0, time.FixedZone("MSK", 3*3600))}
	for _, v := range []any{r, *r, &Check{Runs: []CheckRun{{}}}, &Why{Hypotheses: []Hypothesis{{}}, Remedies: []RemedyTried{{}}}, &Listing{Scenarios: []Listed{{}}}} {
		var got bytes.Buffer
		require.NoError(t, JSON(&got, v))
		require.NotContains(t, got.String(), "null")
	}
	var got bytes.Buffer
	require.NoError(t, JSON(&got, r))
	require.Contains(t, got.String(), `"start": "2026-01-17T09:00:00Z"`)
	require.Contains(t, got.String(), `"fields": {}`)
	require.Nil(t, r.Expectations, "the caller's value stays as it was")

	got.Reset()
	require.NoError(t, JSON(&got, nil))
	require.Equal(t, "null\n", got.String())
}
