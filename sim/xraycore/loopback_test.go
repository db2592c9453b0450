//go:build !race

package xraycore

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xtls/xray-core/app/policy"
	corenet "github.com/xtls/xray-core/common/net"
	"github.com/xtls/xray-core/common/protocol"
	"github.com/xtls/xray-core/common/serial"
	"github.com/xtls/xray-core/core"
	"github.com/xtls/xray-core/proxy/freedom"

	"reprise/control/xray"
	"reprise/sim"
	"reprise/sim/world/tunnel"
)

// site is a server on loopback behind one outbound: it answers probes and requests, and counts connections.
type site struct {
	*httptest.Server
	lock   sync.Mutex
	probes []time.Time // when they came
	opened map[net.Conn]time.Time
	stayed []time.Duration // of connections that are closed
}

// newSite answers after rtt: probes with a status, anything else with its place.
func newSite(place int, rtt time.Duration, status int) *site {
	s := &site{opened: map[net.Conn]time.Time{}}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host != "192.0.2.1" {
			fmt.Fprint(w, place)
			return
		}
		s.lock.Lock()
		s.probes = append(s.probes, time.Now())
		s.lock.Unlock()
		time.Sleep(rtt)
		w.WriteHeader(status)
		if status == http.StatusOK {
			fmt.Fprint(w, "success\n")
		}
	}))
	s.Config.ConnState = s.count
	s.Start()
	return s
}

// count follows a connection.
func (s *site) count(conn net.Conn, state http.ConnState) {
	s.lock.Lock()
	defer s.lock.Unlock()
	switch state {
	case http.StateNew:
		s.opened[conn] = time.Now()
	case http.StateClosed:
		s.stayed = append(s.stayed, time.Since(s.opened[conn]))
		delete(s.opened, conn)
	}
}

// phone is a real instance with a SOCKS inbound, and a site behind each of its outbounds.
type phone struct {
	t      *testing.T
	sites  []*site // by place
	client *http.Client
}

// rttAt is the round-trip time behind an outbound: wl-1, the last, is the fastest.
func rttAt(place int32, places int) time.Duration {
	return time.Duration(places-int(place)) * 25 * time.Millisecond
}

// onLoopback starts an instance of the config, for as long as the test runs; idle outbounds are looked at every second.
func onLoopback(t *testing.T, config *xray.Config, status int) *phone {
	l := &phone{t: t}
	loopbackAllowed.Store(true)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := listener.Addr().(*net.TCPAddr).Port
	require.NoError(t, listener.Close())
	config.Inbounds = []xray.Inbound{{Tag: "socks", Listen: "127.0.0.1", Port: port, Protocol: "socks",
		Settings: &xray.SocksSettings{Auth: "noauth"}}}
	instance := instanceOf(t, config, func(own *core.Config) {
		for place, out := range own.Outbound {
			s := newSite(place, rttAt(int32(place), len(own.Outbound)), status)
			l.sites = append(l.sites, s)
			to := s.Listener.Addr().(*net.TCPAddr)
			server := &protocol.ServerEndpoint{Address: corenet.NewIPOrDomain(corenet.IPAddress(to.IP)), Port: uint32(to.Port)}
			out.ProxySettings = serial.ToTypedMessage(&freedom.Config{
				DestinationOverride: &freedom.DestinationOverride{Server: server}})
		}
		idle := &policy.Policy{Timeout: &policy.Policy_Timeout{ConnectionIdle: &policy.Second{Value: 1}}}
		own.App = append(own.App, serial.ToTypedMessage(&policy.Config{Level: map[uint32]*policy.Policy{0: idle}}))
	})
	require.NoError(t, instance.Start())
	proxy := &url.URL{Scheme: "socks5", Host: fmt.Sprint("127.0.0.1:", port)}
	l.client = &http.Client{Timeout: 3 * time.Second, Transport: &http.Transport{Proxy: http.ProxyURL(proxy), DisableKeepAlives: true}}
	t.Cleanup(func() {
		require.NoError(t, instance.Close())
		for _, s := range l.sites {
			s.CloseClientConnections()
			s.Close()
		}
		loopbackAllowed.Store(false)
	})
	return l
}

