package xraycore

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xtls/xray-core/common"
	"github.com/xtls/xray-core/common/log"
	corenet "github.com/xtls/xray-core/common/net"
	coreserial "github.com/xtls/xray-core/common/serial"
	"github.com/xtls/xray-core/common/session"
	"github.com/xtls/xray-core/core"
	"github.com/xtls/xray-core/features/routing"
	"google.golang.org/protobuf/types/known/wrapperspb"
	"pgregory.net/rapid"

	"reprise/control/xray"
	"reprise/sim/world/tunnel"
)

const crossroads = `{
	"outbounds": [{"tag": "proxy-1", "protocol": "blackhole"}, {"tag": "proxy-10", "protocol": "blackhole"}, {"tag": "direct", "protocol": "freedom"}, {"tag": "block", "protocol": "blackhole"}],
	"observatory": {"subjectSelector": ["proxy-"]},
	"routing": {"rules": [
		{"ruleTag": "block-rule", "domain": ["geosite:category-ads-all"], "outboundTag": "block"},
		{"ruleTag": "direct-rule", "ip": ["geoip:private"], "outboundTag": "direct"},
		{"domain": ["full:gone.example"], "outboundTag": "gone"},
		{"ruleTag": "turn", "port": "1000", "balancerTag": "turn"}, {"ruleTag": "chance", "port": "1001", "balancerTag": "chance"},
		{"ruleTag": "saved", "port": "1002", "balancerTag": "saved"}, {"ruleTag": "lost", "port": "1003", "balancerTag": "lost"},
		{"ruleTag": "nobody", "port": "1004", "balancerTag": "nobody"},
		{"ruleTag": "socks", "inboundTag": ["socks"], "network": "udp", "outboundTag": "proxy-10"},
		{"ruleTag": "main-rule", "network": "tcp", "balancerTag": "least"}],
	"balancers": [
		{"tag": "turn", "selector": ["proxy-"], "strategy": {"type": "roundRobin"}}, {"tag": "chance", "selector": ["proxy-"]},
		{"tag": "saved", "selector": ["proxy-"], "strategy": {"type": "leastLoad"}, "fallbackTag": "direct"},
		{"tag": "lost", "selector": ["proxy-"], "strategy": {"type": "random"}, "fallbackTag": "gone"},
		{"tag": "nobody", "selector": ["other-"], "strategy": {"type": "random"}},
		{"tag": "least", "selector": ["proxy-1"], "strategy": {"type": "leastPing"}}]}}`

