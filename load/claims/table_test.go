package claims_test

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/claims"
	"reprise/load/mysql"
	"reprise/load/mysql/mysqltest"
	"reprise/load/schema"
)

// conns bounds the connections of a store in these tests.
const conns = 8

// each runs a test on every kind of server; under -short, for the race detector, on one.
func each(t *testing.T, do func(t *testing.T, s mysql.Server)) {
	if testing.Short() {
		do(t, mysqltest.One(t))
		return
	}
	mysqltest.Each(t, do)
}

// options are those of a store that gives up late: the tests run on machines that are busy with others.
func options(v claims.Statement) claims.Options {
	return claims.Options{Statement: v, Pool: pool.Documented(), Patience: time.Minute, Retries: 10_000}
}

// connect is a pool of connections to a database.
func connect(t testing.TB, config *driver.Config) *sql.DB {
	db, err := schema.Open(config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db
}

// migrated is connect, and the tables are there.
func migrated(t testing.TB, config *driver.Config) *sql.DB {
	db := connect(t, config)
	require.NoError(t, schema.Apply(t.Context(), db))
	return db
}

func exec(t testing.TB, db *sql.DB, query string, args ...any) {
	_, err := db.ExecContext(t.Context(), query, args...)
	require.NoError(t, err, query)
}

// account is a row of table account.
type account struct {
	ID      uuid.UUID
	Status  string
	Device  sql.NullString
	ValidTo time.Time
	Token   uuid.NullUUID
	Deleted sql.NullTime
}

// accounts are all rows of the table, by id.
func accounts(t testing.TB, db *sql.DB) (all []account) {
	rows, err := db.QueryContext(t.Context(), `SELECT id, pay_status, device_id, valid_to, claim_token, deleted_at FROM account ORDER BY id`)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var a account
		require.NoError(t, rows.Scan(&a.ID, &a.Status, &a.Device, &a.ValidTo, &a.Token, &a.Deleted))
		all = append(all, a)
	}
	require.NoError(t, rows.Err())
	return all
}

// pooled are the ids of the pool, in order.
func pooled(t testing.TB, db *sql.DB) (ids []uuid.UUID) {
	for _, a := range accounts(t, db) {
		if a.Status == "POOL" {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// trial asks for a trial of 3 days.
func trial(device string) pool.Request {
	return pool.Request{Flow: pool.TrialRegistration, DeviceID: device, Days: 3}
}

// answer is what a request came to.
type answer struct {
	pool.Request
	claims.Given
	err error
}

// claimAll sends every request, so many at a time, and gives their answers in the order of the requests.
func claimAll(ctx context.Context, s *claims.Store, atOnce int, requests []pool.Request) []answer {
	answers := make([]answer, len(requests))
	next := make(chan int)
	var all sync.WaitGroup
	for range atOnce {
		all.Go(func() {
			for i := range next {
				given, err := s.Claim(ctx, requests[i])
				answers[i] = answer{requests[i], given, err}
			}
		})
	}
	for i := range requests {
		next <- i
	}
	close(next)
	all.Wait()
	return answers
}

// devices are n trials, each of a device of its own.
func devices(n int) []pool.Request {
	requests := make([]pool.Request, n)
	for i := range requests {
		requests[i] = trial(fmt.Sprintf("device-%d", i))
	}
	return requests
}

// requireTrue holds answers against the table: what was acknowledged is there to the last column, no account went to two devices
// (POOL-08), and none has left the pool but those.
func requireTrue(t testing.TB, db *sql.DB, answers []answer) {
	rows := map[uuid.UUID]account{}
	taken := 0
	for _, a := range accounts(t, db) {
		rows[a.ID] = a
		if a.Status != "POOL" {
			taken++
		}
	}
	holder := map[uuid.UUID]string{}
	for _, a := range answers {
		require.NoError(t, a.err, a.DeviceID)
		row, there := rows[a.Account]
		require.True(t, there, "account %s of %s is lost", a.Account, a.DeviceID)
		require.Equal(t, a.DeviceID, row.Device.String)
		require.Equal(t, a.Given.PayStatus.String(), row.Status)
		require.Equal(t, a.ValidTo, row.ValidTo)
		if other, twice := holder[a.Account]; twice {
			require.Equal(t, a.DeviceID, other, "POOL-08: account %s was given twice", a.Account)
		}
		holder[a.Account] = a.DeviceID
	}
	require.Equal(t, len(holder), taken, "accounts that have left the pool, and nobody knows")
}

// count says how many answers came by each route.
func count(answers []answer) (routes map[pool.Route]int) {
	routes = map[pool.Route]int{}
	for _, a := range answers {
		routes[a.Route]++
	}
	return routes
}
