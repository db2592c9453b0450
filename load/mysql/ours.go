package mysql

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	driver "github.com/go-sql-driver/mysql"
)

// body is what a server of ours runs in: a process of this machine, or a container.
type body interface {
	start(context.Context) (ended <-chan struct{}, err error) // on the data that is there; ended is closed once it has ended
	kill(context.Context) error                               // and waits until it has ended; nil where it has already
	freeze(context.Context) error
	thaw(context.Context) error
	lastWords(context.Context) string // the line of its log that says why it ended
	remove(context.Context) error     // nil where there is nothing to remove
}

// ours is a server of our own.
type ours struct {
	body
	run     *run
	kind    string
	why     string
	version string
	config  *driver.Config

	mu    sync.Mutex
	state state
}

// state is what a server of ours is doing.
type state string

const (
	killed  state = "killed"
	running state = "running"
	frozen  state = "frozen"
	closed  state = "closed"
)

// readyWithin is how long a server may take until it answers. After a kill it first goes through its redo log.
const readyWithin = 2 * time.Minute

// removeWithin is how long the removal of a server may take.
const removeWithin = time.Minute

// opened starts a server for the first time. If it does not answer, it leaves nothing.
func opened(ctx context.Context, s *ours) (Server, error) {
	s.state = killed
	if err := s.Start(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *ours) Kind() string           { return s.kind }
func (s *ours) Version() string        { return s.version }
func (s *ours) Why() string            { return s.why }
func (s *ours) Config() *driver.Config { return s.config.Clone() }

func (s *ours) Kill(ctx context.Context) error {
	return s.turn(ctx, "kill", s.kill, killed, running, frozen)
}

func (s *ours) Start(ctx context.Context) error {
	return s.turn(ctx, "start", s.startAndWait, running, killed)
}

func (s *ours) Freeze(ctx context.Context) error {
	return s.turn(ctx, "freeze", s.freeze, frozen, running)
}

func (s *ours) Thaw(ctx context.Context) error {
	return s.turn(ctx, "thaw", s.thaw, running, frozen)
}

// turn does what takes the server from one of some states to another.
func (s *ours) turn(ctx context.Context, deed string, do func(context.Context) error, to state, from ...state) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains(from, s.state) {
		return fmt.Errorf("%s the server: it is %s", deed, s.state)
	}
	if err := do(ctx); err != nil {
		return fmt.Errorf("%s the server: %w", deed, err)
	}
	s.state = to
	return nil
}

// startAndWait starts the server and waits until it answers. One that does not is killed.
func (s *ours) startAndWait(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, readyWithin, fmt.Errorf("no answer within %v", readyWithin))
	defer cancel()
	ended, err := s.start(ctx)
	if err != nil {
		return err
	}
	s.version, err = untilAnswers(ctx, s.config, ended)
	if err == nil {
		return nil
	}
	afterwards, cancel := lastingOf(ctx)
	defer cancel()
	if errors.Is(err, errEnded) {
		err = fmt.Errorf("%w: %s", err, s.lastWords(afterwards))
	}
	return errors.Join(err, s.kill(afterwards))
}

// Close kills the server and removes its data. A second one does nothing, unless the first has failed.
func (s *ours) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == closed {
		return nil
	}
	ctx, cancel := lastingOf(context.Background())
	defer cancel()
	if err := s.remove(ctx); err != nil {
		return fmt.Errorf("removing the server: %w", err)
	}
	if err := s.run.remove(); err != nil {
		return fmt.Errorf("removing the folder of the server: %w", err)
	}
	s.state = closed
	return nil
}

// lastingOf is a context for what must still be done when ctx has ended.
func lastingOf(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), removeWithin)
}
