package whatif

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/reports/page/browsertest"
)

// threshold is the field, and slider the slider, of the setting that Felis turns on.
const (
	threshold = `[data-key='config.partial.threshold'] input[type=text]`
	slider    = `[data-key='config.partial.threshold'] input[type=range]`
)

// opened is a page of a server under test, once it has all that it asks for by itself.
func opened(t *testing.T, b *browsertest.Browser, path string) *served {
	t.Helper()
	s := serve(t, Options{Workers: 2})
	b.Open(s.URL + path)
	b.Wait(`!document.getElementById("variants").hidden`)
	return s
}

// ran waits until the page shows what the link says.
func ran(b *browsertest.Browser, query string) {
	b.Wait(`location.search === ` + quote(query) + ` && !document.querySelector(".whatif").dataset.busy && document.getElementById("live-status").textContent.startsWith("ran in ")`)
}

func quote(text string) string { return `"` + text + `"` }

// drawn is how many lines a chart has, with the run that stays behind among them.
const drawn = `story.charts.plots.reduce((n, plot) => n + plot.series.length - 1, 0)`

// TestASliderChangesTheVerdict: Felis with a threshold under 26/49. The curve of what was stays behind, nothing is complained of, and
// nobody else is asked.
func TestASliderChangesTheVerdict(t *testing.T) {
	b := browsertest.Start(t)
	s := opened(t, b, "/s/felis")
	require.Contains(t, b.Text("#verdict"), "11 of 11 expectations hold")
	require.Contains(t, b.Text("#whatif-said"), "✓ 11 of 11")
	var contents, sections string
	b.Eval(`[...document.querySelectorAll(".contents a")].map(a => a.hash.slice(1)).join(" ")`, &contents)
	b.Eval(`[...document.querySelectorAll("main > section:not([hidden])")].map(s => s.id).join(" ")`, &sections)
	require.Equal(t, sections, contents, "what came later is in the contents, in its place")
	var alone int
	b.Eval(drawn, &alone)
	require.Positive(t, alone)

	b.SetValue(slider, "0.5")
	ran(b, "?set=config.partial.threshold%3D0.5")
	require.Contains(t, b.Text("#verdict"), "5 of 11 expectations hold")
	require.Contains(t, b.Text("#whatif-said"), "✗ 5 of 11")
	require.Contains(t, b.Text("#again"), "--set config.partial.threshold=0.5")
	require.Contains(t, b.Text("#variants"), "refuse-all-and-ask-again", "what is about all variants stays")
	var both int
	b.Eval(drawn, &both)
	require.Greater(t, both, alone, "as-was is drawn behind")

	b.Click(`[data-key="config.partial.threshold"] .reset`)
	ran(b, "")
	require.Contains(t, b.Text("#verdict"), "11 of 11 expectations hold")
	b.Eval(drawn, &both)
	require.Equal(t, alone, both)

	require.Empty(t, b.Errors())
	for _, address := range b.Requests() {
		require.True(t, strings.HasPrefix(address, s.URL+"/"), address)
	}
}

// TestARefusalStandsAtItsField, the last result stays, and the next good value clears it.
func TestARefusalStandsAtItsField(t *testing.T) {
	b := browsertest.Start(t)
	opened(t, b, "/s/felis?set=config.partial.threshold=0.5")
	b.SetValue(threshold, "1.5")
	b.Wait(`document.querySelector("` + threshold + `").getAttribute("aria-invalid") === "true"`)
	require.Equal(t, `"1.5" is out of range; a share from 0 to 1`, b.Text(`#wrong-config\.partial\.threshold`))
	var described bool
	b.Eval(`document.querySelector("`+threshold+`").getAttribute("aria-describedby").split(" ").includes("wrong-config.partial.threshold")`, &described)
	require.True(t, described)
	require.Contains(t, b.Text("#verdict"), "5 of 11 expectations hold")
	require.Contains(t, b.Text("#live-status"), "the last result stays")
	require.Empty(t, b.Axe())

	b.SetValue(threshold, "0.4")
	ran(b, "?set=config.partial.threshold%3D0.4")
	var invalid int
	b.Eval(`document.querySelectorAll("[aria-invalid]").length`, &invalid)
	require.Zero(t, invalid)
	require.Len(t, b.Errors(), 1, "a refused request, which browsers always tell of")
	require.Contains(t, b.Errors()[0], "422")
}

