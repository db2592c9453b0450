package mysql_test

import (
	"context"
	"database/sql"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"reprise/load/mysql"
	"reprise/load/mysql/mysqltest"
)

// connect is a pool of connections to a server, closed with the test.
func connect(t *testing.T, s mysql.Server) *sql.DB {
	t.Helper()
	connector, err := driver.NewConnector(s.Config())
	require.NoError(t, err)
	db := sql.OpenDB(connector)
	t.Cleanup(func() { db.Close() })
	return db
}

// ask is the answer to a query of one value.
func ask[T any](t *testing.T, db *sql.DB, query string) (answer T) {
	t.Helper()
	require.NoError(t, db.QueryRowContext(t.Context(), query).Scan(&answer), query)
	return answer
}

func do(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	_, err := db.ExecContext(t.Context(), statement)
	require.NoError(t, err, statement)
}

// TestFresh: what a server of ours is like when it opens. That a commit is on the disk before it is acknowledged is what the
// audit rests on.
func TestFresh(t *testing.T) {
	mysqltest.Each(t, func(t *testing.T, s mysql.Server) {
		kind, family, _ := strings.Cut(filepath.Base(t.Name()), "-")
		require.Equal(t, kind, s.Kind())
		require.Equal(t, family == "mariadb", strings.Contains(s.Version(), "MariaDB"), s.Version())
		require.NotContains(t, s.Why(), s.Config().Passwd)
		require.NotEmpty(t, s.Config().Passwd, "a port of loopback is open to every user of the machine")

		db := connect(t, s)
		require.Equal(t, s.Version(), ask[string](t, db, "SELECT VERSION()"))
		require.Equal(t, s.Config().DBName, ask[string](t, db, "SELECT DATABASE()"))
		require.Zero(t, ask[int](t, db, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()"))
		require.Equal(t, 1, ask[int](t, db, "SELECT @@innodb_flush_log_at_trx_commit"))
		isolation := "transaction_isolation"
		if family == "mariadb" {
			isolation = "tx_isolation"
		}
		require.Equal(t, "REPEATABLE-READ", ask[string](t, db, "SELECT @@"+isolation))
		require.Equal(t, 300, ask[int](t, db, "SELECT @@max_connections"))
		require.Equal(t, "+00:00", ask[string](t, db, "SELECT @@time_zone"))
		require.Equal(t, "+00:00", ask[string](t, db, "SELECT @@global.time_zone"))
		require.Equal(t, time.UTC, ask[time.Time](t, db, "SELECT NOW(6)").Location())

		config := s.Config()
		config.Passwd = ""
		connector, err := driver.NewConnector(config)
		require.NoError(t, err)
		require.ErrorContains(t, sql.OpenDB(connector).PingContext(t.Context()), "Access denied")
	})
}

// TestKill: what was committed is there after kill -9 and a start, at the same address; what was not is gone.
func TestKill(t *testing.T) {
	mysqltest.Each(t, func(t *testing.T, s mysql.Server) {
		db := connect(t, s)
		do(t, db, "CREATE TABLE kept (id INT PRIMARY KEY)")
		require.Error(t, s.Start(t.Context()), "it runs")
		require.Error(t, s.Thaw(t.Context()), "it is not frozen")
		for round := range 2 {
			do(t, db, "INSERT INTO kept SELECT COUNT(*) FROM kept")
			open, err := db.BeginTx(t.Context(), nil)
			require.NoError(t, err)
			_, err = open.ExecContext(t.Context(), "INSERT INTO kept VALUES (1000)")
			require.NoError(t, err)

			require.NoError(t, s.Kill(t.Context()))
			require.Error(t, open.Commit())
			require.Error(t, db.PingContext(t.Context()), "nobody is there")
			require.Error(t, s.Kill(t.Context()), "it is killed already")
			require.Error(t, s.Freeze(t.Context()), "it is killed")
			require.NoError(t, s.Start(t.Context()))
			require.Equal(t, round+1, ask[int](t, db, "SELECT COUNT(*) FROM kept"))
		}
	})
}

// TestFreeze: a frozen server answers nothing and its connections stay; thawed, it goes on where it was. One can be killed too.
func TestFreeze(t *testing.T) {
	mysqltest.Each(t, func(t *testing.T, s mysql.Server) {
		connection, err := connect(t, s).Conn(t.Context())
		require.NoError(t, err)
		defer connection.Close()
		_, err = connection.ExecContext(t.Context(), "SET @mark = 7")
		require.NoError(t, err)

		require.NoError(t, s.Freeze(t.Context()))
		answer := make(chan error, 1)
		var mark int
		go func() { answer <- connection.QueryRowContext(t.Context(), "SELECT @mark").Scan(&mark) }()
		select {
		case err := <-answer:
			require.Fail(t, "a frozen server answered", "%d, %v", mark, err)
		case <-time.After(300 * time.Millisecond):
		}
		require.NoError(t, s.Thaw(t.Context()))
		require.NoError(t, <-answer)
		require.Equal(t, 7, mark, "the connection is the same")

		require.NoError(t, s.Freeze(t.Context()))
		require.NoError(t, s.Kill(t.Context()))
		require.NoError(t, s.Start(t.Context()))
		require.NoError(t, s.Freeze(t.Context()), "and it is closed frozen")
	})
}

// TestClose: nothing is left, whether the server ran, was killed or was frozen, and a second time does nothing.
func TestClose(t *testing.T) {
	runs := ownCache(t)
	mysqltest.Each(t, func(t *testing.T, s mysql.Server) {
		require.Len(t, folders(t, runs), 1)
		require.NoError(t, s.Kill(t.Context()))
		require.NoError(t, s.Start(t.Context()))
		require.NoError(t, s.Close())
		require.Empty(t, folders(t, runs))
		_, err := net.Dial("tcp", s.Config().Addr)
		require.Error(t, err)
		require.NoError(t, s.Close())
		require.Error(t, s.Start(t.Context()), "it is closed")
		removed, err := mysql.Sweep(t.Context())
		require.NoError(t, err)
		require.Empty(t, removed)
	})
}

// ownCache gives the test a cache of its own, with the programs that this user's has, and is the folder of its runs.
func ownCache(t *testing.T) (runs string) {
	t.Helper()
	users := os.Getenv("REPRISE_CACHE")
	if users == "" {
		cache, err := os.UserCacheDir()
		require.NoError(t, err)
		users = filepath.Join(cache, "reprise")
	}
	own := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(own, "mysql"), 0o700))
	for _, family := range []string{"mysql", "mariadb"} {
		require.NoError(t, os.Symlink(filepath.Join(users, "mysql", family), filepath.Join(own, "mysql", family)))
	}
	t.Setenv("REPRISE_CACHE", own)
	return filepath.Join(own, "mysql", "run")
}

