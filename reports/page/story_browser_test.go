package page

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/reports"
	"reprise/reports/page/browsertest"
	"reprise/scenarios"
)

// toldOf is the story of a shipped scenario.
func toldOf(t *testing.T, name string) *reports.Story {
	t.Helper()
	s, err := scenarios.Open(name, os.ReadFile)
	require.NoError(t, err)
	told, err := scenarios.Tell(s, scenarios.Options{Seed: 1, Reps: 1})
	require.NoError(t, err)
	return told
}

// pageOf is a story's page.
func pageOf(t *testing.T, told *reports.Story) string {
	t.Helper()
	var page bytes.Buffer
	require.NoError(t, Story(&page, told))
	return page.String()
}

// TestStoriesInABrowser: the page of a story shows every variant and every chart, asks for nothing, complains of nothing, can be read
// by everybody in light and dark, and fits a phone.
func TestStoriesInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	for _, name := range []string{"felis", "pool-spike", "wl-observatory", "score-herding"} {
		t.Run(name, func(t *testing.T) {
			told := toldOf(t, name)
			b.Size(1280, 900)
			own := opened(t, b, pageOf(t, told))
			for _, row := range told.Replay.Remedies.Rows {
				require.Contains(t, b.Text("#variants"), row.Variant)
			}
			require.NotZero(t, drawn(t, b))
			b.Screenshot(name)
			b.Dark(true)
			b.Screenshot(name + "-dark")
			b.Dark(false)
			require.Empty(t, b.Axe())
			b.Size(360, 740)
			var scrolls bool
			b.Eval(wider, &scrolls)
			require.False(t, scrolls, "wider than a phone")
			b.Screenshot(name + "-phone")
			require.Empty(t, b.Errors())
			require.Equal(t, []string{own}, b.Requests())
		})
	}
}

// drawn is how many charts there are, all of them drawn: each has a canvas with ink of every one of its series.
func drawn(t *testing.T, b *browsertest.Browser) int {
	t.Helper()
	var charts []struct {
		Title            string
		Series, Expected int
		Inks             int // colours of pixels that are not see-through
	}
	b.Eval(`[...document.querySelectorAll("#figure [data-chart]")].map((panel, i) => {
		const canvas = panel.querySelector("canvas")
		const pixels = canvas ? new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer) : []
		return {
			title: panel.querySelector(".chart-title").innerText,
			series: (story.charts.plots[i]?.series.length ?? 1) - 1,
			expected: panel.querySelectorAll(".key[data-metric]").length,
			inks: new Set(pixels.filter(p => p >>> 24 === 255)).size,
		}
	})`, &charts)
	for _, c := range charts {
		require.GreaterOrEqual(t, c.Series, c.Expected, c.Title)
		require.Greater(t, c.Inks, c.Expected, "%s: ink of every series, and of the scale", c.Title)
	}
	return len(charts)
}

// pixels are those of the first chart, as a text to be compared.
const pixels = `document.querySelector("#figure canvas").toDataURL()`

// TestZoom: a stretch that is dragged over fills all the charts; a view's button has all of it back.
func TestZoomInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	opened(t, b, pageOf(t, toldOf(t, "felis")))
	var before, zoomed, back string
	var from, to float64
	b.Eval(pixels, &before)
	b.Drag("#figure .u-over", 0.25, 0.5)
	b.Eval(pixels, &zoomed)
	require.NotEqual(t, before, zoomed)
	b.Eval(`story.charts.from`, &from)
	b.Eval(`story.charts.to`, &to)
	require.InDelta(t, 0.25, from, 0.01)
	require.InDelta(t, 0.5, to, 0.01)
	b.Click(`[data-view="folded"]`)
	b.Eval(pixels, &back)
	require.Equal(t, before, back)
	require.Empty(t, b.Errors())
}

