package xray

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// sound is a config that nothing is wrong with. Each case below edits it.
const sound = `{
  "inbounds": [{"tag": "socks", "listen": "127.0.0.1", "port": 10808, "protocol": "socks"}],
  "outbounds": [
    {"tag": "proxy-1", "protocol": "vless", "settings": {"vnext": [{"address": "192.0.2.1", "port": 443}]},
      "streamSettings": {"realitySettings": {"publicKey": "K1"}}},
    {"tag": "proxy-2", "protocol": "trojan", "settings": {"servers": [{"address": "192.0.2.2", "port": "443"}]}},
    {"tag": "direct", "protocol": "freedom"},
    {"tag": "block", "protocol": "blackhole"}
  ],
  "routing": {
    "rules": [
      {"ruleTag": "ads", "domain": ["geosite:category-ads-all"], "outboundTag": "block"},
      {"ruleTag": "private", "ip": "geoip:private", "outboundTag": "direct"},
      {"ruleTag": "main", "network": "tcp,udp", "balancerTag": "best"}
    ],
    "balancers": [{"tag": "best", "selector": ["proxy-"], "strategy": {"type": "leastPing"}}]
  },
  "observatory": {"subjectSelector": ["proxy-"], "probeUrl": "http://detectportal.firefox.com/success.txt", "probeInterval": "60s"}
}`

const (
	third    = `{"tag": "proxy-3", "protocol": "socks", "settings": {"address": "192.0.2.3", "port": 1080}}, {"tag": "direct"`
	direct   = `{"tag": "direct"`
	watched  = `"observatory": {`
	strategy = `{"type": "leastPing"}`
	rule     = `"network": "tcp,udp", "balancerTag": "best"`
	burst    = `"burstObservatory": {"subjectSelector": ["proxy-"], "pingConfig": {"interval": "30s"}}`
)

// edit replaces in sound, in pairs of old and new; each old must be there.
func edit(t *testing.T, pairs ...string) []byte {
	text := sound
	for pair := range slices.Chunk(pairs, 2) {
		require.Contains(t, text, pair[0])
		text = strings.ReplaceAll(text, pair[0], pair[1])
	}
	require.True(t, json.Valid([]byte(text)), text)
	return []byte(text)
}

func ids(lints []Lint) (all []string) {
	for _, l := range lints {
		all = append(all, l.ID)
	}
	return all
}