// folders are those of the runs.
func folders(t *testing.T, runs string) (found []string) {
	t.Helper()
	entries, err := os.ReadDir(runs)
	require.NoError(t, err)
	for _, entry := range entries {
		if entry.IsDir() {
			found = append(found, filepath.Join(runs, entry.Name()))
		}
	}
	return found
}

// TestInterrupted: an Open that is broken off at any time leaves nothing.
func TestInterrupted(t *testing.T) {
	for _, want := range []string{"docker", "local:mysql", "local:mariadb"} {
		t.Run(strings.ReplaceAll(want, ":", "-"), func(t *testing.T) {
			runs := ownCache(t)
			begin := time.Now()
			require.NoError(t, mysqltest.Open(t, want).Close())
			whole := time.Since(begin)
			for part := range 6 {
				ctx, cancel := context.WithTimeout(t.Context(), whole*time.Duration(part)/8)
				s, err := mysql.Open(ctx, want)
				cancel()
				if err == nil { // it was faster this time
					require.NoError(t, s.Close())
				} else {
					require.ErrorIs(t, err, context.DeadlineExceeded)
				}
				require.Empty(t, folders(t, runs))
				removed, err := mysql.Sweep(t.Context())
				require.NoError(t, err)
				require.Empty(t, removed)
			}
		})
	}
}
