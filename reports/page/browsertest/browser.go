// Package browsertest shows a page to a real Chromium, headless, and tells a test what came of it: what the page says and does
// when somebody clicks and types, what it complained of, what it asked the network for, whether axe-core finds it fit for everybody,
// and how it looks. A test that this machine has no Chromium for is skipped, saying so; with CI=true it fails. A short run starts none.
//
// It is for tests only, and the one place that drives a browser. `make browser` fetches axe-core.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// programs are what Chromium is called on machines that have it, the first that is there is taken; $CHROMIUM names another.
var programs = []string{"chromium", "chromium-browser", "google-chrome"}

const (
	stepLimit = 2 * time.Minute  // what one step of a test may take, on a machine that has much else to do: past it something hangs
	endLimit  = 10 * time.Second // what the browser may take to end by itself
)

// Browser is one Chromium with one page. It belongs to a test and ends with it. Whatever it cannot do fails the test.
type Browser struct {
	t         testing.TB
	tab       context.Context // of chromedp
	dark      bool            // the colour scheme that the page is told
	paper     bool            // whether the page is told that it is printed
	still     bool            // whether no script of a page may run
	mu        sync.Mutex      // guards what follows: the browser reports on its own time
	errors    []string
	requested []string
}

// Start is a Chromium with an empty page, as wide as a laptop, in the light. No name but 127.0.0.1 resolves in it.
func Start(t testing.TB) *Browser {
	t.Helper()
	if testing.Short() {
		t.Skip("a short run starts no browser")
	}
	program, err := find()
	if err != nil {
		lacks(t, err.Error())
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.Flag("no-sandbox", os.Getuid() == 0), // root has no sandbox to be put in
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	machine, kill := chromedp.NewExecAllocator(context.Background(), flags...)
	tab, _ := chromedp.NewContext(machine, chromedp.WithErrorf(t.Logf))
	b := &Browser{t: t, tab: tab}
	chromedp.ListenTarget(tab, b.watch)
	t.Cleanup(func() {
		patience, done := context.WithTimeout(tab, endLimit)
		defer done()
		_ = chromedp.Cancel(patience) // asks it to end; one that does not is killed by its process id
		kill()
	})
	if err := chromedp.Run(tab); err != nil { // without a limit: it would be the browser's, not the step's
		t.Fatalf("%s does not start: %v", program, err)
	}
	b.Size(1280, 900)
	return b
}

// find is the path of a Chromium.
func find() (string, error) {
	if named := os.Getenv("CHROMIUM"); named != "" {
		return exec.LookPath(named)
	}
	for _, name := range programs {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", missing("no Chromium for this test: none of " + strings.Join(programs, ", ") + " is on PATH, and CHROMIUM names none")
}

// missing is what a test needs and this machine has not.
type missing string

func (m missing) Error() string { return string(m) }

// lacks ends a test that cannot be run here: skipped on somebody's laptop, failed where CI=true.
func lacks(t testing.TB, reason string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(reason)
	}
	t.Skip(reason)
}

// do takes steps in the page.
func (b *Browser) do(what string, steps ...chromedp.Action) {
	b.t.Helper()
	limited, done := context.WithTimeout(b.tab, stepLimit)
	defer done()
	if err := chromedp.Run(limited, steps...); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}
