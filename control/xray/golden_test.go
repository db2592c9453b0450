package xray_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/control/xray"
)

var update = flag.Bool("update", false, "write the golden configs anew")

// threeServers are one of each kind in use. The keys are made up.
func threeServers() []xray.Endpoint {
	return []xray.Endpoint{
		{Tag: "proxy-de-1", Kind: xray.VLESSReality, Address: "192.0.2.1", Port: 443, Secret: "b831381d-6324-4d53-ad4f-8cda48b30811",
			Host: "www.example.com", PublicKey: "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA", ShortID: "6ba85179e30d4fc2"},
		{Tag: "proxy-de-2", Kind: xray.VMessWS, Address: "de-2.example.net", Port: 443, Secret: "b831381d-6324-4d53-ad4f-8cda48b30811", Host: "de-2.example.net", Mux: true},
		{Tag: "proxy-de-3", Kind: xray.TrojanGRPC, Address: "de-3.example.net", Port: 8443, Secret: "a made-up password", Host: "de-3.example.net"},
	}
}

// with is the documented backend with a change.
func with(change func(*xray.Backend)) xray.Backend {
	b := xray.Documented()
	change(&b)
	return b
}

func strategy(s xray.Strategy) xray.Backend { return with(func(b *xray.Backend) { b.Strategy = s }) }

// LB-01 to LB-13, LB-28, LB-29: every config, whole, as a person reads it. After a change: go test ./control/xray -update
func TestGoldenConfigs(t *testing.T) {
	servers := threeServers()
	aware := with(func(b *xray.Backend) { b.PlatformAware = true })
	response := xray.Documented().Response(servers, xray.Base)
	split := xray.Documented().Response(servers, xray.Split)
	random := xray.FirstRung + 1
	for name, config := range map[string]*xray.Config{
		"backend-leastping-base":   response,
		"backend-leastping-split":  split,
		"backend-leastload-base":   strategy(xray.LeastLoads).Response(servers, xray.Base),
		"backend-random-base":      strategy(xray.Random).Response(servers, xray.Base),
		"backend-roundrobin-split": strategy(xray.RoundRobin).Response(servers, xray.Split),
		"backend-random-fallback":  with(func(b *xray.Backend) { b.Strategy, b.Fallback = xray.Random, xray.FirstFallback }).Response(servers, xray.Base),
		"ios-leastping-base":       xray.IOS(response, xray.Base, nil),
		"ios-leastping-split":      xray.IOS(split, xray.Split, []string{"domain:example.org", "domain:example.com"}),
		"android":                  xray.Android(response, xray.FirstRung, xray.AndroidProbeInterval),
		"android-random":           xray.Android(response, random, xray.AndroidProbeInterval),
		"android-second-server":    xray.Android(response, random+2, xray.AndroidProbeInterval),
		"desktop":                  xray.Desktop(response, false),
		"desktop-linux":            xray.Desktop(response, true),
		"aware-ios":                aware.Answer(delivery.IOS, servers, xray.Base),
		"aware-android":            aware.Answer(delivery.Android, servers, xray.Base),
		"aware-desktop":            aware.Answer(delivery.Desktop, servers, xray.Base),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", name+".json")
			if *update {
				require.NoError(t, os.WriteFile(path, config.JSON(), 0o644))
			}
			golden, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, string(golden), string(config.JSON()))
		})
	}
}
