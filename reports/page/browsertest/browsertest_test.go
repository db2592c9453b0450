package browsertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fit is a page that nothing is wrong with; what a test adds to its body stands at %s.
const fit = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Fit</title>
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<style>
  :root { color-scheme: light dark }
  @media (prefers-color-scheme: dark) { p.dim { color: #333; background: #222 } }
  @media print { nav { display: none } }
</style></head>
<body><main><h1>Fit</h1>%s</main></body></html>`

// written is a page as a file, opened.
func written(t *testing.T, b *Browser, body string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	require.NoError(t, os.WriteFile(file, fmt.Appendf(nil, fit, body), 0o644))
	b.Open(file)
	return "file://" + file
}

// TestFaultsAreSeen: each way in which a page can be at fault is reported, under the page's name, and none of a page that is fit.
func TestFaultsAreSeen(t *testing.T) {
	b := Start(t)
	for name, c := range map[string]struct {
		body   string
		errors []string // a part of each
	}{
		"fit":                    {`<script>console.log("well"); console.warn("so so")</script>`, nil},
		"console":                {`<script>console.error("broken", 7, {})</script>`, []string{`console: "broken" 7 Object`}},
		"exception":              {`<script>throw new Error("uncaught")</script>`, []string{"Error: uncaught"}},
		"promise":                {`<script>Promise.reject(new Error("unheard"))</script>`, []string{"Error: unheard"}},
		"later":                  {`<script>requestAnimationFrame(() => { throw new Error("late") })</script>`, []string{"Error: late"}},
		"content policy, image":  {`<img alt="" src="https://example.org/a.png">`, []string{"Content Security Policy"}},
		"content policy, script": {`<script>eval("1")</script>`, []string{"Content Security Policy"}},
	} {
		t.Run(name, func(t *testing.T) {
			own := written(t, b, c.body)
			errors := b.Errors()
			if c.errors == nil {
				require.Empty(t, errors)
			}
			for _, want := range c.errors {
				require.Contains(t, strings.Join(errors, "\n"), want)
			}
			require.Equal(t, own, b.Requests()[0])
		})
	}
}

// TestRequests: whatever a page asks for is seen, on this machine or elsewhere; and nothing elsewhere answers.
func TestRequests(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, `<!doctype html><link rel="icon" href="data:,"><img src="a.png"><img src="data:,x"><script>fetch("http://example.org/b").catch(() => 0)</script>`)
	}))
	defer server.Close()
	b := Start(t)
	b.Open(server.URL)
	require.ElementsMatch(t, []string{server.URL + "/", server.URL + "/a.png", "http://example.org/b"}, b.Requests())
	require.Contains(t, strings.Join(b.Errors(), "\n"), "ERR_NAME_NOT_RESOLVED")
}

// TestAsAPerson: what a test does to a page reaches it as what a person does.
func TestAsAPerson(t *testing.T) {
	b := Start(t)
	written(t, b, `<nav>menu</nav>
<button id="b" onclick="said('click ' + event.isTrusted)">b</button>
<input id="r" type="range" aria-label="r" min="0" max="9" oninput="said('input ' + this.value)" onchange="said('change ' + this.value)">
<div id="d" style="width:200px;height:20px" onmousedown="said('down ' + event.offsetX)" onmouseup="said('up ' + event.offsetX)"></div>
<p id="o"></p><script>function said(text) { o.textContent += text + "; " }
document.addEventListener("keydown", e => said(e.key + (e.shiftKey ? " shift" : "") + " on " + (document.activeElement.id || "page")))</script>`)
	b.Click("#b")
	b.SetValue("#r", "7")
	b.Drag("#d", 0.25, 0.75)
	b.Press("Shift+Tab")
	b.Press("Escape")
	b.Wait(`o.textContent.includes("Escape")`)
	require.Equal(t, "click true; input 7; change 7; down 50; up 150; Tab shift on page; Escape on r;", b.Text("#o"))
	require.Equal(t, 1, b.Count("nav"))
	require.Empty(t, b.Errors())
}

// TestMedia: the page is told what its reader prefers, how wide it is, and that it is printed.
func TestMedia(t *testing.T) {
	b := Start(t)
	written(t, b, `<nav>menu</nav>`)
	seen := func() (seen string) {
		b.Eval(`[matchMedia("(prefers-color-scheme: dark)").matches, innerWidth, getComputedStyle(document.querySelector("nav")).display].join(" ")`, &seen)
		return seen
	}
	require.Equal(t, "false 1280 block", seen())
	b.Dark(true)
	b.Size(360, 640)
	require.Equal(t, "true 360 block", seen())
	b.Print(true)
	require.Equal(t, "true 360 none", seen())
	b.Print(false)
	b.Dark(false)
	require.Equal(t, "false 360 block", seen())
}

// TestWithoutScripts: a page is shown to people without scripts as they see it, and tests can still ask about it.
func TestWithoutScripts(t *testing.T) {
	b := Start(t)
	const body = `<p id="o">as it came</p><script>o.textContent = "made anew"</script>`
	b.Scripts(false)
	written(t, b, body)
	require.Equal(t, "as it came", b.Text("#o"))
	b.Scripts(true)
	written(t, b, body)
	require.Equal(t, "made anew", b.Text("#o"))
}

// TestAxe: a fault that only the dark has is found, and named; the page is left in the light.
func TestAxe(t *testing.T) {
	b := Start(t)
	written(t, b, `<p>plain</p>`)
	require.Empty(t, b.Axe())
	own := written(t, b, `<p class="dim">hardly to be read</p>`)
	found := b.Axe()
	require.Len(t, found, 1)
	require.Equal(t, Violation{Scheme: "dark", Rule: "color-contrast", Impact: "serious", Help: found[0].Help, Elements: found[0].Elements}, found[0])
	require.Contains(t, found[0].String(), "p: Fix any of the following: Element has insufficient color contrast")
	require.Equal(t, []string{own}, b.Requests())
	require.Empty(t, b.Errors())
	var dark bool
	b.Eval(`matchMedia("(prefers-color-scheme: dark)").matches`, &dark)
	require.False(t, dark)
}

// TestScreenshot: the picture is of the whole page, and where it was asked for.
func TestScreenshot(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("REPRISE_SCREENSHOTS", folder)
	b := Start(t)
	written(t, b, `<div style="height:3000px">tall</div>`)
	b.Screenshot("tall")
	picture, err := os.ReadFile(filepath.Join(folder, "tall.png"))
	require.NoError(t, err)
	require.Equal(t, "\x89PNG", string(picture[:4]))
	require.Greater(t, int(picture[22])<<8|int(picture[23]), 3000, "its height")
}

// TestNoBrowser is for the next test, which runs it where there is no Chromium.
func TestNoBrowser(t *testing.T) {
	if os.Getenv("REPRISE_TEST_LACKS") != "" {
		Start(t)
		t.Log("it went on")
	}
}

// TestLacking: a test that has no Chromium says so, and in CI it fails.
func TestLacking(t *testing.T) {
	program, err := os.Executable()
	require.NoError(t, err)
	for ci, want := range map[string]string{"": "--- SKIP: TestNoBrowser", "true": "--- FAIL: TestNoBrowser"} {
		there := exec.CommandContext(t.Context(), program, "-test.v", "-test.run", "^TestNoBrowser$")
		there.Env = []string{"CI=" + ci, "REPRISE_TEST_LACKS=1", "PATH=/nowhere"}
		output, err := there.CombinedOutput()
		require.Equal(t, ci == "", err == nil)
		require.Contains(t, string(output), want)
		require.Contains(t, string(output), "no Chromium for this test: none of chromium, chromium-browser, google-chrome is on PATH")
		require.NotContains(t, string(output), "it went on")
	}
}
