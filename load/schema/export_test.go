package schema

import (
	"context"
	"database/sql"
)

// LockName is what migrations hold while they run.
const LockName = lockName

// ApplyTo applies the migrations up to a version.
func ApplyTo(ctx context.Context, db *sql.DB, version int64) error {
	p, err := provider(db)
	if err != nil {
		return err
	}
	_, err = p.UpTo(ctx, version)
	return err
}

// Versions are those of the migrations that there are.
func Versions(db *sql.DB) ([]int64, error) {
	p, err := provider(db)
	if err != nil {
		return nil, err
	}
	var versions []int64
	for _, s := range p.ListSources() {
		versions = append(versions, s.Version)
	}
	return versions, nil
}
