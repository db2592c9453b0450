package vectors_test

import (
	"math/rand/v2"
	"slices"

	"reprise/control/delivery"
)

// A list of rows may be shorter than that of the servers; a row is null where the tables hold nothing.
type (
	serverIn struct {
		Country string `json:"country"`
		Active  bool   `json:"active"`
	}
	rowIn struct {
		Status *string `json:"status"`
		Config bool    `json:"config"`
	}
	completenessIn struct {
		Servers []serverIn `json:"servers"`
		Rows    []*rowIn   `json:"rows"`
	}
	completenessOut struct {
		Healthy int     `json:"healthy"`
		Active  int     `json:"active"`
		Ratio   float64 `json:"ratio"`
		Missing []int32 `json:"missing"`
	}
	answerIn struct {
		Policy    string  `json:"policy"`
		Threshold float64 `json:"threshold"`
		completenessIn
	}
	answerOut struct {
		Kind    string  `json:"kind"`
		Arrives string  `json:"arrives"`
		Served  []int32 `json:"served"`
		Sync    []int32 `json:"sync"`
		Event   string  `json:"event"`
	}
)

var deliveryRules = []rule{
	ruleOf("completeness", []string{"SYNC-02"},
		"Active servers on which the account has a row that is SYNCED, with its config, over all active servers; 1 of none.",
		decideCompleteness, completenessInputs, drawCompletenessIn),
	ruleOf("partial-answer", []string{"SYNC-02", "SYNC-03", "SYNC-04", "SYNC-14", "SYNC-15"},
		"What a request for configs is answered, and for which servers a background sync starts: below the threshold.",
		decideAnswer, answerInputs(),
		func(r *rand.Rand) answerIn {
			policy := []string{"serve", "error", "empty"}[r.IntN(3)]
			return answerIn{policy, float64(r.IntN(11)) / 10, drawCompletenessIn(r)}
		}),
}

func decideCompleteness(in completenessIn) completenessOut {
	servers, rows := fleetOf(in)
	c := delivery.Measure(servers, rows)
	return completenessOut{c.Healthy, c.Active, c.Ratio(), delivery.Missing(servers, rows, []int32{})}
}

func decideAnswer(in answerIn) answerOut {
	servers, rows := fleetOf(in.completenessIn)
	policy := delivery.Policy{Threshold: in.Threshold}
	if err := policy.Partial.UnmarshalText([]byte(in.Policy)); err != nil {
		panic(err) // a case of these files names no policy
	}
	a := delivery.Respond(policy, servers, rows, new(delivery.Buffers))
	return answerOut{
		Kind: a.Kind.String(), Arrives: a.Arrives().String(), Event: a.Event.String(),
		Served: append([]int32{}, a.Served...), Sync: append([]int32{}, a.Sync...), // a list, if an empty one, and not null
	}
}

func fleetOf(in completenessIn) (servers []delivery.Server, rows []delivery.Row) {
	for _, s := range in.Servers {
		servers = append(servers, delivery.Server{Country: s.Country, Active: s.Active})
	}
	for _, r := range in.Rows {
		rows = append(rows, rowOf(r))
	}
	return servers, rows
}

func rowOf(in *rowIn) delivery.Row {
	row := delivery.None
	if in == nil {
		return row
	}
	switch or(in.Status, "") {
	case "PENDING":
		row |= delivery.Pending
	case "SYNCED":
		row |= delivery.Synced
	}
	if in.Config {
		row |= delivery.HasConfig
	}
	return row
}

var (
	whole      = &rowIn{known("SYNCED"), true}
	pending    = &rowIn{known("PENDING"), true}
	configless = &rowIn{known("SYNCED"), false}
	statusless = &rowIn{nil, true}
)

// felis is the incident: 49 active servers in 27 countries, of which the account has configs for 26, behind 46 that were
// deactivated with the account's configs on them.
var felis = completenessIn{
	Servers: slices.Concat(stand(46, false), stand(49, true)),
	Rows:    slices.Repeat([]*rowIn{whole}, 46+26),
}

// stand are n servers, active or not, in 27 countries by turns.
func stand(n int, active bool) []serverIn {
	servers := make([]serverIn, n)
	for i := range servers {
		servers[i] = serverIn{string([]byte{'A' + byte(i%27/3), 'A' + byte(i%27%3)}), active}
	}
	return servers
}

var completenessInputs = []input[completenessIn]{
	{"the incident: 26 of 49", felis},
	{"whole", completenessIn{stand(3, true), []*rowIn{whole, whole, whole}}},
	{"not healthy: PENDING, without a config, without a status, no row", completenessIn{
		stand(5, true), []*rowIn{whole, pending, configless, statusless, nil}}},
	{"rows end before the servers do", completenessIn{stand(4, true), []*rowIn{whole}}},
	{"inactive servers do not count", completenessIn{
		slices.Concat(stand(2, false), stand(2, true)), []*rowIn{whole, whole, whole, nil}}},
	{"no active server", completenessIn{stand(2, false), []*rowIn{whole, whole}}},
	{"no server", completenessIn{[]serverIn{}, []*rowIn{}}},
}

// answerInputs are all of completeness under each policy, and what the threshold decides.
func answerInputs() []input[answerIn] {
	var inputs []input[answerIn]
	for _, policy := range []string{"serve", "error", "empty"} {
		for _, c := range completenessInputs {
			inputs = append(inputs, input[answerIn]{policy + ": " + c.name, answerIn{policy, 0.8, c.in}})
		}
	}
	four := completenessIn{stand(5, true), []*rowIn{whole, whole, whole, whole}}
	return append(inputs,
		input[answerIn]{"at the threshold", answerIn{"error", 0.8, four}},
		input[answerIn]{"just below it", answerIn{"error", 0.81, four}},
	)
}

func drawCompletenessIn(r *rand.Rand) completenessIn {
	in := completenessIn{[]serverIn{}, []*rowIn{}}
	for range r.IntN(9) {
		country := []string{"DE", "GB", "LV"}[r.IntN(3)]
		in.Servers = append(in.Servers, serverIn{country, r.IntN(4) > 0})
	}
	for range r.IntN(len(in.Servers) + 1) {
		in.Rows = append(in.Rows, []*rowIn{whole, whole, whole, pending, configless, statusless, nil}[r.IntN(7)])
	}
	return in
}
