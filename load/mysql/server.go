// Package mysql runs a real server for a load run: MySQL in a container, MySQL or MariaDB from programs of this machine, or the
// caller's own. The first two are ours: they can be killed as kill -9 does, started again on the same data, and frozen as by a
// disk that stalls; they have a private folder, a password and a port of loopback of their own, and leave nothing behind. What a
// reprise that was killed itself left, the next one finds and removes (Sweep). Programs and images are made by `make mysql`.
package mysql

import (
	"context"
	"errors"

	driver "github.com/go-sql-driver/mysql"
)

// Server is a real MySQL, or MariaDB, that runs. Its address stays the same for as long as it is open.
type Server interface {
	Kind() string           // "docker", "local" or "dsn"
	Version() string        // as SELECT VERSION() says it
	Why() string            // which one it is and why, in a sentence; no password
	Config() *driver.Config // how to connect to it, a copy; its database is there, and empty unless it is the caller's own

	Kill(context.Context) error   // kill -9; ErrNotOurs where it is the caller's own, as of the next three
	Start(context.Context) error  // again after a Kill, on the same data; returns once it answers
	Freeze(context.Context) error // SIGSTOP: it answers nothing, and its connections stay
	Thaw(context.Context) error   // SIGCONT

	Close() error // ends it and removes all that it left; of the caller's own it ends nothing
}

// ErrNotOurs says that a server is the caller's own: nobody but they may stop it.
var ErrNotOurs = errors.New("the server is not ours to stop")

// Open starts the server that want names, and returns once it answers: `auto`, `docker` or `docker:IMAGE`, `local`,
// `local:mysql`, `local:mariadb` or `local:PROGRAM`, `mysql://user:password@host:port/database`. First it removes what dead runs
// left. When ctx ends before it has, it leaves nothing. A want that means nothing is one line that says what is allowed.
func Open(ctx context.Context, want string) (Server, error) {
	open, err := parse(want)
	if err != nil {
		return nil, err
	}
	_, _ = Sweep(ctx) // what cannot be removed now need not keep this run from starting
	return open(ctx)
}
