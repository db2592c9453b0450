// Command heap is the models of package bench on the obvious design in Go: container/heap over pointers to events,
// compared by time and then by sequence number. Package bench/peers runs it.
//
//	heap hold|mm1 PENDING
//
// It reads numbers of events from stdin. For each it fires so many, and prints the seconds that took and the virtual
// time in ns. Events are reused, so that nothing is allocated.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "heap:", err)
		os.Exit(2)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	if len(args) != 2 {
		return errors.New("usage: heap hold|mm1 PENDING")
	}
	pending, err := strconv.Atoi(args[1])
	if err != nil {
		return fmt.Errorf("pending: %w", err)
	}
	var s simulator
	m := newModel(&s, args[0], pending)
	commands := bufio.NewScanner(in)
	for commands.Scan() {
		events, err := strconv.Atoi(commands.Text())
		if err != nil || events < 1 {
			return fmt.Errorf("events: %q is no number above 0", commands.Text())
		}
		start := time.Now()
		s.run(m, events)
		fmt.Fprintf(out, "%.9f %d\n", time.Since(start).Seconds(), s.now)
	}
	return commands.Err()
}
