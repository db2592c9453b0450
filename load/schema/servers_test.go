package schema_test

import (
	"database/sql"
	"fmt"
	"testing"

	driver "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"reprise/load/mysql"
	"reprise/load/mysql/mysqltest"
	"reprise/load/schema"
)

// TestOnEveryServer runs what follows on every kind of server, one after the other on one database, which is bare at the start of
// each. Servers take seconds to start, so there is one of each kind for all.
func TestOnEveryServer(t *testing.T) {
	mysqltest.Each(t, func(t *testing.T, s mysql.Server) {
		t.Log(s.Version())
		for _, tc := range []struct {
			name string
			do   func(t *testing.T, config *driver.Config, db *sql.DB)
		}{
			{"connections", connections},
			{"migrations from nothing, and again", fromNothing},
			{"migrations by many at once", atOnce},
			{"migrations given up before they begin", givenUp},
			{"migrations given up once begun", goneOnceBegun},
			{"a database of others is refused", others},
			{"POOL-11: V100 on rows", poolOnRows},
			{"LB-20: V115 on rows", scoreOnRows},
			{"LB-20: the sync of scores", syncOfScores},
			{"SYNC-22, SYNC-23: the check queries", checkQueries},
			{"SYNC-11, SYNC-12: the clean-ups", cleanUps},
			{"SYNC-02, SYNC-22: the incident", incident},
			{"POOL-05: the plan of a claim", claimPlan},
		} {
			t.Run(tc.name, func(t *testing.T) {
				db := open(t, s.Config())
				bare(t, db)
				tc.do(t, s.Config(), db)
			})
		}
	})
}

func open(t *testing.T, config *driver.Config) *sql.DB {
	db, err := schema.Open(config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// bare drops all that is in the database.
func bare(t *testing.T, db *sql.DB) {
	rows, err := db.Query(`SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = DATABASE()`)
	require.NoError(t, err)
	defer rows.Close()
	var drops []string
	for rows.Next() {
		var name, kind string
		require.NoError(t, rows.Scan(&name, &kind))
		if kind != "VIEW" {
			kind = "TABLE"
		}
		drops = append(drops, fmt.Sprintf("DROP %s `%s`", kind, name))
	}
	require.NoError(t, rows.Err())
	for _, drop := range drops {
		exec(t, db, drop)
	}
}

// failer is a test, or one draw of a law's.
type failer interface {
	require.TestingT
	Helper()
}

func exec(t failer, db *sql.DB, statement string, args ...any) {
	t.Helper()
	_, err := db.Exec(statement, args...)
	require.NoError(t, err, statement)
}

// texts are the rows of a query as text, their columns parted by blanks.
func texts(t failer, db *sql.DB, query string, args ...any) []string {
	t.Helper()
	rows, err := db.Query(query, args...)
	require.NoError(t, err, query)
	defer rows.Close()
	columns, err := rows.Columns()
	require.NoError(t, err)
	var out []string
	for rows.Next() {
		row := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		require.NoError(t, rows.Scan(into...))
		text := ""
		for i, v := range row {
			if !v.Valid {
				v.String = "NULL"
			}
			if i > 0 {
				text += " "
			}
			text += v.String
		}
		out = append(out, text)
	}
	require.NoError(t, rows.Err())
	return out
}
