package claimd_test

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/claimd"
	"reprise/load/claims"
	"reprise/load/configd"
	"reprise/load/mysql/mysqltest"
	"reprise/load/schema"
	"reprise/load/wire"
)

// live is a service over a real database and a real network.
type live struct {
	db      *sql.DB
	store   *claims.Store
	configs *configd.Service
	server  *claimd.Server
	address string
	client  *http.Client
}

// liveOver starts a service over a database with an empty table account, on 8 connections.
func liveOver(t testing.TB, config *driver.Config, set pool.Settings, o claims.Options, m configd.Manner) *live {
	t.Helper()
	l := &live{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	l.db = connected(t, config, 8)
	require.NoError(t, schema.Apply(t.Context(), l.db))
	_, err := l.db.ExecContext(t.Context(), `DELETE FROM account`)
	require.NoError(t, err)
	o.Pool = set
	l.store = claims.New(l.db, o)
	l.configs, err = configd.New(m, 1)
	require.NoError(t, err)
	url, err := l.configs.Start()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.configs.Close()) })
	l.server = newServer(t, claimd.Options{
		Store: l.store, Pool: set, CheckEvery: 200 * time.Millisecond, Workers: 4, OnPushFailure: pool.Abandon, ConfigsURL: url, AdminKey: key,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l.address = listener.Addr().String()
	l.server.Start(listener)
	t.Cleanup(func() {
		l.client.CloseIdleConnections()
		require.NoError(t, l.server.Shutdown(context.Background()))
	})
	return l
}

func connected(t testing.TB, config *driver.Config, conns int) *sql.DB {
	t.Helper()
	db, err := schema.Open(config)
	require.NoError(t, err)
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// claim asks for an account until it is not told to ask again: where claims deadlock, one may be given up (1213).
func (l *live) claim(device string) (given wire.Answer, status int, err error) {
	for range 100 {
		if given, status, err = l.post(device); err != nil || status != http.StatusServiceUnavailable {
			break
		}
	}
	return given, status, err
}

// post asks for an account as a program does: in JSON.
func (l *live) post(device string) (given wire.Answer, status int, err error) {
	body := strings.NewReader(`{"device_id":"` + device + `","flow":"trial"}`)
	answer, err := l.client.Post("http://"+l.address+"/claim", "application/json", body)
	if err != nil {
		return given, 0, err
	}
	defer answer.Body.Close()
	return given, answer.StatusCode, json.NewDecoder(answer.Body).Decode(&given)
}

// crowd has so many clients make n claims between them, one after the other each, and returns when all are done.
func crowd(clients, n int, claim func(i int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				claim(int(i))
			}
		})
	}
	all.Wait()
}

var statements = []claims.Statement{claims.ForUpdate, claims.SkipLocked, claims.Token}

// TestClaimsOnADatabase: 16 clients over HTTP, by each statement; each gets an account that nobody else has (POOL-08), is given
// the same when it asks again, and fill-account follows every claim (POOL-06).
func TestClaimsOnADatabase(t *testing.T) {
	server := mysqltest.One(t)
	for _, statement := range statements {
		t.Run(statement.String(), func(t *testing.T) {
			const n = 400
			l := liveOver(t, server.Config(), still, claims.Options{Statement: statement}, configd.Manner{})
			require.NoError(t, l.store.Stock(t.Context(), n))
			var mu sync.Mutex
			owner, given := map[uuid.UUID]int{}, map[int]wire.Answer{}
			crowd(16, n, func(i int) {
				a, status, err := l.claim(fmt.Sprintf("d%d", i))
				mu.Lock()
				defer mu.Unlock()
				if err != nil || status != http.StatusOK || a.Route != "pool" || !a.Configs {
					t.Errorf("claim %d: %v, status %d, %+v", i, err, status, a)
				}
				owner[a.AccountID]++
				given[i] = a
			})
			require.Len(t, owner, n, "no account twice")
			crowd(16, n, func(i int) {
				a, _, err := l.claim(fmt.Sprintf("d%d", i))
				want := given[i]
				want.Route = "owned"
				if err != nil || a != want {
					t.Errorf("claim %d again: %v, %+v, not %+v", i, err, a, want)
				}
			})
			left, err := l.store.Size(t.Context())
			require.NoError(t, err)
			require.Zero(t, left)
			require.Eventually(t, func() bool { return l.configs.Counts().FillAccount == n }, 20*time.Second, 10*time.Millisecond)
			require.Equal(t, n, l.configs.Counts().FillAccount)
			for i := range 10 {
				var device, status string
				var until time.Time
				id := given[i+1].AccountID
				require.NoError(t, l.db.QueryRow(`SELECT device_id, pay_status, valid_to FROM account WHERE id = ?`, id[:]).Scan(&device, &status, &until))
				require.Equal(t, fmt.Sprintf("d%d", i+1), device)
				require.Equal(t, given[i+1].PayStatus, status)
				require.Equal(t, given[i+1].ValidTo, until)
			}
		})
	}
}

