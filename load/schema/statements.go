package schema

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"
)

// The statements of the documents, in their words. A ? stands where theirs have a value.
const (
	// ResyncPendingSQL is option 1 of rule 1, run after a bulk deactivation: "reset sync status for affected accounts" (SYNC-11).
	ResyncPendingSQL = `UPDATE vpn_user_server_account
SET status = 'PENDING'
WHERE server_id IN (SELECT id FROM server WHERE is_active = 0)`

	// ResyncDeleteSQL is option 2: "delete stale configs (forces rebuild on next request)" (SYNC-12).
	ResyncDeleteSQL = `DELETE FROM vpn_user_server_config
WHERE server_id IN (SELECT id FROM server WHERE is_active = 0)`

	// CountConfigsSQL is check query 1: "count configs per account vs active servers" (SYNC-22). Its argument is the account's id in
	// hex. It always has one row.
	CountConfigsSQL = `SELECT
COUNT(*) as total_configs,
SUM(CASE WHEN s.is_active=1 THEN 1 ELSE 0 END) as active_configs,
(SELECT COUNT(*) FROM server WHERE is_active=1) as total_active_servers
FROM vpn_user_server_config c
JOIN server s ON c.server_id = s.id
WHERE c.account_id = UNHEX(?)`

	// CountWithoutConfigsSQL is check query 2: "check accounts missing configs entirely (backend's background sync trigger)" (SYNC-23).
	CountWithoutConfigsSQL = `SELECT COUNT(DISTINCT a.id) FROM account a
WHERE a.deleted_at IS NULL
AND a.pay_status NOT IN ('POOL')
AND NOT EXISTS (
SELECT 1 FROM vpn_user_server_config c WHERE c.account_id = a.id
)`

	// UpdateScoreSQL is the sync of one server's score, every 5 minutes (LB-20). Its arguments are those of Score, in their order.
	UpdateScoreSQL = `UPDATE server SET
health_status = ?, tcp_sessions = ?, load_avg_1m = ?,
score = ?, bandwidth_avg_mbps = ?,
is_turbo = ?, is_fast = ?
WHERE ip = ?`
)

// ResyncPending runs ResyncPendingSQL, and returns how many rows it changed.
func ResyncPending(ctx context.Context, db *sql.DB) (rows int64, err error) {
	return changed(ctx, db, "resync, option 1", ResyncPendingSQL)
}

// ResyncDelete runs ResyncDeleteSQL, and returns how many rows it took away.
func ResyncDelete(ctx context.Context, db *sql.DB) (rows int64, err error) {
	return changed(ctx, db, "resync, option 2", ResyncDeleteSQL)
}

// ConfigCounts is the row of CountConfigsSQL. ActiveConfigs is a SUM, which is NULL, not 0, where the account has no config.
type ConfigCounts struct {
	TotalConfigs       int
	ActiveConfigs      sql.Null[int]
	TotalActiveServers int
}

// CountConfigs runs CountConfigsSQL for an account.
func CountConfigs(ctx context.Context, db *sql.DB, account uuid.UUID) (ConfigCounts, error) {
	var n ConfigCounts
	row := db.QueryRowContext(ctx, CountConfigsSQL, hex.EncodeToString(account[:]))
	if err := row.Scan(&n.TotalConfigs, &n.ActiveConfigs, &n.TotalActiveServers); err != nil {
		return ConfigCounts{}, fmt.Errorf("check query 1, of account %s: %w", account, err)
	}
	return n, nil
}

// CountWithoutConfigs runs CountWithoutConfigsSQL.
func CountWithoutConfigs(ctx context.Context, db *sql.DB) (accounts int, err error) {
	if err := db.QueryRowContext(ctx, CountWithoutConfigsSQL).Scan(&accounts); err != nil {
		return 0, fmt.Errorf("check query 2: %w", err)
	}
	return accounts, nil
}

// Score is what the sync of scores writes of a server. Without metrics a server has no load, and without a sample of its bandwidth
// no average.
type Score struct {
	HealthStatus     string
	TCPSessions      int
	LoadAvg1m        sql.Null[float64]
	Score            float64 // 0 is best, 999 is DOWN
	BandwidthAvgMbps sql.Null[float64]
	Turbo            bool
	Fast             bool
	IP               string // which server's
}

// UpdateScore runs UpdateScoreSQL, and returns how many servers it changed: none where no server has the address, or its score
// was the same before.
func UpdateScore(ctx context.Context, db *sql.DB, s Score) (servers int64, err error) {
	return changed(ctx, db, "sync of scores, of server "+s.IP, UpdateScoreSQL,
		s.HealthStatus, s.TCPSessions, s.LoadAvg1m, s.Score, s.BandwidthAvgMbps, s.Turbo, s.Fast, s.IP)
}

// changed runs a statement and returns how many rows it changed.
func changed(ctx context.Context, db *sql.DB, what, statement string, args ...any) (int64, error) {
	result, err := db.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", what, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("%s: %w", what, err)
	}
	return n, nil
}
