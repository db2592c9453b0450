package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"reprise/reports"
)

// interrupted is the exit code of a program that was told to stop.
const interrupted exitCode = 130

// errInterrupted ends a command that was told to stop and has put away what it had.
var errInterrupted = &exitError{interrupted, errors.New("interrupted; everything it had started is gone")}

// interrupts are signals to stop. Most commands may end where they are; one that has something to put away, such as a server
// that it started, asks for time.
type interrupts struct {
	mu     sync.Mutex
	cancel context.CancelFunc // of the command that asked for time
}

// impatience is how long after a signal a second one is taken for a second wish: some senders, timeout(1) for one, send two.
const impatience = time.Second

// exitOnSignal ends the program at a signal, once the command that asked for time has ended, or at a second signal.
func (i *interrupts) exitOnSignal() {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	<-signals
	first := time.Now()
	reports.Abandon()
	if i.tell() {
		for time.Since(first) < impatience {
			<-signals
		}
	}
	os.Exit(int(interrupted))
}

// tell ends the context of the command that asked for time; false: none did.
func (i *interrupts) tell() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.cancel == nil {
		return false
	}
	i.cancel()
	return true
}

// orderly runs a command that has something to put away, under a context that a signal ends.
func (i *interrupts) orderly(do func(context.Context) error) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	i.mu.Lock()
	i.cancel = cancel
	i.mu.Unlock()
	err := do(ctx)
	if ctx.Err() != nil {
		return errInterrupted
	}
	return err
}
