package schema_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	driver "github.com/go-sql-driver/mysql"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
	"reprise/control/scoring"
	"reprise/load/schema"
)

// state is what the tables hold, as package delivery sees it: server i has the id i+1, account i the id of accountID(i).
type state struct {
	servers  []delivery.Server
	accounts []delivery.Account
	rows     [][]delivery.Row // by account, by server
}

func accountID(i int) uuid.UUID { return uuid.UUID{0: 0xA0, 14: byte(i >> 8), 15: byte(i)} }

// accountHex is the id as HEX of the server has it.
func accountHex(i int) string {
	id := accountID(i)
	return fmt.Sprintf("%X", id[:])
}

func drawState(t *rapid.T) state {
	var s state
	for range rapid.IntRange(0, 8).Draw(t, "servers") {
		s.servers = append(s.servers, delivery.Server{Active: rapid.Bool().Draw(t, "active")})
	}
	for range rapid.IntRange(0, 5).Draw(t, "accounts") {
		s.accounts = append(s.accounts, delivery.Account{
			PayStatus: rapid.SampledFrom([]delivery.PayStatus{delivery.Pool, delivery.Trial, delivery.Paid}).Draw(t, "pay status"),
			Deleted:   rapid.Bool().Draw(t, "deleted"),
		})
		s.rows = append(s.rows, rapid.SliceOfN(drawRow(), 0, len(s.servers)).Draw(t, "rows"))
	}
	return s
}

// drawRow draws every combination that the two tables can hold; whose client stands on a panel no table knows.
func drawRow() *rapid.Generator[delivery.Row] {
	return rapid.SampledFrom([]delivery.Row{delivery.None, delivery.Pending, delivery.Synced, delivery.HasConfig,
		delivery.Pending | delivery.HasConfig, delivery.Synced | delivery.HasConfig})
}

// store makes the tables hold the state, and nothing else.
func (s state) store(t failer, db *sql.DB) {
	for _, table := range []string{"account", "server", "vpn_user_server_account", "vpn_user_server_config"} {
		exec(t, db, "DELETE FROM "+table)
	}
	var servers, accounts, statuses, configs []string
	for i, server := range s.servers {
		servers = append(servers, fmt.Sprintf("(%d, '10.0.0.%d', 's%d', 'DE', %t)", i+1, i, i, server.Active))
	}
	for i, a := range s.accounts {
		pay := [...]string{delivery.Pool: "POOL", delivery.Trial: "TRIAL", delivery.Paid: "PAID"}[a.PayStatus]
		accounts = append(accounts, fmt.Sprintf("(0x%s, '%s', '2099-01-01', IF(%t, '2026-03-01', NULL))", accountHex(i), pay, a.Deleted))
		for j, r := range s.rows[i] {
			key := fmt.Sprintf("0x%s, %d", accountHex(i), j+1)
			if status := r & delivery.StatusMask; status != delivery.None {
				statuses = append(statuses, fmt.Sprintf("(%s, '%s')", key, status))
			}
			if r&delivery.HasConfig != 0 {
				configs = append(configs, "("+key+")")
			}
		}
	}
	insert(t, db, "server (id, ip, name, country, is_active)", servers)
	insert(t, db, "account (id, pay_status, valid_to, deleted_at)", accounts)
	insert(t, db, "vpn_user_server_account (account_id, server_id, status)", statuses)
	insert(t, db, "vpn_user_server_config (account_id, server_id)", configs)
}

func insert(t failer, db *sql.DB, into string, rows []string) {
	if len(rows) > 0 {
		exec(t, db, "INSERT INTO "+into+" VALUES "+strings.Join(rows, ", "))
	}
}

// held are the rows that the tables hold, as text: the same for two states where every row of both is the same.
func held(t failer, db *sql.DB) []string {
	return append(texts(t, db, `SELECT HEX(account_id), server_id, status FROM vpn_user_server_account ORDER BY 1, 2`),
		texts(t, db, `SELECT HEX(account_id), server_id, 'config' FROM vpn_user_server_config ORDER BY 1, 2`)...)
}