// TestTheLinkRestores what was set: the variant, the settings and the seed, with as-was behind.
func TestTheLinkRestores(t *testing.T) {
	b := browsertest.Start(t)
	s := opened(t, b, "/s/felis")
	b.SetValue("#live-variant", "refuse-all-and-ask-again")
	ran(b, "?variant=refuse-all-and-ask-again")
	var own string
	b.Eval(`document.querySelector("`+threshold+`").value`, &own)
	require.Equal(t, "1", own, "the variant's own")
	b.SetValue(slider, "0.6")
	b.SetValue("#live-seed", "7")
	ran(b, "?variant=refuse-all-and-ask-again&seed=7&set=config.partial.threshold%3D0.6")
	said := b.Text("#verdict")
	var link string
	b.Eval(`location.href`, &link)

	other := browsertest.Start(t)
	other.Open(link)
	require.Equal(t, said, other.Text("#verdict"))
	other.Eval(`document.querySelector("`+threshold+`").value + document.getElementById("live-variant").value + document.getElementById("live-seed").value`, &own)
	require.Equal(t, "0.6refuse-all-and-ask-again7", own)
	var behind string
	other.Eval(`story.charts.behind?.name ?? ""`, &behind)
	require.Equal(t, "as it was", behind)
	require.Empty(t, other.Errors())

	var file string
	other.Eval(`document.getElementById("take-scenario").href`, &file)
	resp, err := http.Get(file)
	require.NoError(t, err)
	resp.Body.Close()
	require.Equal(t, 200, resp.StatusCode)
	require.Equal(t, s.URL+"/s/felis/scenario.yaml?variant=refuse-all-and-ask-again&seed=7&set=config.partial.threshold%3D0.6", file)
}

// TestByKeyboardAlone: the panel is reached with Tab, a slider goes with the arrows, and what came of it is said.
func TestByKeyboardAlone(t *testing.T) {
	b := browsertest.Start(t)
	opened(t, b, "/s/felis")
	onSlider := false
	for range 30 {
		b.Press("Tab")
		b.Eval(`document.activeElement.matches('[data-key="config.partial.threshold"] input[type=range]')`, &onSlider)
		if onSlider {
			break
		}
	}
	require.True(t, onSlider)
	b.Press("Home")
	ran(b, "?set=config.partial.threshold%3D0")
	b.Press("ArrowRight")
	ran(b, "?set=config.partial.threshold%3D0.01")
	require.Contains(t, b.Text("#verdict"), "5 of 11")
	require.Empty(t, b.Errors())
}

// TestFitForEverybody: by axe-core, with the panel open and with its rest, of several scenarios and sizes. Pictures are kept.
func TestFitForEverybody(t *testing.T) {
	b := browsertest.Start(t)
	for _, c := range []struct {
		name, path    string
		width, height int
	}{
		{"laptop", "/s/felis?set=config.partial.threshold=0.5", 1280, 900},
		{"phone", "/s/felis?set=sync.workers=none", 390, 844},
		{"wide", "/s/pool-spike?set=account.pool.target-size=300", 1680, 1000},
		{"index", "/", 1280, 900},
	} {
		b.Size(c.width, c.height)
		s := serve(t, Options{Workers: 2})
		b.Open(s.URL + c.path)
		if c.path != "/" {
			b.Wait(`!document.getElementById("variants").hidden`)
			b.Eval(`document.getElementById("live-more").open = true`, nil)
		}
		require.Empty(t, b.Axe(), c.name)
		require.Empty(t, b.Errors(), c.name)
		if c.path != "/" {
			b.Eval(`document.getElementById("live-more").open = false`, nil)
		}
		b.Screenshot("live-" + c.name)
	}
}
