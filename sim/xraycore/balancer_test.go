package xraycore

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xtls/xray-core/app/observatory"
	"github.com/xtls/xray-core/app/router"
	"github.com/xtls/xray-core/core"
	"github.com/xtls/xray-core/features/extension"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"reprise/control/xray"
	"reprise/sim/random"
	"reprise/sim/world/tunnel"
)

// report is an observatory for the core's own strategies, made by these tests and not by what they test.
type report struct{ observatory.ObservationResult }

func (*report) Type() any    { return extension.ObservatoryType() }
func (*report) Start() error { return nil }
func (*report) Close() error { return nil }

func (r *report) GetObservation(context.Context) (proto.Message, error) {
	return &r.ObservationResult, nil
}

// a scene is a config with one balancer over some of its outbounds, and what was seen of them.
type scene struct {
	strategy xray.Strategy
	fallback string
	settings *xray.LeastLoad
	burst    bool
	tags     []string
	seen     tunnel.Seen
}

var everyStrategy = []xray.Strategy{xray.LeastPing, xray.LeastLoads, xray.Random, xray.RoundRobin}

func scenes(t *rapid.T, strategies ...xray.Strategy) scene {
	s := scene{
		strategy: rapid.SampledFrom(strategies).Draw(t, "strategy"),
		fallback: rapid.SampledFrom([]string{"", "direct", "proxy-3", "gone"}).Draw(t, "fallbackTag"),
		burst:    rapid.Bool().Draw(t, "burst"),
	}
	if s.strategy == xray.LeastLoads {
		s.settings = &xray.LeastLoad{Expected: rapid.IntRange(0, 4).Draw(t, "expected"),
			MaxRTT: rapid.SampledFrom([]string{"", "100ms", "1s"}).Draw(t, "maxRTT"), Tolerance: 0.5}
	}
	s.tags = rapid.Permutation([]string{"proxy-1", "proxy-10", "proxy-2", "proxy-3", "direct", "block"}).Draw(t, "tags")
	s.seen.Status = make([]tunnel.Status, len(s.tags))
	for _, at := range rapid.Permutation([]int32{0, 1, 2, 3, 4, 5}).Draw(t, "order") {
		what := rapid.SampledFrom([]string{"alive", "dead", "unprobed"}).Draw(t, s.tags[at])
		if what == "unprobed" {
			continue
		}
		status := tunnel.Status{Probed: true, Alive: what == "alive", DelayMS: 99999999}
		if status.Alive {
			status.DelayMS = rapid.SampledFrom([]int64{20, 50, 50, 99, 100, 300, 1500}).Draw(t, "delay")
		}
		if s.burst {
			status.Burst = tunnel.Burst{All: 5, Fail: 5, Average: status.DelayMS * 1e6}
			if status.Alive {
				status.Burst.Fail = rapid.IntRange(0, 4).Draw(t, "fail")
				status.Burst.Deviation = rapid.Int64Range(0, 3).Draw(t, "deviation") * 1e6
			}
		}
		s.seen.Status[at] = status
		s.seen.Order = append(s.seen.Order, at)
	}
	return s
}

func (s *scene) config() *xray.Config {
	config := &xray.Config{Routing: &xray.Routing{
		Rules: []xray.Rule{{RuleTag: "main-rule", Type: "field", Network: "tcp,udp", BalancerTag: "b"}},
		Balancers: []xray.Balancer{{Tag: "b", Selector: []string{"proxy-"}, FallbackTag: s.fallback,
			Strategy: &xray.Balancing{Type: s.strategy.String(), Settings: s.settings}}},
	}}
	for _, tag := range s.tags {
		config.Outbounds = append(config.Outbounds, xray.Outbound{Tag: tag, Protocol: "blackhole"})
	}
	if s.burst {
		config.BurstObservatory = &xray.BurstObservatory{SubjectSelector: []string{"proxy-"}}
	} else {
		config.Observatory = &xray.Observatory{SubjectSelector: []string{"proxy-"}}
	}
	return config
}

// rival is the core's own strategy with the core's own dice, and where the core goes when it picks none.
type rival struct {
	strategy   router.BalancingStrategy
	seen       *report
	tags       []string
	candidates []string
	none       int32
}

func (s *scene) rival() *rival {
	r := &rival{seen: &report{}, tags: s.tags, none: tunnel.First}
	if at := slices.Index(s.tags, s.fallback); at >= 0 {
		r.none = int32(at)
	}
	for _, tag := range s.tags {
		if strings.HasPrefix(tag, "proxy-") {
			r.candidates = append(r.candidates, tag)
		}
	}
	slices.Sort(r.candidates)
	switch s.strategy {
	case xray.LeastPing:
		r.strategy = &router.LeastPingStrategy{}
	case xray.RoundRobin:
		r.strategy = &router.RoundRobinStrategy{FallbackTag: s.fallback}
	case xray.Random:
		r.strategy = &router.RandomStrategy{FallbackTag: s.fallback}
	case xray.LeastLoads:
		maxRTT := map[string]int64{"": 0, "100ms": 1e8, "1s": 1e9}[s.settings.MaxRTT]
		r.strategy = router.NewLeastLoadStrategy(&router.StrategyLeastLoadConfig{Expected: int32(s.settings.Expected), MaxRTT: maxRTT})
	}
	instance := &core.Instance{}
	if err := instance.AddFeature(r.seen); err != nil {
		panic(err)
	}
	r.strategy.(extension.ContextReceiver).InjectContext(context.WithValue(context.Background(), core.XrayKey(1), instance))
	r.show(s)
	return r
}

