package schema

import (
	"context"
	"database/sql"
	"fmt"
)

// lock lets one run at a time at the migrations of a database. goose brings none for MySQL that would end with its connection.
type lock struct{}

// lockName is one that the whole server knows, so it names the database: hashed, as MySQL allows 64 characters.
const lockName = `SHA2(CONCAT('reprise schema ', DATABASE()), 224)`

// SessionLock takes the lock. The server takes it back when the connection ends, however it does.
func (lock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	var got sql.NullBool
	if err := conn.QueryRowContext(ctx, `SELECT GET_LOCK(`+lockName+`, ?)`, patience.Seconds()).Scan(&got); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	if !got.Bool {
		return fmt.Errorf("lock: another run has been at the migrations for %v", patience)
	}
	return nil
}

// SessionUnlock lets the next one in.
func (lock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, `DO RELEASE_LOCK(`+lockName+`)`); err != nil {
		return fmt.Errorf("unlock: %w", err)
	}
	return nil
}
