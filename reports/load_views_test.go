package reports

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestLoadContract holds the names that programs read: fields may be added, these stay.
func TestLoadContract(t *testing.T) {
	var written bytes.Buffer
	require.NoError(t, JSON(&written, killedLoad()))
	var got map[string]any
	require.NoError(t, json.Unmarshal(written.Bytes(), &got))
	for path, want := range map[string]any{
		"db.kind": "docker", "db.version": "9.7.4",
		"attack.offered_rate": 400.0, "attack.achieved_rate": 397.31, "attack.success": 0.9853,
		"attack.latency.p50": 0.0023, "attack.latency.p90": 0.0058, "attack.latency.p99": 2.412, "attack.latency.p999": 2.98, "attack.latency.max": 3.104,
		"audit.claims": 11932.0, "audit.double": 0.0, "audit.lost": 0.0, "audit.in_doubt": 31.0, "audit.in_doubt_resolved": 31.0, "audit.verdict": "pass",
	} {
		value := any(got)
		for name := range strings.SplitSeq(path, ".") {
			fields, ok := value.(map[string]any)
			require.True(t, ok, path)
			require.Contains(t, fields, name, path)
			value = fields[name]
		}
		require.Equal(t, want, value, path)
	}
}

func TestLoadListsAreNeverNull(t *testing.T) {
	for _, l := range []LoadResult{&LoadClaim{}, &LoadKnee{}, &LoadCompare{}, &LoadSoak{}} {
		var got bytes.Buffer
		require.NoError(t, JSON(&got, l))
		require.NotContains(t, got.String(), "null")
	}
}

func TestAuditInWords(t *testing.T) {
	for want, a := range map[string]LoadAudit{
		"none twice, none lost; none in doubt":                                                       {Claims: 5},
		"none twice, none lost; 31 in doubt, all resolved":                                           {InDoubt: 31, InDoubtResolved: 31},
		"3 given twice, none lost; 31 in doubt, 29 of them resolved":                                 {Double: 3, InDoubt: 31, InDoubtResolved: 29},
		"none twice, 1,200 lost; 2 in doubt, none of them resolved":                                  {Lost: 1200, InDoubt: 2},
		"none twice, none lost, 1 out of order, 2 on wrong terms, 3 stray, 4 missing; none in doubt": {OutOfOrder: 1, WrongTerms: 2, Stray: 3, Missing: 4},
	} {
		require.Equal(t, want, a.words())
	}
}

// What n claims without a fault leave possible is 1 - 0.05^(1/n); said as `1 in N`, N must not be rounded up.
func TestBoundIsNeverBetterThanIsKnown(t *testing.T) {
	below := 1 - math.Pow(0.05, 1.0/20000)
	both := LoadAudit{Claims: 20000, DoubleBelow: below, LostBelow: below}
	require.Equal(t, "95 % sure: at most 1 claim in 6,670 is double and at most 1 claim in 6,670 is lost; "+
		"what is rarer than that can pass a run of 20,000 claims unseen", both.bound())
	one := both
	one.Double = 1
	require.Equal(t, "95 % sure: at most 1 claim in 6,670 is lost; what is rarer than that can pass a run of 20,000 claims unseen", one.bound(),
		"one was seen: no bound")
	one.Lost = 1
	require.Empty(t, one.bound())
	require.Empty(t, (&LoadAudit{DoubleBelow: 1, LostBelow: 1}).bound(), "no claim says nothing")
	for v, want := range map[float64]string{1.9: "1", 333.9: "333", 4006.3: "4,000", 6676.2: "6,670", 333809.1: "333,000"} {
		require.Equal(t, want, inThreeDigits(v))
	}
}

