package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	"reprise/reports"
	"reprise/scenarios"
	"reprise/scenarios/strict"
)

// process is all that surrounds the program, so that a test can stand in for it.
type process struct {
	args     []string // without the program's name
	env      func(string) string
	stdin    io.Reader
	stdout   io.Writer
	stderr   io.Writer
	terminal struct{ stdout, stderr bool }
	readFile func(string) ([]byte, error)
	now      func() time.Time // real time, for what people like to know; no result depends on it

	interrupts interrupts
}

func theProcess() *process {
	// A closed pipe is then an error of a write, so that the verdict still reaches the exit code.
	signal.Ignore(syscall.SIGPIPE)
	p := &process{
		args:     os.Args[1:],
		env:      os.Getenv,
		stdin:    os.Stdin,
		stdout:   os.Stdout,
		stderr:   os.Stderr,
		readFile: readFile,
		now:      time.Now,
	}
	p.terminal.stdout = isTerminal(os.Stdout)
	p.terminal.stderr = isTerminal(os.Stderr)
	return p
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// readFile reads a file that a person wrote, or as much of it as tells that it is too large.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return bounded(f)
}

// bounded reads one byte more than the loader takes, at most.
func bounded(r io.Reader) ([]byte, error) { return io.ReadAll(io.LimitReader(r, strict.MaxBytes+1)) }

// read gives the content of a file, or with - that of stdin.
func (p *process) read(name string) ([]byte, error) {
	if name == scenarios.Stdin {
		return bounded(p.stdin)
	}
	return p.readFile(name)
}

// opened is a file to be read as it comes, for one that may be larger than a scenario; with - it is stdin.
func (p *process) opened(name string) (io.ReadCloser, error) {
	if name == scenarios.Stdin {
		return io.NopCloser(p.stdin), nil
	}
	return os.Open(name)
}

// run is the whole program: it gives the exit code and has said on stderr why, in a line.
func run(p *process) (code int) {
	defer func() {
		if fault := recover(); fault != nil {
			fmt.Fprintf(p.stderr, "reprise: panic: %s: a defect of reprise; please report this line, the command and `reprise version`"+
				" (REPRISE_DEBUG=1 shows where)\n", reports.Visible(fmt.Sprint(fault)))
			if p.env("REPRISE_DEBUG") != "" {
				p.stderr.Write(debug.Stack())
			}
			code = int(broken)
		}
	}()
	root := rootCommand(p)
	root.SetArgs(p.args)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	err := root.Execute()
	if err != nil {
		fmt.Fprintln(p.stderr, inLines(message(err), err))
	}
	return int(codeOf(err))
}

// show writes a view to stdout, whole or, when the view itself fails, not at all. A reader who has gone has seen enough.
func (p *process) show(view func(io.Writer) error) error { return showOn(p.stdout, view) }

func showOn(out io.Writer, view func(io.Writer) error) error {
	var text bytes.Buffer
	if err := view(&text); err != nil {
		return err
	}
	_, err := out.Write(text.Bytes())
	if errors.Is(err, syscall.EPIPE) {
		return nil
	}
	return err
}

// style is how text is drawn on this stdout.
func (p *process) style(color string) reports.Style {
	columns, _ := strconv.Atoi(p.env("COLUMNS")) // 0, the default, when it says nothing
	auto := p.terminal.stdout && p.env("NO_COLOR") == "" && p.env("TERM") != "dumb"
	return reports.Style{Color: color == "always" || color == "auto" && auto, Width: columns}
}