// TestLints has one bad config for each lint, with all that is found in it, and a near one without that lint.
func TestLints(t *testing.T) {
	onIOS, onAndroid := LintOptions{Platform: "ios"}, LintOptions{Platform: "android"}
	unwatched := []string{`"observatory"`, `"unknown"`}
	for _, c := range []struct {
		id      string
		options LintOptions
		bad     []string
		also    []string // what else is found in it
		near    []string // edits that leave the lint out
	}{
		{id: "direct-missing", bad: []string{direct, `{"tag": "straight"`}, near: []string{direct, `{"protocol": "dns", "tag": "direct"`}},
		{id: "block-missing", bad: []string{`{"tag": "block"`, `{"tag": "stop"`}},
		{id: "outbound-missing", bad: []string{rule, `"network": "tcp,udp", "outboundTag": "proxy-9"`}, near: []string{rule, `"network": "tcp,udp", "outboundTag": "proxy-2"`}},
		{id: "outbound-missing", bad: []string{strategy, strategy + `, "fallbackTag": "gone"`}, near: []string{strategy, strategy + `, "fallbackTag": "proxy-1"`}},
		{id: "two-targets", bad: []string{rule, rule + `, "outboundTag": "direct"`}},
		{id: "balancer-missing", bad: []string{rule, `"network": "tcp,udp", "balancerTag": "random-balancer"`}},
		{id: "direct-first", bad: []string{`"outbounds": [`, `"outbounds": [{"tag": "first", "protocol": "Freedom"},`}, near: []string{`"outbounds": [`, `"outbounds": [{"tag": "first", "protocol": "blackhole"},`}},
		{id: "no-server", also: []string{"shared-upstream", "selector-takes-own", "selector-takes-own"}, bad: []string{`"vless"`, `"freedom"`, `"trojan"`, `"freedom"`, "192.0.2.2", "192.0.2.1", `"443"`, `443`}, near: []string{`"vless"`, `"freedom"`}},
		{id: "fallback-unprotected", bad: []string{strategy, strategy + `, "fallbackTag": "direct"`}, near: []string{strategy, strategy + `, "fallbackTag": "block"`}},
		{id: "list-not-here", bad: []string{"geosite:category-ads-all", "geosite:Netflix"}, near: []string{"geosite:category-ads-all", "domain:netflix.com"}},
		{id: "list-not-here", bad: []string{`"geoip:private"`, `["10.0.0.0/8", "geoip:cn"]`}, near: []string{`"geoip:private"`, `["GeoIP:Private"]`}},
		{id: "probes-without-pause", bad: []string{`"60s"`, `"999ms"`}, near: []string{`"60s"`, `"1s"`}},
		{id: "probes-without-pause", bad: []string{`"60s"`, `"-5s"`}, near: []string{`"60s"`, `"0s"`}},
		{id: "probes-without-pause", also: []string{"both-observatories"}, bad: []string{watched, strings.Replace(burst, "30s", "1ns", 1) + `, ` + watched}},
		{id: "many-outbounds-ios", options: onIOS, bad: []string{direct, third}},
		{id: "shared-upstream", bad: []string{"192.0.2.2", "192.0.2.1"}, near: []string{"192.0.2.2", "192.0.2.1", `"443"`, `"444"`}},
		{id: "shared-upstream", bad: []string{`"port": "443"}]}}`, `"port": 443}]}, "streamSettings": {"realitySettings": {"password": "K1"}}}`}, near: []string{`"port": "443"}]}}`, `"port": 443}]}, "streamSettings": {"realitySettings": {"publicKey": "K2"}}}`}},
		{id: "concurrent-probes-one-upstream", also: []string{"shared-upstream"}, bad: []string{"192.0.2.2", "192.0.2.1", watched, watched + `"enableConcurrency": true, `}, near: []string{watched, watched + `"enableConcurrency": true, `}},
		{id: "concurrent-probes-one-upstream", also: []string{"shared-upstream", "many-outbounds-ios"}, bad: []string{"192.0.2.2", "192.0.2.1", direct, third, watched, watched + `"enableConcurrency": true, `},
			near: []string{"192.0.2.2", "192.0.2.1", watched, watched + `"enableConcurrency": true, `, `"subjectSelector": ["proxy-"]`, `"subjectSelector": ["proxy-2"]`}},
		{id: "duplicate-tag", also: []string{"shared-upstream"}, bad: []string{`"proxy-2"`, `"proxy-1"`, "192.0.2.2", "192.0.2.1"}},
		{id: "duplicate-tag", bad: []string{`"inbounds": [`, `"inbounds": [{"tag": "socks"},`}, near: []string{`"inbounds": [`, `"inbounds": [{},`}},
		{id: "duplicate-tag", bad: []string{`"balancers": [`, `"balancers": [{"tag": "best", "selector": "proxy-", "strategy": ` + strategy + `}, `}},
		{id: "empty-domains", bad: []string{rule, `"domain": [], "balancerTag": "best"`}, near: []string{rule, rule + `, "domain": null`}},
		{id: "empty-domains", bad: []string{rule, rule + `, "domain": []`}},
		{id: "domain-placeholder-left", bad: []string{"geosite:category-ads-all", "domainPlaceholder"}, near: []string{"geosite:category-ads-all", "domain:placeholder.example"}},
		{id: "catch-all-missing", bad: []string{`"tcp,udp"`, `"tcp"`}, near: []string{`"tcp,udp"`, `["UDP", "tcp"]`}},
		{id: "catch-all-missing", bad: []string{rule, rule + `, "port": "1-1023"`}, near: []string{rule, `"port": "0-65535", "balancerTag": "best"`}},
		{id: "catch-all-missing", bad: []string{rule, rule + `, "attrs": {":method": "GET"}`}, near: []string{rule, rule + `, "attrs": {}`}},
		{id: "catch-all-missing", bad: []string{rule, rule + `, "inboundTag": ["http"]`}, near: []string{rule, rule + `, "inboundTag": "socks,http"`}},
		{id: "strategy-as-string", bad: []string{strategy, `"leastPing"`}, near: []string{strategy, `{"type": "LEASTPING"}`}},
		{id: "fallback-without-observatory", options: onAndroid, bad: append(unwatched, strategy, `{"type": "random"}, "fallbackTag": "proxy-1"`), near: []string{strategy, `{"type": "random"}, "fallbackTag": "proxy-1"`}},
		{id: "fallback-without-observatory", options: onAndroid, bad: append(unwatched, strategy, `{"type": "roundRobin"}, "fallbackTag": "proxy-1"`)},
		{id: "dead-stay-picked", options: onAndroid, bad: []string{strategy, `{}`}, near: []string{strategy, `{}`, `["proxy-"]`, `["proxy-1"]`}},
		{id: "strategy-without-observatory", bad: unwatched, near: []string{watched, burst + `, "unknown": {`}},
		{id: "strategy-without-observatory", options: onAndroid, bad: append(unwatched, strategy, `{"type": "leastLoad"}`)},
		{id: "strategy-not-safe-on-ios", bad: []string{strategy, `{"type": "leastLoad"}`}},
		{id: "strategy-not-safe-on-ios", options: onIOS, also: []string{"dead-stay-picked"}, bad: []string{strategy, `null`}},
		{id: "tolerance-without-effect", options: onAndroid, bad: []string{strategy, `{"type": "leastLoad", "settings": {"tolerance": 0.5}}`}, near: []string{strategy, `{"type": "leastLoad", "settings": {"tolerance": 0}}`}},
		{id: "balancer-selects-nobody", bad: []string{`"selector": ["proxy-"]`, `"selector": "old-"`}, near: []string{`"selector": ["proxy-"]`, `"selector": "old-,proxy-1"`}},
		{id: "selector-takes-own", also: []string{"selector-takes-own", "outbound-unobserved", "outbound-unobserved"}, bad: []string{`"selector": ["proxy-"]`, `"selector": [""]`}},
		{id: "tag-prefix", bad: []string{`"selector": ["proxy-"]`, `"selector": ["proxy-2"]`, `"proxy-1"`, `"proxy-20"`}, near: []string{`"selector": ["proxy-"]`, `"selector": ["proxy-2", "proxy-20"]`, `"proxy-1"`, `"proxy-20"`}},
		{id: "tag-prefix", bad: []string{`"subjectSelector": ["proxy-"]`, `"subjectSelector": ["proxy-2"]`, `"proxy-1"`, `"proxy-20"`}},
		{id: "both-observatories", bad: []string{watched, burst + `, ` + watched}},
		{id: "observatory-selects-nobody", bad: []string{`"subjectSelector": ["proxy-"]`, `"subjectSelector": []`}},
		{id: "observatory-selects-nobody", bad: []string{watched, strings.Replace(burst, "proxy-", "old-", 1) + `, "unknown": {`}},
		{id: "outbound-unobserved", bad: []string{`"subjectSelector": ["proxy-"]`, `"subjectSelector": ["proxy-2"]`}},
		{id: "outbound-unobserved", options: onAndroid, bad: []string{strategy, `{"type": "leastLoad"}`, `"subjectSelector": ["proxy-"]`, `"subjectSelector": ["proxy-2"]`},
			near: []string{strategy, `{"type": "random"}`, `"subjectSelector": ["proxy-"]`, `"subjectSelector": ["proxy-2"]`}},
		{id: "probe-url-blockable", bad: []string{"http://detectportal.firefox.com/", "https://1.1.1.1:443/"}, near: []string{"http://detectportal.firefox.com/", "https://1.1.1.1.example/"}},
		{id: "probe-url-blockable", bad: []string{watched, strings.Replace(burst, `"pingConfig": {`, `"pingConfig": {"destination": "https://1.0.0.1", `, 1) + `, "unknown": {`}},
		{id: "stale-observation", bad: []string{`"60s"`, `"91s"`}, near: []string{`"60s"`, `"90s"`}},
		{id: "stale-observation", bad: []string{watched, watched + `"enableConcurrency": true, `, `"60s"`, `"181s"`}, near: []string{watched, watched + `"enableConcurrency": true, `, `"60s"`, `"91s"`}},
		{id: "stale-observation", options: LintOptions{StaleAfter: time.Minute}, bad: []string{`"60s"`, `"31s"`}, near: []string{`"probeInterval": "60s"`, `"probeInterval": "0s"`}},
		{id: "stale-observation", options: LintOptions{StaleAfter: 15 * time.Second}, bad: []string{`"60s"`, `"0s"`}, near: []string{`"60s"`, `"7s"`}},
		{id: "duration-without-unit", bad: []string{`"60s"`, `"60"`}, near: []string{`"60s"`, `"1m0s"`}},
		{id: "duration-without-unit", bad: []string{`"60s"`, `60`}},
		{id: "duration-without-unit", bad: []string{watched, strings.Replace(burst, `"30s"`, `30, "timeout": "5"`, 1) + `, "unknown": {`}, also: []string{"duration-without-unit"}},
		{id: "duration-without-unit", options: onAndroid, bad: []string{strategy, `{"type": "leastLoad", "settings": {"maxRTT": "1000", "baselines": ["1s", 5]}}`}, also: []string{"duration-without-unit"}},
	} {
		found := Lints(edit(t, c.bad...), c.options)
		require.ElementsMatch(t, append([]string{c.id}, c.also...), ids(found), "%s: %v\n%v", c.id, c.bad, found)
		require.NotContains(t, ids(Lints(edit(t, c.near...), c.options)), c.id, "%v", c.near)
	}
}

