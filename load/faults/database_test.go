package faults

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"reprise/load/mysql"
	"reprise/load/mysql/mysqltest"
)

// connect opens a pool of connections, of the size that services have.
func connect(t *testing.T, config *driver.Config) *sql.DB {
	config.Logger = &driver.NopLogger{}
	connector, err := driver.NewConnector(config)
	require.NoError(t, err)
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(8)
	db.SetMaxIdleConns(8)
	t.Cleanup(func() { _ = db.Close() }) // which tells of connections that are broken
	return db
}

// database is a real server with accounts 1 to 9 in a table of the name that matters here; straight does not go through the proxy.
func database(t *testing.T) (s mysql.Server, p *Proxy, straight *sql.DB) {
	s = mysqltest.One(t)
	p, err := OpenProxy(s.Config())
	require.NoError(t, err)
	t.Cleanup(p.Close)
	straight = connect(t, s.Config())
	_, err = straight.Exec("CREATE TABLE account (id INT PRIMARY KEY, device_id VARCHAR(40)) ENGINE=InnoDB")
	require.NoError(t, err)
	_, err = straight.Exec("INSERT INTO account (id) VALUES (1),(2),(3),(4),(5),(6),(7),(8),(9)")
	require.NoError(t, err)
	return s, p, straight
}

// device is the device that an account has in the database.
func device(t *testing.T, db *sql.DB, account int) string {
	var device sql.NullString
	require.NoError(t, db.QueryRow("SELECT device_id FROM account WHERE id = ?", account).Scan(&device))
	return device.String
}

// claims are the two shapes in which a claim is committed.
var claims = map[string]func(db *sql.DB, account int) error{
	"COMMIT of a transaction": func(db *sql.DB, account int) error {
		tx, err := db.Begin()
		if err != nil {
			return fmt.Errorf("not the commit: %w", err)
		}
		defer func() { _ = tx.Rollback() }()
		if _, err := tx.Exec("UPDATE account SET device_id = 'mine' WHERE id = ?", account); err != nil {
			return fmt.Errorf("not the commit: %w", err)
		}
		return tx.Commit()
	},
	"UPDATE on its own": func(db *sql.DB, account int) error {
		_, err := db.Exec("UPDATE account SET device_id = 'mine' WHERE id = ?", account)
		return err
	},
}

// TestCutsAtARealServer cuts before a commit arrives and before its answer, in both shapes, with the arguments of a prepared
// statement and as text, and reads again what became of it.
func TestCutsAtARealServer(t *testing.T) {
	_, p, straight := database(t)
	for _, asText := range []bool{false, true} {
		for shape, claim := range claims {
			_, err := straight.Exec("UPDATE account SET device_id = NULL")
			require.NoError(t, err)
			config := p.Config()
			config.InterpolateParams = asText
			db := connect(t, config)
			require.NoError(t, claim(db, 1), shape)

			struck := make(chan []Struck)
			go func() {
				struck <- Run(t.Context(), parsed(t, "cut:4@0s"), Scene{Proxy: p}, func() time.Duration { return 0 })
			}()
			ordered(t, p, 1)
			var had []string
			for account := 2; account <= 5; account++ {
				err := claim(db, account)
				require.Error(t, err, shape)
				require.NotContains(t, err.Error(), "not the commit", shape)
				had = append(had, device(t, straight, account))
			}
			require.Equal(t, []string{"", "mine", "", "mine"}, had, "%s, as text: %t", shape, asText)
			require.Equal(t, "cut 4 of 4 commits: 2 before they arrived, 2 before their answer", (<-struck)[0].Note)
			require.NoError(t, claim(db, 6), shape)
			require.Equal(t, "mine", device(t, straight, 6))
		}
	}
}

