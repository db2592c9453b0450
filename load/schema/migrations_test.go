package schema_test

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"reprise/fixtures"
	"reprise/load/schema"
)

// A file that goose does not take for a migration it passes over without a word.
func TestEveryFileIsAMigration(t *testing.T) {
	files, err := fs.Glob(fixtures.SQL, "sql/*")
	require.NoError(t, err)
	require.Contains(t, files, "sql/V100__account_pay_status_pool.sql", "POOL-11: the name that the document gives")
	versions, err := schema.Versions(open(t, driver.NewConfig()))
	require.NoError(t, err)
	require.Equal(t, []int64{1, 100, 115, 900}, versions)
	require.Len(t, files, len(versions))
}

func fromNothing(t *testing.T, _ *driver.Config, db *sql.DB) {
	owner, err := schema.OwnerOf(t.Context(), db)
	require.NoError(t, err)
	require.Equal(t, schema.Nobody, owner)

	db.SetMaxOpenConns(1) // it asks for no second connection while it holds the lock
	require.NoError(t, schema.Apply(t.Context(), db))
	owner, err = schema.OwnerOf(t.Context(), db)
	require.NoError(t, err)
	require.Equal(t, schema.Ours, owner)
	require.Equal(t, []string{"0", "1", "100", "115", "900"}, applied(t, db))
	made := tables(t, db)
	for _, name := range []string{"account", "server", "vpn_user_server_account", "vpn_user_server_config"} {
		require.Contains(t, made, name)
	}
	require.Len(t, made, 5, "and that of the versions")

	exec(t, db, `INSERT INTO account (id, pay_status, valid_to) VALUES (UNHEX('01'), 'POOL', '2099-01-01')`)
	require.NoError(t, schema.Apply(t.Context(), db))
	require.Equal(t, made, tables(t, db), "again: no change")
	require.Equal(t, []string{"0", "1", "100", "115", "900"}, applied(t, db))
	require.Equal(t, []string{"1"}, texts(t, db, `SELECT COUNT(*) FROM account`))
}

// applied are the migrations that the database's own table knows of.
func applied(t *testing.T, db *sql.DB) []string {
	return texts(t, db, `SELECT version_id FROM reprise_schema_version ORDER BY id`)
}

// tables are the statements that would make the tables and views of the database, by name.
func tables(t *testing.T, db *sql.DB) map[string]string {
	made := map[string]string{}
	for _, name := range texts(t, db, `SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()`) {
		made[name] = texts(t, db, "SHOW CREATE TABLE `"+name+"`")[0]
	}
	return made
}

func atOnce(t *testing.T, config *driver.Config, db *sql.DB) {
	const runs = 4
	var group sync.WaitGroup
	errs := make([]error, runs)
	for i := range runs {
		other := open(t, config)
		group.Go(func() { errs[i] = schema.Apply(context.Background(), other) })
	}
	group.Wait()
	require.NoError(t, errors.Join(errs...))
	require.Equal(t, []string{"0", "1", "100", "115", "900"}, applied(t, db))
}

// goneOnceBegun gives up while the migrations wait for another run: they are still done, and noted, to the last.
func goneOnceBegun(t *testing.T, config *driver.Config, db *sql.DB) {
	db.SetMaxOpenConns(1) // the lock is its connection's
	require.Equal(t, []string{"1"}, texts(t, db, `SELECT GET_LOCK(`+schema.LockName+`, 0)`))
	other := open(t, config)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- schema.Apply(ctx, other) }()
	require.Eventually(t, func() bool { return len(tables(t, db)) == 1 }, time.Minute, 10*time.Millisecond, "of the versions")
	cancel()
	select {
	case err := <-ended:
		require.Fail(t, "it did not wait", "%v", err)
	case <-time.After(100 * time.Millisecond):
	}
	require.Equal(t, []string{"0"}, applied(t, db))
	exec(t, db, `DO RELEASE_LOCK(`+schema.LockName+`)`)
	require.NoError(t, <-ended)
	require.Equal(t, []string{"0", "1", "100", "115", "900"}, applied(t, db))
}

func givenUp(t *testing.T, _ *driver.Config, db *sql.DB) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, schema.Apply(ctx, db), context.Canceled)
	require.Empty(t, tables(t, db))
}

func others(t *testing.T, _ *driver.Config, db *sql.DB) {
	exec(t, db, `CREATE TABLE theirs (id INT PRIMARY KEY)`)
	exec(t, db, `CREATE VIEW server AS SELECT id FROM theirs`)
	exec(t, db, `INSERT INTO theirs VALUES (1)`)
	before := tables(t, db)
	owner, err := schema.OwnerOf(t.Context(), db)
	require.NoError(t, err)
	require.Equal(t, schema.Others, owner)

	var taken *schema.TakenError
	require.ErrorAs(t, schema.Apply(t.Context(), db), &taken)
	require.Equal(t, []string{"server", "theirs"}, taken.Tables)
	require.False(t, taken.Names)
	require.Equal(t, texts(t, db, `SELECT DATABASE()`)[0], taken.Database)
	require.ErrorAs(t, schema.ApplyBeside(t.Context(), db), &taken)
	require.Equal(t, []string{"server"}, taken.Tables, "a name of ours, which force does not help with")
	require.True(t, taken.Names)
	require.Equal(t, before, tables(t, db), "neither left anything")

	exec(t, db, `DROP VIEW server`)
	require.ErrorAs(t, schema.Apply(t.Context(), db), &taken)
	require.NoError(t, schema.ApplyBeside(t.Context(), db))
	require.NoError(t, schema.Apply(t.Context(), db), "ours by now")
	require.Len(t, tables(t, db), 6)
	require.Equal(t, before["theirs"], tables(t, db)["theirs"])
	require.Equal(t, []string{"1"}, texts(t, db, `SELECT id FROM theirs`))
}

