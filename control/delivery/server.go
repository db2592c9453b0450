package delivery

// Server is what the decisions need to know of one row of table `server`.
type Server struct {
	Name            string
	Country         string
	Active          bool // is_active
	Whitelist       bool // a WL server: no fallback to panel HTTP (SYNC-17)
	TransportParams bool // transport_params is filled
}

// Row is what the tables hold for one account on one server, in four bits: the status in vpn_user_server_account
// (under StatusMask; neither bit: no such row), whether a row stands in vpn_user_server_config, and whether the
// account's client exists on the server's panel.
//
// An account's rows form a slice in which rows[i] belongs to servers[i]. A slice may be shorter than the fleet: the
// account then holds nothing on the servers past its end.
type Row uint8

// The bits of a Row.
const (
	None Row = 0

	Pending    Row = 1
	Synced     Row = 2
	StatusMask Row = 3

	HasConfig Row = 4
	OnPanel   Row = 8
)

// Healthy reports whether the row counts towards healthyConfigs (SYNC-02): it is SYNCED and its config row is there.
// The documents do not define "healthy"; this is assumed.
func (r Row) Healthy() bool { return r&(StatusMask|HasConfig) == Synced|HasConfig }

// String names the set bits, as in "SYNCED+config+panel"; a row without any is "none".
func (r Row) String() string {
	text := [...]string{"", "+PENDING", "+SYNCED", "+PENDING+SYNCED"}[r&StatusMask]
	if r&HasConfig != 0 {
		text += "+config"
	}
	if r&OnPanel != 0 {
		text += "+panel"
	}
	if text == "" {
		return "none"
	}
	return text[1:]
}

// rowAt is the account's row on server i.
func rowAt(rows []Row, i int) Row {
	if i < len(rows) {
		return rows[i]
	}
	return None
}