func TestSignsOfTheChecklist(t *testing.T) {
	sign := func(spoil func(*LoadAudit, *LoadService), row int) string {
		a, s := killedLoad().Audit, forUpdate()
		spoil(&a, &s)
		return a.checklist(s).table.rows[row][0].words
	}
	for row, spoil := range []func(*LoadAudit, *LoadService){
		func(a *LoadAudit, _ *LoadService) { a.Double = 1 },
		func(a *LoadAudit, _ *LoadService) { a.Lost = 1 },
		func(a *LoadAudit, _ *LoadService) { a.InDoubtResolved-- },
		func(a *LoadAudit, _ *LoadService) { a.OutOfOrder = 1 },
		func(a *LoadAudit, _ *LoadService) { a.WrongTerms = 1 },
		func(a *LoadAudit, _ *LoadService) { a.Stray = 1 },
		func(a *LoadAudit, _ *LoadService) { a.Missing = 1 },
		func(a *LoadAudit, _ *LoadService) { a.Checker = "unknown" },
	} {
		require.Equal(t, "✓", sign(func(*LoadAudit, *LoadService) {}, row))
		require.Equal(t, "✗", sign(spoil, row))
	}
	require.Equal(t, "✗", sign(func(a *LoadAudit, _ *LoadService) { a.Checker = "illegal" }, 7))
	require.Equal(t, "-", sign(func(a *LoadAudit, _ *LoadService) { a.Checker = "too many claims" }, 7))
	require.Equal(t, "-", sign(func(_ *LoadAudit, s *LoadService) { s.Ordered = false }, 3))
}

func TestLatency(t *testing.T) {
	for seconds, want := range map[float64]string{
		0: "0 s", 0.00021: "210 µs", 0.00094: "940 µs", 0.00096: "1 ms", 0.00214: "2.1 ms", 0.0871: "87.1 ms", 0.09996: "100 ms", 0.412: "412 ms", 2.98: "3 s",
		75: "1 m 15 s", math.NaN(): "-",
	} {
		require.Equal(t, want, latency(seconds), "%v", seconds)
	}
}

func TestProduct(t *testing.T) {
	for version, want := range map[string]string{
		"9.7.4": "MySQL 9.7.4", "8.4.6-0ubuntu0.2": "MySQL 8.4.6-0ubuntu0.2", "10.11.6-MariaDB-0+deb12u1": "MariaDB 10.11.6", "11.4.2-MariaDB": "MariaDB 11.4.2",
	} {
		require.Equal(t, want, (&LoadDB{Version: version}).product())
	}
}

// Each fault stands, under its number, at its time, and none on another.
func TestFaultsOverTime(t *testing.T) {
	require.Equal(t, []string{"  1───  3─", "   2"}, trimmed(faultRows([]LoadFault{{At: 2, Until: 5.5}, {At: 3, Until: 3}, {At: 8, Until: 60}}, 10, 10)))
	require.Empty(t, faultRows(nil, 10, 10))
	rapid.Check(t, func(t *rapid.T) {
		room, total := rapid.IntRange(barsMin, 200).Draw(t, "room"), rapid.Float64Range(0.5, 5000).Draw(t, "total")
		var faults []LoadFault
		for range rapid.IntRange(0, 120).Draw(t, "faults") {
			at := rapid.Float64Range(0, 1.2).Draw(t, "at") * total
			faults = append(faults, LoadFault{At: at, Until: at + rapid.Float64Range(-1, 1).Draw(t, "lasts")*total})
		}
		seen := 0
		for _, row := range faultRows(faults, total, room) {
			require.Equal(t, room, width(row))
			seen += len(strings.Fields(row))
		}
		require.Equal(t, len(faults), seen)
	})
}

func trimmed(rows []string) []string {
	for i := range rows {
		rows[i] = strings.TrimRight(rows[i], " ")
	}
	return rows
}

func TestTableFitted(t *testing.T) {
	whole := table{head: heads("a", "bb", "ccc"), right: map[int]bool{1: true, 2: true}}
	whole.add(bare("x"), bare("1"), bare("2"))
	require.Equal(t, whole, whole.fitted(9+1, "bb", "ccc"))
	fit := whole.fitted(9, "bb", "ccc")
	require.Equal(t, heads("a", "ccc"), fit.head)
	require.Equal(t, [][]text{{bare("x"), bare("2")}}, fit.rows)
	require.Equal(t, map[int]bool{1: true}, fit.right)
	require.Equal(t, heads("a"), (&fit).fitted(2, "nobody", "ccc").head)
	ruled := table{head: heads("a", "bb", "ccc"), apart: 2}
	require.Equal(t, []int{1, 1}, []int{ruled.without(0).apart, ruled.without(1).apart})
	require.Equal(t, 2, ruled.without(2).apart)
	require.Len(t, whole.head, 3, "the whole one stays as it was")
}

