package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/reports"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// chosen is a choice; its figures are made up.
func chosen() *reports.PoolPlan {
	most := 1e-4
	p := &reports.PoolPlan{Workload: reports.PoolWorkload{RatePerHour: 1200}, Asked: &reports.PoolAsked{MaxFallback: &most}}
	for i := range 24 {
		point := reports.PoolPoint{MinSize: 40 + 10*(i%7), TargetSize: 110 + 10*i,
			PoolFare: reports.PoolFare{MeanStock: 50 + 10*float64(i), FillsPerHour: 12 - 0.4*float64(i), Fallback: 0.05 * math.Pow10(-i*i/30)}}
		point.Recommended, point.Lean = i == 10, i%2 == 0 && i <= 20
		p.Frontier = append(p.Frontier, point)
	}
	p.Frontier[20].Fallback, p.Frontier[20].AtMost = 1e-12, true
	p.Frontier[21].Fallback, p.Frontier[21].AtMost = 1e-12, true
	p.Frontier[22].Current, p.Frontier[22].MinSize, p.Frontier[22].TargetSize = true, 100, 500
	p.Curve = []reports.PoolLine{rising("current", 100, 500, 2000), rising("recommended", 70, 210, 1500)}
	return p
}

// rising is p_fallback over rates up to 2,400 an hour: at most 1e-12 at first, and 0.1 at the rate given.
func rising(label string, minimum, target int, rate float64) reports.PoolLine {
	line := reports.PoolLine{Label: label, MinSize: minimum, TargetSize: target}
	for r := 200.0; r <= 2400; r += 100 {
		p := math.Pow(10, -max(1, (rate-r)/60))
		line.Points = append(line.Points, reports.PoolRatePoint{RatePerHour: r, Fallback: max(p, 1e-12), AtMost: p <= 1e-12})
	}
	return line
}

// evaluated is one setting that was asked about, where chances span no decades.
func evaluated() *reports.PoolPlan {
	p := &reports.PoolPlan{Workload: reports.PoolWorkload{RatePerHour: 3000}}
	line := reports.PoolLine{Label: "current", MinSize: 50, TargetSize: 100}
	for i := range 20 {
		line.Points = append(line.Points, reports.PoolRatePoint{RatePerHour: 2000 + 100*float64(i), Fallback: 0.1 + 0.01*float64(i*i%40)})
	}
	p.Curve = []reports.PoolLine{line}
	return p
}

