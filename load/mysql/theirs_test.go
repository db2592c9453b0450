package mysql_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/load/mysql"
	"reprise/load/mysql/mysqltest"
)

// TestTheirs has a server of ours play the caller's own.
func TestTheirs(t *testing.T) {
	ours := mysqltest.One(t)
	config := ours.Config()
	db := connect(t, ours)
	do(t, db, "CREATE TABLE theirs (id INT)")
	address := func(password, database string) string {
		u := url.URL{Scheme: "mysql", User: url.UserPassword(config.User, password), Host: config.Addr, Path: database}
		return u.String()
	}

	s, err := mysql.Open(t.Context(), address(config.Passwd, config.DBName))
	require.NoError(t, err)
	require.Equal(t, "dsn", s.Kind())
	require.Equal(t, ours.Version(), s.Version())
	require.Contains(t, s.Why(), config.Addr)
	require.NotContains(t, s.Why(), config.Passwd)
	require.Equal(t, "theirs", ask[string](t, connect(t, s), "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"))
	require.ErrorIs(t, s.Kill(t.Context()), mysql.ErrNotOurs)
	require.ErrorIs(t, s.Start(t.Context()), mysql.ErrNotOurs)
	require.ErrorIs(t, s.Freeze(t.Context()), mysql.ErrNotOurs)
	require.ErrorIs(t, s.Thaw(t.Context()), mysql.ErrNotOurs)
	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
	require.NoError(t, db.PingContext(t.Context()), "nothing was ended")

	_, err = mysql.Open(t.Context(), address("s3cret", config.DBName))
	require.ErrorContains(t, err, "Access denied")
	require.NotContains(t, err.Error(), "s3cret")
	_, err = mysql.Open(t.Context(), address(config.Passwd, "elsewhere"))
	require.ErrorContains(t, err, "Unknown database")
	require.NoError(t, ours.Kill(t.Context()))
	_, err = mysql.Open(t.Context(), address(config.Passwd, config.DBName))
	require.ErrorContains(t, err, "db: your server at "+config.Addr+" does not let us in: ")
	require.NotContains(t, err.Error(), config.Passwd)
}
