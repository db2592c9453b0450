package browsertest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// Errors are what went wrong on the page since it was opened: errors on the console, exceptions that nobody caught, what its
// content policy refused, what could not be loaded. Empty: all is well.
func (b *Browser) Errors() []string {
	b.t.Helper()
	b.settle()
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.errors)
}

// Requests are the addresses that the page asked for since it was opened, its own the first; what it holds itself (data:, blob:)
// is asked of nobody, and not among them.
func (b *Browser) Requests() []string {
	b.t.Helper()
	b.settle()
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.requested)
}

// settle waits until the page has drawn what it had begun, and what came of it has been reported.
func (b *Browser) settle() {
	b.t.Helper()
	if b.still {
		return // nor would this one
	}
	b.Eval(`new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn, 20)))`, nil)
}

func (b *Browser) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.errors, b.requested = nil, nil
}

// watch keeps what the browser reports.
func (b *Browser) watch(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch event := event.(type) {
	case *runtime.EventExceptionThrown:
		b.errors = append(b.errors, event.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if event.Type == runtime.APITypeError || event.Type == runtime.APITypeAssert {
			b.errors = append(b.errors, "console: "+said(event.Args))
		}
	case *log.EventEntryAdded:
		if event.Entry.Level == log.LevelError {
			b.errors = append(b.errors, strings.TrimSpace(fmt.Sprintf("%s: %s %s", event.Entry.Source, event.Entry.Text, event.Entry.URL)))
		}
	case *network.EventRequestWillBeSent:
		if address := event.Request.URL; !strings.HasPrefix(address, "data:") && !strings.HasPrefix(address, "blob:") {
			b.requested = append(b.requested, address)
		}
	}
}

// said is what was handed to the console.
func said(arguments []*runtime.RemoteObject) string {
	words := make([]string, len(arguments))
	for i, a := range arguments {
		words[i] = a.Description
		if words[i] == "" {
			words[i] = string(a.Value)
		}
	}
	return strings.Join(words, " ")
}
