package vectors_test

import (
	"fmt"

	"reprise/control/delivery"
)

// fullRowIn is all that the tables and a panel hold of an account on one server; a null status: no row in
// vpn_user_server_account. Lists of rows (rowIn) go without the panel, which no rule for a list looks at.
type (
	fullRowIn struct {
		Status  *string `json:"status"`
		Config  bool    `json:"config"`
		OnPanel bool    `json:"on_panel"`
	}
	resyncIn struct {
		Option string    `json:"option"`
		Active bool      `json:"active"`
		Row    fullRowIn `json:"row"`
	}
	retireIn struct {
		Active bool      `json:"active"`
		Row    fullRowIn `json:"row"`
	}
	pipelineIn struct {
		CreatesRows bool      `json:"creates_rows"`
		Row         fullRowIn `json:"row"`
	}
	oneRowIn struct {
		Row fullRowIn `json:"row"`
	}
	rowOut struct {
		Row fullRowIn `json:"row"`
	}
	healthyOut struct {
		Healthy bool `json:"healthy"`
	}
	pushesOut struct {
		Pushes bool `json:"pushes"`
	}
)

// rowRules are decided for one row. Their inputs are few, and each is a case.
var rowRules = []rule{
	ruleOf("healthy", []string{"SYNC-02"},
		"Whether a row counts towards healthyConfigs.",
		func(in oneRowIn) healthyOut { return healthyOut{in.Row.row().Healthy()} },
		eachRow(), nil),
	ruleOf("resync", []string{"SYNC-01", "SYNC-11", "SYNC-12", "SYNC-21"},
		"What a clean-up after a deactivation makes of a row: option 1 (pending) is the documents' UPDATE, option 2 (delete) "+
			"their DELETE; none is none.",
		func(in resyncIn) rowOut {
			option := valueOf[delivery.Resync](in.Option)
			return rowOut{shown(option.Apply(delivery.Server{Active: in.Active}, in.Row.row()))}
		},
		resyncInputs(), nil),
	ruleOf("retire", []string{"SYNC-11"},
		"What a background sync leaves of a row that it does not push: nothing of a PENDING one on an inactive server "+
			"(assumed), any other as it was.",
		func(in retireIn) rowOut {
			return rowOut{shown(delivery.Retire(delivery.Server{Active: in.Active}, in.Row.row()))}
		},
		retireInputs(), nil),
	ruleOf("awaiting", []string{"SYNC-03"},
		"A row once a background sync is to push it (assumed).",
		func(in oneRowIn) rowOut { return rowOut{shown(in.Row.row().Awaiting())} },
		eachRow(), nil),
	ruleOf("push", []string{"SYNC-04"},
		"A row after a good push to its server.",
		func(in oneRowIn) rowOut { return rowOut{shown(delivery.Pushed(in.Row.row()))} },
		eachRow(), nil),
	ruleOf("pipeline", []string{"SYNC-19"},
		"Whether a visit of the rolling pipeline pushes a row, in either reading: whether it creates rows or not, the "+
			"documents do not say.",
		func(in pipelineIn) pushesOut { return pushesOut{in.Row.row().PipelinePushes(in.CreatesRows)} },
		pipelineInputs(), nil),
}

// row is what control/ takes the row to be.
func (in fullRowIn) row() delivery.Row {
	row := rowOf(&rowIn{in.Status, in.Config})
	if in.OnPanel {
		row |= delivery.OnPanel
	}
	return row
}

// shown is the row as the vectors have it.
func shown(row delivery.Row) fullRowIn {
	out := fullRowIn{Config: row&delivery.HasConfig != 0, OnPanel: row&delivery.OnPanel != 0}
	switch row & delivery.StatusMask {
	case delivery.Pending:
		out.Status = known("PENDING")
	case delivery.Synced:
		out.Status = known("SYNCED")
	case delivery.StatusMask:
		panic("a row with two statuses: the column holds one")
	}
	return out
}

// everyRow are the twelve that there can be. Of the 16 numbers a delivery.Row has room for, four stand for both statuses at
// once, which one column cannot hold.
var everyRow = func() []fullRowIn {
	var all []fullRowIn
	for _, status := range []*string{nil, known("PENDING"), known("SYNCED")} {
		for _, config := range bools {
			for _, onPanel := range bools {
				all = append(all, fullRowIn{status, config, onPanel})
			}
		}
	}
	return all
}()

func eachRow() (inputs []input[oneRowIn]) {
	for _, row := range everyRow {
		inputs = append(inputs, input[oneRowIn]{row.row().String(), oneRowIn{row}})
	}
	return inputs
}

func resyncInputs() (inputs []input[resyncIn]) {
	for _, option := range namesOf[delivery.Resync]() {
		for _, in := range retireInputs() {
			inputs = append(inputs, input[resyncIn]{option + ": " + in.name, resyncIn{option, in.in.Active, in.in.Row}})
		}
	}
	return inputs
}

func retireInputs() (inputs []input[retireIn]) {
	for _, active := range bools {
		for _, row := range everyRow {
			name := fmt.Sprintf("%s on an %sactive server", row.row(), wordIf(!active, "in"))
			inputs = append(inputs, input[retireIn]{name, retireIn{active, row}})
		}
	}
	return inputs
}

func pipelineInputs() (inputs []input[pipelineIn]) {
	for _, creates := range bools {
		for _, row := range everyRow {
			name := caseName(row.row().String(), wordIf(creates, "creates rows"))
			inputs = append(inputs, input[pipelineIn]{name, pipelineIn{creates, row}})
		}
	}
	return inputs
}
