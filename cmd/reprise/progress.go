package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"reprise/reports"
)

// progress tells on stderr how far a run is: one line, redrawn, on a terminal; elsewhere a plain line when it takes
// long. Workers may report at the same time.
type progress struct {
	out      io.Writer
	terminal bool
	now      func() time.Time

	mu    sync.Mutex
	next  time.Time // when the next report is worth a line
	drawn int       // bytes on the terminal's line
}

const (
	redrawEvery = 100 * time.Millisecond // on a terminal
	sayAfter    = time.Second            // elsewhere, first
	sayEvery    = 10 * time.Second       // and then
)

func (p *process) progress() *progress {
	wait := sayAfter
	if p.terminal.stderr {
		wait = redrawEvery
	}
	return &progress{out: p.stderr, terminal: p.terminal.stderr, now: p.now, next: p.now().Add(wait)}
}

func (g *progress) report(done, total int, what string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if now.Before(g.next) {
		return
	}
	line := fmt.Sprintf("%d/%d %s", done, total, reports.Visible(what))
	if !g.terminal {
		g.next = now.Add(sayEvery)
		fmt.Fprintln(g.out, line)
		return
	}
	g.next = now.Add(redrawEvery)
	fmt.Fprintf(g.out, "\r%-*s", g.drawn, line)
	g.drawn = len(line)
}

// end cleans the terminal's line.
func (g *progress) end() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.drawn > 0 {
		fmt.Fprintf(g.out, "\r%s\r", strings.Repeat(" ", g.drawn))
		g.drawn = 0
	}
}
