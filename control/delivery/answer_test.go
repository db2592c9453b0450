package delivery_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
)

// The incident as the documents tell it, decision by decision.
func ExampleRespond() {
	servers, rows := felis()
	today := delivery.Policy{Partial: delivery.Serve, Threshold: 0.8}
	var buf delivery.Buffers

	a := delivery.Respond(today, servers, rows, &buf)
	fmt.Println(a.Event)
	fmt.Println(a.Kind, "answer, background sync for", len(a.Sync), "servers")

	for _, i := range a.Sync {
		rows[i] = delivery.Pushed(rows[i])
	}
	a = delivery.Respond(today, servers, rows, &buf)
	fmt.Println(a.Event)
	fmt.Println(a.Kind, "answer, background sync for", len(a.Sync), "servers")
	// Output:
	// CONFIG_FROM_DB_INCOMPLETE healthyConfigs=26 activeServers=49
	// partial answer, background sync for 23 servers
	// CONFIG_FROM_DB_SUCCESS countries=27 servers=49
	// full answer, background sync for 0 servers
}

func TestRespondToTheShortList(t *testing.T) {
	for _, tc := range []struct {
		name    string
		facts   string
		partial delivery.PartialPolicy
		kind    delivery.AnswerKind
		served  int
	}{
		{"today's policy serves what there is", "SYNC-02, -14", delivery.Serve, delivery.Partial, 26},
		{"an error", "SYNC-15", delivery.Refuse, delivery.Error, 0},
		{"an empty response", "SYNC-15", delivery.Empty, delivery.EmptyList, 0},
	} {
		t.Run(tc.name+" "+tc.facts, func(t *testing.T) {
			servers, rows := felis()
			a := delivery.Respond(delivery.Policy{Partial: tc.partial, Threshold: 0.8}, servers, rows, new(delivery.Buffers))
			require.Equal(t, tc.kind, a.Kind)
			require.Len(t, a.Served, tc.served)
			require.Len(t, a.Sync, 23, "SYNC-03")
			require.Equal(t, "CONFIG_FROM_DB_INCOMPLETE healthyConfigs=26 activeServers=49", a.Event.String())
		})
	}
}

func TestRespondAtTheThreshold(t *testing.T) {
	active := make([]delivery.Server, 5)
	for i := range active {
		active[i] = delivery.Server{Country: "DE", Active: true}
	}
	for _, tc := range []struct {
		name    string
		servers []delivery.Server
		healthy int
		event   string
		kind    delivery.AnswerKind
		sync    []int32
	}{
		{"SYNC-14: at the threshold it is not short, and nothing repairs the missing one", active, 4,
			"CONFIG_FROM_DB_SUCCESS countries=1 servers=4", delivery.Partial, nil},
		{"just below it is", active, 3, "CONFIG_FROM_DB_INCOMPLETE healthyConfigs=3 activeServers=5", delivery.Error, []int32{3, 4}},
		{"whole", active, 5, "CONFIG_FROM_DB_SUCCESS countries=1 servers=5", delivery.Full, nil},
		{"an empty fleet misses nothing", nil, 0, "CONFIG_FROM_DB_SUCCESS countries=0 servers=0", delivery.Full, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			rows := make([]delivery.Row, tc.healthy)
			for i := range rows {
				rows[i] = whole
			}
			a := delivery.Respond(delivery.Policy{Partial: delivery.Refuse, Threshold: 0.8}, tc.servers, rows, new(delivery.Buffers))
			require.Equal(t, tc.event, a.Event.String())
			require.Equal(t, tc.kind, a.Kind)
			require.Equal(t, tc.sync, a.Sync)
		})
	}
}

func TestArrives(t *testing.T) {
	one := []int32{0}
	for _, tc := range []struct {
		answer delivery.Answer
		want   delivery.AnswerKind
	}{
		{delivery.Answer{Kind: delivery.Full, Served: one}, delivery.Full},
		{delivery.Answer{Kind: delivery.Partial, Served: one}, delivery.Partial},
		{delivery.Answer{Kind: delivery.Full}, delivery.EmptyList},
		{delivery.Answer{Kind: delivery.Partial}, delivery.EmptyList},
		{delivery.Answer{Kind: delivery.EmptyList}, delivery.EmptyList},
		{delivery.Answer{Kind: delivery.Error}, delivery.Error},
	} {
		require.Equal(t, tc.want, tc.answer.Arrives(), "%v serving %d", tc.answer.Kind, len(tc.answer.Served))
	}
}

