package delivery_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

func TestPath(t *testing.T) {
	for _, tc := range []struct {
		whitelist, transportParams bool
		want                       delivery.PushPath
	}{
		{false, true, delivery.PathTransportParams},
		{true, true, delivery.PathTransportParams},
		{false, false, delivery.PathPanelHTTP},
		{true, false, delivery.PathNone},
	} {
		got := delivery.Path(delivery.Server{Whitelist: tc.whitelist, TransportParams: tc.transportParams})
		require.Equal(t, tc.want, got, "SYNC-17: whitelist %v, transport_params %v", tc.whitelist, tc.transportParams)
	}
}

// What a person reads of both checklists. After a change: go test ./control/delivery -run Checklists -update
func TestChecklists(t *testing.T) {
	filled := delivery.Server{TransportParams: true}
	var page strings.Builder
	for _, tc := range []struct {
		name string
		a    delivery.Activation
	}{
		{"ready", delivery.Activation{Server: filled, ClientsOnPanel: 900, ClientsExpected: 900}},
		{"clients still on their way", delivery.Activation{Server: filled, ClientsOnPanel: 899, ClientsExpected: 900}},
		{"no transport_params", delivery.Activation{ClientsOnPanel: 900, ClientsExpected: 900}},
		{"whitelist, no transport_params", delivery.Activation{Server: delivery.Server{Whitelist: true}}},
		{"all in order, but activated before it was", delivery.Activation{Server: filled, ActiveAlready: true}},
		{"active with everything open", delivery.Activation{
			Server: delivery.Server{Active: true, Whitelist: true}, ClientsExpected: 900}},
	} {
		describe(&page, "activate: "+tc.name, delivery.Checklist(tc.a))
	}
	for _, tc := range []struct {
		name string
		d    delivery.Deactivation
	}{
		{"Felis, three days on", delivery.Deactivation{
			Since: 72 * time.Hour, ActiveConfigs: 26, ActiveServers: 49}},
		{"a second early", delivery.Deactivation{
			ResyncRun: delivery.ResyncPending, Since: delivery.ResyncWait - time.Second, ActiveConfigs: 49, ActiveServers: 49}},
		{"in time, short", delivery.Deactivation{
			ResyncRun: delivery.ResyncDelete, Since: delivery.ResyncWait, ActiveConfigs: 48, ActiveServers: 49}},
		{"in time, whole", delivery.Deactivation{
			ResyncRun: delivery.ResyncPending, Since: delivery.ResyncWait, ActiveConfigs: 49, ActiveServers: 49}},
	} {
		describe(&page, "deactivated: "+tc.name, delivery.VerifyDeactivation(tc.d))
	}
	const golden = "testdata/checklists.golden"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(page.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), page.String())
}

func describe(page *strings.Builder, title string, broken []delivery.Violation) {
	fmt.Fprintln(page, title)
	if len(broken) == 0 {
		fmt.Fprintln(page, "  ok")
	}
	for _, v := range broken {
		fmt.Fprintf(page, "  %s (%s): %s\n", v.Rule, strings.Join(v.Facts, ", "), v.Text)
	}
	fmt.Fprintln(page)
}

func TestChecklistLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := delivery.Activation{
			Server: delivery.Server{
				Active:          rapid.Bool().Draw(t, "active"),
				Whitelist:       rapid.Bool().Draw(t, "whitelist"),
				TransportParams: rapid.Bool().Draw(t, "transport params"),
			},
			ClientsOnPanel:  rapid.IntRange(0, 3).Draw(t, "on panel"),
			ClientsExpected: rapid.IntRange(0, 3).Draw(t, "expected"),
			ActiveAlready:   rapid.Bool().Draw(t, "active already"),
		}
		rules := map[string]bool{}
		for _, v := range delivery.Checklist(a) {
			require.False(t, rules[v.Rule], "a rule is named once")
			require.NotEmpty(t, v.Facts)
			rules[v.Rule] = true
		}
		open := !a.Server.TransportParams || a.ClientsOnPanel < a.ClientsExpected
		require.Equal(t, open || a.ActiveAlready, len(rules) > 0, "SYNC-16")
		require.Equal(t, delivery.Path(a.Server) == delivery.PathNone, rules["whitelist-transport-params"], "SYNC-17")
		require.Equal(t, a.ActiveAlready || a.Server.Active && open, rules["active-last"], "SYNC-16")
	})
}
