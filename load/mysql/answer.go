package mysql

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"strconv"
	"time"

	driver "github.com/go-sql-driver/mysql"
)

// database is the name of the empty one that a server of ours has.
const database = "reprise"

// configOf is how to connect to a server: times are UTC on both sides. A connection that breaks is told by its error alone, and
// not on the standard error too.
func configOf(address, user, password, database string) *driver.Config {
	c := driver.NewConfig()
	c.Net, c.Addr, c.User, c.Passwd, c.DBName = "tcp", address, user, password, database
	c.ParseTime, c.Loc = true, time.UTC
	c.Params = map[string]string{"time_zone": "'+00:00'"}
	c.Logger = &driver.NopLogger{}
	return c
}

// errEnded is of a server that ended while an answer of it was waited for.
var errEnded = errors.New("it ended before it answered")

// untilAnswers waits until a server answers a query, and gives its version.
func untilAnswers(ctx context.Context, config *driver.Config, ended <-chan struct{}) (version string, err error) {
	const between = 20 * time.Millisecond
	for {
		if version, err = askVersion(ctx, config); err == nil {
			return version, nil
		}
		select {
		case <-ended:
			return "", errEnded
		case <-ctx.Done():
			return "", fmt.Errorf("%w (%w)", context.Cause(ctx), err)
		case <-time.After(between):
		}
	}
}

// askVersion asks a server once. One that takes a connection and says nothing is not waited for long: while a container starts,
// its port is open already.
func askVersion(ctx context.Context, config *driver.Config) (version string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	connector, err := driver.NewConnector(config.Clone())
	if err != nil {
		return "", err
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	err = db.QueryRowContext(ctx, "SELECT VERSION()").Scan(&version)
	return version, err
}

// freePort is a free port of loopback out of the range from which the kernel takes ports for those who connect: while the server
// is down nobody who tries to reach it can be given its port, or be connected to themselves.
func freePort() (int, error) {
	const lowest, highest, tries = 10_000, 65_535, 1000
	low, high := ephemeralPorts()
	for range tries {
		offset, err := rand.Int(rand.Reader, big.NewInt(highest-lowest))
		if err != nil {
			return 0, err
		}
		port := lowest + int(offset.Int64())
		if low <= port && port <= high {
			continue
		}
		l, err := net.Listen("tcp", loopback(port))
		if err == nil {
			return port, l.Close()
		}
	}
	return 0, fmt.Errorf("no free port of loopback in %d tries", tries)
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// ephemeralPorts is the range from which the kernel takes ports for those who connect.
func ephemeralPorts() (low, high int) {
	if text, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range"); err == nil {
		if n, _ := fmt.Sscan(string(text), &low, &high); n == 2 {
			return low, high
		}
	}
	return 49_152, 65_535 // as IANA has it, and systems without /proc
}
