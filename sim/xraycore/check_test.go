package xraycore

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xtls/xray-core/app/dns"
	"github.com/xtls/xray-core/app/observatory"
	"github.com/xtls/xray-core/app/observatory/burst"
	"github.com/xtls/xray-core/app/proxyman"
	corenet "github.com/xtls/xray-core/common/net"
	"github.com/xtls/xray-core/common/serial"
	"github.com/xtls/xray-core/proxy/wireguard"
	"github.com/xtls/xray-core/transport/internet"
	"github.com/xtls/xray-core/transport/internet/reality"
	"github.com/xtls/xray-core/transport/internet/splithttp"
	"github.com/xtls/xray-core/transport/internet/tls"
	"google.golang.org/protobuf/proto"

	"reprise/control/xray"
)

// TestStages has one config for each stage, and what it says in the core's words.
func TestStages(t *testing.T) {
	_, configs := corpus(t)
	for name, want := range map[string]Verdict{
		"decode-strategy-string":             {Stage: xray.Decode, Error: "cannot unmarshal string into Go struct field"},
		"build-strategy-unknown":             {Stage: xray.Build, Error: "infra/conf: unknown balancing strategy: fastest"},
		"build-balancer-null":                {Stage: xray.Build, Error: "panic: runtime error: invalid memory address or nil pointer dereference"},
		"build-geosite-unknown":              {Stage: xray.Build, Error: "list not found in geosite.dat: NO-SUCH-LIST"},
		"new-balancer-renamed":               {Stage: xray.New, Error: "balancer"},
		"new-random-fallback-unobserved":     {Stage: xray.New, Error: "core: not all dependencies are resolved."},
		"new-roundrobin-fallback-unobserved": {Stage: xray.New, Error: "core: not all dependencies are resolved."},
		"start-fakedns-range":                {Stage: xray.Start, Error: "fakedns"},
		"ok-random-base":                     {Stage: xray.OK},
	} {
		v := Check(configs[name])
		require.Equal(t, Version(), v.Core)
		require.Equal(t, want.Stage, v.Stage, name)
		require.Contains(t, v.Error, want.Error, name)
		require.Equal(t, want.Error == "", v.Error == "", name)
	}
}

// TestAsked has errors name what the config asked for, and not what stood in for it.
func TestAsked(t *testing.T) {
	for name, c := range map[string]struct{ config, says string }{
		"a port of two": {`{"api":{"tag":"api","listen":":10085"},"metrics":{"listen":"127.0.0.1:10085"}}`,
			"listen tcp 127.0.0.1:10085: bind: address already in use"},
		"no port":   {`{"api":{"tag":"api","listen":"10085"}}`, "listen tcp: address 10085: missing port in address"},
		"a service": {`{"api":{"tag":"api","services":["ObservatoryService"]}}`, "core: not all dependencies are resolved."},
		"a key": {`{"inbounds":[{"protocol":"vless","port":1,"settings":{"decryption":"none","clients":[]},"streamSettings":{"security":"tls",
			"tlsSettings":{"certificates":[{"certificateFile":"/etc/hostname","keyFile":"/etc/hostname"}]}}}]}`, "open /etc/hostname: file does not exist"},
	} {
		require.True(t, strings.HasSuffix(Check([]byte(c.config)).Error, c.says), "%s: %s", name, Check([]byte(c.config)).Error)
	}
}

// TestManyAtOnce has equal configs get equal verdicts whatever else is being checked.
func TestManyAtOnce(t *testing.T) {
	names, configs := corpus(t)
	want := map[string]Verdict{}
	for _, name := range names {
		want[name] = Check(configs[name])
	}
	var group sync.WaitGroup
	var lock sync.Mutex
	got := map[string]Verdict{}
	for _, name := range names {
		group.Go(func() {
			v := Check(configs[name])
			lock.Lock()
			defer lock.Unlock()
			got[name] = v
		})
	}
	group.Wait()
	require.Equal(t, want, got)
}