// TestKeyboardInABrowser: whoever has no mouse comes to the text at once, sees where they are, walks the log in the charts, and lays
// another variant over them.
func TestKeyboardInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	opened(t, b, pageOf(t, toldOf(t, "felis")))
	focused := func() (words string) {
		b.Eval(`document.activeElement.innerText.trim()`, &words)
		return words
	}
	b.Press("Tab")
	require.Equal(t, "Skip to the text", focused())
	var shown bool
	b.Wait(`document.activeElement.getBoundingClientRect().top >= 0`)
	b.Eval(`getComputedStyle(document.activeElement).outlineStyle !== "none"`, &shown)
	require.True(t, shown, "the focus is seen")
	b.Press("Enter")
	b.Wait(`document.activeElement.id === "main"`)
	for range 40 {
		b.Press("Tab")
		if strings.HasSuffix(focused(), "›") {
			break
		}
	}
	require.Equal(t, "Later ›", focused())
	require.Empty(t, b.Text("#readout"))
	b.Press("Enter")
	require.Contains(t, b.Text("#readout"), "SERVERS_DEACTIVATED")
	b.Press("Enter")
	require.Contains(t, b.Text("#readout"), "ACTIVATION_ASKED")
	b.SetValue("#over", "resync-pending")
	require.Contains(t, b.Text("#figure .over"), "resync-pending")
	require.Empty(t, b.Errors())
}

// TestPrintedInABrowser: on paper the page is light, without what only a screen can use, and with its charts.
func TestPrintedInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	opened(t, b, pageOf(t, toldOf(t, "felis")))
	b.Dark(true)
	b.Print(true)
	var paper struct {
		Ground        string
		Unprinted     []string
		Charts, Wider bool
	}
	b.Eval(`({
		ground: getComputedStyle(document.body).backgroundColor,
		unprinted: [".contents", "#theme", ".walk", "#figure .controls"].filter(s => document.querySelector(s).offsetParent !== null),
		charts: document.querySelector("#figure [data-chart] .plot").offsetHeight > 50,
		wider: `+wider+`,
	})`, &paper)
	require.Regexp(t, `^rgb\(2[45]\d, 2[45]\d, 2[45]\d\)$`, paper.Ground)
	require.Empty(t, paper.Unprinted, "on paper nobody can press these")
	require.True(t, paper.Charts)
	b.Screenshot("felis-printed")
}

// TestWithoutScriptsInABrowser: all of the story is there for whoever lets no script run.
func TestWithoutScriptsInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	b.Scripts(false)
	opened(t, b, pageOf(t, toldOf(t, "felis")))
	require.Contains(t, b.Text("#verdict"), "11 of 11 expectations hold")
	require.NotZero(t, b.Count("#figure [data-chart] svg path"))
	require.Contains(t, b.Text("#log"), "CONFIG_FROM_DB_INCOMPLETE")
	var useless []string
	b.Eval(`[...document.querySelectorAll(".needs-script, button, select")].filter(e => e.offsetParent !== null).map(e => e.outerHTML)`, &useless)
	require.Empty(t, useless, "nothing is there to be pressed that does nothing")
	b.Screenshot("felis-without-scripts")
}

// TestHostileStoriesInABrowser: whatever a scenario calls its things, nothing of it runs, here or in the charts, and all of it is read
// as it is written.
func TestHostileStoriesInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	for name, but := range map[string][]string{"felis": {"Metric", "Chart"}, "pool-spike": {"Metric", "Chart"}, "wl-observatory": nil} {
		t.Run(name, func(t *testing.T) {
			told := toldOf(t, name)
			spoil(told, but)
			b.Size(1280, 900)
			own := opened(t, b, pageOf(t, told))
			b.Click(`[data-walk="1"]`)
			b.SetValue("#over", told.Runs[1].Variant)
			var pwned bool
			b.Eval(`"pwned" in window || document.querySelector("main img, main script, main [onmouseover], main [onload]") !== null`, &pwned)
			require.False(t, pwned)
			for _, section := range []string{"#verdict", "#log", "#variants", "#expectations", "#origins", "#again", "#readout"} {
				require.True(t, strings.Contains(b.Text(section), payload[:33]), "%s: it is read as it is written", section)
			}
			require.Empty(t, b.Errors())
			require.Equal(t, []string{own}, b.Requests())
			b.Size(360, 740)
			var scrolls bool
			b.Eval(wider, &scrolls)
			require.False(t, scrolls, "wider than a phone")
			require.Empty(t, b.Axe())
		})
	}
}
