package scenarios

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/scenarios/strict"
)

// actionSamples are one use of every action, and what it reads as.
var actionSamples = []struct {
	do, with string
	want     any
	client   string
}{
	{"servers.deactivate", "{group: old, count: 46}", &ServersDeactivate{Group: "old", Count: 46}, ""},
	{"servers.activate", "{group: new}", &ServersActivate{Group: "new"}, ""},
	{"configs.resync", "{option: pending}", &ConfigsResync{Option: "pending"}, ""},
	{"configs.verify", "{}", &ConfigsVerify{}, ""},
	{"client.open", "{client: user}", &ClientOpen{Client: "user"}, "user"},
	{"client.connect", "{client: user, country: LV}", &ClientConnect{Client: "user", Country: "LV"}, "user"},
	{"client.restart", "{client: user}", &ClientRestart{Client: "user"}, "user"},
	{"client.sleep", "{client: user}", &ClientSleep{Client: "user"}, "user"},
	{"client.wake", "{client: user}", &ClientWake{Client: "user"}, "user"},
	{"fault.panel", "{errors: 0.5, for: 1h}", &FaultPanel{Errors: 0.5, Slower: 1, For: lasts(1, 70, time.Hour)}, ""},
	{"fault.database", "{connections: 10, for: 30m}", &FaultDatabase{Connections: 10, For: lasts(1, 77, 30*time.Minute)}, ""},
	{"settings.change", "{key: sync.scan.interval, value: 5m}", &SettingsChange{Key: "sync.scan.interval", Value: text(1, 88, "5m")}, ""},
}

func lasts(line, col int, d time.Duration) strict.Duration {
	return strict.Duration{Pos: strict.Pos{Line: line, Col: col}, D: d}
}

func text(line, col int, value string) strict.Scalar {
	s, _ := strict.ParseScalar(value)
	s.Pos = strict.Pos{Line: line, Col: col}
	return s
}

func TestActionsReadTheirParameters(t *testing.T) {
	var names []string
	for _, c := range actionSamples {
		names = append(names, c.do)
		var a Action
		err := strict.Decode("f.yaml", []byte("{at: 2026-01-17T10:00:00Z, do: "+c.do+", with: "+c.with+"}"), &a)
		require.NoError(t, err, c.do)
		require.Equal(t, c.want, a.Params(), c.do)
		require.Equal(t, c.client, a.Client(), c.do)
		require.NotEmpty(t, ActionDoc(c.do))
	}
	require.Equal(t, ActionNames(), names, "every action has a sample")
	require.Empty(t, ActionDoc("client.crash"))
}

func TestActionsRefuseBadParameters(t *testing.T) {
	for _, c := range []struct{ do, with, want string }{
		{"servers.deactivate", "{group: old, count: 0}", "with.count: is 0; expected 1 to 100000"},
		{"servers.deactivate", "{count: 4}", "with.group: is missing; required: a group of the fleet"},
		{"configs.resync", "{option: nothing}", `with.option: is "nothing"; allowed: pending, delete`},
		{"client.connect", "{client: user, country: lv}", `with.country: is "lv"; expected text that matches ^[A-Z][A-Z]$`},
		{"fault.panel", "{errors: 0.5, slower: 0.5, for: 1h}", "with.slower: is 0.5; expected 1 to 1000"},
		{"fault.panel", "{errors: 0.5, for: 60}", "with.for: is the number 60; expected a duration with its unit, 0s to 3660d, as in 90s, 1h30m or 3d"},
		{"fault.database", "{connections: 0, for: 1h}", "with.connections: is 0; expected 1 to 100000"},
		{"settings.change", "{key: sync.scan.interval}", "with.value: is missing; this key is required"},
	} {
		var a Action
		err := strict.Decode("f.yaml", []byte("{at: 2026-01-17T10:00:00Z, do: "+c.do+", with: "+c.with+"}"), &a)
		require.Error(t, err, c.do)
		_, problem, _ := strings.Cut(err.Error(), ": ")
		require.Equal(t, c.want, problem)
	}
}