func TestRoute(t *testing.T) {
	alive := func(tag string, delay int64) Sighting {
		return Sighting{tag, tunnel.Status{Probed: true, Alive: true, DelayMS: delay}}
	}
	dead := func(tag string) Sighting { return Sighting{tag, tunnel.Status{Probed: true, DelayMS: 99999999}} }
	both := []string{"proxy-1", "proxy-10"}
	main := Answer{Rule: "main-rule", RuleIndex: 9, Balancer: "least", Strategy: "leastPing", Candidates: both}
	for name, c := range map[string]struct {
		q    Question
		want Answer
	}{
		"ads":     {Question{Host: "ads.doubleclick.net", Port: 443}, Answer{Rule: "block-rule", Picked: "block", How: ByRule, Reason: "rule block-rule names the outbound block."}},
		"private": {Question{Host: "192.168.1.1", Port: 80}, Answer{Rule: "direct-rule", RuleIndex: 1, Picked: "direct", How: ByRule, Reason: "rule direct-rule names the outbound direct."}},
		"not there": {Question{Host: "gone.example", Port: 443}, Answer{RuleIndex: 2, Picked: "proxy-1", How: ByDefault,
			Reason: "rule number 3 names the outbound gone, which is not there: it goes to the first outbound, proxy-1."}},
		"no rule":         {Question{Host: "x.example", Port: 443, UDP: true}, Answer{RuleIndex: -1, Picked: "proxy-1", How: ByDefault, Reason: "no rule matches: it goes to the first outbound, proxy-1."}},
		"from an inbound": {Question{Host: "x.example", Port: 443, UDP: true, Inbound: "socks"}, Answer{Rule: "socks", RuleIndex: 8, Picked: "proxy-10", How: ByRule, Reason: "rule socks names the outbound proxy-10."}},
		"unprobed":        {Question{Host: "x.example", Port: 443}, with(main, "proxy-1", ByDefault, "rule main-rule names the balancer least, whose leastPing picks none of proxy-1, proxy-10: it goes to the first outbound, proxy-1.")},
		"probed": {Question{Host: "x.example", Port: 443, Seen: []Sighting{alive("proxy-1", 90), dead("direct"), alive("gone", 1), alive("proxy-10", 80)}},
			with(main, "proxy-10", ByBalancer, "rule main-rule names the balancer least, whose leastPing picks proxy-10.")},
		"sighted, not probed": {Question{Host: "x.example", Port: 1003, Seen: []Sighting{{Tag: "proxy-10"}, dead("proxy-1")}}, Answer{Rule: "lost", RuleIndex: 6, Balancer: "lost", Strategy: "random", Candidates: both,
			Picked: "proxy-10", How: ByBalancer, Reason: "rule lost names the balancer lost, whose random picks proxy-10."}},
		"in turn": {Question{Host: "x.example", Port: 1000, Seen: []Sighting{dead("proxy-1")}}, Answer{Rule: "turn", RuleIndex: 3, Balancer: "turn", Strategy: "roundRobin", Candidates: both, Could: both,
			Picked: "proxy-1", How: ByBalancer, Reason: "rule turn names the balancer turn, whose roundRobin picks in turn proxy-1, proxy-10, the first one first."}},
		"by chance": {Question{Host: "x.example", Port: 1001}, Answer{Rule: "chance", RuleIndex: 4, Balancer: "chance", Strategy: "random", Candidates: both, Could: both,
			How: ByBalancer, Reason: "rule chance names the balancer chance, whose random picks any of proxy-1, proxy-10."}},
		"fallback": {Question{Host: "x.example", Port: 1002}, Answer{Rule: "saved", RuleIndex: 5, Balancer: "saved", Strategy: "leastLoad", Candidates: both,
			Picked: "direct", How: ByFallback, Reason: "rule saved names the balancer saved, whose leastLoad picks none of proxy-1, proxy-10, and fallbackTag names direct."}},
		"fallback not there": {Question{Host: "x.example", Port: 1003, Seen: []Sighting{dead("proxy-1"), dead("proxy-10")}}, Answer{Rule: "lost", RuleIndex: 6, Balancer: "lost", Strategy: "random", Candidates: both,
			Picked: "proxy-1", How: ByDefault, Reason: "rule lost names the balancer lost, whose random picks none of proxy-1, proxy-10, and fallbackTag names gone, which is not there: it goes to the first outbound, proxy-1."}},
		"no candidates": {Question{Host: "x.example", Port: 1004}, Answer{Rule: "nobody", RuleIndex: 7, Balancer: "nobody", Strategy: "random", Candidates: []string{},
			Picked: "proxy-1", How: ByDefault, Reason: "rule nobody names the balancer nobody, whose random picks none, as it has no candidates: it goes to the first outbound, proxy-1."}},
	} {
		t.Run(name, func(t *testing.T) {
			got, verdict := Route([]byte(crossroads), c.q)
			require.Equal(t, Verdict{Core: Version(), Stage: xray.OK}, verdict)
			if c.want.Could == nil {
				c.want.Could = []string{c.want.Picked}
			}
			require.Equal(t, c.want, got)
		})
	}
}

func with(a Answer, picked string, how How, reason string) Answer {
	a.Picked, a.How, a.Reason = picked, how, reason
	return a
}

// TestRouteByTheLastOfTwo has the later of two balancers of one tag decide, as in the core.
func TestRouteByTheLastOfTwo(t *testing.T) {
	a, _ := Route([]byte(`{"outbounds":[{"tag":"a","protocol":"blackhole"},{"tag":"b","protocol":"blackhole"}],"routing":{
		"rules":[{"network":"tcp","balancerTag":"two"}],"balancers":[{"tag":"two","selector":["a"]},{"tag":"two","selector":["b"]}]}}`), Question{Host: "x.example", Port: 443})
	require.Equal(t, "b", a.Picked)
}

// TestRouteAsksNoResolver has a name meet no rule by address, at once, though the config resolves names.
func TestRouteAsksNoResolver(t *testing.T) {
	for _, strategy := range []string{"IPIfNonMatch", "IPOnDemand"} {
		start := time.Now()
		a, verdict := Route([]byte(`{"outbounds":[{"tag":"a","protocol":"freedom"},{"tag":"b","protocol":"blackhole"}],"dns":{"servers":["8.8.8.8"],"hosts":{"x.example":"192.0.2.1"}},
			"routing":{"domainStrategy":"`+strategy+`","rules":[{"ip":["192.0.2.0/24"],"outboundTag":"b"}]}}`), Question{Host: "x.example", Port: 443})
		require.Equal(t, xray.OK, verdict.Stage)
		require.Equal(t, ByDefault, a.How)
		require.Less(t, time.Since(start), 2*time.Second)
	}
}

func TestRouteOfWhatDoesNotRoute(t *testing.T) {
	got, verdict := Route([]byte(`{"routing":{"rules":[{"network":"tcp","balancerTag":"gone"}]}}`), Question{Host: "x.example", Port: 443})
	require.Equal(t, Verdict{Core: Version(), Stage: xray.New, Error: "app/router: balancer gone not found"}, verdict)
	require.Equal(t, Answer{}, got)
	got, _ = Route([]byte(`{}`), Question{Host: "x.example", Port: 443})
	require.Equal(t, Answer{RuleIndex: -1, How: ByDefault, Reason: "no rule matches, and there is no outbound: the core drops the request."}, got)
	got, _ = Route([]byte(`{"outbounds":[{"protocol":"blackhole"}]}`), Question{Host: "x.example", Port: 443})
	require.Equal(t, Answer{RuleIndex: -1, Could: []string{""}, How: ByDefault, Reason: "no rule matches: it goes to the first outbound, which has no tag."}, got)
}

