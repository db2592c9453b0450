//go:build !race

package xraycore

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	corenet "github.com/xtls/xray-core/common/net"
	"github.com/xtls/xray-core/core"
	"github.com/xtls/xray-core/transport/internet"

	"reprise/control/xray"
	"reprise/sim"
	"reprise/sim/world/tunnel"
)

// probed is the server in probeURL.
const probed = "192.0.2.1:80"

// upstream stands behind outbounds of the core's own: it is the process's dialer, hands out pipes in place of sockets, and
// notes how long each stays open.
type upstream struct {
	start time.Time
	reply string // to each request after 20 ms; empty: never
	lock  sync.Mutex
	flows []flow
}

func (u *upstream) DestIpAddress() net.IP { return nil }

func (u *upstream) Dial(_ context.Context, _ corenet.Address, to corenet.Destination, _ *internet.SocketConfig) (net.Conn, error) {
	if to.NetAddr() != probed {
		return nil, errOutside // the last words of another test's instance
	}
	near, far := net.Pipe()
	u.lock.Lock()
	defer u.lock.Unlock()
	u.flows = append(u.flows, flow{begun: sim.Time(time.Since(u.start)), ended: sim.EndOfTime})
	go u.serve(far, len(u.flows)-1)
	return near, nil
}

// serve answers a connection until the core closes it.
func (u *upstream) serve(conn net.Conn, number int) {
	defer func() {
		u.lock.Lock()
		defer u.lock.Unlock()
		u.flows[number].ended = sim.Time(time.Since(u.start))
	}()
	defer conn.Close()
	reader := bufio.NewReader(conn)
	for {
		if _, err := http.ReadRequest(reader); err != nil {
			return
		}
		if u.reply == "" {
			_, _ = io.Copy(io.Discard, reader)
			return
		}
		time.Sleep(20 * time.Millisecond)
		if _, err := io.WriteString(conn, u.reply); err != nil {
			return
		}
	}
}

// kept runs a config for a span against one upstream.
func kept(t *testing.T, config *xray.Config, reply string, span time.Duration) (flows []flow) {
	t.Cleanup(func() { internet.UseAlternativeSystemDialer(&walledDialer{}) })
	synctest.Test(t, func(t *testing.T) {
		u := &upstream{start: time.Now(), reply: reply}
		internet.UseAlternativeSystemDialer(u)
		instance := instanceOf(t, config, func(*core.Config) {})
		require.NoError(t, instance.Start())
		time.Sleep(span)
		require.NoError(t, instance.Close())
		time.Sleep(2 * time.Hour)
		flows = u.flows
	})
	return flows
}

// most is how many were open at once, at the most.
func most(flows []flow) int {
	at := 0
	for _, f := range flows {
		open := 0
		for _, g := range flows {
			if g.begun <= f.begun && f.begun < g.ended {
				open++
			}
		}
		at = max(at, open)
	}
	return at
}

// TestProbeConnections measures how long the connections of probes stay open at an upstream that closes none, and how many
// that makes at once. A standard observatory lets go of a connection without closing it, unless the answer has a body, which
// it leaves unread. What closes it in the end is the core's watch on idle outbounds, that looks every 300 s whether something
// has passed since it last looked.
func TestProbeConnections(t *testing.T) {
	const rtt = 20 * time.Millisecond
	for name, c := range map[string]struct {
		config *xray.Config
		reply  string
		stays  time.Duration // from the begin of a probe
		most   int           // at once; 0: left to chance
	}{
		"one, one by one":           {standard(1, "120s", false), noBody, tunnel.ProbeKept, 5},
		"five, one by one":          {standard(5, "120s", false), noBody, tunnel.ProbeKept, 5},
		"five at once":              {standard(5, "45s", true), noBody, tunnel.ProbeKept, 70},
		"one, with a body":          {standard(1, "120s", false), body, rtt + tunnel.ProbeLinger, 1},
		"five, with a body":         {standard(5, "120s", false), body, rtt + tunnel.ProbeLinger, 1},
		"five at once, with a body": {standard(5, "45s", true), body, rtt + tunnel.ProbeLinger, 5},
		"five dead":                 {standard(5, "120s", false), "", 5*time.Second + tunnel.ProbeLinger, 1},
		"five at random":            {documentedBurst(5), noBody, rtt + tunnel.ProbeLinger, 0},
		"five dead at once":         {standard(5, "45s", true), "", 5*time.Second + tunnel.ProbeLinger, 5},
	} {
		t.Run(name, func(t *testing.T) {
			flows := kept(t, c.config, c.reply, time.Hour)
			var stays []time.Duration
			for _, f := range flows {
				stays = append(stays, f.ended.Sub(f.begun))
			}
			slices.Sort(stays)
			require.Equal(t, []time.Duration{c.stays}, slices.Compact(stays))
			if c.most > 0 {
				require.Equal(t, c.most, most(flows))
			}
		})
	}
}

// refusing is a dialer for outbounds whose server refuses.
type refusing struct{ dials []time.Time }

func (r *refusing) DestIpAddress() net.IP { return nil }

func (r *refusing) Dial(_ context.Context, _ corenet.Address, to corenet.Destination, _ *internet.SocketConfig) (net.Conn, error) {
	if to.NetAddr() != probed {
		return nil, errOutside
	}
	r.dials = append(r.dials, time.Now())
	return nil, syscall.ECONNREFUSED
}

// TestRefusedProbe counts what one probe of an outbound costs whose server refuses: the core dials five times within a second, and
// the probe fails with the last, not by its time-out.
func TestRefusedProbe(t *testing.T) {
	t.Cleanup(func() { internet.UseAlternativeSystemDialer(&walledDialer{}) })
	synctest.Test(t, func(t *testing.T) {
		r, start := &refusing{}, time.Now()
		internet.UseAlternativeSystemDialer(r)
		w := &world{t: t, config: standard(1, "120s", false), stop: t.Context()}
		w.core = instanceOf(t, w.config, func(*core.Config) {})
		require.NoError(t, w.core.Start())
		for len(w.seen().Order) == 0 {
			time.Sleep(time.Millisecond)
		}
		var after []time.Duration
		for _, dial := range r.dials {
			after = append(after, dial.Sub(start))
		}
		require.Equal(t, tunnel.ProbeRefused, time.Since(start))
		require.Equal(t, tunnel.Status{Probed: true, DelayMS: tunnel.DeadDelayMS}, w.seen().Status[1])
		const ms = time.Millisecond
		require.Equal(t, []time.Duration{0, 0, 100 * ms, 300 * ms, 600 * ms}, after)
		require.NoError(t, w.core.Close())
		time.Sleep(time.Hour)
	})
}
