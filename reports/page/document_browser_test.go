package page

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/reports/page/browsertest"
)

// opened is a page as a file, in a browser.
func opened(t *testing.T, b *browsertest.Browser, page string) (address string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, os.WriteFile(file, []byte(page), 0o644))
	b.Open(file)
	return "file://" + file
}

// wider tells whether a page is wider than its window: a person on a phone would have to push it about.
const wider = `document.documentElement.scrollWidth > document.documentElement.clientWidth`

// TestDocumentsInABrowser: each page asks for nothing, complains of nothing, can be read by everybody in light and dark, and fits a
// phone.
func TestDocumentsInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	for name, s := range results {
		t.Run(name, func(t *testing.T) {
			b.Size(1280, 900)
			own := opened(t, b, sample(t, name, nil))
			require.NotEmpty(t, b.Text("#answer .says"))
			require.Equal(t, s.picture != "", b.Count("#answer figure svg") == 1)
			b.Screenshot(name)
			b.Dark(true)
			b.Screenshot(name + "-dark")
			b.Dark(false)
			b.Size(360, 740)
			var scrolls bool
			b.Eval(wider, &scrolls)
			require.False(t, scrolls, "wider than a phone")
			b.Screenshot(name + "-phone")
			require.Empty(t, b.Axe())
			require.Empty(t, b.Errors())
			require.Equal(t, []string{own}, b.Requests())
		})
	}
}

// TestHostileDocumentsInABrowser: no text of a result runs, and all of it can be read.
func TestHostileDocumentsInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	for _, name := range []string{"pool-choose", "load-failed", "load-knee", "bench"} {
		t.Run(name, func(t *testing.T) {
			own := opened(t, b, sample(t, name, spoiled))
			var pwned bool
			b.Eval(`"pwned" in window || document.querySelector("main img, main script, main [onmouseover]") !== null`, &pwned)
			require.False(t, pwned)
			require.True(t, strings.Contains(b.Text("main"), payload[:33]), "it is read as it is written")
			b.Size(360, 740)
			var scrolls bool
			b.Eval(wider, &scrolls)
			require.False(t, scrolls, "wider than a phone")
			require.Empty(t, b.Errors())
			require.Equal(t, []string{own}, b.Requests())
		})
	}
}

// faintest are the least contrasts with the page that words and marks of its pictures have. Axe-core looks at neither. Grounds and
// grids are meant to be faint.
const faintest = `(() => {
	const light = colour => {
		const [r, g, b] = colour.match(/[\d.]+/g).map(Number).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
		return 0.2126 * r + 0.7152 * g + 0.0722 * b
	}
	const paper = light(getComputedStyle(document.body).backgroundColor)
	const contrast = colour => (Math.max(light(colour), paper) + 0.05) / (Math.min(light(colour), paper) + 0.05)
	const least = (selector, property) => Math.min(...[...document.querySelectorAll(selector)].map(e => contrast(getComputedStyle(e)[property])))
	const meant = ':not([stroke="#DDDDDD"]):not([fill="#FFFFFF"])'
	return {
		words: least(".picture text", "fill"),
		lines: least('.picture path[stroke]' + meant + ', .picture .area, .picture .axis', "stroke"),
		dots: least('.picture path[fill]:not([fill="none"])' + meant, "fill"),
	}
})()`

// TestPicturesInABrowser: what is drawn is seen in light and dark: words as well as any text, lines as what they are. Of the dots
// that go from few to many, the first may be fainter: size and place tell them too.
func TestPicturesInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	for _, name := range []string{"pool-choose", "pool-evaluate", "load-knee", "load-killed"} {
		opened(t, b, sample(t, name, nil))
		for _, dark := range []bool{false, true} {
			b.Dark(dark)
			var least struct{ Words, Lines, Dots *float64 } // nil: there are none
			b.Eval(faintest, &least)
			require.NotNil(t, least.Words)
			require.GreaterOrEqual(t, *least.Words, 4.5, "%s, dark: %v", name, dark)
			require.GreaterOrEqual(t, *least.Lines, 3.0, "%s, dark: %v", name, dark)
			if least.Dots != nil {
				require.GreaterOrEqual(t, *least.Dots, 2.0, "%s, dark: %v", name, dark)
			}
		}
	}
}
