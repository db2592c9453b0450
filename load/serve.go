package load

import (
	"context"
	"errors"
	"net"
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
func Serve(ctx context.Context, s Setup, listen string, stock int, up func(Serving) error) error {
	if err := s.Validate(); err != nil {
		return err
	}
	if stock < 0 || stock > StockMax {
		return wrong("stock", "%d; allowed: 0 to %d", stock, StockMax)
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return wrong("listen", "%w", err)
	}
	return errors.Join(on(ctx, s, func(d *database) error { return d.serveUntil(ctx, s, l, stock, up) }), closed(l))
}

// closed closes a listener that a service may have closed.
func closed(l net.Listener) error {
	if err := l.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

func (d *database) serveUntil(ctx context.Context, s Setup, l net.Listener, stock int, up func(Serving) error) (err error) {
	if _, err := d.stock(ctx, stock, s.RandomIDs); err != nil {
		return err
	}
	sv, err := d.serve(s, l, false)
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
