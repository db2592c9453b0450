package reports

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSentences(t *testing.T) {
	harm := func(label string, v Change, counts bool) CompareMetric {
		m := compareRow("m", label, "", HarmRole, 100, 110, 2, v)
		m.Counts = counts
		return m
	}
	for _, c := range []struct {
		verdict Change
		rows    []CompareMetric
		reps    int
		more    *int
		want    string
	}{
		{Worse, []CompareMetric{harm("slow", Worse, true)}, 20, nil, "B is worse: slow +10 (+10 %)"},
		{Worse, []CompareMetric{harm("slow", Worse, true), harm("wait, p99", Worse, false), harm("empty", Undecided, false), harm("x", NoDifference, false)},
			20, nil, "B is worse: slow +10 (+10 %); undecided: wait p99, empty"},
		{Mixed, []CompareMetric{harm("slow", Better, true), harm("empty", Worse, true)}, 20, nil, "B is worse: empty +10 (+10 %); better: slow +10 (+10 %)"},
		{NoDifference, []CompareMetric{harm("slow", NoDifference, false), harm("empty", Same, false)}, 20, nil, "no difference seen: slow by at most 12 %"},
		{TooSmall, []CompareMetric{harm("slow", TooSmall, false)}, 20, nil, "no difference that matters: slow by at most 12 %"},
		{Same, []CompareMetric{harm("slow", Same, false)}, 1200, nil, "B is the same: no harm differs in any of 1,200 replications"},
		{Same, []CompareMetric{harm("slow", Same, false)}, 1, nil, "B is the same: no harm differs in the one replication"},
		{Undecided, []CompareMetric{harm("slow", Undecided, false)}, 20, of(1), "undecided, of slow: about 1 more replication would tell"},
		{Undecided, []CompareMetric{harm("slow", Undecided, false)}, 20, of(1234), "undecided, of slow: about 1,234 more replications would tell"},
		{Undecided, []CompareMetric{harm("slow", Undecided, false)}, 20, nil, "undecided, of slow: no number of replications in sight would tell"},
		{NotJudged, nil, 20, nil, "not judged: the scenario names no harm"},
		{NotJudged, []CompareMetric{harm("slow", NotJudged, false)}, 1, nil, "not judged: one replication tells nothing of chance; --reps 2 or more"},
	} {
		r := &Compare{Verdict: c.verdict, Metrics: c.rows, Reps: c.reps, More: c.more}
		require.Equal(t, c.want, r.Sentence())
	}
}

func TestDifferencesInWords(t *testing.T) {
	for _, c := range []struct {
		value float64
		unit  string
		want  string
	}{
		{0, "", "0"}, {12.345, "", "+12.35"}, {-1234.5, "", "-1,235"}, {0, "s", "0 s"}, {-10620, "s", "-2 h 57 m"}, {0.25, "s", "+250 ms"},
		{0.0241, "share", "+2.41 pp"}, {-1, "share", "-100 pp"}, {0.00001, "share", "+0.001 pp"}, {-0.0000123, "share", "-0.0012 pp"},
		{0.00012345, "", "+0.00012"}, {0.000006, "", "+6e-06"}, {0.0123, "", "+0.0123"}, {0, "share", "0 pp"},
	} {
		require.Equal(t, c.want, difference(c.value, c.unit))
	}
	for share, want := range map[float64]string{
		0: "0 %", 0.124: "+12.4 %", -0.5: "-50 %", -1: "-100 %", -0.99996: "> -100 %", 0.0042: "+0.42 %", 0.00001: "< 0.01 %", -0.00001: "> -0.01 %",
		8: "+800 %", 9: "×10", 30.04: "×31", 12344: "×12,300",
	} {
		require.Equal(t, want, relative(share))
	}
}

func TestTheGatesDecide(t *testing.T) {
	c := poolChange()
	require.Equal(t, Fail, c.GateVerdict())
	require.Equal(t, "pool.to_recover > +5m fails, signup.wait_p99 > +1% undecided: about 310 more replications would tell", c.Broken())
	c.Gates = c.Gates[:1]
	require.Equal(t, Pass, c.GateVerdict())
	require.Empty(t, c.Broken())
	require.Equal(t, Pass, (&Compare{Verdict: Worse}).GateVerdict(), "a verdict is no gate")
}

// Nothing that a file says can end the folded part, or be markup.
func TestAHostileComparisonStaysInItsPlace(t *testing.T) {
	var text, page bytes.Buffer
	require.NoError(t, TextCompare(&text, hostileChange(), Style{}))
	require.NotContains(t, text.String(), "\x1b")
	require.NoError(t, MarkdownCompare(&page, hostileChange()))
	require.Equal(t, 1, strings.Count(page.String(), "\n</details>\n"))
	require.NotRegexp(t, `<(b|i|img|script)`, page.String())
	require.NotContains(t, page.String(), "\x1b")
	require.Equal(t, 2, strings.Count(page.String(), "\n````"), "the fence is longer than what is in it")
}
