package delivery

// Resync is the clean-up that an operator runs after a bulk deactivation. Nothing runs one by itself (SYNC-21).
type Resync uint8

// The two options of rule 1, and the omission that made the incident (SYNC-01).
const (
	NoResync      Resync = iota // "none"
	ResyncPending               // "pending": option 1, SYNC-11
	ResyncDelete                // "delete": option 2, SYNC-12
)

// Apply is what the clean-up's SQL statement makes of one row. Both statements act on inactive servers only, so neither
// changes an account's completeness: whatever they repair, they repair through the sync that they make due.
//
//   - ResyncPending sets the status of an existing row; an UPDATE creates none.
//   - ResyncDelete takes the config row away. The statement touches that one table: the status stays SYNCED and the client
//     stays on the panel, so a server that is activated again has SYNCED rows without configs, which no scan for
//     PENDING finds. Nor does "the next request rebuild" more than it would have: it measures active servers alone.
func (o Resync) Apply(s Server, r Row) Row {
	if s.Active {
		return r
	}
	switch {
	case o == ResyncPending && r&StatusMask != 0:
		return r&^StatusMask | Pending
	case o == ResyncDelete:
		return r &^ HasConfig
	}
	return r
}

// PendingScope is what a background sync takes a PENDING row to mean. The documents do not say; both readings are
// assumptions to be held against the observations.
type PendingScope uint8

// The two readings.
const (
	AccountScope PendingScope = iota // "account": the account is to be looked at; every missing config is pushed
	RowScope                         // "row": that row is to be pushed, and no other
)

// Wanted appends the indexes of the servers that a background sync pushes to for an account found by SyncDue, ascending.
//
// A finding: under RowScope, ResyncPending repairs nothing. It marks rows of inactive servers, which get no push, and
// leaves the missing rows of active servers as they were. An account without any config gets all that are missing under
// either scope, since that trigger names the account and not a row (SYNC-23).
func Wanted(scope PendingScope, servers []Server, rows []Row, dst []int32) []int32 {
	if scope == AccountScope || !holdsConfig(rows) {
		return Missing(servers, rows, dst)
	}
	for i := range servers {
		if servers[i].Active && rowAt(rows, i)&StatusMask == Pending {
			dst = append(dst, int32(i))
		}
	}
	return dst
}

// SyncDue reports whether the periodic scan picks the account: some row is PENDING, on whichever server, or the account
// has no config at all (SYNC-23). A list that is short but not empty, with no row PENDING, is not picked: such an account
// waits for a request below the threshold (SYNC-21). That deleted accounts are passed over is assumed for PENDING rows,
// documented for the rest.
func SyncDue(a Account, rows []Row) bool {
	if a.Deleted {
		return false
	}
	for _, r := range rows {
		if r&StatusMask == Pending {
			return true
		}
	}
	return WithoutConfigs(a, rows)
}

// Pushed is the row after a good push to its server: SYNCED, config stored, client on the panel.
func Pushed(Row) Row { return Synced | HasConfig | OnPanel }

// Retire is what a sync leaves of a row: nothing of a PENDING one on an inactive server, the client on its panel included;
// any other as it was. That the sync clears both away is assumed; the documents only say that it ends.
func Retire(s Server, r Row) Row {
	if !s.Active && r&StatusMask == Pending {
		return None
	}
	return r
}

// PipelinePushes reports whether a visit of the rolling pipeline carries the account's row (SYNC-19): it does where the
// row is PENDING and, should the pipeline create rows, wherever it is not healthy. Which of the two it is, the documents
// do not say.
func (r Row) PipelinePushes(createsRows bool) bool {
	return r&StatusMask == Pending || createsRows && !r.Healthy()
}

// Awaiting is the row once a sync is to push it: PENDING until that is done. What a sync under way leaves in the row the
// documents do not say; this is assumed.
func (r Row) Awaiting() Row { return r&^StatusMask | Pending }
