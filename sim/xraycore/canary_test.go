package xraycore

import (
	"bytes"
	"context"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xtls/xray-core/app/observatory"
	"github.com/xtls/xray-core/app/router"
	corenet "github.com/xtls/xray-core/common/net"
	"github.com/xtls/xray-core/common/platform/filesystem"
	"github.com/xtls/xray-core/core"
	"github.com/xtls/xray-core/features/dns"
	"github.com/xtls/xray-core/features/dns/localdns"
	"github.com/xtls/xray-core/features/outbound"
	"github.com/xtls/xray-core/features/routing"
	routing_session "github.com/xtls/xray-core/features/routing/session"
	"github.com/xtls/xray-core/infra/conf/serial"
	"github.com/xtls/xray-core/transport/internet"

	"github.com/xtls/xray-core/common/session"
)

// TestCanary fails where an upgrade of the core changes what this package relies on and the compiler does not see.
func TestCanary(t *testing.T) {
	t.Run("version", func(t *testing.T) { require.Equal(t, "25.7.25", Version()) })
	t.Run("every connection goes through the one dialer", func(t *testing.T) {
		_, err := internet.DialSystem(context.Background(), corenet.TCPDestination(corenet.ParseAddress("192.0.2.1"), 80), nil)
		require.ErrorIs(t, err, errOutside)
	})
	t.Run("names are looked up by a variable", func(t *testing.T) {
		_, _, err := localdns.New().LookupIP("x.example", dns.IPOption{IPv4Enable: true})
		require.EqualError(t, err, "lookup x.example: no such host")
	})
	t.Run("lists come from the caches, files from a variable", func(t *testing.T) {
		defer func(reader filesystem.FileReaderFunc) { filesystem.NewFileReader = reader }(filesystem.NewFileReader)
		read := 0
		filesystem.NewFileReader = func(string) (io.ReadCloser, error) { read++; return nil, io.EOF }
		build := func(list string) error {
			_, err := serial.LoadJSONConfig(bytes.NewReader([]byte(`{"routing":{"rules":[{"outboundTag":"a",` + list + `}]}}`)))
			return err
		}
		require.NoError(t, build(`"domain":["geosite:category-ads-all"]`))
		require.NoError(t, build(`"domain":["geosite:Category-Ads-All"],"ip":["geoip:private","geoip:!PRIVATE"]`))
		require.Zero(t, read)
		require.ErrorContains(t, build(`"domain":["geosite:cn"]`), "EOF")
		require.Equal(t, 1, read)
	})
	t.Run("an observatory that selects nothing does nothing", func(t *testing.T) {
		o := &observatory.Observer{}
		require.NoError(t, o.Start())
		require.NoError(t, o.Close())
	})
	t.Run("strategies", func(t *testing.T) { strategiesCanary(t) })
	t.Run("router", func(t *testing.T) { routerCanary(t) })
}

// strategiesCanary has strategies take their observatory from an instance in the context, and tell what they roll among.
func strategiesCanary(t *testing.T) {
	s := &sky{}
	instance := &core.Instance{}
	require.Same(t, instance, core.MustFromContext(context.WithValue(context.Background(), core.XrayKey(1), instance)))
	for tag, alive := range map[string]bool{"a": true, "b": false, "c": true} {
		s.seen.Status = append(s.seen.Status, &observatory.OutboundStatus{OutboundTag: tag, Alive: alive, Delay: 10})
	}
	for name, strategy := range map[string]router.BalancingStrategy{
		"leastPing":  &router.LeastPingStrategy{},
		"leastLoad":  router.NewLeastLoadStrategy(&router.StrategyLeastLoadConfig{}),
		"random":     &router.RandomStrategy{FallbackTag: "f"},
		"roundRobin": &router.RoundRobinStrategy{FallbackTag: "f"},
	} {
		s.inject(strategy)
		require.Empty(t, strategy.PickOutbound([]string{"b"}), name)
		require.Equal(t, "c", strategy.PickOutbound([]string{"b", "c"}), name)
	}
	load := router.NewLeastLoadStrategy(&router.StrategyLeastLoadConfig{Expected: 5})
	s.inject(load)
	require.Equal(t, []string{"a", "c"}, load.GetPrincipleTarget([]string{"a", "b", "c"}))
	blind := &router.RandomStrategy{}
	s.inject(blind)
	require.Equal(t, "b", blind.PickOutbound([]string{"b"}), "random without fallbackTag looks at nothing")
}

// routerCanary has an override of a balancer keep its strategy out, and the router tell the rule by its tag.
func routerCanary(t *testing.T) {
	_, configs := corpus(t)
	built, err := serial.LoadJSONConfig(bytes.NewReader(configs["ok-leastping-base"]))
	require.NoError(t, err)
	instance, err := core.New(built)
	require.NoError(t, err)
	request := &routing_session.Context{Outbound: &session.Outbound{Target: ordinary}}
	asked := instance.GetFeature(routing.RouterType()).(routing.Router)
	_, err = asked.PickRoute(request)
	require.ErrorContains(t, err, "balancing strategy returns empty tag")
	require.NoError(t, asked.(routing.BalancerOverrider).SetOverrideTarget("least-ping-balancer", override))
	route, err := asked.PickRoute(request)
	require.NoError(t, err)
	require.Equal(t, "main-rule", route.GetRuleTag())
	require.Equal(t, override, route.GetOutboundTag())
	require.Implements(t, (*outbound.HandlerSelector)(nil), instance.GetFeature(outbound.ManagerType()))
}
