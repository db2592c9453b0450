package mysql

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWantsThatMeanNothing: one line that names the problem and what is allowed, and no password.
func TestWantsThatMeanNothing(t *testing.T) {
	const where = "mysql://... "
	for want, problem := range map[string]string{
		"":                                `"" names no server`,
		"sqlite":                          `"sqlite" names no server`,
		"Docker":                          `"Docker" names no server`,
		"docker:":                         `"docker:" names no server`,
		"local:":                          `"local:" names no server`,
		"auto:mysql":                      `"auto:mysql" names no server`,
		" auto":                           `" auto" names no server`,
		"mysql":                           `"mysql" names no server`,
		"mysql:8.4":                       `"mysql:8.4" names no server`,
		"MYSQL://u:s3cret@h:1/d":          "that address names no server",
		"u:s3cret@h/d":                    "that address names no server",
		"s3cret@h":                        "that address names no server",
		"mysql://h:3306/d":                where + "names no user",
		"mysql://:s3cret@h:3306/d":        where + "names no user",
		"mysql://u:s3cret@:3306/d":        where + "names no host",
		"mysql://u:s3cret@h:3306":         where + "names no database",
		"mysql://u:s3cret@h:3306/":        where + "names no database",
		"mysql://u:s3cret@h:3306/d/e":     where + "names no database",
		"mysql://u:s3cret@h:0/d":          where + "has a port that is none",
		"mysql://u:s3cret@h:65536/d":      where + "has a port that is none",
		"mysql://u:s3cret@h:3306/d?x=1":   where + "goes on after the database",
		"mysql://u:s3cret@h:3306/d#x":     where + "goes on after the database",
		"mysql://u:s3cret#@h:3306/d":      where + "is no such address",
		"mysql://u:s3cret/@h:3306/d":      where + "is no such address",
		"mysql://u:s3cret%@h:3306/d":      where + "is no such address",
		"mysql://u:s3cret@h:port/d":       where + "is no such address",
		"mysql://u:p@tcp(h:3306)/s3cret?": where + "is no such address",
	} {
		_, err := Open(t.Context(), want)
		require.ErrorContains(t, err, "db: "+problem, want)
		require.ErrorContains(t, err, "; allowed: auto, docker, ")
		require.NotContains(t, err.Error(), "s3cret")
		require.NotContains(t, err.Error(), "\n")
	}
}

func TestAddresses(t *testing.T) {
	for address, want := range map[string][4]string{
		"mysql://u:p@h:3307/d":                   {"h:3307", "u", "p", "d"},
		"mysql://u:p@h/d":                        {"h:3306", "u", "p", "d"},
		"mysql://u@127.0.0.1:3306/d":             {"127.0.0.1:3306", "u", "", "d"},
		"mysql://u:p@[::1]:3306/d":               {"[::1]:3306", "u", "p", "d"},
		"mysql://u%40x:%3A%2F%3f%23%25@h:1/d%2d": {"h:1", "u@x", ":/?#%", "d-"},
	} {
		config, err := parseAddress(address)
		require.NoError(t, err, address)
		require.Equal(t, want, [4]string{config.Addr, config.User, config.Passwd, config.DBName})
	}
}

// FuzzParse: no want makes it panic, and an address that is understood is the one that was written.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"auto", "docker:mysql:8.4", "local:mariadb", "mysql://u:p@h:3306/d", "mysql://u%40:%2f@[::1]/d", "mysql:///", "@"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, want string) {
		open, err := parse(want)
		require.Equal(t, err == nil, open != nil)
		if err != nil || !strings.HasPrefix(want, "mysql:") {
			return
		}
		config, err := parseAddress(want)
		require.NoError(t, err)
		written := url.URL{Scheme: "mysql", User: url.UserPassword(config.User, config.Passwd), Host: config.Addr, Path: "/" + config.DBName}
		again, err := parseAddress(written.String())
		require.NoError(t, err)
		require.Equal(t, config.FormatDSN(), again.FormatDSN())
	})
}

// TestFirst: of several ways the first that works is taken, and what is said tells why not those before it.
func TestFirst(t *testing.T) {
	works := func(context.Context, string) (Server, error) {
		return &theirs{config: configOf("h:1", "u", "p", "d")}, nil
	}
	fails := func(context.Context, string) (Server, error) { return nil, errors.New("docker: no engine\nanswers") }

	s, err := openFirst(t.Context(), works, fails)
	require.NoError(t, err)
	require.Equal(t, "your own, at h:1, database d, as u", s.Why())
	s, err = openFirst(t.Context(), fails, works)
	require.NoError(t, err)
	require.Equal(t, "your own, at h:1, database d, as u; docker: no engine answers", s.Why())
	_, err = openFirst(t.Context(), fails, fails)
	require.EqualError(t, err, "db: no server starts here: docker: no engine answers; docker: no engine answers; "+ways)
	require.Contains(t, ways, "make mysql")

	ctx, cancel := context.WithCancel(t.Context())
	interrupted := func(context.Context, string) (Server, error) { cancel(); return nil, ctx.Err() }
	_, err = openFirst(ctx, interrupted, works)
	require.ErrorIs(t, err, context.Canceled, "somebody who breaks off wants no other server")
}

func TestEnginesOfThisMachine(t *testing.T) {
	for host, want := range map[string]bool{
		"unix:///var/run/docker.sock": true, "tcp://127.0.0.1:2375": true, "tcp://localhost:2375": true, "tcp://[::1]:2375": true,
		"tcp://docker:2375": false, "tcp://192.0.2.1:2375": false, "ssh://me@host": false, "": false, "%": false,
	} {
		require.Equal(t, want, isOfThisMachine(host), host)
	}
}

func TestFreePort(t *testing.T) {
	low, high := ephemeralPorts()
	require.Less(t, low, high)
	seen := map[int]bool{}
	for range 50 {
		port, err := freePort()
		require.NoError(t, err)
		require.False(t, low <= port && port <= high, "%d is for those who connect: %d to %d", port, low, high)
		seen[port] = true
	}
	require.Greater(t, len(seen), 25, "two that start at the same time rarely get the same")
}

func TestComplaint(t *testing.T) {
	require.Equal(t, "its log is empty", complaintOf("\n"))
	require.Equal(t, "2 [ERROR] why", complaintOf("1 [Note] a\n2 [ERROR] why\n3 [ERROR] Aborting\n"))
	require.Equal(t, "usage: x", complaintOf("a\nusage: x\n\n"))
}
