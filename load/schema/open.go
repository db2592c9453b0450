package schema

import (
	"database/sql"
	"fmt"
	"maps"
	"time"

	"github.com/go-sql-driver/mysql"
)

// Open is a pool of connections to the database that the config names, with the settings that all of the house share. It does
// not connect yet. How many connections there may be, and how long they wait, is the caller's to say.
//
//   - All times are UTC, in the driver and on the server, whose CURRENT_TIMESTAMP goes by the session's zone.
//   - sql_mode is TRADITIONAL, whatever the server's own is: a value that a column cannot hold is an error. Else an enum without
//     POOL would take 'POOL' as ” (POOL-11).
//   - Arguments are written into the statement by the driver: one round trip, where a statement prepared for one use takes two.
//     Claims are measured, and a lock is held over each of theirs. That is safe in utf8mb4, in which no character holds a quote.
//   - The collation is one that MySQL and MariaDB both have. The tables bring their own; this one serves comparisons of literals.
//   - The driver does not write to standard error: whatever it would say of a broken connection, it also returns.
func Open(config *mysql.Config) (*sql.DB, error) {
	c := config.Clone()
	c.ParseTime = true
	c.Loc = time.UTC
	c.Collation = "utf8mb4_bin"
	c.InterpolateParams = true
	c.Logger = &mysql.NopLogger{}
	c.Params = map[string]string{}
	maps.Copy(c.Params, config.Params)
	c.Params["time_zone"] = "'+00:00'"
	c.Params["sql_mode"] = "'TRADITIONAL'"
	connector, err := mysql.NewConnector(c)
	if err != nil {
		return nil, fmt.Errorf("settings of the database connection: %w", err)
	}
	return sql.OpenDB(connector), nil
}