// Whatever the rates and latencies, a sketch keeps to its columns and shows the bound.
func TestAnySketch(t *testing.T) {
	size := rapid.OneOf(rapid.SampledFrom([]float64{0, -1, 5e-324, 1e-9, 1e308, math.Inf(1), math.NaN()}), rapid.Float64Range(0, 10))
	rapid.Check(t, func(t *rapid.T) {
		k := &LoadKnee{P99Max: size.Draw(t, "bound"), Rate: 3}
		for range rapid.IntRange(0, 9).Draw(t, "points") {
			k.Points = append(k.Points, LoadPoint{OfferedRate: size.Draw(t, "rate"), Valid: rapid.Bool().Draw(t, "valid"), Latency: LoadLatency{P99: size.Draw(t, "p99")}})
		}
		columns := rapid.IntRange(38, 238).Draw(t, "columns")
		drawn := k.sketched(columns).drawing
		for _, line := range drawn {
			words := ""
			for _, piece := range line {
				words += piece.words
			}
			require.LessOrEqual(t, width(words), columns)
		}
		if len(drawn) > 0 {
			require.Len(t, drawn, sketchRows+2)
		}
	})
	require.Empty(t, knee().sketched(minWidth-2).drawing, "no room")
	require.Empty(t, kneeless().sketched(98).drawing, "one rate")
	require.NotEmpty(t, knee().sketched(58).drawing)
}

// No view of a load run lets anything through that moves a cursor, whatever the width, and none needs a field to be there.
func TestLoadViewsStandAnything(t *testing.T) {
	hostile := compared()
	hostile.Says, hostile.Points[0].Note, hostile.Points[0].Statement = "\x1b[H", "\a", "\u202e"
	for _, l := range []LoadResult{hostileLoad(), hostile, &LoadClaim{}, &LoadKnee{}, &LoadKnee{Points: []LoadPoint{{}}}, &LoadCompare{Points: []LoadPoint{{}}}, &LoadSoak{}} {
		for _, columns := range []int{1, 40, 61, 80, 500} {
			var got bytes.Buffer
			require.NoError(t, TextLoad(&got, l, Style{Width: columns}))
			require.NoError(t, MarkdownLoad(&got, l, ""))
			fenced := false
			for line := range strings.SplitSeq(got.String(), "\n") {
				if strings.HasPrefix(line, "```") {
					fenced = !fenced
					require.Equal(t, fenced, strings.Trim(line, "`") != "", "a fence opens with a language, and closes without")
				}
			}
			require.False(t, fenced)
			require.False(t, strings.ContainsFunc(got.String(), func(r rune) bool { return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) }))
		}
	}
}

func TestWriteLoad(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "knee")
	require.NoError(t, WriteLoad(dir, knee(), func(w io.Writer) error {
		_, err := io.WriteString(w, "<svg/>")
		return err
	}))
	require.Equal(t, []string{"chart.svg", "report.md", "result.json"}, names(t, dir))
	report, err := os.ReadFile(filepath.Join(dir, "report.md"))
	require.NoError(t, err)
	require.Contains(t, string(report), "](chart.svg)")

	for name, l := range map[string]LoadResult{"claim": killedLoad(), "compare": compared(), "soak": soaked()} {
		dir = filepath.Join(parent, name)
		require.NoError(t, WriteLoad(dir, l, nil))
		require.Equal(t, []string{"report.md", "result.json"}, names(t, dir))
	}
	spoiled := killedLoad()
	spoiled.Attack.Latency.P99 = math.NaN()
	require.ErrorContains(t, WriteLoad(filepath.Join(parent, "spoiled"), spoiled, nil), "unsupported value")
	require.NoDirExists(t, filepath.Join(parent, "spoiled"))
}