// would are the same rows, were the tables to hold the state.
func (s state) would() []string {
	var statuses, configs []string
	for i, rows := range s.rows {
		for j, r := range rows {
			key := fmt.Sprintf("%s %d ", accountHex(i), j+1)
			if status := r & delivery.StatusMask; status != delivery.None {
				statuses = append(statuses, key+status.String())
			}
			if r&delivery.HasConfig != 0 {
				configs = append(configs, key+"config")
			}
		}
	}
	return append(statuses, configs...)
}

func checkQueries(t *testing.T, _ *driver.Config, db *sql.DB) {
	require.NoError(t, schema.Apply(t.Context(), db))
	nulls, zeros, without := 0, 0, 0 // what of interest came up
	rapid.Check(t, func(r *rapid.T) {
		s := drawState(r)
		s.store(r, db)
		want := 0
		for i, a := range s.accounts {
			got, err := schema.CountConfigs(t.Context(), db, accountID(i))
			require.NoError(r, err)
			model := delivery.CountConfigs(s.servers, s.rows[i])
			require.Equal(r, model, delivery.Counts{TotalConfigs: got.TotalConfigs, ActiveConfigs: got.ActiveConfigs.V,
				ActiveServers: got.TotalActiveServers}, "SYNC-22")
			require.Equal(r, got.TotalConfigs > 0, got.ActiveConfigs.Valid, "SYNC-22: the SUM of no rows is NULL")
			if delivery.WithoutConfigs(a, s.rows[i]) {
				want++
			}
			switch {
			case !got.ActiveConfigs.Valid:
				nulls++
			case got.ActiveConfigs.V == 0:
				zeros++
			}
		}
		without += want
		got, err := schema.CountWithoutConfigs(t.Context(), db)
		require.NoError(r, err)
		require.Equal(r, want, got, "SYNC-23")
	})
	t.Logf("accounts: %d without a config (NULL), %d with none on an active server (0), %d that query 2 counts", nulls, zeros, without)
	require.Positive(t, min(nulls, zeros, without))

	none, err := schema.CountConfigs(t.Context(), db, uuid.UUID{})
	require.NoError(t, err, "an account that there is none of has a row, too")
	require.Zero(t, none.TotalConfigs)
	require.False(t, none.ActiveConfigs.Valid)
}

func cleanUps(t *testing.T, _ *driver.Config, db *sql.DB) {
	require.NoError(t, schema.Apply(t.Context(), db))
	for _, tc := range []struct {
		resync delivery.Resync
		run    func(context.Context, *sql.DB) (int64, error)
	}{
		{delivery.ResyncPending, schema.ResyncPending},
		{delivery.ResyncDelete, schema.ResyncDelete},
	} {
		touched := int64(0)
		rapid.Check(t, func(r *rapid.T) {
			s := drawState(r)
			s.store(r, db)
			require.Equal(r, s.would(), held(r, db), "stored")
			active := activeRows(r, db)
			changes := int64(0)
			for _, rows := range s.rows {
				for j, row := range rows {
					if rows[j] = tc.resync.Apply(s.servers[j], row); rows[j] != row {
						changes++
					}
				}
			}
			got, err := tc.run(t.Context(), db)
			require.NoError(r, err)
			require.Equal(r, s.would(), held(r, db), "SYNC-11, SYNC-12: %s", tc.resync)
			require.Equal(r, changes, got)
			require.Equal(r, active, activeRows(r, db), "no active server's row")
			touched += changes
		})
		require.Positive(t, touched)
	}
}

// activeRows are the rows of both tables that belong to active servers.
func activeRows(t failer, db *sql.DB) []string {
	return texts(t, db, `SELECT HEX(account_id), server_id, status FROM vpn_user_server_account JOIN server ON id = server_id WHERE is_active
		UNION ALL SELECT HEX(account_id), server_id, 'config' FROM vpn_user_server_config JOIN server ON id = server_id WHERE is_active
		ORDER BY 1, 2, 3`)
}