// TestLintsOfTheDocumented shows the sentences as a person reads them, worst first.
func TestLintsOfTheDocumented(t *testing.T) {
	servers := make([]Endpoint, 5)
	for i := range servers {
		servers[i] = Endpoint{Tag: fmt.Sprintf("proxy-de-%d", i+1), Address: fmt.Sprintf("192.0.2.%d", i), Port: 443, PublicKey: "K"}
	}
	backend := Documented()
	backend.Extras = ExtrasFirst
	var said []string
	for _, l := range Lints(backend.Response(servers, Base).JSON(), LintOptions{Platform: "ios"}) {
		said = append(said, l.Severity.String()+" "+l.Message)
	}
	require.Equal(t, []string{
		`error The first outbound is "direct", so what has no outbound of its own, such as an empty pick of a balancer, leaves unprotected.`,
		`warning There are 5 servers where iOS should have at most 2: each is probed, and the more there are the longer a dead one stays in use (LB-29).`,
		`warning proxy-de-1, proxy-de-2, proxy-de-3, proxy-de-4, proxy-de-5 lead to one upstream: they fail together, and each of them adds its probes there (LB-15).`,
		`warning The observatory probes 1.1.1.1, which some networks block: every outbound then looks dead (LB-30).`,
		`warning An outbound is probed every 10m (5 x 2m), so one that dies may stay in use that long, where 3m is the bound.`,
	}, said)
}

