package claims

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"reprise/control/pool"
)

// Claim gives the request's device an account: the one that it has, the first of the pool, or a new one (POOL-05, -07, -10).
//
// Whether the device has one already is not asked first: that would be a round trip more for every claim, where nearly all come
// from new devices. The unique key on device_id says so in the claim itself, and only then is the row read.
//
// An error that is neither ErrInDoubt nor ErrUnavailable is what the database says against the request, or the end of ctx; in
// either case nothing was given. ctx ends a claim up to its commit. What may have been committed is seen through without it, for
// at most Options.Patience, so that a caller who leaves early does not leave a doubt behind.
func (s *Store) Claim(ctx context.Context, r pool.Request) (Given, error) {
	if err := r.Validate(); err != nil {
		return Given{}, fmt.Errorf("claim: %w", err)
	}
	c, err := s.begin(r)
	for err == nil {
		given, failed := c.try(ctx)
		if failed == nil {
			c.settle()
			return given, nil
		}
		err = c.goOn(ctx, failed)
	}
	return Given{}, fmt.Errorf("claim: %w", err)
}

// claim is one request on its way to its account, however often it is tried.
//
// Its token is the same in every try, and unique in the table as its device is: a statement that was sent over a connection that
// broke, and that the server comes to only now, cannot give it a second account. The token stands in for the device where there
// is none.
type claim struct {
	effort
	r     pool.Request
	terms pool.Account // pay_status, device id and valid_to of the account that is given
	token uuid.UUID
	made  uuid.UUID // id of the account that the fallback makes; zero until it does
	taken uuid.UUID // id of the pool's account whose commit was sent last; zero with Token, which does not know it then

	doubts int  // commits that were sent and not answered, and of which nothing is known yet
	late   bool // one of them was of a statement that commits itself
	lookUp bool // one of them was not looked up yet
}

func (s *Store) begin(r pool.Request) (*claim, error) {
	token, err := uuid.NewRandom()
	if err != nil {
		return nil, fmt.Errorf("make a claim token: %w", err)
	}
	now := s.o.Now().Truncate(time.Microsecond) // as the column keeps it
	return &claim{effort: s.effort(), r: r, terms: r.Given(pool.Account{}, now), token: token}, nil
}

// try goes for the account once. Up to the commit it ends with ctx; firm is for the commit and all that follows it.
func (c *claim) try(ctx context.Context) (Given, error) {
	firm, stop := context.WithDeadline(context.WithoutCancel(ctx), c.until)
	defer stop()
	ctx, cancel := context.WithDeadline(ctx, c.until)
	defer cancel()
	if c.lookUp {
		if given, found, err := c.look(firm); err != nil || found {
			return given, err
		}
		c.lookedUp()
	}
	given, err := c.route(ctx, firm)
	if isNumber(err, duplicate) {
		if owned, found, err := c.look(firm); err != nil || found {
			return owned, err
		}
	}
	return given, err
}

// route claims from the pool, or makes an account if control/pool says so: the pool is switched off, or empty (POOL-07).
func (c *claim) route(ctx, firm context.Context) (Given, error) {
	if c.s.o.Pool.Route(c.r, false, true) == pool.FromPool {
		id, found, err := c.take(ctx, firm)
		if err != nil {
			return Given{}, err
		}
		if c.s.o.Pool.Route(c.r, false, found) == pool.FromPool {
			return c.given(id, pool.FromPool), nil
		}
	}
	return c.create(ctx, firm)
}

func (c *claim) given(id uuid.UUID, route pool.Route) Given {
	return Given{Account: id, Route: route, PayStatus: c.terms.PayStatus, ValidTo: c.terms.ValidTo}
}

// doubt keeps in mind that a statement which commits was sent and not answered, if that is what err says. It is late where the
// server may come to it only after it has been looked up.
func (c *claim) doubt(err error, late bool) {
	if !unanswered(err) {
		return
	}
	c.s.counts.inDoubt.Add(1)
	if c.doubts == 0 {
		c.until = time.Now().Add(c.s.o.Patience)
	}
	c.doubts++
	c.late = c.late || late
	c.lookUp = true
}

// lookedUp draws what follows from not finding the account of a doubt. The locking read has waited for a transaction that held
// it, so a COMMIT was not carried out. A statement that commits itself may not even have begun: of that the next try tells, for
// of two that leave the same device, token or id one fails.
func (c *claim) lookedUp() {
	c.lookUp = false
	if !c.late {
		c.settle()
	}
}

// settle counts the doubts that are left as not committed.
func (c *claim) settle() {
	c.s.counts.notCommitted.Add(int64(c.doubts))
	c.doubts = 0
}

// goOn is nil if the claim is to be tried again, after a pause, and otherwise what Claim says.
func (c *claim) goOn(ctx context.Context, err error) error {
	if (ctx.Err() == nil || c.lookUp) && c.again(err, c.lookUp) {
		return nil
	}
	if c.doubts > 0 {
		return fmt.Errorf("%w: %w", ErrInDoubt, err)
	}
	return c.failed(ctx, err)
}

const lookFor = `SELECT id, pay_status, valid_to, claim_token FROM account WHERE `

// look finds the account that the claim's device has, or that its token was left in, and how it came to it.
//
// It is a locking read: the row of a transaction whose connection broke while its COMMIT was on the way is locked until the
// server has carried that out or has rolled it back, and a plain read would not see it.
func (c *claim) look(ctx context.Context) (Given, bool, error) {
	query, key := lookFor+`device_id = ? FOR UPDATE`, any(c.r.DeviceID)
	if c.r.DeviceID == "" {
		query, key = lookFor+`claim_token = ? FOR UPDATE`, c.token[:]
	}
	var g Given
	var status []byte
	var token uuid.NullUUID
	err := c.s.db.QueryRowContext(ctx, query, key).Scan(&g.Account, &status, &g.ValidTo, &token)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Given{}, false, nil
	case err != nil:
		return Given{}, false, err
	}
	if err := g.PayStatus.UnmarshalText(status); err != nil {
		return Given{}, false, fmt.Errorf("account %s: %w", g.Account, err)
	}
	g.Route = c.came(g, token.UUID)
	if c.doubts > 0 && g.Route != pool.Owned {
		c.s.counts.hadCommitted.Add(1)
		c.doubts--
	}
	return g, true, nil
}

// came is the way by which the device came to an account that it has: this claim's, or an earlier one's. One that was chosen and
// rolled back may have gone to the same device by another request; its valid_to is that one's.
func (c *claim) came(g Given, token uuid.UUID) pool.Route {
	switch {
	case g.Account == c.made:
		return pool.Fallback
	case token == c.token, g.Account == c.taken && g.ValidTo.Equal(c.terms.ValidTo):
		return pool.FromPool
	}
	return c.s.o.Pool.Route(c.r, true, false)
}