func TestTakenErrorIsOneLine(t *testing.T) {
	for _, tc := range []struct {
		taken schema.TakenError
		want  string
	}{
		{schema.TakenError{Database: "shop", Tables: []string{"carts"}},
			"database shop holds what reprise did not make: carts; name an empty database, or make the tables beside with --force"},
		{schema.TakenError{Database: "shop", Tables: []string{"a", "b", "c", "d", "e"}},
			"database shop holds what reprise did not make: a, b, c and 2 more; name an empty database, or make the tables beside with --force"},
		{schema.TakenError{Database: "shop", Tables: []string{"account"}, Names: true},
			"database shop holds what reprise did not make: account; its own tables have those names, so name another database"},
	} {
		require.EqualError(t, &tc.taken, tc.want)
	}
}

func poolOnRows(t *testing.T, _ *driver.Config, db *sql.DB) {
	require.NoError(t, schema.ApplyTo(t.Context(), db, 1))
	const pooled = `INSERT INTO account (id, pay_status, valid_to) VALUES (UNHEX(REPEAT('0F', 16)), 'POOL', '2099-01-01')`
	exec(t, db, `INSERT INTO account (id, pay_status, device_id, valid_to, deleted_at) VALUES
		(UNHEX(REPEAT('01', 16)), 'PAID', 'a', '2026-02-06 23:59:59.999999', NULL), (UNHEX(REPEAT('02', 16)), 'TRIAL', 'b', '2026-02-07', NULL),
		(UNHEX(REPEAT('03', 16)), 'TRIAL', NULL, '2026-02-08', '2026-02-09')`)
	rows := func() []string {
		return texts(t, db, `SELECT HEX(id), pay_status, device_id, valid_to, deleted_at FROM account ORDER BY id`)
	}
	before := rows()
	require.Len(t, before, 3)

	refusedByEnum(t, db, pooled)
	refusedByEnum(t, db, `UPDATE account SET pay_status = 'POOL'`)
	require.Equal(t, before, rows())

	require.NoError(t, schema.ApplyTo(t.Context(), db, 100))
	require.Equal(t, before, rows(), "every row as it was")
	exec(t, db, pooled)
	exec(t, db, `UPDATE account SET pay_status = 'POOL' WHERE device_id = 'b'`)
	require.Equal(t, []string{"2"}, texts(t, db, `SELECT COUNT(*) FROM account WHERE pay_status = 'POOL'`))
	refusedByEnum(t, db, `UPDATE account SET pay_status = 'FREE'`)

	require.NoError(t, schema.Apply(t.Context(), db))
	require.Equal(t, before[0], rows()[0], "nor do the later ones change a row")
}

// refusedByEnum says that a statement fails, and why: "Data truncated for column 'pay_status'".
func refusedByEnum(t *testing.T, db *sql.DB, statement string) {
	_, err := db.Exec(statement)
	var refused *driver.MySQLError
	require.ErrorAs(t, err, &refused, statement)
	require.EqualValues(t, 1265, refused.Number)
	require.Contains(t, refused.Message, "pay_status")
}

func columns(t *testing.T, db *sql.DB) []string {
	return texts(t, db, `SELECT column_name FROM information_schema.columns
		WHERE table_schema = DATABASE() AND table_name = 'server' ORDER BY ordinal_position`)
}

func scoreOnRows(t *testing.T, _ *driver.Config, db *sql.DB) {
	require.NoError(t, schema.ApplyTo(t.Context(), db, 100))
	before := columns(t, db)
	require.Subset(t, before, []string{"health_status", "tcp_sessions", "load_avg_1m"}, "LB-20: V115 does not add these")
	exec(t, db, `INSERT INTO server (ip, name, country, is_active) VALUES ('10.0.0.1', 'de-1', 'DE', 1)`)
	_, err := schema.UpdateScore(t.Context(), db, schema.Score{IP: "10.0.0.1"})
	require.ErrorContains(t, err, "Unknown column 'score'", "the sync of scores needs V115")

	require.NoError(t, schema.ApplyTo(t.Context(), db, 115))
	after := columns(t, db)
	require.Equal(t, before, after[:len(before)])
	require.Equal(t, "score bandwidth_avg_mbps is_turbo is_fast", strings.Join(after[len(before):], " "), "LB-20")
	require.Equal(t, []string{"de-1 1 NULL NULL 0 0"},
		texts(t, db, `SELECT name, is_active, score, bandwidth_avg_mbps, is_turbo, is_fast FROM server`), "LB-22: no score in the database")
}