// TestDelayAndResetAtARealServer sees answers come late, and a query that is under way fail when it is reset.
func TestDelayAndResetAtARealServer(t *testing.T) {
	_, p, _ := database(t)
	db := connect(t, p.Config())
	require.NoError(t, db.Ping())
	undo := p.Delay(250*ms, 0)
	from := time.Now()
	require.NoError(t, db.Ping())
	require.GreaterOrEqual(t, time.Since(from), 250*ms)
	undo()

	failed := make(chan error)
	go func() {
		_, err := db.Exec("SELECT SLEEP(?)", patience.Seconds())
		failed <- err
	}()
	require.Eventually(t, func() bool { return db.Stats().InUse == 1 }, patience, ms)
	time.Sleep(50 * ms) // for the query to be under way; reset earlier, the driver asks again by itself
	require.Positive(t, p.Reset())
	select {
	case err := <-failed:
		require.ErrorIs(t, err, driver.ErrInvalidConn)
	case <-time.After(patience / 2):
		t.Fatal("the query does not know that its connection is gone")
	}
	require.NoError(t, db.Ping())
}

// TestKillAndStallAtARealServer strikes one through a scene, with a delay and a held connection meanwhile: the proxy outlives
// the server, and what was committed is there.
func TestKillAndStallAtARealServer(t *testing.T) {
	server, p, straight := database(t)
	db := connect(t, p.Config())
	require.NoError(t, claims["UPDATE on its own"](db, 1))
	start := time.Now()
	since := func() time.Duration { return time.Since(start) }
	scene := Scene{Server: server, Proxy: p, Starve: StarveDB(db)}
	struck := Run(t.Context(), parsed(t, "kill@0s", "stall+1s@100ms", "latency:1ms+2s@0s", "starve:7+2s@0s"), scene, since)
	require.Len(t, struck, 4)
	byWhat := map[string]Struck{}
	for _, s := range struck {
		require.NoError(t, s.Err, s.What)
		byWhat[s.What] = s
	}
	require.Contains(t, byWhat["kill@0s"].Note, "answers again after ")
	stalled := byWhat["stall+1s@100ms"]
	require.GreaterOrEqual(t, stalled.At, byWhat["kill@0s"].Until, "they take turns")
	require.GreaterOrEqual(t, stalled.Until-stalled.At, time.Second)
	require.Contains(t, byWhat["starve:7+2s@0s"].Note, "held 7 connections")
	require.Equal(t, "mine", device(t, straight, 1))
	require.NoError(t, claims["COMMIT of a transaction"](db, 2))
	require.Zero(t, db.Stats().InUse)
}

// TestRunEndsWhileTheServerIsDown ends it in the middle of a kill and of a stall: the server answers all the same.
func TestRunEndsWhileTheServerIsDown(t *testing.T) {
	server, _, straight := database(t)
	for _, fault := range []string{"kill+1h@0s", "stall+1h@0s"} {
		ctx, cancel := context.WithCancel(t.Context())
		struck := make(chan []Struck)
		go func() {
			struck <- Run(ctx, parsed(t, fault), Scene{Server: server}, func() time.Duration { return 0 })
		}()
		require.Eventually(t, func() bool {
			asking, done := context.WithTimeout(t.Context(), 200*ms)
			defer done()
			return straight.PingContext(asking) != nil
		}, patience, 20*ms, fault)
		cancel()
		require.NoError(t, (<-struck)[0].Err, fault)
		require.Equal(t, "", device(t, straight, 1), fault)
	}
}

func TestStarveDB(t *testing.T) {
	_, p, _ := database(t)
	db := connect(t, p.Config())
	starve := StarveDB(db)
	_, err := starve(t.Context(), 9)
	require.EqualError(t, err, "taking 9 connections: there are 8")

	release, err := starve(t.Context(), 7)
	require.NoError(t, err)
	require.NoError(t, db.Ping(), "one is left")
	ctx, cancel := context.WithTimeout(t.Context(), 200*ms)
	defer cancel()
	_, err = starve(ctx, 2)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorContains(t, err, "taking connection 2 of 2")
	require.Equal(t, 7, db.Stats().InUse, "what it had it gave back")
	release()
	require.Zero(t, db.Stats().InUse)

	release, err = starve(t.Context(), 8)
	require.NoError(t, err)
	ctx, cancel = context.WithTimeout(t.Context(), 100*ms)
	defer cancel()
	require.Error(t, db.PingContext(ctx), "none is left")
	p.Reset() // what it holds is broken; it is given back all the same, and thrown away
	release()
	require.Zero(t, db.Stats().InUse)
	require.Eventually(t, func() bool { return db.Ping() == nil }, patience, ms)
}