// The account of the incident: of 49 active servers it has 26, and with those that were deactivated 72.
func incident(t *testing.T, _ *driver.Config, db *sql.DB) {
	require.NoError(t, schema.Apply(t.Context(), db))
	s := state{accounts: []delivery.Account{{PayStatus: delivery.Paid}}, rows: [][]delivery.Row{nil}}
	for i := range 49 + 46 {
		row := delivery.Synced | delivery.HasConfig
		if i >= 26 && i < 49 {
			row = delivery.None
		}
		s.servers = append(s.servers, delivery.Server{Active: i < 49})
		s.rows[0] = append(s.rows[0], row)
	}
	s.store(t, db)
	got, err := schema.CountConfigs(t.Context(), db, accountID(0))
	require.NoError(t, err)
	require.Equal(t, schema.ConfigCounts{TotalConfigs: 72, ActiveConfigs: sql.Null[int]{V: 26, Valid: true}, TotalActiveServers: 49}, got)
	gone, err := schema.ResyncDelete(t.Context(), db)
	require.NoError(t, err)
	require.EqualValues(t, 46, gone)
	without, err := schema.CountWithoutConfigs(t.Context(), db)
	require.NoError(t, err)
	require.Zero(t, without, "SYNC-12: 26 configs are left, so query 2 does not count the account")
}

// What the scoring decides comes back from the table to the last bit.
func syncOfScores(t *testing.T, _ *driver.Config, db *sql.DB) {
	require.NoError(t, schema.Apply(t.Context(), db))
	state{servers: make([]delivery.Server, 2)}.store(t, db)
	settings := scoring.Documented()
	rapid.Check(t, func(r *rapid.T) {
		m := scoring.Sample{
			Status:     rapid.SampledFrom([]scoring.Status{scoring.Healthy, scoring.Degraded, scoring.Down}).Draw(r, "status"),
			HasMetrics: rapid.Bool().Draw(r, "has metrics"),
			Metrics: scoring.Metrics{Load1: rapid.Float64Range(0, 500).Draw(r, "load"), Cores: rapid.IntRange(0, 64).Draw(r, "cores"),
				MemAvail: rapid.Float64Range(0, 1e9).Draw(r, "memory"), MemTotal: 1e9},
			TCP: rapid.IntRange(0, 100_000).Draw(r, "sessions"),
		}
		hasEMA := rapid.Bool().Draw(r, "has average")
		if hasEMA {
			m.BandwidthEMA = settings.EMA(rapid.Float64Range(0, 40_000).Draw(r, "average"), true, rapid.Float64Range(0, 40_000).Draw(r, "Mbps"))
		}
		score := settings.Score(m)
		marks := settings.Marks(m.BandwidthEMA, score, m.Status)
		want := schema.Score{HealthStatus: m.Status.String(), TCPSessions: m.TCP, Score: score, Turbo: marks.Turbo, Fast: marks.Fast,
			LoadAvg1m:        sql.Null[float64]{V: m.Metrics.Load1, Valid: m.HasMetrics},
			BandwidthAvgMbps: sql.Null[float64]{V: m.BandwidthEMA, Valid: hasEMA}, IP: "10.0.0.1"}
		if !m.HasMetrics {
			want.LoadAvg1m.V = 0
		}
		_, err := schema.UpdateScore(t.Context(), db, want)
		require.NoError(r, err)
		var got schema.Score
		require.NoError(r, db.QueryRow(`SELECT health_status, tcp_sessions, load_avg_1m, score, bandwidth_avg_mbps, is_turbo, is_fast, ip
			FROM server WHERE id = 2`).Scan(&got.HealthStatus, &got.TCPSessions, &got.LoadAvg1m, &got.Score, &got.BandwidthAvgMbps,
			&got.Turbo, &got.Fast, &got.IP))
		require.Equal(r, want, got, "LB-20")
	})
	require.Equal(t, []string{"NULL NULL NULL"}, texts(t, db, `SELECT health_status, score, tcp_sessions FROM server WHERE id = 1`),
		"LB-20: by ip, no other server's")
	const unlikeAny = 100_001 // sessions: else the last one drawn may have been the same, and nothing changes
	n, err := schema.UpdateScore(t.Context(), db, schema.Score{HealthStatus: "DOWN", TCPSessions: unlikeAny, Score: 999, IP: "10.0.0.1"})
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	n, err = schema.UpdateScore(t.Context(), db, schema.Score{HealthStatus: "DOWN", Score: 999, IP: "10.0.0.9"})
	require.NoError(t, err)
	require.Zero(t, n, "nobody has that address")
}
