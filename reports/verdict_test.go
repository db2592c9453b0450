package reports

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOverall(t *testing.T) {
	for _, c := range []struct {
		run      Verdict
		remedies []Remedy
		want     Verdict
	}{
		{Pass, nil, Pass},
		{Fail, nil, Fail},
		{"", nil, Fail}, // not judged is not held
		{Pass, []Remedy{{Verdict: Pass}, {Verdict: Pass}}, Pass},
		{Pass, []Remedy{{Verdict: Pass}, {Verdict: Fail}}, Fail},
		{Fail, []Remedy{{Verdict: Fail}, {Verdict: Pass}}, Fail},
	} {
		r := &Replay{Verdict: c.run}
		if c.remedies != nil {
			r.Remedies = &Remedies{Rows: c.remedies}
		}
		require.Equal(t, c.want, r.Overall(), "%+v", c)
	}
}
