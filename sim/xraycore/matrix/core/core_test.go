package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	corenet "github.com/xtls/xray-core/common/net"
	"github.com/xtls/xray-core/infra/conf/serial"
	"github.com/xtls/xray-core/transport/internet"

	"reprise/fixtures"
)

// answers is what this program says of the corpus, as it is linked here, with the core on the phones.
func answers(t *testing.T) (all []answer) {
	files, err := fs.Glob(fixtures.Xray, "xray/*.json")
	require.NoError(t, err)
	var in, out bytes.Buffer
	for _, file := range files {
		config, err := fixtures.Xray.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, json.NewEncoder(&in).Encode(question{strings.TrimSuffix(path.Base(file), ".json"), config}))
	}
	require.NoError(t, run(&in, &out))
	for decoder := json.NewDecoder(&out); decoder.More(); {
		var a answer
		require.NoError(t, decoder.Decode(&a))
		require.Equal(t, "25.7.25", a.Core)
		all = append(all, a)
	}
	return all
}

// TestCorpus has this program say what a bare core says of each config, and send requests where xraycore.Route says they
// go: the two golden files are written from those.
func TestCorpus(t *testing.T) {
	var verdicts, ways strings.Builder
	for _, a := range answers(t) {
		fmt.Fprintf(&verdicts, "%s\t%s\t%s\n", a.Name, a.Stage, a.Error)
		require.Equal(t, a.Stage == "ok", len(a.Routes) == len(requests), a.Name)
		for _, host := range slices.Sorted(maps.Keys(a.Routes)) {
			fmt.Fprintf(&ways, "%s\t%s\t%s\n", a.Name, host, a.Routes[host])
		}
	}
	for file, said := range map[string]string{"xray/verdicts.txt": verdicts.String(), "xray/routes.txt": ways.String()} {
		golden, err := fixtures.Xray.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, string(golden), said)
	}
}

// TestOutside holds what a config must not reach: the network, ports that it asks for, the file system, an interface.
func TestOutside(t *testing.T) {
	folder, err := keepOut()
	require.NoError(t, err)
	defer os.RemoveAll(folder)
	_, err = internet.DialSystem(t.Context(), corenet.TCPDestination(corenet.LocalHostIP, 9), nil)
	require.ErrorContains(t, err, "does not reach the network")

	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	log := path.Join(t.TempDir(), "access.log")
	for config, want := range map[string]string{
		fmt.Sprintf(`{"inbounds":[{"port":%d,"protocol":"socks"}]}`, port):                                                                                               "",
		`{"inbounds":[{"listen":"203.0.113.7","port":443,"protocol":"socks"}]}`:                                                                                          "",
		`{"inbounds":[{"listen":"127.0.0.1","port":"1-60000","protocol":"socks"}]}`:                                                                                      "more than 100 ports",
		`{"inbounds":[{"listen":"` + log + `","protocol":"vless","settings":{"decryption":"none"}}]}`:                                                                    "file system",
		`{"outbounds":[{"protocol":"wireguard"}]}`:                                                                                                                       "network interface",
		`{"log":{"access":"` + log + `","error":"` + log + `"},"outbounds":[{"protocol":"blackhole"}]}`:                                                                  "",
		`{"inbounds":[{"port":1,"protocol":"vless","settings":{"decryption":"none"},"streamSettings":{"security":"tls","tlsSettings":{"masterKeyLog":"` + log + `"}}}]}`: "",
	} {
		a := limited([]byte(config))
		if want == "" {
			require.Equal(t, "ok", a.Stage, "%s: %s", config, a.Error)
		} else {
			require.Contains(t, a.Error, want, config)
		}
		require.NoFileExists(t, log)
	}
}

// TestPortsComeBack has an error name the port that was asked for.
func TestPortsComeBack(t *testing.T) {
	config := `{"inbounds":[{"listen":"127.0.0.1","port":1080,"protocol":"socks"}]}`
	decoded, err := serial.DecodeJSONConfig(strings.NewReader(config))
	require.NoError(t, err)
	restore, err := confine(decoded)
	require.NoError(t, err)
	moved := decoded.InboundConfigs[0].PortList.Range[0].From
	require.NotEqual(t, uint32(1080), moved)
	require.Equal(t, "listen tcp 127.0.0.1:1080", restore(fmt.Sprintf("listen tcp 127.0.0.1:%d", moved)))
}