// TestLintsOfMissingOutbounds say what becomes of the traffic with the core on the phones, and with a newer one.
func TestLintsOfMissingOutbounds(t *testing.T) {
	for _, c := range []struct {
		edits []string
		want  Lint
	}{
		{[]string{direct, `{"tag": "straight"`}, Lint{"direct-missing", Broken,
			`Rule "private" names the outbound "direct", which is not there: its traffic goes to the first outbound, "proxy-1", and a core of 25.12 or later drops it.`}},
		{[]string{`{"tag": "block"`, `{"tag": "stop"`}, Lint{"block-missing", Broken,
			`Rule "ads" names the outbound "block", which is not there: its traffic goes to the first outbound, "proxy-1", and a core of 25.12 or later drops it.`}},
		{[]string{strategy, strategy + `, "fallbackTag": "gone"`}, Lint{"outbound-missing", Broken,
			`Balancer "best" falls back to "gone", which is not there: an empty pick goes to the first outbound, "proxy-1", and a core of 25.12 or later drops it.`}},
	} {
		require.Equal(t, []Lint{c.want}, Lints(edit(t, c.edits...), LintOptions{}))
	}
}

// TestLintSeverities holds the JSON shape, the order, and that a placeholder on a phone is worse than in an answer.
func TestLintSeverities(t *testing.T) {
	config := edit(t, "geosite:category-ads-all", Placeholder, strategy, `{"type": "leastLoad", "settings": {"tolerance": 1}}`, `"60s"`, `60`)
	text, err := json.Marshal(Lints(config, LintOptions{Platform: "android"}))
	require.NoError(t, err)
	var read []map[string]string
	require.NoError(t, json.Unmarshal(text, &read))
	var shape []string
	for _, l := range read {
		require.Len(t, l, 3)
		require.True(t, strings.HasSuffix(l["message"], "."), l["message"])
		shape = append(shape, l["severity"]+" "+l["id"])
	}
	require.Equal(t, []string{"error domain-placeholder-left", "error duration-without-unit", "info tolerance-without-effect"}, shape)
	placeholder := Lints(edit(t, "geosite:category-ads-all", Placeholder), LintOptions{})
	require.Equal(t, []string{"domain-placeholder-left"}, ids(placeholder))
	require.Equal(t, Risky, placeholder[0].Severity)
}

