package load

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"reprise/load/audit"
	"reprise/load/claims"
	"reprise/load/mysql"
	"reprise/load/schema"
	"reprise/reports"
)

// directConns are the run's own connections, beside the service's: for the stock, the level of the pool and the audit.
const directConns = 4

// database is a real server with the documents' tables.
type database struct {
	server mysql.Server
	direct *sql.DB // the run's own way to it, past whatever stands between it and the service
	report reports.LoadDB
}

// on starts the server that the setup names, makes its tables, does what is to be done on it, and leaves nothing of a server that
// it started.
func on(ctx context.Context, s Setup, do func(*database) error) (err error) {
	began := time.Now()
	server, err := mysql.Open(ctx, s.DB)
	if err != nil {
		return err
	}
	ready := time.Since(began)
	defer func() { err = errors.Join(err, server.Close()) }()
	d, err := prepare(ctx, server, s.Force)
	if err != nil {
		return err
	}
	defer d.close()
	d.report.ReadySeconds = seconds(ready)
	return do(d)
}

// prepare makes the tables on a server; force has them stand beside others.
func prepare(ctx context.Context, server mysql.Server, force bool) (*database, error) {
	direct, err := schema.Open(server.Config())
	if err != nil {
		return nil, err
	}
	direct.SetMaxOpenConns(directConns)
	direct.SetMaxIdleConns(-1) // a kept one may be broken by a kill, which whoever uses it next would find out
	d := &database{server, direct, reports.LoadDB{Kind: server.Kind(), Version: server.Version(), Why: server.Why()}}
	apply := schema.Apply
	if force {
		apply = schema.ApplyBeside
	}
	err = apply(ctx, direct)
	if err == nil {
		return d, nil
	}
	d.close()
	if taken := (*schema.TakenError)(nil); errors.As(err, &taken) {
		err = &Wrong{fmt.Errorf("db: %w", err)}
	}
	return nil, err
}

// close ends the run's own connections. An error would be of one that a fault has broken.
func (d *database) close() { _ = d.direct.Close() }

// stock fills the pool up to n accounts, and is the book of what there is then.
func (d *database) stock(ctx context.Context, n int, randomIDs bool) (*audit.Book, error) {
	store := claims.New(d.direct, claims.Options{RandomIDs: randomIDs})
	size, err := store.Size(ctx)
	if err != nil {
		return nil, fmt.Errorf("count the pool: %w", err)
	}
	if size < n {
		if err := store.Stock(ctx, n-size); err != nil {
			return nil, fmt.Errorf("stock the pool: %w", err)
		}
	}
	return audit.Look(ctx, d.direct)
}
