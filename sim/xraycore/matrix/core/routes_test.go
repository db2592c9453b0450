package main

import (
	"context"
	"net"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	corenet "github.com/xtls/xray-core/common/net"
	"github.com/xtls/xray-core/transport/internet"
)

// counter is a dialer that counts who is dialed.
type counter struct {
	wall
	dials atomic.Int32
}

func (c *counter) Dial(ctx context.Context, source corenet.Address, to corenet.Destination, s *internet.SocketConfig) (net.Conn, error) {
	c.dials.Add(1)
	return c.wall.Dial(ctx, source, to, s)
}

// TestRoutesDialNobody has requests go to outbounds that would dial at once, tagged and not, and to an observatory's.
func TestRoutesDialNobody(t *testing.T) {
	folder, err := keepOut()
	require.NoError(t, err)
	defer os.RemoveAll(folder)
	dialer := &counter{}
	internet.UseAlternativeSystemDialer(dialer)
	for config, want := range map[string]string{
		`{"outbounds":[{"protocol":"freedom"}]}`:                                                                                                         untagged,
		`{"outbounds":[{"protocol":"freedom","tag":"direct"}]}`:                                                                                          "direct",
		`{"observatory":{"subjectSelector":["d"]},"outbounds":[{"protocol":"freedom","tag":"direct"}]}`:                                                  "direct",
		`{"burstObservatory":{"subjectSelector":["d"],"pingConfig":{"interval":"1s","sampling":1}},"outbounds":[{"protocol":"freedom","tag":"direct"}]}`: "direct",
		`{"inbounds":[{"tag":"in","port":1,"protocol":"socks"},{"tag":"b","port":2,"protocol":"socks"}],"outbounds":[{"protocol":"freedom"},{"protocol":"freedom","tag":"b"}],"routing":{"rules":[{"inboundTag":["in"],"outboundTag":"b"}]}}`:                                   "b",
		`{"dns":{"hosts":{"www.example.org":"192.0.2.9","ads.doubleclick.net":"192.0.2.9"}},"outbounds":[{"protocol":"freedom","tag":"direct"},{"protocol":"freedom","tag":"b"}],"routing":{"domainStrategy":"IPIfNonMatch","rules":[{"ip":["192.0.2.9"],"outboundTag":"b"}]}}`: "direct",
		`{}`: dropped,
	} {
		a := limited([]byte(config))
		require.Equal(t, "ok", a.Stage, a.Error)
		require.Equal(t, map[string]string{"www.example.org": want, "10.0.0.1": want, "ads.doubleclick.net": want}, a.Routes, config)
	}
	time.Sleep(50 * time.Millisecond) // what was handed over would dial by now
	require.Zero(t, dialer.dials.Load())
}

// TestRoutesOfMany has a balancer of more outbounds than are told apart, and one of as many as are.
func TestRoutesOfMany(t *testing.T) {
	folder, err := keepOut()
	require.NoError(t, err)
	defer os.RemoveAll(folder)
	for _, n := range []int{50, 51} {
		var outbounds, tags []string
		for i := range n {
			tags = append(tags, "p-"+strconv.Itoa(100+i))
			outbounds = append(outbounds, `{"protocol":"blackhole","tag":"`+tags[i]+`"}`)
		}
		want := random
		if n <= 50 {
			want = "any of " + strings.Join(tags, ", ")
		}
		a := limited([]byte(`{"outbounds":[` + strings.Join(outbounds, ",") + `],"routing":{"rules":[{"network":"tcp","balancerTag":"b"}],"balancers":[{"tag":"b","selector":["p-"]}]}}`))
		require.Equal(t, want, a.Routes["www.example.org"], a.Error)
	}
}

// TestWayEnds has a request that nobody answers asked for once.
func TestWayEnds(t *testing.T) {
	asked := 0
	require.Equal(t, noAnswer, way(3, func() string { asked++; return noAnswer }))
	require.Equal(t, 1, asked)
}
