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
	{"client.disconnect", "{client: user}", &ClientDisconnect{Client: "user"}, "user"},
	{"client.try", "{client: user, country: LV, times: 3, every: 10m}",
		&ClientTry{Client: "user", Country: "LV", Times: 3, Every: lasts(1, 95, 10*time.Minute)}, "user"},
	{"client.sleep", "{client: user}", &ClientSleep{Client: "user"}, "user"},
	{"client.wake", "{client: user}", &ClientWake{Client: "user"}, "user"},
	{"fault.panel", "{errors: 0.5, for: 1h}", &FaultPanel{Errors: 0.5, Slower: 1, For: lasts(1, 70, time.Hour)}, ""},
	{"fault.database", "{connections: 10, for: 30m}", &FaultDatabase{Connections: 10, For: lasts(1, 77, 30*time.Minute)}, ""},
	{"servers.fail", "{group: old, count: 2, for: 3h}", &ServersFail{Group: "old", Count: 2, For: lasts(1, 80, 3*time.Hour)}, ""},
	{"servers.flap", "{group: old, for: 3h, down: 2m, up: 5m}",
		&ServersFlap{Group: "old", For: lasts(1, 70, 3*time.Hour), Down: lasts(1, 80, 2*time.Minute), Up: lasts(1, 88, 5*time.Minute)}, ""},
	{"servers.slow", "{group: old, bandwidth: 0.5, for: 3h}",
		&ServersSlow{Group: "old", Bandwidth: 0.5, Processor: 1, For: lasts(1, 86, 3*time.Hour)}, ""},
	{"servers.silence", "{group: old, for: 3h}", &ServersSilence{Group: "old", For: lasts(1, 73, 3*time.Hour)}, ""},
	{"proxy.fail", "{proxy: wl-de, for: 3h}", &ProxyFail{Proxy: "wl-de", For: lasts(1, 70, 3*time.Hour)}, ""},
	{"host.block", "{host: 1.1.1.1, for: 3h}", &HostBlock{Host: "1.1.1.1", For: lasts(1, 71, 3*time.Hour)}, ""},
	{"proxies.fail", "{group: old, for: 3h, down: 2m, up: 5m}",
		&ProxiesFail{Group: "old", For: lasts(1, 70, 3*time.Hour), Down: lasts(1, 80, 2*time.Minute), Up: lasts(1, 88, 5*time.Minute)}, ""},
	{"demand.peak", "{country: DE, factor: 3, for: 1h}", &DemandPeak{Country: "DE", Factor: 3, For: lasts(1, 81, time.Hour)}, ""},
	{"client.signup", "{client: user, flow: paid}", &ClientSignup{Client: "user", Flow: "paid"}, "user"},
	{"signups.spike", "{factor: 10, for: 1h}", &SignupsSpike{Factor: 10, For: lasts(1, 71, time.Hour)}, ""},
	{"fault.worker", "{calls: fill_configs, errors: 0.5, for: 1h}",
		&FaultWorker{Calls: "fill_configs", Errors: 0.5, Slower: 1, For: lasts(1, 92, time.Hour)}, ""},
	{"scheduler.stop", "{for: 1h}", &SchedulerStop{For: lasts(1, 60, time.Hour)}, ""},
	{"pool.fill", "{count: 200}", &PoolFill{Count: 200}, ""},
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

