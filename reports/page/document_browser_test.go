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
