package mysql

import (
	"context"
	"fmt"
	"strings"
)

// allowed are the ways to name a server.
const allowed = "allowed: auto, docker, docker:IMAGE, local, local:mysql, local:mariadb, local:PROGRAM, mysql://user:password@host:port/database"

// opener starts or finds the server that was asked for.
type opener func(context.Context) (Server, error)

// parse reads a want. Its errors repeat no password.
func parse(want string) (opener, error) {
	kind, detail, hasDetail := strings.Cut(want, ":")
	isBare := !hasDetail
	switch {
	case kind == "auto" && isBare:
		return openAuto, nil
	case kind == "docker" && (isBare || detail != ""):
		return func(ctx context.Context) (Server, error) { return openDocker(ctx, detail) }, nil
	case kind == "local" && (isBare || detail != ""):
		return func(ctx context.Context) (Server, error) { return openLocal(ctx, detail) }, nil
	case kind == "mysql" && strings.HasPrefix(detail, "//"):
		config, err := parseAddress(want)
		if err != nil {
			return nil, fmt.Errorf("db: mysql://... %w; %s", err, allowed)
		}
		return func(ctx context.Context) (Server, error) { return openTheirs(ctx, config) }, nil
	case strings.Contains(want, "@"): // an address, it seems, with a password somewhere
		return nil, fmt.Errorf("db: that address names no server; %s", allowed)
	}
	return nil, fmt.Errorf("db: %q names no server; %s", want, allowed)
}

// ways are what can be done where nothing starts.
const ways = "there are three ways: a Docker engine (docker), a mysqld or mariadbd on PATH or from make mysql (local), " +
	"a server of yours (mysql://user:password@host:port/database)"

// openAuto starts a container, or a program of this machine where that cannot be.
func openAuto(ctx context.Context) (Server, error) { return openFirst(ctx, openDocker, openLocal) }

// openFirst opens the first that can be opened, which then also says why those before it could not.
func openFirst(ctx context.Context, candidates ...func(context.Context, string) (Server, error)) (Server, error) {
	var whyNot []string
	for _, open := range candidates {
		s, err := open(ctx, "")
		if err == nil {
			return &chosen{s, whyNot}, nil
		}
		if ctx.Err() != nil {
			return nil, err
		}
		whyNot = append(whyNot, strings.Join(strings.Fields(err.Error()), " "))
	}
	return nil, fmt.Errorf("db: no server starts here: %s; %s", strings.Join(whyNot, "; "), ways)
}

// chosen is a server that stands in for others that did not start.
type chosen struct {
	Server
	whyNot []string
}

func (c *chosen) Why() string {
	return strings.Join(append([]string{c.Server.Why()}, c.whyNot...), "; ")
}
