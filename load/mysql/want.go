package mysql

import (
	"context"
	"fmt"
	"strings"
)

// allowed are the ways to name a server.
const allowed = "allowed: auto, docker, docker:IMAGE, local, local:mysql, local:mariadb, local:PROGRAM, mysql://user:password@host:port/database"

// want is a server that somebody asks for.
type want struct {
	open func(context.Context) (Server, error)
}

// parse reads a want. Its errors repeat no password.
func parse(text string) (want, error) {
	kind, detail, hasDetail := strings.Cut(text, ":")
	ways := map[string]func(context.Context, string) (Server, error){"local": openLocal}
	way, isKnown := ways[kind]
	if !isKnown || hasDetail && detail == "" {
		return want{}, fmt.Errorf("db: %q names no server; %s", text, allowed)
	}
	return want{open: func(ctx context.Context) (Server, error) { return way(ctx, detail) }}, nil
}
