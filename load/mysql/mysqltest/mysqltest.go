// Package mysqltest gives tests a real server. Each call starts one of its own, in a second or two, and ends it with the test; its
// database, `Config().DBName`, is there and empty. A test that this machine has no server for is skipped, saying so; with
// CI=true it fails.
package mysqltest

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/load/mysql"
)

// kinds are the servers that a test must hold on.
var kinds = []string{"docker", "local:mysql", "local:mariadb"}

// Each runs a test on every kind of server: MySQL in a container, a local MySQL, a local MariaDB. With -short it is a local MySQL only.
func Each(t *testing.T, do func(t *testing.T, s mysql.Server)) {
	t.Helper()
	kinds := kinds
	if testing.Short() {
		kinds = []string{"local:mysql"}
	}
	for _, kind := range kinds {
		t.Run(strings.ReplaceAll(kind, ":", "-"), func(t *testing.T) { do(t, Open(t, kind)) })
	}
}

// One is a local MySQL, or whichever other kind starts here.
func One(t testing.TB) mysql.Server {
	t.Helper()
	return Open(t, "local:mysql", "local:mariadb", "docker")
}

// Open is the first that starts of some wants, as mysql.Open takes them.
func Open(t testing.TB, wants ...string) mysql.Server {
	t.Helper()
	var whyNot []string
	for _, want := range wants {
		s, err := mysql.Open(t.Context(), want)
		if err == nil {
			t.Cleanup(func() { require.NoError(t, s.Close()) })
			return s
		}
		whyNot = append(whyNot, err.Error())
	}
	reason := "no server for this test: " + strings.Join(whyNot, "; ")
	if os.Getenv("CI") == "true" {
		t.Fatal(reason)
	}
	t.Skip(reason)
	return nil
}
