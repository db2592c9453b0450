package vectors_test

import (
	"math/rand/v2"
	"slices"

	"reprise/control/delivery"
)

type (
	accountIn struct {
		PayStatus string `json:"pay_status"`
		Deleted   bool   `json:"deleted"`
	}
	accountRowsIn struct {
		Account accountIn `json:"account"`
		Rows    []*rowIn  `json:"rows"`
	}
	dueOut struct {
		Due bool `json:"due"`
	}
	wantedIn struct {
		Scope string `json:"scope"`
		completenessIn
	}
	wantedOut struct {
		Servers []int32 `json:"servers"`
	}
)

// syncRules are those of the periodic background sync.
var syncRules = []rule{
	ruleOf("sync-due", []string{"SYNC-11", "SYNC-21", "SYNC-23"},
		"Whether the background sync's scan picks an account: a row is PENDING, on whichever server, or check query 2 counts "+
			"the account. None that is deleted (assumed for PENDING rows).",
		func(in accountRowsIn) dueOut { return dueOut{delivery.SyncDue(in.Account.account(), rowsOf(in.Rows))} },
		accountRowsInputs(), drawAccountRowsIn),
	ruleOf("wanted", []string{"SYNC-03", "SYNC-11", "SYNC-12", "SYNC-23"},
		"The servers a background sync pushes to for an account that its scan picked, in both readings of PENDING: the account "+
			"is to be looked at, or that row is to be pushed. Without any config: all that are missing, in either.",
		func(in wantedIn) wantedOut {
			servers, rows := fleetOf(in.completenessIn)
			return wantedOut{delivery.Wanted(valueOf[delivery.PendingScope](in.Scope), servers, rows, []int32{})}
		},
		wantedInputs(),
		func(r *rand.Rand) wantedIn {
			return wantedIn{drawName[delivery.PendingScope](r), drawCompletenessIn(r)}
		}),
}

// account is what control/ takes the account to be.
func (in accountIn) account() delivery.Account {
	i := slices.Index(payStatuses, in.PayStatus)
	if i < 0 {
		panic(in.PayStatus) // a case of these files names no pay_status
	}
	return delivery.Account{PayStatus: delivery.PayStatus(i), Deleted: in.Deleted}
}

// payStatuses are the values of account.pay_status, in the order of their constants.
var payStatuses = []string{"POOL", "TRIAL", "PAID"}

func rowsOf(in []*rowIn) (rows []delivery.Row) {
	for _, r := range in {
		rows = append(rows, rowOf(r))
	}
	return rows
}

var pendingBare = &rowIn{known("PENDING"), false}

// accountRowsInputs are some lists of rows for each kind of account.
func accountRowsInputs() (inputs []input[accountRowsIn]) {
	for _, payStatus := range payStatuses {
		for _, deleted := range bools {
			for _, held := range []input[[]*rowIn]{
				{"no row", []*rowIn{}},
				{"no row on a server", []*rowIn{nil}},
				{"whole", []*rowIn{whole, whole}},
				{"short, nothing PENDING", []*rowIn{whole, nil}},
				{"short: SYNCED, but the config went", []*rowIn{whole, configless}},
				{"PENDING beside a config", []*rowIn{whole, pendingBare}},
				{"PENDING, with its config", []*rowIn{pending}},
				{"PENDING, without any config", []*rowIn{nil, pendingBare}},
				{"SYNCED, without any config", []*rowIn{configless, configless}},
				{"a config, without a status", []*rowIn{nil, statusless}},
			} {
				name := caseName(payStatus+wordIf(deleted, " deleted"), held.name)
				inputs = append(inputs, input[accountRowsIn]{name, accountRowsIn{accountIn{payStatus, deleted}, held.in}})
			}
		}
	}
	return inputs
}

func drawAccountRowsIn(r *rand.Rand) accountRowsIn {
	return accountRowsIn{accountIn{drawOneOf(r, payStatuses...), r.IntN(4) == 0}, drawRows(r, r.IntN(5))}
}

func drawRows(r *rand.Rand, n int) []*rowIn {
	rows := make([]*rowIn, n)
	for i := range rows {
		rows[i] = drawOneOf(r, whole, pending, pendingBare, configless, statusless, nil)
	}
	return rows
}

// wantedInputs are in small what the incident was: servers that were deactivated, and others that the account lacks.
func wantedInputs() (inputs []input[wantedIn]) {
	fleet := slices.Concat(stand(2, false), stand(4, true))
	for _, scope := range namesOf[delivery.PendingScope]() {
		for _, held := range []input[[]*rowIn]{
			{"no clean-up", []*rowIn{whole, whole, whole, whole, nil, nil}},
			{"after option 1", []*rowIn{pending, pending, whole, whole, nil, nil}},
			{"after option 2", []*rowIn{configless, configless, whole, whole, nil, nil}},
			{"rows PENDING on active servers", []*rowIn{whole, pending, pending, pendingBare, whole, nil}},
			{"SYNCED without its config, no status", []*rowIn{whole, whole, configless, statusless, whole, pendingBare}},
			{"whole", slices.Repeat([]*rowIn{whole}, 6)},
			{"no config at all", []*rowIn{pendingBare, configless, configless, pendingBare}},
			{"configs on inactive servers alone", []*rowIn{whole, whole}},
			{"no row", []*rowIn{}},
		} {
			inputs = append(inputs, input[wantedIn]{scope + ": " + held.name, wantedIn{scope, completenessIn{fleet, held.in}}})
		}
	}
	inactive := completenessIn{stand(2, false), []*rowIn{pending}}
	return append(inputs, input[wantedIn]{"no active server", wantedIn{"account", inactive}})
}
