package vectors_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"reprise/control/delivery"
)

type (
	pathIn struct {
		Whitelist       bool `json:"whitelist"`
		TransportParams bool `json:"transport_params"`
	}
	pathOut struct {
		Path string `json:"path"`
	}
	activationIn struct {
		Active bool `json:"active"`
		pathIn
		ClientsOnPanel  int  `json:"clients_on_panel"`
		ClientsExpected int  `json:"clients_expected"`
		ActiveAlready   bool `json:"active_already"`
	}
	deactivationIn struct {
		Resync        string `json:"resync"`
		SinceSeconds  int64  `json:"since_seconds"`
		ActiveConfigs int    `json:"active_configs"`
		ActiveServers int    `json:"active_servers"`
	}
	brokenOut struct {
		Broken []string `json:"broken"`
	}
	countsOut struct {
		TotalConfigs  int `json:"total_configs"`
		ActiveConfigs int `json:"active_configs"`
		ActiveServers int `json:"total_active_servers"`
	}
	countedOut struct {
		Counted bool `json:"counted"`
	}
)

// checkRules are what an operator checks before an activation, and after a deactivation.
var checkRules = []rule{
	ruleOf("push-path", []string{"SYNC-17"},
		"The way a config takes to a server; none: a whitelist server has no fallback to panel HTTP.",
		func(in pathIn) pathOut { return pathOut{delivery.Path(in.server()).String()} },
		pathInputs(), nil),
	ruleOf("activation", []string{"SYNC-16", "SYNC-17"},
		"The rules of the activation checklist that are broken, in its order; none: the server may be activated. "+
			"active_already: is_active was set before the others were confirmed.",
		func(in activationIn) brokenOut {
			server := in.server()
			server.Active = in.Active
			return broken(delivery.Checklist(delivery.Activation{Server: server, ClientsOnPanel: in.ClientsOnPanel,
				ClientsExpected: in.ClientsExpected, ActiveAlready: in.ActiveAlready}))
		},
		activationInputs(),
		func(r *rand.Rand) activationIn {
			return activationIn{drawBool(r), pathIn{drawBool(r), drawBool(r)}, r.IntN(4), r.IntN(4), drawBool(r)}
		}),
	ruleOf("deactivation", []string{"SYNC-13", "SYNC-18", "SYNC-21"},
		"The rules of the check after a deactivation that are broken for an account, in its order: a resync was run, 10 minutes "+
			"have passed, active configs are as many as active servers. since_seconds without a resync means nothing.",
		func(in deactivationIn) brokenOut {
			return broken(delivery.VerifyDeactivation(delivery.Deactivation{ResyncRun: valueOf[delivery.Resync](in.Resync),
				Since: time.Duration(in.SinceSeconds) * time.Second, ActiveConfigs: in.ActiveConfigs, ActiveServers: in.ActiveServers}))
		},
		deactivationInputs(),
		func(r *rand.Rand) deactivationIn {
			return deactivationIn{drawName[delivery.Resync](r), r.Int64N(1200), r.IntN(4), r.IntN(4)}
		}),
	ruleOf("check-query-1", []string{"SYNC-22"},
		"Check query 1 for an account. active_configs, a SUM, is NULL in SQL where there is no config; here it is 0.",
		func(in completenessIn) countsOut { return countsOut(delivery.CountConfigs(fleetOf(in))) },
		countInputs, drawCompletenessIn),
	ruleOf("check-query-2", []string{"SYNC-23"},
		"Whether check query 2 counts an account: not deleted, not POOL, and no config on any server.",
		func(in accountRowsIn) countedOut {
			return countedOut{delivery.WithoutConfigs(in.Account.account(), rowsOf(in.Rows))}
		},
		accountRowsInputs(), drawAccountRowsIn),
}

func (in pathIn) server() delivery.Server {
	return delivery.Server{Whitelist: in.Whitelist, TransportParams: in.TransportParams}
}

// broken are the ids of the rules; the texts for people are no part of the vectors.
func broken(violations []delivery.Violation) brokenOut {
	ids := []string{}
	for _, v := range violations {
		ids = append(ids, v.Rule)
	}
	return brokenOut{ids}
}

func pathInputs() (inputs []input[pathIn]) {
	for _, whitelist := range bools {
		for _, filled := range bools {
			inputs = append(inputs, input[pathIn]{pathName(whitelist, filled), pathIn{whitelist, filled}})
		}
	}
	return inputs
}

func pathName(whitelist, filled bool) string {
	return caseName(wordIf(whitelist, "whitelist"), wordIf(filled, "filled")+wordIf(!filled, "transport_params empty"))
}

// activationInputs are each kind of server with too few clients, enough and more than that.
func activationInputs() (inputs []input[activationIn]) {
	for _, active := range bools {
		for _, path := range pathInputs() {
			for _, clients := range []int{899, 900, 901} {
				for _, already := range bools {
					name := caseName(wordIf(active, "active"), path.name, fmt.Sprintf("%d of 900 clients", clients),
						wordIf(already, "active already"))
					inputs = append(inputs, input[activationIn]{name, activationIn{active, path.in, clients, 900, already}})
				}
			}
		}
	}
	return append(inputs, input[activationIn]{"no client is expected", activationIn{pathIn: pathIn{TransportParams: true}}})
}

func deactivationInputs() (inputs []input[deactivationIn]) {
	for _, resync := range namesOf[delivery.Resync]() {
		for _, seconds := range []int64{0, 599, 600, 259_200} {
			for _, configs := range []int{26, 49, 72} {
				name := fmt.Sprintf("%s, %d s ago, %d of 49", resync, seconds, configs)
				inputs = append(inputs, input[deactivationIn]{name, deactivationIn{resync, seconds, configs, 49}})
			}
		}
	}
	return inputs
}

// countInputs are those of completeness, and one in which the query sees more than the backend does.
var countInputs = append([]input[completenessIn]{
	{"PENDING with its config counts, and so does one without a status", completenessIn{
		stand(4, true), []*rowIn{whole, pending, statusless, pendingBare}}},
	{"no config: SUM is NULL", completenessIn{stand(2, true), []*rowIn{pendingBare, configless}}},
}, completenessInputs...)
