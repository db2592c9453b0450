package schema

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Owner is whose the tables of a database are.
type Owner uint8

// The three owners.
const (
	Nobody Owner = iota // there are none
	Ours                // this package made them; there may be others beside them (ApplyBeside)
	Others              // there are some, and this package made none
)

// TakenError says that a database is not ours to use.
type TakenError struct {
	Database string
	Tables   []string // those that are in the way, by name
	Names    bool     // they have names of ours, so that not even force helps
}

func (e *TakenError) Error() string {
	shown, more := e.Tables, ""
	if n := len(shown) - 3; n > 0 {
		shown, more = shown[:3], fmt.Sprintf(" and %d more", n)
	}
	held := fmt.Sprintf("database %s holds what reprise did not make: %s%s", e.Database, strings.Join(shown, ", "), more)
	if e.Names {
		return held + "; its own tables have those names, so name another database"
	}
	return held + "; name an empty database, or make the tables beside with --force"
}

// OwnerOf says whose the tables, and views, of the connection's database are.
func OwnerOf(ctx context.Context, db *sql.DB) (Owner, error) {
	tables, err := tablesOf(ctx, db)
	if err != nil {
		return Nobody, fmt.Errorf("schema: %w", err)
	}
	return ownerOf(tables), nil
}

func ownerOf(tables []string) Owner {
	switch {
	case len(tables) == 0:
		return Nobody
	case slices.Contains(tables, versions):
		return Ours
	}
	return Others
}

// tablesOf are the tables and views of the connection's database, by name.
func tablesOf(ctx context.Context, db *sql.DB) (tables []string, err error) {
	rows, err := db.QueryContext(ctx, `SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1`)
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			return nil, fmt.Errorf("list tables: %w", err)
		}
		tables = append(tables, table)
	}
	return tables, rows.Err()
}

// admit refuses a database of others: any without leave to make ours beside theirs, and with it one where theirs have names of ours.
func admit(ctx context.Context, db *sql.DB, beside bool) error {
	var database sql.NullString
	if err := db.QueryRowContext(ctx, `SELECT DATABASE()`).Scan(&database); err != nil {
		return fmt.Errorf("ask for the database's name: %w", err)
	}
	if !database.Valid {
		return errors.New("the connection names no database")
	}
	tables, err := tablesOf(ctx, db)
	if err != nil || ownerOf(tables) != Others {
		return err
	}
	if !beside {
		return &TakenError{Database: database.String, Tables: tables}
	}
	taken := slices.DeleteFunc(tables, func(t string) bool { return !slices.Contains(documented, t) })
	if len(taken) > 0 {
		return &TakenError{Database: database.String, Tables: taken, Names: true}
	}
	return nil
}

// documented are the names of the documents' tables.
var documented = []string{"account", "server", "vpn_user_server_account", "vpn_user_server_config"}
