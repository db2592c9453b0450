package reports

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden keeps what people and CI read as it is; `go test ./reports -update` rewrites it.
func TestGolden(t *testing.T) {
	for name, write := range map[string]func(io.Writer) error{
		"replay.txt":        func(w io.Writer) error { return Text(w, felis(), Style{}) },
		"replay-color.txt":  func(w io.Writer) error { return Text(w, felis(), Style{Color: true}) },
		"replay-narrow.txt": func(w io.Writer) error { return Text(w, felis(), Style{Width: 60}) },
		"crowded.txt":       func(w io.Writer) error { return Text(w, crowded(), Style{}) },
		"empty.txt":         func(w io.Writer) error { return Text(w, &Replay{Scenario: "empty", Variant: "as-was"}, Style{}) },
		"check.txt":         func(w io.Writer) error { return TextCheck(w, felisCheck(), Style{}) },
		"why.txt":           func(w io.Writer) error { return TextWhy(w, felisWhy(), Style{}) },
		"why-narrow.txt":    func(w io.Writer) error { return TextWhy(w, felisWhy(), Style{Width: 60}) },
		"list.txt":          func(w io.Writer) error { return TextList(w, listing(), Style{}) },
		"replay.md":         func(w io.Writer) error { return Markdown(w, felis()) },
		"timeline.csv":      func(w io.Writer) error { return CSV(w, felis()) },
		"replay.json":       func(w io.Writer) error { return JSON(w, whole()) },
		"why.json":          func(w io.Writer) error { return JSON(w, felisWhy()) },
		"xray-check.txt":    func(w io.Writer) error { return TextXrayCheck(w, refusedConfig(), Style{}) },
		"xray-check.json":   func(w io.Writer) error { return JSON(w, refusedConfig()) },
		"xray-fine.txt":     func(w io.Writer) error { return TextXrayCheck(w, &XrayCheck{Core: "25.7.25", Stage: "ok"}, Style{}) },
		"xray-route.txt":    func(w io.Writer) error { return TextXrayRoute(w, routed(), Style{}) },
		"xray-route.json":   func(w io.Writer) error { return JSON(w, routed()) },
		"xray-by-rule.txt":  func(w io.Writer) error { return TextXrayRoute(w, routedByRule(), Style{}) },
		"xray-dropped.txt": func(w io.Writer) error {
			return TextXrayRoute(w, &XrayRoute{Core: "25.7.25", Stage: "ok", RuleIndex: -1, How: "default", Reason: "no rule matches, and there is no outbound: the core drops the request."}, Style{})
		},
		"xray-unrouted.txt": func(w io.Writer) error {
			return TextXrayRoute(w, &XrayRoute{Core: "25.7.25", Stage: "build", Error: "infra/conf: empty selector list"}, Style{})
		},
		"pool-evaluate.txt":   func(w io.Writer) error { return TextPoolPlan(w, evaluatedPool(), Style{}) },
		"pool-choose.txt":     func(w io.Writer) error { return TextPoolPlan(w, chosenPool(), Style{}) },
		"pool-narrow.txt":     func(w io.Writer) error { return TextPoolPlan(w, chosenPool(), Style{Width: 60}) },
		"pool-color.txt":      func(w io.Writer) error { return TextPoolPlan(w, evaluatedPool(), Style{Color: true}) },
		"pool-nothing.txt":    func(w io.Writer) error { return TextPoolPlan(w, hopelessPool(), Style{}) },
		"pool-bursty.txt":     func(w io.Writer) error { return TextPoolPlan(w, burstyPool(), Style{}) },
		"pool-simulated.txt":  func(w io.Writer) error { return TextPoolPlan(w, simulatedPool(), Style{}) },
		"pool-whatif-80.txt":  func(w io.Writer) error { return TextPoolPlan(w, simulatedPool(), Style{Width: 80}) },
		"pool-evaluate.json":  func(w io.Writer) error { return JSON(w, evaluatedPool()) },
		"pool-choose.md":      func(w io.Writer) error { return MarkdownPoolPlan(w, chosenPool(), "chart.svg") },
		"pool-simulated.md":   func(w io.Writer) error { return MarkdownPoolPlan(w, simulatedPool(), "") },
		"load-clean.txt":      func(w io.Writer) error { return TextLoad(w, cleanLoad(), Style{}) },
		"load-killed.txt":     func(w io.Writer) error { return TextLoad(w, killedLoad(), Style{}) },
		"load-color.txt":      func(w io.Writer) error { return TextLoad(w, failedLoad(), Style{Color: true}) },
		"load-failed.txt":     func(w io.Writer) error { return TextLoad(w, failedLoad(), Style{}) },
		"load-invalid.txt":    func(w io.Writer) error { return TextLoad(w, invalidLoad(), Style{}) },
		"load-hostile.txt":    func(w io.Writer) error { return TextLoad(w, hostileLoad(), Style{}) },
		"load-narrow.txt":     func(w io.Writer) error { return TextLoad(w, killedLoad(), Style{Width: 60}) },
		"load-knee.txt":       func(w io.Writer) error { return TextLoad(w, knee(), Style{}) },
		"load-knee-60.txt":    func(w io.Writer) error { return TextLoad(w, knee(), Style{Width: 60}) },
		"load-kneeless.txt":   func(w io.Writer) error { return TextLoad(w, kneeless(), Style{}) },
		"load-compare-60.txt": func(w io.Writer) error { return TextLoad(w, compared(), Style{Width: 60}) },
		"load-compare.txt":    func(w io.Writer) error { return TextLoad(w, compared(), Style{}) },
		"load-soak.txt":       func(w io.Writer) error { return TextLoad(w, soaked(), Style{}) },
		"load-killed.md":      func(w io.Writer) error { return MarkdownLoad(w, killedLoad(), "") },
		"load-hostile.md":     func(w io.Writer) error { return MarkdownLoad(w, hostileLoad(), "") },
		"load-knee.md":        func(w io.Writer) error { return MarkdownLoad(w, knee(), "chart.svg") },
		"load-killed.json":    func(w io.Writer) error { return JSON(w, killedLoad()) },
		"sweep.txt":           func(w io.Writer) error { return TextSweep(w, sweptOnce(), Style{}) },
		"sweep-color.txt":     func(w io.Writer) error { return TextSweep(w, sweptOnce(), Style{Color: true}) },
		"sweep-two.txt":       func(w io.Writer) error { return TextSweep(w, sweptTwice(), Style{}) },
		"sweep-two-40.txt":    func(w io.Writer) error { return TextSweep(w, sweptTwice(), Style{Width: 40}) },
		"sweep-cube.txt":      func(w io.Writer) error { return TextSweep(w, sweptCube(), Style{}) },
		"sweep.md":            func(w io.Writer) error { return MarkdownSweep(w, sweptOnce(), "chart.svg") },
		"sweep.csv":           func(w io.Writer) error { return CSVSweep(w, sweptTwice()) },
		"sweep.json":          func(w io.Writer) error { return JSON(w, sweptOnce()) },
		"compare.txt":         func(w io.Writer) error { return TextCompare(w, poolChange(), Style{}) },
		"compare-color.txt":   func(w io.Writer) error { return TextCompare(w, poolChange(), Style{Color: true, Width: 140}) },
		"compare-narrow.txt":  func(w io.Writer) error { return TextCompare(w, poolChange(), Style{Width: 60}) },
		"compare-same.txt":    func(w io.Writer) error { return TextCompare(w, alikeArms(), Style{}) },
		"compare.md":          func(w io.Writer) error { return MarkdownCompare(w, poolChange()) },
		"compare-hostile.md":  func(w io.Writer) error { return MarkdownCompare(w, hostileChange()) },
		"compare.json":        func(w io.Writer) error { return JSON(w, poolChange()) },
		"pool-choose.json":    func(w io.Writer) error { return JSON(w, chosenPool()) }, // and what follows: for reports/page
		"pool-nothing.json":   func(w io.Writer) error { return JSON(w, hopelessPool()) },
		"pool-simulated.json": func(w io.Writer) error { return JSON(w, simulatedPool()) },
		"load-failed.json":    func(w io.Writer) error { return JSON(w, failedLoad()) },
		"load-knee.json":      func(w io.Writer) error { return JSON(w, knee()) },
		"load-compare.json":   func(w io.Writer) error { return JSON(w, compared()) },
		"load-soak.json":      func(w io.Writer) error { return JSON(w, soaked()) },
		"alerts.txt":          func(w io.Writer) error { return TextAlerts(w, trial(), Style{}) },
		"alerts-color.txt":    func(w io.Writer) error { return TextAlerts(w, trial(), Style{Color: true}) },
		"alerts-narrow.txt":   func(w io.Writer) error { return TextAlerts(w, trial(), Style{Width: 60}) },
		"alerts.json":         func(w io.Writer) error { return JSON(w, trial()) },
		"alerts-series.txt":   func(w io.Writer) error { return TextSeries(w, seriesList(), Style{}) },
		"junit.xml":           func(w io.Writer) error { return JUnit(w, felisCheck()) },
		"check-warned.txt":    func(w io.Writer) error { return TextCheck(w, warnedCheck(), Style{Width: 80}) },
		"check.md":            func(w io.Writer) error { return MarkdownCheck(w, warnedCheck()) },
		"junit-warned.xml":    func(w io.Writer) error { return JUnit(w, &Check{WarningsFail: true, Warnings: warnedCheck().Warnings}) },
		"check-github.txt":    func(w io.Writer) error { return GitHub(w, warnedCheck()) },
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			require.NoError(t, write(&got))
			path := filepath.Join("testdata", name)
			if *update {
				require.NoError(t, os.WriteFile(path, got.Bytes(), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, string(want), got.String())
			for _, line := range strings.Split(got.String(), "\n") {
				require.Equal(t, strings.TrimRight(line, " \t"), line, "blanks at the end of a line")
			}
		})
	}
}
