package xraycore

import (
	"fmt"
	"strconv"

	"github.com/xtls/xray-core/app/router"
	corenet "github.com/xtls/xray-core/common/net"
	"github.com/xtls/xray-core/common/session"
	"github.com/xtls/xray-core/core"
	"github.com/xtls/xray-core/features/outbound"
	"github.com/xtls/xray-core/features/routing"
	routing_session "github.com/xtls/xray-core/features/routing/session"
)

// request is a connection that an inbound hands to the core.
type request struct {
	to      corenet.Destination
	inbound string // its tag
}

// routed is what a running instance does with a request, short of a balancer's pick. It is never written again.
type routed struct {
	rule     *router.RoutingRule             // the first that matches; nil where none does
	index    int                             // of the rule in the config
	outbound string                          // that the rule names; empty with a balancer
	balancer *router.BalancingRule           // that the rule names; nil without one
	settings *router.StrategyLeastLoadConfig // of the strategy leastLoad
	// candidates are the tags that the balancer chooses among, as the core selects them: sorted, each once.
	candidates []string
	// tagged are the tags of all outbounds that there are. A tag that is not there leads to the default.
	tagged map[string]bool
	// first is the tag of the default outbound, which may be empty; none says that there is no outbound at all.
	first string
	none  bool
}

// override is what balancers answer while the router is asked for the rule: an answer that no strategy has a part in.
const override = "-"

// route asks the instance's router. Names are not resolved: the router does as it does where the resolver does not
// answer, so that rules by address do not match a name.
func (r *request) route(instance *core.Instance, config *router.Config) (*routed, error) {
	found := &routed{tagged: map[string]bool{}}
	manager := instance.GetFeature(outbound.ManagerType()).(outbound.Manager)
	selector := manager.(outbound.HandlerSelector)
	for _, tag := range selector.Select([]string{""}) {
		found.tagged[tag] = true
	}
	if h := manager.GetDefaultHandler(); h != nil {
		found.first = h.Tag()
	} else {
		found.none = true
	}
	asked := instance.GetFeature(routing.RouterType()).(routing.Router)
	balancers := map[string]*router.BalancingRule{}
	if overrider, ok := asked.(routing.BalancerOverrider); ok {
		for _, b := range config.GetBalancingRule() {
			balancers[b.Tag] = b // as in the core, the last of two of a tag
			_ = overrider.SetOverrideTarget(b.Tag, override)
		}
	}
	route, err := asked.PickRoute(&routing_session.Context{
		Inbound:  &session.Inbound{Tag: r.inbound, Source: corenet.TCPDestination(corenet.LocalHostIP, 0)},
		Outbound: &session.Outbound{Target: r.to},
		Content:  &session.Content{SkipDNSResolve: true},
	})
	if err != nil {
		return found, nil // no rule matches: with the override there is no other reason
	}
	found.index, _ = strconv.Atoi(route.GetRuleTag()) // wall made it a number
	found.rule = config.Rule[found.index]
	if found.outbound = found.rule.GetTag(); found.rule.GetBalancingTag() != "" {
		found.balancer = balancers[found.rule.GetBalancingTag()]
		found.candidates = selector.Select(found.balancer.OutboundSelector)
		return found, found.unpack()
	}
	return found, nil
}

// unpack reads the settings of leastLoad, the only strategy that has any.
func (r *routed) unpack() error {
	if r.balancer.StrategySettings == nil {
		return nil
	}
	settings, err := r.balancer.StrategySettings.GetInstance()
	if err != nil {
		return fmt.Errorf("settings of the balancer %s: %w", r.balancer.Tag, err)
	}
	r.settings, _ = settings.(*router.StrategyLeastLoadConfig)
	return nil
}
