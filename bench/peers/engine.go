package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"reprise/bench"
)

// engine runs one model.
type engine interface {
	// advance fires so many events; it gives the seconds they took and the virtual time after them, in ns.
	advance(events int) (seconds float64, now int64, err error)
	end()
}

// own is reprise itself, in this process.
type own struct{ bench.Model }

func (o own) advance(events int) (float64, int64, error) {
	start := time.Now()
	err := o.Advance(events)
	return time.Since(start).Seconds(), int64(o.Now()), err
}

func (o own) end() {}

// peer is an engine in a process of its own, idle until it is told to advance.
type peer struct {
	process  *exec.Cmd
	commands io.WriteCloser
	replies  *bufio.Reader
}

// startPeer starts a program, with what it wants to read first. It is killed when the context is done.
func startPeer(ctx context.Context, preamble, program string, args ...string) (*peer, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	commands, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	replies, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &peer{process: cmd, commands: commands, replies: bufio.NewReader(replies)}
	if _, err = io.WriteString(commands, preamble); err != nil {
		p.end()
	}
	return p, err
}

func (p *peer) advance(events int) (seconds float64, now int64, err error) {
	if _, err := fmt.Fprintln(p.commands, events); err != nil {
		return 0, 0, err
	}
	if _, err := fmt.Fscanln(p.replies, &seconds, &now); err != nil {
		return 0, 0, fmt.Errorf("read its reply: %w", err)
	}
	return seconds, now, nil
}

// end lets the process end and waits for it: what it occupied is free for the next contest.
func (p *peer) end() {
	p.commands.Close()
	_ = p.process.Wait() // all its replies were read; how it ends changes none of them
}

// gaps are the numbers that ns-3 starts with.
func gaps() string {
	var text strings.Builder
	for _, gap := range bench.Gaps() {
		fmt.Fprintln(&text, gap.Nanoseconds())
	}
	return text.String()
}
