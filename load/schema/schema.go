// Package schema makes the tables that the documents name, in a real MySQL or MariaDB, and runs the documents' own statements
// on them: the two clean-ups after a deactivation (SYNC-11, SYNC-12), the two check queries (SYNC-22, SYNC-23) and the sync of
// scores (LB-20). The tables come from the migrations of fixtures/sql, V100 (POOL-11) and V115 (LB-20) among them. A database that
// holds anyone else's tables is refused. It is also where a connection's settings are decided.
package schema

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"reprise/fixtures"
)

// versions is the table in which goose keeps the migrations that were applied. It is there before any other of ours, and so it
// is the mark of a database that this package made.
const versions = "reprise_schema_version"

// patience bounds the migrations, which are a matter of a second, and the wait for another run's.
const patience = 30 * time.Second

// Apply brings an empty database, or an older one of ours, to the newest schema. Applied again it changes nothing; of two at once
// one waits for the other. It refuses a database that holds tables of others with a *TakenError.
func Apply(ctx context.Context, db *sql.DB) error { return apply(ctx, db, false) }

// ApplyBeside is Apply for a database that holds tables of others, too (`--force`): ours are made beside them. It refuses, with
// a *TakenError, where one of theirs has a name of ours: whatever is not ours is neither dropped nor altered.
func ApplyBeside(ctx context.Context, db *sql.DB) error { return apply(ctx, db, true) }

func apply(ctx context.Context, db *sql.DB, beside bool) error {
	// Before goose is asked anything: it makes its table of versions, and with it our mark, in whatever database it is shown.
	if err := admit(ctx, db, beside); err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	p, err := provider(db)
	if err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	// Once begun, migrations are not broken off by the context: a server commits each change to a table by itself, and one whose
	// version was not noted any more could never be applied again.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*patience)
	defer cancel()
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	return nil
}

func provider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(fixtures.SQL, "sql")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectMySQL, db, flyway{files},
		goose.WithTableName(versions), goose.WithSessionLocker(lock{}), goose.WithDisableGlobalRegistry(true))
}

// flyway shows goose files named as Flyway names them: V100__TEXT.sql is the 100__TEXT.sql that it looks for.
type flyway struct{ files fs.FS }

func (f flyway) Open(name string) (fs.File, error) { return f.files.Open("V" + name) }

func (f flyway) Glob(pattern string) ([]string, error) {
	names, err := fs.Glob(f.files, "V"+pattern)
	for i := range names {
		names[i] = strings.TrimPrefix(names[i], "V")
	}
	return names, err
}
