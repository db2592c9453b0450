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

// openDatabase starts the server that the setup names, and makes its tables.
func openDatabase(ctx context.Context, s Setup) (*database, error) {
	began := time.Now()
	server, err := mysql.Open(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	d := &database{server: server, report: reports.LoadDB{
		Kind: server.Kind(), Version: server.Version(), Why: server.Why(), ReadySeconds: time.Since(began).Seconds(),
	}}
	if err := d.prepare(ctx, s.Force); err != nil {
		return nil, errors.Join(err, d.close())
	}
	return d, nil
}

func (d *database) prepare(ctx context.Context, force bool) error {
	direct, err := schema.Open(d.server.Config())
	if err != nil {
		return err
	}
	direct.SetMaxOpenConns(directConns)
	direct.SetMaxIdleConns(directConns)
	d.direct = direct
	apply := schema.Apply
	if force {
		apply = schema.ApplyBeside
	}
	err = apply(ctx, direct)
	var taken *schema.TakenError
	if errors.As(err, &taken) {
		return &Wrong{fmt.Errorf("db: %w", err)}
	}
	return err
}

// close leaves nothing of a server that the run started.
func (d *database) close() error {
	var err error
	if d.direct != nil {
		err = d.direct.Close()
	}
	return errors.Join(err, d.server.Close())
}

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
