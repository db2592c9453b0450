package audit_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/audit"
	"reprise/load/history"
	"reprise/load/schema"
)

// field is a database with clients on it.
type field struct {
	db   *sql.DB
	log  *history.Log
	book func(ctx context.Context, db *sql.DB) (*audit.Book, error) // how the audit looks; Look where nil

	stock, devices int
	twice          bool // every device is two clients at once
	giveUpEvery    int  // so many claims until one gives up between its SELECT and its UPDATE; 0: none does
	lingers        atomic.Int64
	praised        atomic.Int64 // rollbacks that were answered as if they had been commits
	wire           *wire
}

// clients are how many claim at once.
const clients = 8

// wire breaks connections to the database at their COMMIT.
type wire struct {
	every   int // so many commits until one breaks, in turn before the server has it and after; 0: none does
	commits atomic.Int64
	cut     atomic.Int64 // commits that the server never got
}

var errBroken = errors.New("the wire is broken")

// dial is for mysql.Config.
func (w *wire) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &brittle{Conn: c, wire: w}, nil
}

// brittle is a connection on the wire.
type brittle struct {
	net.Conn
	wire *wire
}

// Write breaks the connection where the wire says so. What was written before it was closed still arrives.
func (b *brittle) Write(packet []byte) (int, error) {
	w := b.wire
	if w.every == 0 || !bytes.HasSuffix(packet, []byte("COMMIT")) {
		return b.Conn.Write(packet)
	}
	n := int(w.commits.Add(1))
	if n%w.every != 0 {
		return b.Conn.Write(packet)
	}
	defer b.Close()
	if n/w.every%2 == 0 {
		w.cut.Add(1)
		return 0, errBroken
	}
	return b.Conn.Write(packet)
}

// open connects the field to the database of a config.
func (f *field) open(t testing.TB, config *mysql.Config) {
	if f.wire == nil {
		f.wire = &wire{}
	}
	config.DialFunc = f.wire.dial
	db, err := schema.Open(config)
	require.NoError(t, err)
	db.SetMaxOpenConns(clients)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	f.db = db
}

// fill makes table account hold nothing but a new stock.
func (f *field) fill(t testing.TB) {
	_, err := f.db.ExecContext(t.Context(), `DELETE FROM account`)
	require.NoError(t, err)
	for range f.stock {
		id := uuid.Must(uuid.NewV7())
		_, err := f.db.ExecContext(t.Context(), insert, "POOL", nil, pool.UnclaimedUntil(), id[:])
		require.NoError(t, err)
	}
}

// linger lets others come between a SELECT and its UPDATE; some clients give up in it.
func (f *field) linger(ctx context.Context) {
	pause, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	<-pause.Done()
	if giveUp, ok := ctx.Value(givingUp{}).(context.CancelFunc); ok && f.giveUpEvery > 0 && f.lingers.Add(1)%int64(f.giveUpEvery) == 0 {
		time.Sleep(2 * time.Millisecond) // long enough for others to pass by
		giveUp()
	}
}

// givingUp is where a claim's context keeps how its client gives up.
type givingUp struct{}

// run has all devices claim, and ends when each has been answered. Meanwhile strikes, which may be nil, happens.
func (f *field) run(t testing.TB, c claimer, strikes func()) audit.Run {
	if f.book == nil {
		f.book = audit.Look
	}
	f.fill(t)
	before, err := f.book(t.Context(), f.db)
	require.NoError(t, err)
	f.log = history.NewLog(f.devices)
	f.claimAll(t, c, strikes)
	after, err := f.book(t.Context(), f.db)
	require.NoError(t, err)
	return audit.Run{Before: before, After: after, Start: f.log.Start(), Ops: f.log.Ops(), Ordered: true}
}

func (f *field) claimAll(t testing.TB, c claimer, strikes func()) {
	requests := make(chan pool.Request)
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for r := range requests {
				f.ask(t.Context(), c, r)
			}
		})
	}
	if strikes != nil {
		all.Go(strikes)
	}
	for i := range f.devices {
		r := pool.Request{Flow: pool.Flow(i % 2), DeviceID: fmt.Sprintf("device-%d", i), Days: 3 + i%2*27}
		requests <- r
		if f.twice {
			requests <- r
		}
	}
	close(requests)
	all.Wait()
}

// ask asks until there is an account, for a minute at most.
func (f *field) ask(ctx context.Context, c claimer, r pool.Request) {
	again := 0
	for until := time.Now().Add(time.Minute); time.Now().Before(until); {
		claim, giveUp := context.WithCancel(ctx)
		op := history.Op{Request: r, Again: again, Sent: f.log.Since()}
		op.Intended = op.Sent
		a := c.claim(context.WithValue(claim, givingUp{}, giveUp), f, r)
		op.Ended = f.log.Since()
		giveUp()
		op.Outcome, op.Reason = a.outcome, a.reason
		if a.outcome == history.Given {
			op.Account, op.Route, op.PayStatus, op.ValidTo = a.account, a.route, a.status, a.until
		}
		f.log.Add(op)
		switch a.outcome {
		case history.Given:
			return
		case history.InDoubt:
			again++
		}
		time.Sleep(5 * time.Millisecond)
	}
}
