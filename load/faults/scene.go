package faults

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"reprise/load/mysql"
)

// Scene is what can be struck. What no fault of a run strikes may be nil.
type Scene struct {
	Server      mysql.Server
	Proxy       *Proxy
	Starve      func(ctx context.Context, n int) (release func(), err error) // StarveDB makes one
	Drain       func(context.Context) (taken int, err error)
	ConfigsDown func(down bool)
}

// Struck is a fault that struck. Its times are since the run's start.
type Struck struct {
	What  string // the fault, as Parse reads it
	At    time.Duration
	Until time.Duration
	Note  string // what came of it
	Err   error  // it could not strike, or what it had broken could not be mended
}

// mendWithin bounds what the server has to mend; a start has its own, shorter bound. It goes on even though the run has ended.
const mendWithin = 3 * time.Minute

// Run strikes with each fault at its times until all are over or ctx ends, and returns those that struck, by time. When it
// returns everything is mended: the server runs, connections are given back, the proxy lets everything through.
//
// Kill and Stall take turns with each other: one that is due while another has the server strikes after it. A fault that
// comes again and again leaves out the times that pass while it lasts.
func Run(ctx context.Context, faults []Fault, scene Scene, since func() time.Duration) []Struck {
	r := &run{scene: scene, since: since, server: make(chan struct{}, 1)}
	var strikers sync.WaitGroup
	for _, f := range faults {
		strikers.Go(func() { r.strikeAtItsTimes(ctx, f) })
	}
	strikers.Wait()
	slices.SortStableFunc(r.struck, func(a, b Struck) int { return cmp.Compare(a.At, b.At) })
	return r.struck
}

type run struct {
	scene  Scene
	since  func() time.Duration
	server chan struct{} // holds a token while a fault has the server

	mu          sync.Mutex
	struck      []Struck
	configsDown int // faults that want the config service down
}

func (r *run) strikeAtItsTimes(ctx context.Context, f Fault) {
	for at := f.At; pause(ctx, at-r.since()); {
		r.strike(ctx, f)
		if f.Every == 0 {
			return
		}
		at += ((r.since()-at)/f.Every + 1) * f.Every
	}
}

// pause waits, and reports whether it did to the end.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// hold waits for as long as a fault lasts: to the end of ctx where its length is 0.
func hold(ctx context.Context, length time.Duration) {
	if length == 0 {
		<-ctx.Done()
		return
	}
	pause(ctx, length)
}

func (r *run) strike(ctx context.Context, f Fault) {
	if f.StopsServer() {
		select {
		case r.server <- struct{}{}:
			defer func() { <-r.server }()
		case <-ctx.Done():
			return
		}
	}
	s := Struck{What: f.String(), At: r.since()}
	if r.scene.has(f.Kind) {
		s.Note, s.Err = r.does(ctx, f)
	} else {
		s.Err = errors.New("this run has nothing that it could strike")
	}
	s.Until = r.since()
	r.mu.Lock()
	r.struck = append(r.struck, s)
	r.mu.Unlock()
}

func (s Scene) has(kind Kind) bool {
	switch kind {
	case Kill, Stall:
		return s.Server != nil
	case Latency, Reset, Cut:
		return s.Proxy != nil
	case Starve:
		return s.Starve != nil
	case Drain:
		return s.Drain != nil
	case ConfigsDown:
		return s.ConfigsDown != nil
	}
	return false
}

// does strikes, waits for as long as the fault lasts, and mends.
func (r *run) does(ctx context.Context, f Fault) (note string, err error) {
	switch f.Kind {
	case Kill:
		return r.kill(ctx, f.For)
	case Stall:
		return "", r.stall(ctx, f.For)
	case Latency:
		undo := r.scene.Proxy.Delay(f.Delay, f.Jitter)
		hold(ctx, f.For)
		undo()
	case Reset:
		note = fmt.Sprintf("reset %d connections", r.scene.Proxy.Reset())
	case Cut:
		return r.cut(ctx, f.Count)
	case Starve:
		return r.starve(ctx, f)
	case Drain:
		return r.drain(ctx)
	case ConfigsDown:
		r.wantConfigsDown(1)
		hold(ctx, f.For)
		r.wantConfigsDown(-1)
	}
	return note, nil
}

// kill asks for the server again whatever became of the kill: one that reports a failure may have killed it all the same.
func (r *run) kill(ctx context.Context, down time.Duration) (string, error) {
	from := r.since()
	if err := mend(ctx, r.scene.Server.Kill); err != nil {
		return "", and(err, mend(ctx, r.scene.Server.Start))
	}
	pause(ctx, down)
	if err := mend(ctx, r.scene.Server.Start); err != nil {
		return "", err
	}
	return fmt.Sprintf("answers again after %.1f s", (r.since() - from).Seconds()), nil
}

func (r *run) stall(ctx context.Context, length time.Duration) error {
	err := mend(ctx, r.scene.Server.Freeze)
	if err == nil {
		pause(ctx, length)
	}
	return and(err, mend(ctx, r.scene.Server.Thaw))
}

// and is both errors in one line.
func and(err, later error) error {
	if err == nil || later == nil {
		return cmp.Or(err, later)
	}
	return fmt.Errorf("%w; and then: %w", err, later)
}

// mend does to the server what must not be left half done, though the run may end meanwhile.
func mend(ctx context.Context, do func(context.Context) error) error {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), mendWithin)
	defer done()
	return do(ctx)
}

func (r *run) cut(ctx context.Context, n int) (string, error) {
	before, after, err := r.scene.Proxy.CutCommits(ctx, n)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("cut %d of %d commits: %d before they arrived, %d before their answer", before+after, n, before, after), nil
}

func (r *run) drain(ctx context.Context) (string, error) {
	taken, err := r.scene.Drain(ctx)
	if err != nil {
		return tooLate(ctx, err)
	}
	return fmt.Sprintf("took %d accounts", taken), nil
}

func (r *run) starve(ctx context.Context, f Fault) (string, error) {
	release, err := r.scene.Starve(ctx, f.Count)
	if err != nil {
		return tooLate(ctx, err)
	}
	defer release()
	from := r.since()
	hold(ctx, f.For)
	return fmt.Sprintf("held %d connections for %.1f s", f.Count, (r.since() - from).Seconds()), nil
}

// tooLate is what is told of a fault that could not strike: that the run has ended is no failure.
func tooLate(ctx context.Context, err error) (note string, failure error) {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return "the run ended first", nil
	}
	return "", err
}

// wantConfigsDown counts those who want the config service down: it comes back once the last of them has ended.
func (r *run) wantConfigsDown(more int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.configsDown += more
	r.scene.ConfigsDown(r.configsDown > 0)
}