// TestLintsSkipOddForms has other lints found beside a field of an unexpected form, whatever the field.
func TestLintsSkipOddForms(t *testing.T) {
	want := []string{"probe-url-blockable"}
	blockable := []string{"http://detectportal.firefox.com/", "https://1.1.1.1/"}
	for _, odd := range [][]string{
		{`"port": 10808`, `"port": {}`}, {`"port": "443"`, `"port": [1]`}, {`"inbounds": [`, `"inbounds": [null, 7, `},
		{`"rules": [`, `"rules": [null, "x", `}, {`{"vnext": [{"address": "192.0.2.1", "port": 443}]}`, `5`}, {strategy, `{"type": "leastPing", "settings": 3}`},
		{`"ip": "geoip:private"`, `"ip": {"no": 1}, "port": 53`}, {rule, rule + `, "port": {}`},
	} {
		config := edit(t, append(odd, blockable...)...)
		require.Equal(t, want, ids(Lints(config, LintOptions{})), "%v", odd)
	}
	require.Equal(t, want, ids(Lints(append(edit(t, blockable...), " trailing"...), LintOptions{})), "the core reads the first value only")
}

// TestLintsOfAnything neither panic nor differ from one call to the next.
func TestLintsOfAnything(t *testing.T) {
	const twin = `{"tag": "a"}, {"tag": "a"},`
	blockable := strings.Replace(sound, "detectportal.firefox.com", "1.1.1.1", 1)
	require.Len(t, Lints([]byte(`{"outbounds": [`+strings.Repeat(twin, 499)+`{}, {}]}`), LintOptions{}), 998)
	require.Len(t, Lints([]byte(blockable+strings.Repeat(" ", 1<<19)), LintOptions{}), 1)
	for _, none := range []string{"", "null", "7", "{", sound[:len(sound)-1], `{"outbounds": [` + strings.Repeat(twin, 500) + `{}, {}]}`, blockable + strings.Repeat(" ", 1<<20)} {
		require.Empty(t, Lints([]byte(none), LintOptions{}))
	}
	for _, nothing := range []string{"{}", `{"routing": null}`, `{"outbounds": []}`} {
		require.Equal(t, []string{"no-outbounds"}, ids(Lints([]byte(nothing), LintOptions{})))
	}
	words := strings.FieldsFunc(sound, func(r rune) bool { return r == '\n' || r == ' ' })
	rapid.Check(t, func(t *rapid.T) {
		mangled := slices.Clone(words)
		for range rapid.IntRange(1, 6).Draw(t, "edits") {
			at := rapid.IntRange(0, len(words)-1).Draw(t, "at")
			mangled[at] = rapid.SampledFrom([]string{"", `"proxy-",`, "null,", "[],", "{},", "7,", `"x":`, `"a,b",`, `"leastLoad"},`}).Draw(t, "by")
		}
		config := []byte(strings.Join(mangled, " "))
		require.Equal(t, Lints(config, LintOptions{}), Lints(config, LintOptions{}))
	})
}
