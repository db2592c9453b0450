package delivery

// Counts is the one result row of check query 1 for an account (SYNC-22). The query's ActiveConfigs is a SUM, which is
// NULL when the account has no config row; that is ActiveConfigs 0 with TotalConfigs 0, and no other case has both.
type Counts struct {
	TotalConfigs  int // config rows on any server
	ActiveConfigs int // config rows on active servers
	ActiveServers int // active servers
}

// CountConfigs runs check query 1 over an account's rows. The query joins vpn_user_server_config only and so never sees
// a status: ActiveConfigs can equal ActiveServers while rows are PENDING and the backend calls the list incomplete.
func CountConfigs(servers []Server, rows []Row) Counts {
	var n Counts
	for i := range servers {
		if servers[i].Active {
			n.ActiveServers++
		}
		if rowAt(rows, i)&HasConfig == 0 {
			continue
		}
		n.TotalConfigs++
		if servers[i].Active {
			n.ActiveConfigs++
		}
	}
	return n
}

// PayStatus is account.pay_status (POOL-02).
type PayStatus uint8

// The three values.
const (
	Pool  PayStatus = iota // "POOL"
	Trial                  // "TRIAL"
	Paid                   // "PAID"
)

// Account is what the decisions need to know of one row of table `account`.
type Account struct {
	PayStatus PayStatus
	Deleted   bool // deleted_at is set
}

// WithoutConfigs reports whether check query 2 counts the account (SYNC-23): not deleted, not POOL, and no config row on
// any server. A row left on an inactive server is enough to hide the account from it.
func WithoutConfigs(a Account, rows []Row) bool {
	return !a.Deleted && a.PayStatus != Pool && !holdsConfig(rows)
}

func holdsConfig(rows []Row) bool {
	for _, r := range rows {
		if r&HasConfig != 0 {
			return true
		}
	}
	return false
}
