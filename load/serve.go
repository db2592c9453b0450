package load

import (
	"context"
	"errors"
	"time"

	"reprise/load/claimd"
	"reprise/reports"
)

// Serving is a claim service that runs, for whoever wants to speak to it.
type Serving struct {
	DB    reports.LoadDB
	URL   string
	Stock int
	Token string // with which fills by hand may be asked for (POOL-13), for tokenLasts
}

// tokenLasts is how long the token of a service is good for.
const tokenLasts = 24 * time.Hour

// Serve runs a claim service on a database until ctx ends; then it ends what it has accepted and takes all away. Once it is up,
// up is told.
func Serve(ctx context.Context, s Setup, listen string, stock int, up func(Serving) error) (err error) {
	if err := s.Validate(); err != nil {
		return err
	}
	d, err := openDatabase(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	if _, err := d.stock(ctx, stock, s.RandomIDs); err != nil {
		return err
	}
	sv, err := d.serve(s, listen, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sv.stop()) }()
	token, err := claimd.IssueToken(sv.adminKey, tokenLasts)
	if err != nil {
		return err
	}
	if err := up(Serving{DB: d.report, URL: sv.url, Stock: stock, Token: token}); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
