package claimd_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"reprise/load/claims"
	"reprise/load/configd"
	"reprise/load/mysql/mysqltest"
)

// BenchmarkHTTP is what HTTP leaves of a claim: claims a second of 16 clients over it, the service on 8 connections and with its
// fill-account after each, against the bare statements in a loop on the same server, by 8 and by 16 loops with a connection
// each. Rounds alternate, so that a noisy machine strikes all three; each share is that of the sums. The clients are as lean as
// wrk: what they cost is not the service's.
//
// It is measured under READ COMMITTED: under REPEATABLE READ nearly every claim deadlocks, and there is no bare loop to compare.
func BenchmarkHTTP(b *testing.B) {
	server := mysqltest.Open(b, "local:mysql")
	config := server.Config()
	config.Params = map[string]string{"transaction_isolation": "'READ-COMMITTED'"}
	for statement, bare := range map[claims.Statement]func(context.Context, *sql.DB, string) error{
		claims.ForUpdate: bareForUpdate, claims.Token: bareToken,
	} {
		b.Run(statement.String(), func(b *testing.B) {
			l := liveOver(b, config, still, claims.Options{Statement: statement}, configd.Manner{})
			loop := func(conns int) func(string) error {
				db := connected(b, config, conns)
				return func(device string) error { return bare(b.Context(), db, device) }
			}
			compare(b, l, loop(8), loop(16))
		})
	}
}

// bareForUpdate is the transaction of POOL-05, and nothing else.
func bareForUpdate(ctx context.Context, db *sql.DB, device string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	var id uuid.UUID
	if err := tx.QueryRowContext(ctx, `SELECT id FROM account WHERE pay_status = 'POOL' ORDER BY id LIMIT 1 FOR UPDATE`).Scan(&id); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE account SET pay_status = 'TRIAL', device_id = ?, valid_to = ? WHERE id = ?`,
		device, time.Now().AddDate(0, 0, 3), id[:])
	if err != nil {
		return err
	}
	return tx.Commit()
}

// bareToken is a claim in one statement, and the read of its row.
func bareToken(ctx context.Context, db *sql.DB, device string) error {
	token := uuid.New()
	_, err := db.ExecContext(ctx, `UPDATE account SET pay_status = 'TRIAL', device_id = ?, valid_to = ?, claim_token = ?
		WHERE pay_status = 'POOL' ORDER BY id LIMIT 1`, device, time.Now().AddDate(0, 0, 3), token[:])
	if err != nil {
		return err
	}
	var id uuid.UUID
	return db.QueryRowContext(ctx, `SELECT id FROM account WHERE claim_token = ?`, token[:]).Scan(&id)
}

func compare(b *testing.B, l *live, loop8, loop16 func(device string) error) {
	const n, rounds = 1000, 6
	wire := make(chan *lean, 16)
	for range cap(wire) {
		wire <- dial(b, l.address)
	}
	overHTTP := func(device string) error {
		c := <-wire
		defer func() { wire <- c }()
		return c.claim(device)
	}
	devices := 0
	measure := func(clients int, claim func(device string) error) time.Duration {
		require.NoError(b, l.store.Stock(b.Context(), n))
		first := devices
		devices += n
		began := time.Now()
		crowd(clients, n, func(i int) {
			if err := claim(fmt.Sprintf("d%d", first+i)); err != nil {
				b.Error(err)
			}
		})
		return time.Since(began)
	}
	var service, by8, by16 time.Duration
	for b.Loop() {
		for range rounds {
			by8 += measure(8, loop8)
			service += measure(16, overHTTP)
			by16 += measure(16, loop16)
		}
	}
	perSecond := func(d time.Duration) float64 { return float64(b.N*rounds*n) / d.Seconds() }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(perSecond(service), "http/s")
	b.ReportMetric(perSecond(by8), "bare8/s")
	b.ReportMetric(perSecond(by16), "bare16/s")
	b.ReportMetric(by8.Seconds()/service.Seconds(), "http/bare8")
	b.ReportMetric(by16.Seconds()/service.Seconds(), "http/bare16")
}

// lean is a client with a connection of its own, which looks no closer at its answers than it must.
type lean struct {
	conn    net.Conn
	answers *bufio.Reader
}

func dial(b *testing.B, address string) *lean {
	b.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, conn.Close()) })
	return &lean{conn, bufio.NewReader(conn)}
}

func (c *lean) claim(device string) error {
	if _, err := c.conn.Write([]byte("POST /claim?flow=trial&device_id=" + device + " HTTP/1.1\r\nHost: x\r\n\r\n")); err != nil {
		return err
	}
	answer, err := http.ReadResponse(c.answers, nil)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(answer.Body)
	if err == nil && !bytes.Contains(body, []byte(`"route":"pool"`)) {
		err = fmt.Errorf("%s: %s", answer.Status, body)
	}
	return err
}
