package browsertest

import (
	"flag"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// unstick lets go what sticks to an edge of the window: a picture of the whole page has no window, and would have it anywhere.
const unstick = `var unstuck = [...document.querySelectorAll("*")].filter(element => getComputedStyle(element).position === "sticky");
unstuck.forEach(element => element.style.position = "static")`

// Screenshot writes the whole page, as it is now, to NAME.png for people to look at, and logs where: in $REPRISE_SCREENSHOTS, or
// where `go test -artifacts` keeps what tests make. Where neither was asked for it does nothing.
func (b *Browser) Screenshot(name string) {
	b.t.Helper()
	folder := os.Getenv("REPRISE_SCREENSHOTS")
	if kept := flag.Lookup("test.artifacts"); folder == "" && kept != nil && kept.Value.String() == "true" {
		folder = b.t.ArtifactDir()
	}
	if folder == "" {
		return
	}
	var picture []byte
	b.Eval(unstick, nil)
	defer b.Eval(`unstuck.forEach(element => element.style.position = "")`, nil)
	b.settle()
	b.do("screenshot", chromedp.FullScreenshot(&picture, 100)) // PNG
	file := filepath.Join(folder, name+".png")
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		b.t.Fatalf("screenshot: %v", err)
	}
	b.t.Logf("screenshot: %s", file)
}
