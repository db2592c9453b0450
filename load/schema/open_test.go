package schema_test

import (
	"database/sql"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/load/schema"
)

func TestOpenLeavesTheConfig(t *testing.T) {
	for _, params := range []map[string]string{nil, {}, {"wait_timeout": "60"}, {"sql_mode": "''"}} {
		config := driver.NewConfig()
		config.Params = params
		before := config.FormatDSN()
		open(t, config)
		require.Equal(t, before, config.FormatDSN())
	}
}

func connections(t *testing.T, config *driver.Config, db *sql.DB) {
	db.SetMaxOpenConns(1)
	require.Equal(t, []string{"+00:00 utf8mb4 utf8mb4_bin"},
		texts(t, db, `SELECT @@session.time_zone, @@session.character_set_client, @@session.collation_connection`))
	require.Contains(t, texts(t, db, `SELECT @@session.sql_mode`)[0], "STRICT_ALL_TABLES")

	for _, want := range []time.Time{
		time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC), // POOL-02
		time.Date(2026, 2, 24, 23, 59, 59, 999_999_000, time.FixedZone("", 3*3600)),
	} {
		var got time.Time
		require.NoError(t, db.QueryRow(`SELECT CAST(? AS DATETIME(6))`, want).Scan(&got))
		require.Equal(t, want.UTC(), got)
	}
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("'\"\\\x00\n%_?`;--/*")))).Draw(t, "text")
		bytes := rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
		var got string
		var gotBytes []byte
		require.NoError(t, db.QueryRow(`SELECT ?, ?`, want, bytes).Scan(&got, &gotBytes))
		require.Equal(t, want, got)
		require.Equal(t, string(bytes), string(gotBytes))
	})
	require.Equal(t, []string{"Com_stmt_prepare 0"}, texts(t, db, `SHOW SESSION STATUS LIKE 'Com_stmt_prepare'`), "one round trip")

	config.User, config.Passwd = "nobody-of-theirs", "a-word-kept-secret"
	err := open(t, config).Ping()
	require.Error(t, err)
	require.NotContains(t, err.Error(), config.Passwd)
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	config := driver.NewConfig()
	config.Net = "carrier-pigeon"
	config.Addr = ""
	_, err := schema.Open(config)
	require.ErrorContains(t, err, "settings of the database connection")
}
