package mysql

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	driver "github.com/go-sql-driver/mysql"
)

// theirs is the caller's own server.
type theirs struct {
	config  *driver.Config
	version string
}

// openTheirs connects to a server once.
func openTheirs(ctx context.Context, config *driver.Config) (Server, error) {
	version, err := askVersion(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("db: your server at %s does not let us in: %w", config.Addr, err)
	}
	return &theirs{config, version}, nil
}

func (s *theirs) Kind() string           { return "dsn" }
func (s *theirs) Version() string        { return s.version }
func (s *theirs) Config() *driver.Config { return s.config.Clone() }
func (s *theirs) Close() error           { return nil }

func (s *theirs) Why() string {
	return fmt.Sprintf("your own, at %s, database %s, as %s", s.config.Addr, s.config.DBName, s.config.User)
}

func (s *theirs) Kill(context.Context) error   { return ErrNotOurs }
func (s *theirs) Start(context.Context) error  { return ErrNotOurs }
func (s *theirs) Freeze(context.Context) error { return ErrNotOurs }
func (s *theirs) Thaw(context.Context) error   { return ErrNotOurs }

// parseAddress reads mysql://user:password@host:port/database; the password may be missing, and so may the port, which is 3306
// then. An error does not repeat any of it: where it is badly written, any part could be the password.
func parseAddress(text string) (*driver.Config, error) {
	u, err := url.Parse(text)
	if err != nil || u.Opaque != "" {
		return nil, errors.New("is no such address; a character of the password other than a letter or a digit is written as %40")
	}
	password, _ := u.User.Password()
	name := strings.TrimPrefix(u.Path, "/")
	port := u.Port()
	if port == "" {
		port = "3306"
	}
	number, err := strconv.ParseUint(port, 10, 16)
	switch {
	case u.User.Username() == "":
		return nil, errors.New("names no user")
	case u.Hostname() == "":
		return nil, errors.New("names no host")
	case err != nil || number == 0:
		return nil, errors.New("has a port that is none")
	case name == "" || strings.Contains(name, "/"):
		return nil, errors.New("names no database")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("goes on after the database")
	}
	return configOf(net.JoinHostPort(u.Hostname(), port), u.User.Username(), password, name), nil
}
