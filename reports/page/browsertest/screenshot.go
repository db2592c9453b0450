package browsertest

import (
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// Screenshot writes the whole page, as it is now, to NAME.png for people to look at, and logs where: in $REPRISE_SCREENSHOTS, or
// where `go test -artifacts` keeps what tests make; without either it goes when the test ends.
func (b *Browser) Screenshot(name string) {
	b.t.Helper()
	folder := os.Getenv("REPRISE_SCREENSHOTS")
	if folder == "" {
		folder = b.t.ArtifactDir()
	}
	var picture []byte
	b.settle()
	b.do("screenshot", chromedp.FullScreenshot(&picture, 100)) // PNG
	file := filepath.Join(folder, name+".png")
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		b.t.Fatalf("screenshot: %v", err)
	}
	b.t.Logf("screenshot: %s", file)
}