// What one call counted is counted again by the next, whatever became of the fleet. A country without a name is one too.
func TestCountriesOfAChangingFleet(t *testing.T) {
	var buf delivery.Buffers
	countries := func(names ...string) int {
		servers := make([]delivery.Server, len(names))
		rows := make([]delivery.Row, len(names))
		for i, name := range names {
			servers[i] = delivery.Server{Country: name, Active: name != "-"}
			rows[i] = whole
		}
		return delivery.Respond(delivery.Policy{}, servers, rows, &buf).Event.Fields[0].Value
	}
	require.Equal(t, 1, countries("-", "DE"))
	require.Equal(t, 2, countries("", "DE"))
	require.Equal(t, 2, countries("DE", "GB", "GB"))
	require.Equal(t, 1, countries("GB", "GB", "GB"))
	require.Equal(t, 3, countries("LV", "GB", "DE", "LV"))
}

// One Buffers serves many accounts and fleets; what an earlier call left in it reaches no later answer.
func TestRespondLaws(t *testing.T) {
	var used delivery.Buffers
	rapid.Check(t, func(t *rapid.T) {
		servers, rows := drawFleet(t)
		p := drawPolicy().Draw(t, "policy")
		a := delivery.Respond(p, servers, rows, &used)
		require.Equal(t, delivery.Respond(p, servers, rows, new(delivery.Buffers)).Event, a.Event)

		missing := delivery.Missing(servers, rows, nil)
		countries := map[string]bool{}
		for _, i := range a.Served {
			require.True(t, servers[i].Active && rows[i].Healthy(), "server %d is served", i)
			countries[servers[i].Country] = true
		}
		if a.Completeness.Ratio() < p.Threshold {
			require.Equal(t, missing, a.Sync, "SYNC-03: the sync is for exactly the missing")
			require.Equal(t, delivery.EventIncomplete, a.Event.Name)
			require.Equal(t, p.Partial == delivery.Serve, a.Kind == delivery.Partial, "SYNC-14, -15")
		} else {
			require.Empty(t, a.Sync)
			require.Equal(t, fmt.Sprintf("CONFIG_FROM_DB_SUCCESS countries=%d servers=%d", len(countries), len(a.Served)), a.Event.String())
			require.Equal(t, len(missing) == 0, a.Kind == delivery.Full)
		}
		if a.Kind == delivery.Full || a.Kind == delivery.Partial {
			require.Len(t, a.Served, a.Completeness.Healthy)
		} else {
			require.Empty(t, a.Served)
		}
	})
}

func TestRaisingTheThresholdNeverServesTheRefused(t *testing.T) {
	withheld := func(a delivery.Answer) bool { return a.Kind == delivery.Error || a.Kind == delivery.EmptyList }
	rapid.Check(t, func(t *rapid.T) {
		servers, rows := drawFleet(t)
		low := drawPolicy().Draw(t, "policy")
		high := low
		high.Threshold = rapid.Float64Range(low.Threshold, 1).Draw(t, "higher threshold")
		var buf delivery.Buffers
		if withheld(delivery.Respond(low, servers, rows, &buf)) {
			require.True(t, withheld(delivery.Respond(high, servers, rows, &buf)))
		}
	})
}

// hot is the fleet of a fleet simulation: 138 servers in 40 countries, and an account that lacks every seventh.
func hot() (servers []delivery.Server, rows []delivery.Row) {
	for i := range 138 {
		servers = append(servers, delivery.Server{Country: fmt.Sprintf("country-%d", i%40), Active: true})
		rows = append(rows, whole)
		if i%7 == 0 {
			rows[i] = delivery.Pending
		}
	}
	return servers, rows
}

func TestRespondAllocatesNothing(t *testing.T) {
	servers, rows := hot()
	var buf delivery.Buffers
	for _, threshold := range []float64{0.8, 0.9} { // success and incomplete
		allocs := testing.AllocsPerRun(100, func() {
			delivery.Respond(delivery.Policy{Threshold: threshold}, servers, rows, &buf)
		})
		require.Zero(t, allocs, "threshold %v", threshold)
	}
}

func BenchmarkRespond(b *testing.B) {
	servers, rows := hot()
	for _, threshold := range []float64{0.8, 0.9} { // the list's completeness is 0.855
		b.Run(fmt.Sprintf("threshold=%v", threshold), func(b *testing.B) {
			var buf delivery.Buffers
			b.ReportAllocs()
			for b.Loop() {
				delivery.Respond(delivery.Policy{Threshold: threshold}, servers, rows, &buf)
			}
		})
	}
}