func (r *rival) show(s *scene) {
	r.seen.Status = nil
	for _, at := range s.seen.Order {
		status := s.seen.Status[at]
		result := &observatory.OutboundStatus{OutboundTag: s.tags[at], Alive: status.Alive, Delay: status.DelayMS}
		if b := status.Burst; s.burst {
			result.HealthPing = &observatory.HealthPingMeasurementResult{All: int64(b.All), Fail: int64(b.Fail), Average: b.Average, Deviation: b.Deviation}
		}
		r.seen.Status = append(r.seen.Status, result)
	}
}

func (r *rival) pick() int32 {
	if tag := r.strategy.PickOutbound(r.candidates); tag != "" {
		return int32(slices.Index(r.tags, tag))
	}
	return r.none
}

// TestPicksAreTheCores holds the support and the frequencies of our picks against those of the core's own.
func TestPicksAreTheCores(t *testing.T) {
	for _, strategy := range everyStrategy {
		t.Run(strategy.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { samePicks(t, scenes(t, strategy)) })
		})
	}
}

func samePicks(t *rapid.T, s scene) {
	const picks = 2000
	loaded := NewEngine().Load(s.config())
	require.Equal(t, xray.OK, loaded.Stage, loaded.Err)
	require.Equal(t, "main-rule", loaded.Rule)
	ours, theirs := loaded.Balancer(), s.rival()
	draw := random.New(rapid.Uint64().Draw(t, "seed"), "pick", 0, 0)
	mine, core := map[int32]int{}, map[int32]int{}
	for i := range picks {
		m, c := ours.Pick(&s.seen, draw), theirs.pick()
		mine[m]++
		core[c]++
		if s.strategy == xray.RoundRobin || s.strategy == xray.LeastPing {
			require.Equal(t, c, m, "pick %d", i)
		}
	}
	for at := int32(-1); at < int32(len(s.tags)); at++ {
		require.Equal(t, core[at] > 0, mine[at] > 0, "support at %d: the core %v, we %v", at, core, mine)
		// Six standard deviations of the difference of two counts, each of 2000 throws at even odds.
		require.InDelta(t, core[at], mine[at], 6*math.Sqrt(2*picks/4), "frequency at %d: the core %v, we %v", at, core, mine)
	}
}

// TestLooksAgain has a balancer see what is new, in the middle of a round of roundRobin too.
func TestLooksAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, later := scenes(t, xray.LeastPing, xray.RoundRobin), scenes(t, xray.LeastPing)
		later.tags, later.burst, later.seen.Version = s.tags, s.burst, 1
		ours, theirs := NewEngine().Load(s.config()).Balancer(), s.rival()
		for range rapid.IntRange(0, 5).Draw(t, "picks before") {
			require.Equal(t, theirs.pick(), ours.Pick(&s.seen, nil))
		}
		theirs.show(&later)
		for range 5 {
			require.Equal(t, theirs.pick(), ours.Pick(&later.seen, nil))
		}
	})
}

// TestParallelPicks has many worlds pick from one loaded config at the same time: equal seeds, equal picks.
func TestParallelPicks(t *testing.T) {
	config := balancedBy(xray.Random, "")
	const worlds = 16
	picks := make([][]int32, worlds)
	var group sync.WaitGroup
	for w := range worlds {
		group.Go(func() {
			b := NewEngine().Load(config).Balancer()
			seen := seenAll(len(config.Outbounds))
			draw := random.New(uint64(w%2), "pick", 0, 0)
			for i := range 500 {
				seen.Version = uint32(i / 50)
				picks[w] = append(picks[w], b.Pick(seen, draw))
			}
		})
	}
	group.Wait()
	for w := range worlds {
		require.Equal(t, picks[w%2], picks[w])
	}
	require.NotEqual(t, picks[0], picks[1])
}

// TestPermutedOutbounds moves the default and nothing else.
func TestPermutedOutbounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := scenes(t, everyStrategy...)
		permuted := s
		permuted.tags = rapid.Permutation(s.tags).Draw(t, "permuted")
		permuted.seen = tunnel.Seen{Status: make([]tunnel.Status, len(s.tags))}
		for _, at := range s.seen.Order {
			to := int32(slices.Index(permuted.tags, s.tags[at]))
			permuted.seen.Status[to] = s.seen.Status[at]
			permuted.seen.Order = append(permuted.seen.Order, to)
		}
		ours, theirs := NewEngine().Load(s.config()).Balancer(), NewEngine().Load(permuted.config()).Balancer()
		a, b := random.New(1, "pick", 0, 0), random.New(1, "pick", 0, 0)
		for range 20 {
			require.Equal(t, s.tag(ours.Pick(&s.seen, a)), permuted.tag(theirs.Pick(&permuted.seen, b)))
		}
	})
}