// TestGolden keeps the pictures as they are; `go test ./reports/chart -update` rewrites them: look at them then.
func TestGolden(t *testing.T) {
	for name, draw := range map[string]func() []byte{
		"choose.svg": func() []byte { return drawn(t, chosen()) }, "evaluate.svg": func() []byte { return drawn(t, evaluated()) },
		"response.svg": func() []byte { return drawnSweep(t, stepped()) }, "heat.svg": func() []byte { return drawnSweep(t, hilly()) },
		"knee.svg": func() []byte { return drawnKnee(t, cliff()) }, "knee-straight.svg": func() []byte { return drawnKnee(t, slope()) },
	} {
		t.Run(name, func(t *testing.T) {
			got := draw()
			path := filepath.Join("testdata", name)
			if *update {
				require.NoError(t, os.WriteFile(path, got, 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, string(want), string(got))
			require.Equal(t, string(got), string(draw()), "the same result, the same bytes")
		})
	}
}

func drawn(t require.TestingT, plan *reports.PoolPlan) []byte {
	var svg bytes.Buffer
	require.NoError(t, PoolPlan(&svg, plan))
	return svg.Bytes()
}

func TestWhatCannotBeDrawn(t *testing.T) {
	none := &reports.PoolPlan{}
	require.False(t, HasPool(none))
	require.True(t, HasPool(evaluated()))
	for name, test := range map[string]struct {
		spoil func(*reports.PoolPlan)
		want  string
	}{
		"nothing":         {func(p *reports.PoolPlan) { *p = *none }, "draw a plan: it has neither a frontier nor a curve"},
		"NaN":             {func(p *reports.PoolPlan) { p.Curve[1].Points[3].Fallback = math.NaN() }, "draw a plan: p_fallback is NaN"},
		"more than all":   {func(p *reports.PoolPlan) { p.Frontier[0].Fallback = 1.5 }, "draw a plan: p_fallback is 1.5"},
		"a negative one":  {func(p *reports.PoolPlan) { p.Frontier[0].Fallback = -1e-9 }, "draw a plan: p_fallback is -1e-09"},
		"infinite stock":  {func(p *reports.PoolPlan) { p.Frontier[0].MeanStock = math.Inf(1) }, "draw a plan: plotter: infinite data point"},
		"infinitely fast": {func(p *reports.PoolPlan) { p.Curve[0].Points[0].RatePerHour = math.Inf(1) }, "draw a plan: plotter: infinite data point"},
		"a line of none":  {func(p *reports.PoolPlan) { p.Curve[0].Points = nil }, "draw a plan: a curve has no points"},
	} {
		plan := chosen()
		test.spoil(plan)
		var svg bytes.Buffer
		require.EqualError(t, PoolPlan(&svg, plan), test.want, name)
		require.Empty(t, svg.Bytes(), name)
	}
}

var numbers = regexp.MustCompile(`-?[0-9]*\.?[0-9]+(?:e[-+]?[0-9]+)?`)

// Whatever the probabilities, the picture is sound XML of finite numbers within its frame.
func TestAnyProbabilities(t *testing.T) {
	chance := rapid.OneOf(rapid.SampledFrom([]float64{0, 1, 5e-324, 1e-300, 1e-90, 1e-15, 0.5}), rapid.Float64Range(0, 1))
	size := rapid.Float64Range(0, 1e6)
	rapid.Check(t, func(t *rapid.T) {
		p := &reports.PoolPlan{Workload: reports.PoolWorkload{RatePerHour: size.Draw(t, "rate")}}
		for i := range rapid.IntRange(1, 9).Draw(t, "settings") {
			p.Frontier = append(p.Frontier, reports.PoolPoint{Current: i == 0, Recommended: i == 1, Lean: rapid.Bool().Draw(t, "lean"),
				PoolFare: reports.PoolFare{Fallback: chance.Draw(t, "p"), AtMost: rapid.Bool().Draw(t, "at most"), MeanStock: size.Draw(t, "stock"), FillsPerHour: size.Draw(t, "fills")}})
		}
		line := reports.PoolLine{Label: "current"}
		for range rapid.IntRange(1, 9).Draw(t, "points") {
			line.Points = append(line.Points, reports.PoolRatePoint{RatePerHour: size.Draw(t, "rate"), Fallback: chance.Draw(t, "p"), AtMost: rapid.Bool().Draw(t, "at most")})
		}
		p.Curve = []reports.PoolLine{line}
		if most := chance.Draw(t, "most"); most < 0.9 {
			p.Asked = &reports.PoolAsked{MaxFallback: &most}
		}
		requireSound(t, drawn(t, p))
	})
}

// requireSound reads every path of a picture.
func requireSound(t require.TestingT, svg []byte) {
	require.NotContains(t, string(svg), "NaN")
	require.NotContains(t, string(svg), "Inf")
	paths := 0
	for decoder := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		element, ok := token.(xml.StartElement)
		if !ok || element.Name.Local != "path" {
			continue
		}
		paths++
		for _, a := range element.Attr {
			if a.Name.Local != "d" {
				continue
			}
			for _, n := range numbers.FindAllString(a.Value, -1) {
				v, err := strconv.ParseFloat(n, 64)
				require.NoError(t, err)
				require.True(t, v >= -20 && v <= abreast*panelWidth+20, "%s in %s", n, a.Value)
			}
		}
	}
	require.Greater(t, paths, 10)
}
