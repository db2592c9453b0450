// Package whatif serves scenarios to a browser on this machine: the page that report.html is, live. Whoever changes a setting sees
// what would have happened, with what did happen behind it. It runs what a request asks for, and so bounds it: who may ask (the
// page itself, by the names of this machine), how much, how many at once and for how long. Work that nobody waits for is stopped.
package whatif

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"reprise/scenarios"
)

// Options are what a server is started with.
type Options struct {
	Scenario *scenarios.Scenario // one from a file, beside those built in; may be nil
	Address  string              // host:port to listen on; port 0: any that is free
	Workers  int                 // runs at once, each on one core
	Log      *slog.Logger        // of what the server itself did wrong
}

// How long a connection may take for what is not a run.
const (
	headerTime = 10 * time.Second
	bodyTime   = 30 * time.Second
	idleTime   = 2 * time.Minute
	farewell   = 2 * time.Second
)

// Listening is a server that takes requests.
type Listening struct {
	URL  string // of the index
	Open bool   // others than this machine can reach it
}

// Serve takes requests until ctx ends, which is no error. announce is told where, once it listens; an error of it ends the server.
func Serve(ctx context.Context, o Options, announce func(Listening) error) error {
	listener, err := net.Listen("tcp", o.Address)
	if err != nil {
		return &Wrong{fmt.Errorf("addr: %w; allowed: HOST:PORT of this machine that is free, as in 127.0.0.1:8080", err)}
	}
	address := listener.Addr().(*net.TCPAddr)
	host, _, err := net.SplitHostPort(o.Address)
	if err != nil {
		return &Wrong{fmt.Errorf("addr: %w", err)}
	}
	door := newDoor(host, address)
	server := &http.Server{
		Handler:           door.guard(newSite(o).routes(), o.Log),
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       bodyTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	if err := announce(Listening{URL: "http://" + door.name(), Open: !address.IP.IsLoopback()}); err != nil {
		listener.Close()
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		return server.Close()
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Wrong is an option that cannot be met.
type Wrong struct{ Err error }

func (w *Wrong) Error() string { return w.Err.Error() }
func (w *Wrong) Unwrap() error { return w.Err }
