package xraycore

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/xray"
)

func TestRefused(t *testing.T) {
	nested := func(n int) string {
		return `{"outbounds":[],"policy":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + "}"
	}
	for name, c := range map[string]struct{ config, says string }{
		"large":           {`{"a":"` + strings.Repeat("x", maxBytes) + `"}`, "bytes, more than 1048576"},
		"nul":             {"{\x00}", "a NUL byte at offset 1"},
		"deep":            {nested(maxDepth + 1), "nested deeper than 64 levels"},
		"never closed":    {strings.Repeat("[", 500_000), "nested deeper than 64 levels"},
		"deep, commented": {"/* ]]] \" */" + nested(maxDepth+1), "nested deeper than 64 levels"},
		"outbounds":       {`{"outbounds":[` + strings.Repeat("{},", 99_999) + `{}]}`, "100000 outbounds, more than 1000"},
		"ports":           {`{"inbounds":[{"protocol":"socks","listen":"127.0.0.1","port":"1-65535"}]}`, "inbounds on 65535 ports and sockets, more than 256"},
		"port lists":      {`{"inbounds":[{"protocol":"socks","port":"1-200"},{"protocol":"socks","port":"300-400,500"}]}`, "inbounds on 302 ports and sockets, more than 256"},
		"patterns": {`{"routing":{"rules":[{"domain":["regexp:` + strings.Repeat("a", maxPatterns) + `","RegExp:b"],"outboundTag":"a"}]}}`,
			"regular expressions of 16385 bytes, more than 16384"},
		"wireguard": {`{"inbounds":[{"protocol":"WireGuard","port":1,"settings":{}}]}`, "an inbound of wireguard, which the core does not stop again"},
		"kept open": {`{"inbounds":[{"protocol":"socks","port":1,"allocate":{"strategy":"Random","concurrency":4000000000}}]}`,
			"an inbound that keeps 4000000000 ports open, more than 256"},
		"kept open, more than it has": {`{"inbounds":[{"protocol":"socks","port":"1-2","allocate":{"strategy":"Random","concurrency":3}}]}`,
			"an inbound that keeps 3 of 2 ports open: the core would look for the next one forever"},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			v := Check([]byte(c.config))
			require.Equal(t, Verdict{Core: Version(), Stage: xray.Decode, Error: v.Error}, v)
			require.True(t, strings.HasPrefix(v.Error, "refused before the core saw it: "), v.Error)
			require.True(t, strings.HasSuffix(v.Error, c.says), v.Error)
			require.Less(t, time.Since(start), time.Minute, "a text that is refused is not worked on")
		})
	}
}

// TestNotRefused has the core see what only looks too deep.
func TestNotRefused(t *testing.T) {
	many := strings.Repeat("[{", 100)
	for name, config := range map[string]string{
		"in a string":               `{"log":{"access":"` + many + `\"` + many + `"}}`,
		"in comments":               "{} // " + many,
		"before":                    "# " + many + "\n/*" + many + "*/{}",
		"after what the core reads": "{}" + many,
		"at the bound":              `{"x":` + strings.Repeat("[", maxDepth-1) + strings.Repeat("]", maxDepth-1) + "}",
		"256 ports":                 `{"inbounds":[{"tag":"in","protocol":"socks","port":"20000-20255"}]}`,
	} {
		require.Equal(t, Verdict{Core: Version(), Stage: xray.OK}, Check([]byte(config)), name)
	}
}

func TestTooSlow(t *testing.T) {
	over := make(chan struct{})
	defer close(over)
	slow := &trial{}
	slow.stage.Store(uint32(xray.Start))
	o := slow.within(time.Millisecond, func() outcome {
		<-over
		return outcome{}
	})
	require.Equal(t, xray.Start, o.stage)
	require.EqualError(t, o.err, "refused: the core took more than 1ms")
	require.True(t, slow.late.Load())
	_, configs := corpus(t)
	require.Equal(t, xray.OK, Check(configs["ok-random-base"]).Stage, "the next config has its turn")
	late := &trial{config: configs["ok-random-base"]}
	late.late.Store(true)
	require.Equal(t, xray.New, late.run().stage, "nobody waits for it: it need not start")
}

// TestNothingOutside has configs that would write, listen, dial or leave something behind, and finds nothing of it.
func TestNothingOutside(t *testing.T) {
	dir := t.TempDir()
	visited := make(chan string, 64)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	go func() {
		for conn, err := l.Accept(); err == nil; conn, err = l.Accept() {
			visited <- conn.RemoteAddr().String()
			conn.Close()
		}
	}()
	key := "SGVsbG8sIHRoaXMgaXMgYSAzMiBieXRlIGtleSEhISE"
	config := fmt.Sprintf(`{
	"log": {"access": %[1]q, "error": %[1]q, "loglevel": "debug"},
	"api": {"tag": "api", "listen": %[2]q}, "metrics": {"tag": "metrics", "listen": %[2]q},
	"dns": {"servers": ["localhost", "quic+local://%[2]s"], "useSystemHosts": true, "queryStrategy": "UseSystem"},
	"burstObservatory": {"subjectSelector": ["out"], "pingConfig": {"destination": "http://%[2]s/", "connectivity": "http://%[2]s/", "sampling": 100000000}},
	"observatory": {"subjectSelector": ["out"], "probeUrl": "http://%[2]s/"},
	"inbounds": [
		{"tag": "path", "protocol": "vless", "listen": %[3]q, "settings": {"decryption": "none", "clients": []}},
		{"tag": "all", "protocol": "socks", "listen": "0.0.0.0", "port": %[4]d},
		{"tag": "reality", "protocol": "vless", "port": 443, "settings": {"decryption": "none", "clients": []}, "streamSettings": {"security": "reality",
			"realitySettings": {"dest": %[2]q, "serverNames": ["x.example"], "shortIds": ["01"], "privateKey": %[5]q, "masterKeyLog": %[1]q}}}],
	"outbounds": [{"tag": "out", "protocol": "freedom"}]}`,
		filepath.Join(dir, "log"), l.Addr(), filepath.Join(dir, "socket"), l.Addr().(*net.TCPAddr).Port, key)
	want := Verdict{Core: Version(), Stage: xray.Start, Error: fmt.Sprintf("listen tcp %s: bind: address already in use", l.Addr())}
	require.Equal(t, want, Check([]byte(config)), "api and metrics ask for one port")
	config = strings.Replace(config, fmt.Sprintf(`"metrics", "listen": %q`, l.Addr()), `"metrics", "listen": "127.0.0.1:1"`, 1)
	config = strings.Replace(config, fmt.Sprintf(`"port": %d`, l.Addr().(*net.TCPAddr).Port), `"port": 2`, 1)
	for range 2 {
		require.Equal(t, Verdict{Core: Version(), Stage: xray.OK}, Check([]byte(config)))
	}
	time.Sleep(100 * time.Millisecond)
	require.Empty(t, visited)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

// FuzzCheck feeds the core what it was not made for: a verdict comes in time, and OK says no error.
func FuzzCheck(f *testing.F) {
	for _, config := range []string{`{}`, `[`, `{"outbounds":[{"protocol":"freedom"}]}`, `{"routing":{"balancers":[null]}}`,
		`{"inbounds":[{"protocol":"socks","port":0,"listen":"127.0.0.1"}]}`, `{"inbounds":[{"protocol":"socks","port":9,"listen":"localhost"}]}`} {
		f.Add([]byte(config))
	}
	f.Fuzz(func(t *testing.T, config []byte) {
		v := Check(config)
		require.Equal(t, v.Stage == xray.OK, v.Error == "", v)
		require.NotContains(t, v.Error, "the core took more than")
	})
}