// What is just short enough, or just little enough, is taken.
func TestActionsTakeTheLeast(t *testing.T) {
	for _, c := range []struct{ do, with string }{
		{"servers.fail", "{group: old, for: 1s}"},
		{"servers.flap", "{group: old, for: 1001ms, down: 1s, up: 1s}"},
		{"servers.slow", "{group: old, bandwidth: 0.999, for: 1s}"},
		{"servers.slow", "{group: old, processor: 0.999, for: 1s}"},
		{"servers.silence", "{group: old, for: 1s}"},
		{"proxy.fail", "{proxy: wl-de, for: 1s}"},
		{"demand.peak", "{country: DE, factor: 2, for: 1s}"},
		{"client.try", "{client: user, country: DE, times: 1, every: 1s}"},
		{"host.block", "{host: a, for: 1s}"},
		{"proxies.fail", "{group: old, for: 1s}"},
		{"proxies.fail", "{group: old, for: 1001ms, down: 1s, up: 1s}"},
		{"client.signup", "{client: user}"},
		{"signups.spike", "{factor: 1, for: 1s}"},
		{"fault.worker", "{errors: 0, for: 1s}"},
		{"scheduler.stop", "{for: 1s}"},
		{"pool.fill", "{count: 1}"},
		{"pool.fill", "{count: 1000}"},
	} {
		var a Action
		require.NoError(t, strict.Decode("f.yaml", []byte("{at: 2026-01-17T10:00:00Z, do: "+c.do+", with: "+c.with+"}"), &a), "%s %s", c.do, c.with)
	}
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
		{"servers.fail", "{group: old}", "with.for: is missing; required: how long it lasts"},
		{"servers.flap", "{group: old, for: 1h, up: 1m}", "with.down: is missing; required: how long they are down each time"},
		{"servers.slow", "{group: old, processor: 0, for: 1h}", "with.processor: is 0; expected 0.001 to 1"},
		{"servers.slow", "{group: old, bandwidth: 2, for: 1h}", "with.bandwidth: is 2; expected 0.001 to 1"},
		{"servers.silence", "{group: old, count: -1, for: 1h}", "with.count: is -1; expected 1 to 100000"},
		{"proxy.fail", "{for: 1h}", "with.proxy: is missing; required: a proxy of the fleet"},
		{"demand.peak", "{country: DE, factor: 0.5, for: 1h}", "with.factor: is 0.5; expected 1 to 1000"},
		{"demand.peak", "{country: Germany, factor: 2, for: 1h}", `with.country: is "Germany"; expected text that matches ^[A-Z][A-Z]$`},
		{"servers.fail", "{group: old, for: 0s}", "with.for: is 0s; at least 1s"},
		{"servers.flap", "{group: old, for: 999ms, down: 999ms, up: 1s}", "with.for: is 999ms; at least 1s\nf.yaml:1:83: with.down: is 999ms; at least 1s"},
		{"servers.flap", "{group: old, for: 1h, down: 0s, up: 5m}", "with.down: is 0s; at least 1s"},
		{"servers.flap", "{group: old, for: 1h, down: 1m, up: 999ms}", "with.up: is 999ms; at least 1s"},
		{"servers.flap", "{group: old, for: 1h, down: 60m, up: 1m}", "with.down: is 1h0m0s, and the whole lasts 1h0m0s; shorter than for, or servers.fail"},
		{"servers.slow", "{group: old, bandwidth: 0.5, for: 0s}", "with.for: is 0s; at least 1s"},
		{"servers.slow", "{group: old, for: 1h}", "with: leaves servers all that they can carry; bandwidth or processor below 1"},
		{"servers.slow", "{group: old, bandwidth: 1, processor: 1, for: 1h}", "with: leaves servers all that they can carry; bandwidth or processor below 1"},
		{"servers.silence", "{group: old, for: 999ms}", "with.for: is 999ms; at least 1s"},
		{"proxy.fail", "{proxy: wl-de, for: 0s}", "with.for: is 0s; at least 1s"},
		{"demand.peak", "{country: DE, factor: 2, for: 0s}", "with.for: is 0s; at least 1s"},
		{"client.signup", "{flow: paid}", "with.client: is missing; required: a client of world.clients that holds no-account"},
		{"client.signup", "{client: user, flow: free}", `with.flow: is "free"; allowed: trial, paid, admin`},
		{"signups.spike", "{factor: 0.5, for: 1h}", "with.factor: is 0.5; expected 1 to 1000"},
		{"signups.spike", "{factor: 2, for: 999ms}", "with.for: is 999ms; at least 1s"},
		{"fault.worker", "{errors: 1.5, for: 1h}", "with.errors: is 1.5; expected 0 to 1"},
		{"fault.worker", "{errors: 1, slower: 0.5, for: 1h}", "with.slower: is 0.5; expected 1 to 1000"},
		{"fault.worker", "{errors: 1, calls: fill-configs, for: 1h}",
			`with.calls: is "fill-configs", did you mean "fill_configs"?; allowed: any, fill_configs, fill-account`},
		{"fault.worker", "{errors: 1, for: 0s}", "with.for: is 0s; at least 1s"},
		{"scheduler.stop", "{}", "with.for: is missing; required: how long it lasts"},
		{"scheduler.stop", "{for: 999ms}", "with.for: is 999ms; at least 1s"},
		{"pool.fill", "{count: 0}", "with.count: is 0; expected 1 to 1000"},
		{"pool.fill", "{count: 1001}", "with.count: is 1001; expected 1 to 1000"},
		{"settings.change", "{key: sync.scan.interval}", "with.value: is missing; this key is required"},
	} {
		var a Action
		err := strict.Decode("f.yaml", []byte("{at: 2026-01-17T10:00:00Z, do: "+c.do+", with: "+c.with+"}"), &a)
		require.Error(t, err, c.do)
		_, problem, _ := strings.Cut(err.Error(), ": ")
		require.Equal(t, c.want, problem)
	}
}