// tag is the outbound's at a place; the default, wherever it is, has the name default.
func (s *scene) tag(at int32) string {
	if at == tunnel.First {
		return "default"
	}
	return s.tags[at]
}

// TestLoadWithoutBalancer has rules lead straight to an outbound, to one that is not there, and nowhere.
func TestLoadWithoutBalancer(t *testing.T) {
	rule := func(tag, outbound string, inbounds ...string) xray.Rule {
		return xray.Rule{RuleTag: tag, Type: "field", Network: "tcp", InboundTag: inbounds, OutboundTag: outbound}
	}
	for name, c := range map[string]struct {
		rules []xray.Rule
		rule  string
		to    int32
	}{
		"outbound":     {[]xray.Rule{rule("a", "direct", "other"), rule("b", "direct", "socks")}, "b", 1},
		"not there":    {[]xray.Rule{rule("a", "gone")}, "a", tunnel.First},
		"none":         {[]xray.Rule{rule("a", "direct", "other")}, "", tunnel.First},
		"two of a tag": {[]xray.Rule{rule("a", "proxy", "other"), rule("a", "direct")}, "a", 1},
		"no tag":       {[]xray.Rule{rule("", "direct")}, "", 1},
		"no rules":     {nil, "", tunnel.First},
	} {
		config := &xray.Config{
			Inbounds:  []xray.Inbound{{Tag: "socks", Listen: "127.0.0.1", Port: 10808, Protocol: "socks"}},
			Outbounds: []xray.Outbound{{Tag: "proxy", Protocol: "blackhole"}, {Tag: "direct", Protocol: "freedom"}},
			Routing:   &xray.Routing{Rules: c.rules},
		}
		l := NewEngine().Load(config)
		require.Nil(t, l.Balancer, name)
		require.Equal(t, tunnel.Loaded{Stage: xray.OK, Rule: c.rule, Outbound: c.to}, l, name)
	}
	broken := balancedBy(xray.LeastPing, "")
	broken.Observatory = nil
	require.Equal(t, tunnel.Loaded{Stage: xray.New, Err: "core: not all dependencies are resolved.", Outbound: tunnel.First}, NewEngine().Load(broken))
}

// TestDeaf: inbounds are not listened on, or a machine without free sockets would tell in a result of the simulation.
func TestDeaf(t *testing.T) {
	config := balancedBy(xray.Random, "")
	config.Inbounds = []xray.Inbound{{Tag: "socks", Listen: "127.0.0.1", Port: 1, Protocol: "no such protocol"}}
	require.Equal(t, xray.Build, Check(config.JSON()).Stage)
	require.Equal(t, xray.OK, NewEngine().Load(config).Stage)
	config.Routing.Rules = []xray.Rule{{RuleTag: "in", Type: "field", InboundTag: []string{"socks"}, OutboundTag: "direct"}}
	require.Equal(t, "in", NewEngine().Load(config).Rule, "the router goes by the tag alone")
}

// TestMemory has a config put to the core once, and all forgotten before there are too many.
func TestMemory(t *testing.T) {
	config := balancedBy(xray.Random, "")
	clear(memory.loads)
	t.Cleanup(func() { clear(memory.loads) })
	before := NewEngine().Load(config)
	require.Equal(t, xray.OK, before.Stage)
	memory.loads[" "+string(config.JSON())] = func() tunnel.Loaded { return tunnel.Loaded{Err: "remembered"} }
	require.Equal(t, "remembered", NewEngine().Load(config).Err)
	for i := range maxLoads {
		memory.loads[fmt.Sprint(i)] = nil
	}
	require.Equal(t, xray.OK, NewEngine().Load(balancedBy(xray.Random, "direct")).Stage)
	require.LessOrEqual(t, len(memory.loads), maxLoads)
	require.Equal(t, xray.OK, NewEngine().Load(config).Stage, "it was forgotten, and put to the core again")
}

func balancedBy(strategy xray.Strategy, fallback string) *xray.Config {
	s := scene{strategy: strategy, fallback: fallback}
	if strategy == xray.LeastLoads {
		s.settings = &xray.LeastLoad{Expected: 3, MaxRTT: "1s", Tolerance: 0.5}
	}
	for i := range 5 {
		s.tags = append(s.tags, fmt.Sprint("proxy-", i))
	}
	s.tags = append(s.tags, "direct", "block")
	return s.config()
}

// seenAll has seen every outbound alive, one slower than the other.
func seenAll(n int) *tunnel.Seen {
	seen := &tunnel.Seen{Status: make([]tunnel.Status, n)}
	for i := range n {
		seen.Status[i] = tunnel.Status{Probed: true, Alive: true, DelayMS: int64(50 + i)}
		seen.Order = append(seen.Order, int32(i))
	}
	return seen
}