// TestRouteToTheCoresOwn has requests go to the core's api and metrics, which are outbounds by their tags.
func TestRouteToTheCoresOwn(t *testing.T) {
	config := func(apps string) []byte {
		return []byte(`{"outbounds":[{"tag":"proxy","protocol":"blackhole"},{"tag":"own","protocol":"blackhole"}],` + apps + `,
			"routing":{"rules":[{"port":"1","outboundTag":"api"},{"port":"2","outboundTag":"Metrics"}]}}`)
	}
	for apps, ways := range map[string][2]How{
		`"api":{"tag":"api"}`: {ByRule, ByDefault},
		`"api":{"tag":"api","listen":"127.0.0.1:10085"},"metrics":{"listen":"127.0.0.1:11111"}`: {ByDefault, ByRule},
	} {
		for i, how := range ways {
			a, verdict := Route(config(apps), Question{Host: "127.0.0.1", Port: uint16(i + 1)})
			require.Equal(t, xray.OK, verdict.Stage, verdict.Error)
			require.Equal(t, how, a.How, "%s: %s", apps, a.Reason)
		}
	}
	first := `{"outbounds":[{"tag":"api","protocol":"blackhole"},{"tag":"a","protocol":"freedom"}],"api":{"tag":"api"}}`
	a, verdict := Route([]byte(first), Question{Host: "127.0.0.1", Port: 1})
	require.Equal(t, xray.OK, verdict.Stage, verdict.Error)
	require.Equal(t, "api", a.Picked, "the core's own takes the place of an outbound of its tag, and of the default")
}

// detours takes from the core's access log which way its dispatcher sent a request.
type detours struct{ taken chan string }

func (d *detours) Handle(m log.Message) {
	if access, ok := m.(*log.AccessMessage); ok {
		d.taken <- access.Detour
	}
}

// shown is what the observatory of a config's app StringValue has seen.
var shown sync.Map

func init() {
	common.Must(common.RegisterConfig((*wrapperspb.StringValue)(nil), func(_ context.Context, key any) (any, error) {
		seen, _ := shown.Load(key.(*wrapperspb.StringValue).Value)
		return seen, nil
	}))
}

// dispatched are the ways that the core's dispatcher sends requests, when its observatory has seen what ours has.
func dispatched(t *rapid.T, s *scene, requests int) (ways []string) {
	decoded, err := decode(s.config().JSON())
	require.NoError(t, err)
	decoded.Observatory, decoded.BurstObservatory = nil, nil
	built, err := build(decoded)
	require.NoError(t, err)
	key := fmt.Sprintf("%p", s)
	seen := &report{}
	(&rival{seen: seen}).show(s)
	shown.Store(key, seen)
	built.App = append(built.App, coreserial.ToTypedMessage(wrapperspb.String(key)))
	instance, err := core.New(built)
	require.NoError(t, err)
	require.NoError(t, instance.Start())
	defer instance.Close()
	taken := &detours{taken: make(chan string, requests)}
	log.RegisterHandler(taken)
	defer log.RegisterHandler(silence{})
	for range requests {
		ctx := context.WithValue(context.Background(), core.XrayKey(1), instance)
		ctx = session.ContextWithInbound(ctx, &session.Inbound{Tag: "in"})
		ctx = session.ContextWithContent(ctx, &session.Content{})
		ctx = log.ContextWithAccessMessage(ctx, &log.AccessMessage{})
		_, err := instance.GetFeature(routing.DispatcherType()).(routing.Dispatcher).Dispatch(ctx, corenet.TCPDestination(corenet.DomainAddress("x.example"), 443))
		require.NoError(t, err)
		ways = append(ways, <-taken.taken)
	}
	return ways
}

// TestRouteIsTheDispatchers holds answers against a whole instance of the core, whose own balancer sees the same.
func TestRouteIsTheDispatchers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := scenes(t, everyStrategy...)
		q := Question{Host: "x.example", Port: 443, Inbound: "in"}
		for _, at := range s.seen.Order {
			q.Seen = append(q.Seen, Sighting{s.tags[at], s.seen.Status[at]})
		}
		a, verdict := Route(s.config().JSON(), q)
		require.Equal(t, xray.OK, verdict.Stage, verdict.Error)
		ways := dispatched(t, &s, 100)
		sign := " -> "
		if a.How == ByDefault {
			sign = " >> "
		}
		want := []string{}
		for _, tag := range a.Could {
			want = append(want, "in"+sign+tag)
		}
		if a.Picked != "" {
			require.Equal(t, "in"+sign+a.Picked, ways[0])
		}
		slices.Sort(ways)
		slices.Sort(want)
		require.Equal(t, want, slices.Compact(ways), strings.TrimSpace(a.Reason))
	})
}
