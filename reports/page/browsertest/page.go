package browsertest

import (
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

const pollEvery = 20 * time.Millisecond // how often Wait looks

// phoneWidth is up to where a page is shown as on a phone: it must say by itself how wide it wants to be laid out.
const phoneWidth = 500

// Open opens a page and waits until it has loaded: a file's path, or an address of file:// or http://127.0.0.1. What was reported
// of the page before is forgotten.
func (b *Browser) Open(address string) {
	b.t.Helper()
	if filepath.IsAbs(address) {
		address = (&url.URL{Scheme: "file", Path: address}).String()
	}
	if !strings.HasPrefix(address, "file:///") && !strings.HasPrefix(address, "http://127.0.0.1") {
		b.t.Fatalf("open %s: only a file, or what this machine serves on 127.0.0.1", address)
	}
	b.forget()
	b.do("open "+address, chromedp.Navigate(address))
}

// Size makes the page so wide and high, in CSS pixels.
func (b *Browser) Size(width, height int) {
	b.t.Helper()
	b.do("size", emulation.SetDeviceMetricsOverride(int64(width), int64(height), 1, width <= phoneWidth))
}

// Dark tells the page that its reader prefers dark colours, or light ones.
func (b *Browser) Dark(dark bool) {
	b.t.Helper()
	b.dark = dark
	b.media()
}

// Print shows the page as it is printed, or as it is on a screen.
func (b *Browser) Print(paper bool) {
	b.t.Helper()
	b.paper = paper
	b.media()
}

func (b *Browser) media() {
	b.t.Helper()
	scheme, medium := "light", ""
	if b.dark {
		scheme = "dark"
	}
	if b.paper {
		medium = "print"
	}
	b.do("media", emulation.SetEmulatedMedia().WithMedia(medium).WithFeatures([]*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme},
	}))
}

// Scripts lets the scripts of pages run, or not, from the next that is opened.
func (b *Browser) Scripts(run bool) {
	b.t.Helper()
	b.still = !run
	b.do("scripts", emulation.SetScriptExecutionDisabled(!run))
}

// Eval evaluates JavaScript, or awaits the promise that it gives, and reads the result into what into points to; nil: it is
// not wanted. It goes past the page's content policy, as developer tools do.
func (b *Browser) Eval(js string, into any) {
	b.t.Helper()
	if into == nil {
		into = new(*runtime.RemoteObject) // chromedp then looks at no value
	}
	b.do("evaluate "+js, chromedp.Evaluate(js, into, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
		return p.WithAwaitPromise(true)
	}))
}

// Wait waits until JavaScript is true.
func (b *Browser) Wait(js string) {
	b.t.Helper()
	b.do("wait for "+js, chromedp.Poll(js, nil, chromedp.WithPollingInterval(pollEvery), chromedp.WithPollingTimeout(0)))
}
