package schema_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	driver "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"reprise/load/schema"
)

// claimPlan sees the claim's SELECT read the key that stands in its order, whatever the share of the pool in the table is: under a
// plan with a sort, or along the primary key, it would lock rows that it does not take.
func claimPlan(t *testing.T, _ *driver.Config, db *sql.DB) {
	require.NoError(t, schema.Apply(t.Context(), db))
	const rows = 1000
	for _, pooled := range []int{0, 1, 100, 500, 999, rows} {
		t.Run(fmt.Sprintf("%d of %d POOL", pooled, rows), func(t *testing.T) {
			exec(t, db, `DELETE FROM account`)
			var accounts []string
			for i := range rows {
				pay := "PAID"
				if i >= rows-pooled {
					pay = "POOL"
				}
				accounts = append(accounts, fmt.Sprintf("(0x%s, '%s', '2099-01-01')", accountHex(i), pay))
			}
			insert(t, db, "account (id, pay_status, valid_to)", accounts)
			texts(t, db, `ANALYZE TABLE account`)
			for _, selected := range []string{"id", "*"} {
				plan := explain(t, db, `SELECT `+selected+` FROM account WHERE pay_status = 'POOL' ORDER BY id LIMIT 1 FOR UPDATE`)
				require.Equal(t, "account_pay_status", plan["key"], "SELECT %s: %v", selected, plan)
				require.NotContains(t, strings.ToLower(plan["Extra"]), "filesort", "SELECT %s: %v", selected, plan)
			}
		})
	}
}

// explain is the one line of a statement's plan, by column.
func explain(t *testing.T, db *sql.DB, statement string) map[string]string {
	rows, err := db.Query(`EXPLAIN FORMAT=TRADITIONAL ` + statement)
	require.NoError(t, err)
	defer rows.Close()
	names, err := rows.Columns()
	require.NoError(t, err)
	require.True(t, rows.Next())
	values := make([]sql.NullString, len(names))
	into := make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	require.NoError(t, rows.Scan(into...))
	require.False(t, rows.Next(), "one table, one line")
	plan := map[string]string{}
	for i, name := range names {
		plan[name] = values[i].String
	}
	return plan
}