// request sends a request through the inbound, and gives the place of the outbound that it took; -1 if it failed.
func (l *phone) request() int {
	response, err := l.client.Get("http://198.51.100.7/")
	if err != nil {
		return -1
	}
	defer response.Body.Close()
	place := -1
	text, err := io.ReadAll(response.Body)
	require.NoError(l.t, err)
	_, err = fmt.Sscan(string(text), &place)
	require.NoError(l.t, err)
	return place
}

// probes are those that came so far, in order.
func (l *phone) probes(start time.Time) (flows []flow) {
	for place, s := range l.sites {
		s.lock.Lock()
		for _, at := range s.probes {
			flows = append(flows, flow{place: int32(place), begun: sim.Time(at.Sub(start))})
		}
		s.lock.Unlock()
	}
	slices.SortFunc(flows, func(a, b flow) int { return int(a.begun - b.begun) })
	return flows
}

// TestLoopback holds the model against instances on real sockets, all at the same time: counts within a quarter, the order of
// one by one and the least spacing exactly.
func TestLoopback(t *testing.T) {
	if testing.Short() {
		t.Skip("runs in real time")
	}
	const span = 3 * time.Second
	random := documentedBurst(3)
	random.BurstObservatory.PingConfig.Interval = "100ms"
	configs := []*xray.Config{standard(3, "100ms", false), standard(3, "200ms", true), random}
	var running []*phone
	start := time.Now()
	for _, config := range configs {
		running = append(running, onLoopback(t, config, http.StatusOK))
	}
	time.Sleep(time.Until(start.Add(span)))
	for i, config := range configs {
		l, flows := running[i], running[i].probes(start)
		model := rehearse(config, func(place int32, _ sim.Time) time.Duration { return rttAt(place, 4) })
		seen := model.until(sim.Time(span))
		require.InEpsilon(t, len(model.flows), len(flows), 0.25, "instance %d", i)
		if model.plan.Kind == tunnel.AtRandom {
			require.Positive(t, l.request(), "leastLoad takes one of the probed")
			continue
		}
		require.Equal(t, 3, l.request(), "wl-1 is the fastest")
		require.Equal(t, int32(3), leastPing(config, seen))
		before := map[tunnel.Probing]int{tunnel.OneByOne: 1, tunnel.AllAtOnce: 3}[model.plan.Kind] // ended when the next begins
		for k, f := range flows {
			if before == 1 {
				require.Equal(t, model.plan.Subjects[k%3], f.place)
			}
			if k >= before {
				require.GreaterOrEqual(t, f.begun.Sub(flows[k-before].begun), model.plan.Interval)
			}
		}
	}
}

// TestLoopbackDeath has the fastest server refuse: requests fail until its next probe has, and then go to the next fastest.
func TestLoopbackDeath(t *testing.T) {
	if testing.Short() {
		t.Skip("runs in real time")
	}
	l := onLoopback(t, standard(2, "100ms", false), http.StatusOK)
	require.Eventually(t, func() bool { return l.request() == 2 }, 2*time.Second, 20*time.Millisecond)
	l.sites[2].Listener.Close()
	require.Equal(t, -1, l.request(), "the dead one is chosen still")
	require.Eventually(t, func() bool { return l.request() == 1 }, 5*time.Second, 20*time.Millisecond)
}

// TestLoopbackKeeps holds the time that a probe's connection stays open against real sockets: twice what the core allows an
// idle one, if the answer has no body.
func TestLoopbackKeeps(t *testing.T) {
	if testing.Short() {
		t.Skip("runs in real time")
	}
	kept := onLoopback(t, standard(1, "100ms", false), http.StatusNoContent)
	let := onLoopback(t, standard(1, "100ms", false), http.StatusOK)
	time.Sleep(3500 * time.Millisecond)
	for s, want := range map[*site]time.Duration{kept.sites[1]: 2 * time.Second, let.sites[1]: tunnel.ProbeLinger} {
		s.lock.Lock()
		require.Greater(t, len(s.stayed), 5)
		for _, stayed := range s.stayed {
			require.InDelta(t, want.Seconds(), stayed.Seconds(), 0.5)
		}
		s.lock.Unlock()
	}
}