// TestFallbackOnADatabase: an empty pool gives new accounts (POOL-07), and users wait for their configs (POOL-01).
func TestFallbackOnADatabase(t *testing.T) {
	const slow = 150 * time.Millisecond
	l := liveOver(t, mysqltest.One(t).Config(), still, claims.Options{}, configd.Manner{Shortest: slow, Longest: slow})
	crowd(16, 64, func(i int) {
		began := time.Now()
		a, status, err := l.claim(fmt.Sprintf("d%d", i))
		if err != nil || status != http.StatusOK || a.Route != "fallback" || !a.Configs || time.Since(began) < slow {
			t.Errorf("claim %d: %v, status %d, %+v after %s", i, err, status, a, time.Since(began))
		}
	})
	require.Equal(t, configd.Counts{FillConfigs: 64}, l.configs.Counts())
	l.configs.SetDown(true)
	a, status, err := l.post("down")
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, []any{"fallback", false}, []any{a.Route, a.Configs}, "POOL-20")
}

// TestSchedulerOnADatabase fills up to the target, again after claims, and not below it (POOL-03).
func TestSchedulerOnADatabase(t *testing.T) {
	set := pool.Settings{Enabled: true, Min: 10, Target: 25}
	l := liveOver(t, mysqltest.One(t).Config(), set, claims.Options{}, configd.Manner{Longest: 5 * time.Millisecond})
	full := func() bool {
		n, err := l.store.Size(t.Context())
		return err == nil && n == set.Target
	}
	require.Eventually(t, full, 20*time.Second, 20*time.Millisecond)
	for i := range set.Target - set.Min { // down to the minimum: no more is made
		_, status, err := l.post(fmt.Sprintf("d%d", i))
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, status)
	}
	checks := l.server.Counts().Checks
	require.Eventually(t, func() bool { return l.server.Counts().Checks > checks+1 }, 20*time.Second, 20*time.Millisecond)
	require.Equal(t, set.Target, l.server.Counts().Fills)
	_, _, err := l.post("one-more")
	require.NoError(t, err)
	require.Eventually(t, full, 20*time.Second, 20*time.Millisecond)
	made := set.Target + set.Target - set.Min + 1
	require.Eventually(t, func() bool { return l.server.Counts().Fills == made }, 20*time.Second, 20*time.Millisecond)
}

// TestHealthFollowsTheDatabase: 503 while the server is dead, 200 once it is back.
func TestHealthFollowsTheDatabase(t *testing.T) {
	server := mysqltest.One(t)
	l := liveOver(t, server.Config(), still, claims.Options{Patience: time.Second}, configd.Manner{})
	health := func() int {
		answer, err := l.client.Get("http://" + l.address + "/healthz")
		if err != nil {
			return 0
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	require.Equal(t, http.StatusOK, health())
	require.NoError(t, server.Kill(t.Context()))
	require.Eventually(t, func() bool { return health() == http.StatusServiceUnavailable }, 20*time.Second, 20*time.Millisecond)
	_, status, err := l.post("a")
	require.Equal(t, http.StatusServiceUnavailable, status, err)
	require.NoError(t, server.Start(t.Context()))
	require.Eventually(t, func() bool { return health() == http.StatusOK }, 20*time.Second, 20*time.Millisecond)
	_, status, err = l.post("a")
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status)
}

// TestOtherPeoplesClients: the bytes that curl, and wrk without a script, send.
func TestOtherPeoplesClients(t *testing.T) {
	l := liveOver(t, mysqltest.One(t).Config(), still, claims.Options{}, configd.Manner{})
	require.NoError(t, l.store.Stock(t.Context(), 3))
	body := `{"device_id":"c","flow":"paid"}`
	for name, bytes := range map[string]string{
		"curl -X POST URL?QUERY": "POST /claim?device_id=a&flow=trial HTTP/1.1\r\nHost: x\r\nUser-Agent: curl/8\r\nAccept: */*\r\n\r\n",
		"curl -d FORM": "POST /claim HTTP/1.1\r\nHost: x\r\nContent-Length: 22\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n" +
			"device_id=b&flow=trial",
		"curl -d JSON": fmt.Sprintf("POST /claim HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n"+
			"Content-Type: application/x-www-form-urlencoded\r\n\r\n%s", len(body), body),
		"HTTP/1.0": "POST /claim?device_id=a&flow=trial HTTP/1.0\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", l.address)
		require.NoError(t, err)
		_, err = conn.Write([]byte(bytes))
		require.NoError(t, err)
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err, name)
		require.Equal(t, http.StatusOK, answer.StatusCode, name)
		var given wire.Answer
		require.NoError(t, json.NewDecoder(answer.Body).Decode(&given))
		require.NoError(t, answer.Body.Close())
		require.NotEqual(t, uuid.Nil, given.AccountID)
		require.NoError(t, conn.Close())
	}
}