// TestLocalhost is the only name that an inbound may listen on.
func TestLocalhost(t *testing.T) {
	listening := func(on string) Verdict {
		return Check([]byte(`{"inbounds":[{"tag":"in","protocol":"socks","listen":"` + on + `","port":1080}]}`))
	}
	require.Equal(t, xray.OK, listening("localhost").Stage)
	require.Equal(t, xray.OK, listening("198.51.100.7").Stage, "an address of the phone's")
	require.Contains(t, listening("example.org").Error, "unable to listen on domain address: example.org")
}

// TestChange has what reaches out of the process taken out of messages, and the rest left as it was.
func TestChange(t *testing.T) {
	name := func(address string) *dns.NameServer {
		return &dns.NameServer{Address: &corenet.Endpoint{Address: corenet.NewIPOrDomain(corenet.ParseAddress(address)), Port: 53}}
	}
	for _, c := range []struct{ in, out proto.Message }{
		{name("quic+local://dns.example"), name("tcp+local://dns.example")},
		{name("QUIC+local://dns.example"), name("tcp+local://dns.example")},
		{name("https+local://dns.example"), name("https+local://dns.example")},
		{name("8.8.8.8"), name("8.8.8.8")},
		{&wireguard.DeviceConfig{SecretKey: "k", IsClient: true}, &wireguard.DeviceConfig{SecretKey: "k", IsClient: true, NoKernelTun: true}},
		{&internet.SocketConfig{Mark: 1, Tproxy: internet.SocketConfig_TProxy, Interface: "eth0", TcpCongestion: "bbr", TcpKeepAliveIdle: 30,
			CustomSockopt:       []*internet.CustomSockopt{{Level: "0", Opt: "64", Value: "xx", Type: "str"}},
			AddressPortStrategy: internet.AddressPortStrategy_SrvPortOnly}, &internet.SocketConfig{TcpKeepAliveIdle: 30}},
		{&tls.Config{ServerName: "a", MasterKeyLog: "log"}, &tls.Config{ServerName: "a"}},
		{&tls.Certificate{Key: []byte("k"), OcspStapling: 3600}, &tls.Certificate{Key: []byte("k"), OneTimeLoading: true}},
		{&reality.Config{ServerName: "a", Dest: "b:1", MasterKeyLog: "log"}, &reality.Config{ServerName: "a"}},
		{&observatory.Config{ProbeUrl: "u", SubjectSelector: []string{"a"}}, &observatory.Config{ProbeUrl: "u"}},
		{&burst.Config{SubjectSelector: []string{"a"}}, &burst.Config{SubjectSelector: []string{"----"}}},
		{&burst.Config{}, &burst.Config{}},
	} {
		d := &disguise{longest: 3}
		packed := serial.ToTypedMessage(c.in)
		d.walk(packed.ProtoReflect())
		got, err := packed.GetInstance()
		require.NoError(t, err)
		require.True(t, proto.Equal(c.out, got), "%v became %v", c.in, got)
	}
}

// TestDeepChange has nothing hide in the packages within packages of a transport.
func TestDeepChange(t *testing.T) {
	inner := &internet.StreamConfig{SecuritySettings: []*serial.TypedMessage{serial.ToTypedMessage(&tls.Config{MasterKeyLog: "log"})}}
	outer := serial.ToTypedMessage(&proxyman.SenderConfig{StreamSettings: &internet.StreamConfig{
		TransportSettings: []*internet.TransportConfig{{ProtocolName: "splithttp", Settings: serial.ToTypedMessage(&splithttp.Config{DownloadSettings: inner})}}}})
	require.Contains(t, string(outer.Value), "log")
	(&disguise{}).walk(outer.ProtoReflect())
	require.NotContains(t, string(outer.Value), "log")
	require.Contains(t, string(outer.Value), "xray.transport.internet.tls.Config")
}

// TestSystemHosts keeps the machine's list of hosts out of a config.
func TestSystemHosts(t *testing.T) {
	decoded, err := decode([]byte(`{"dns":{"hosts":{"a.example":"192.0.2.1"},"useSystemHosts":true}}`))
	require.NoError(t, err)
	built, err := build(decoded)
	require.NoError(t, err)
	for _, app := range built.App {
		if settings, err := app.GetInstance(); err == nil && app.Type == "xray.app.dns.Config" {
			require.Len(t, settings.(*dns.Config).StaticHosts, 1)
			return
		}
	}
	require.Fail(t, "no DNS app")
}
