package audit_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/audit"
	"reprise/load/mysql"
	"reprise/load/mysql/mysqltest"
)

// Look reads every row, whatever it is, from every server.
func TestLook(t *testing.T) {
	mysqltest.Each(t, func(t *testing.T, s mysql.Server) {
		f := &field{}
		f.open(t, s.Config())
		makeTables(t, f.db, false)
		until := noon.Add(123456 * time.Microsecond)
		ids := []uuid.UUID{{1}, {2, 0xff}, {0x80}, {0xff, 0xfe}}
		put := func(id uuid.UUID, status string, device any) {
			_, err := f.db.ExecContext(t.Context(), insert, status, device, until, id[:])
			require.NoError(t, err)
		}
		put(ids[3], "PAID", "d")
		put(ids[2], "TRIAL", `it's "one"`)
		put(ids[0], "POOL", nil)
		put(ids[1], "TRIAL", nil)
		_, err := f.db.ExecContext(t.Context(), `UPDATE account SET deleted_at = NOW(6) WHERE id = ?`, ids[1][:])
		require.NoError(t, err)
		from := time.Now()
		book, err := audit.Look(t.Context(), f.db)
		require.NoError(t, err)
		require.Equal(t, []audit.Row{
			{ID: ids[0], PayStatus: pool.Pool, ValidTo: until},
			{ID: ids[1], PayStatus: pool.Trial, ValidTo: until, Deleted: true},
			{ID: ids[2], PayStatus: pool.Trial, DeviceID: `it's "one"`, ValidTo: until},
			{ID: ids[3], PayStatus: pool.Paid, DeviceID: "d", ValidTo: until},
		}, book.Rows)
		require.Equal(t, 4, book.Counted)
		require.WithinRange(t, book.At, from, time.Now())
	})
}

// What Look cannot read it does not leave out, but says so.
func TestLookSaysWhatItCannotRead(t *testing.T) {
	f := &field{}
	f.open(t, mysqltest.One(t).Config())
	_, err := audit.Look(t.Context(), f.db)
	require.ErrorContains(t, err, "audit: count table account: ")
	for table, want := range map[string]string{
		`(id BINARY(4), pay_status VARCHAR(9), device_id VARCHAR(9), valid_to DATETIME, deleted_at DATETIME)`:  "audit: read table account: id 01000000 has 4 bytes, not 16",
		`(id BINARY(16), pay_status VARCHAR(9), device_id VARCHAR(9), valid_to DATETIME, deleted_at DATETIME)`: `audit: read table account: account 01000000-0000-0000-0000-000000000000: unknown pay status "FREE"; allowed: POOL, TRIAL, PAID`,
	} {
		for _, statement := range []string{`CREATE TABLE account ` + table, `INSERT INTO account (id, pay_status) VALUES (x'01', 'FREE')`} {
			_, err := f.db.ExecContext(t.Context(), statement)
			require.NoError(t, err)
		}
		_, err := audit.Look(t.Context(), f.db)
		require.EqualError(t, err, want)
		_, err = f.db.ExecContext(t.Context(), `DROP TABLE account`)
		require.NoError(t, err)
	}
}
