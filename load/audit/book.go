package audit

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"reprise/control/pool"
)

// Row is what the audit reads of one row of table account.
type Row struct {
	ID        uuid.UUID
	PayStatus pool.PayStatus
	DeviceID  string    // empty: NULL
	ValidTo   time.Time // UTC; zero: NULL
	Deleted   bool      // deleted_at is set
}

// Book is all of table account, whatever the rows' status, at one instant.
type Book struct {
	Rows    []Row     // in the order of ids, which is that of their bytes
	Counted int       // how many rows the database counts at the same instant: more than were read means that the reading is blind
	At      time.Time // when the reading was over
}

// everyRow has no WHERE: what an audit does not read, it cannot miss.
const everyRow = `SELECT id, pay_status, device_id, valid_to, deleted_at IS NOT NULL FROM account`

// Look reads table account over a connection that reads times as UTC (parseTime, loc, time_zone). The rows and their number come
// from two statements in one snapshot, so that they must agree; Check says where they do not. After a run it is for the time when
// the service has ended: a commit that comes later is not in the book.
func Look(ctx context.Context, db *sql.DB) (*Book, error) { return look(ctx, db, everyRow) }

func look(ctx context.Context, db *sql.DB, query string) (*Book, error) {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("audit: snapshot of table account: %w", err)
	}
	defer tx.Rollback() // it has read, and there is nothing to commit
	b := &Book{}
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM account`).Scan(&b.Counted); err != nil {
		return nil, fmt.Errorf("audit: count table account: %w", err)
	}
	if err := b.read(ctx, tx, query); err != nil {
		return nil, fmt.Errorf("audit: read table account: %w", err)
	}
	b.At = time.Now()
	slices.SortFunc(b.Rows, func(x, y Row) int { return bytes.Compare(x.ID[:], y.ID[:]) })
	return b, nil
}

func (b *Book) read(ctx context.Context, tx *sql.Tx, query string) error {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	b.Rows = make([]Row, 0, b.Counted)
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return err
		}
		b.Rows = append(b.Rows, row)
	}
	return rows.Err()
}

func scan(rows *sql.Rows) (Row, error) {
	var (
		id, status sql.RawBytes
		device     sql.NullString
		validTo    sql.NullTime
		row        Row
	)
	if err := rows.Scan(&id, &status, &device, &validTo, &row.Deleted); err != nil {
		return Row{}, err
	}
	if len(id) != len(row.ID) {
		return Row{}, fmt.Errorf("id %x has %d bytes, not %d", []byte(id), len(id), len(row.ID))
	}
	copy(row.ID[:], id)
	if err := row.PayStatus.UnmarshalText(status); err != nil {
		return Row{}, fmt.Errorf("account %s: %w", row.ID, err)
	}
	row.DeviceID, row.ValidTo = device.String, validTo.Time.UTC()
	return row, nil
}

// unread is how many rows the database counts that the reading did not bring, or brought beyond those.
func (b *Book) unread() int { return max(b.Counted-len(b.Rows), len(b.Rows)-b.Counted) }

// find is the row of an account; nil: there is none.
func (b *Book) find(account uuid.UUID) *Row {
	at, found := slices.BinarySearchFunc(b.Rows, account, func(r Row, id uuid.UUID) int { return bytes.Compare(r.ID[:], id[:]) })
	if !found {
		return nil
	}
	return &b.Rows[at]
}

// hands reports whether the row says that the device has the account. A request without a device is handed one without.
func (r *Row) hands(device string) bool {
	return r != nil && r.DeviceID == device && r.PayStatus != pool.Pool
}

// inPool reports whether a claim could take the account: it is POOL, and nobody has drained it.
func (r *Row) inPool() bool {
	return r != nil && r.PayStatus == pool.Pool && r.DeviceID == "" && !r.Deleted
}
