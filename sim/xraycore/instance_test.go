//go:build !race

package xraycore

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xtls/xray-core/app/observatory"
	"github.com/xtls/xray-core/common"
	"github.com/xtls/xray-core/common/buf"
	"github.com/xtls/xray-core/common/log"
	corenet "github.com/xtls/xray-core/common/net"
	"github.com/xtls/xray-core/common/serial"
	"github.com/xtls/xray-core/common/session"
	"github.com/xtls/xray-core/core"
	"github.com/xtls/xray-core/features/extension"
	"github.com/xtls/xray-core/features/outbound"
	confserial "github.com/xtls/xray-core/infra/conf/serial"
	"github.com/xtls/xray-core/transport"

	"reprise/control/xray"
	"reprise/sim"
	"reprise/sim/world/tunnel"
)

// The answers to a probe: without a body the client keeps the connection; one that it leaves unread, it closes.
const (
	noBody = "HTTP/1.1 204 No Content\r\n\r\n"
	body   = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsuccess\n"
)

// answers give the round-trip time of the connection that an outbound is handed at an instant: tunnel.Dead never answers.
type answers func(place int32, at sim.Time) time.Duration

// flow is one connection that came to an outbound.
type flow struct {
	place        int32
	to           string
	begun, ended sim.Time      // ended is EndOfTime while it is open
	rtt          time.Duration // of what it was answered
}

// world is a whole instance of the core in a bubble of virtual time, with outbounds that have no sockets.
type world struct {
	t      *testing.T
	config *xray.Config
	core   *core.Instance
	start  time.Time
	answer answers
	reply  string
	stop   context.Context

	lock  sync.Mutex
	flows []*flow
}

// inBubble runs act on a started instance of the config, in virtual time.
func inBubble(t *testing.T, config *xray.Config, answer answers, act func(*world)) {
	synctest.Test(t, func(t *testing.T) {
		stop, end := context.WithCancel(t.Context())
		w := &world{t: t, config: config, answer: answer, reply: body, stop: stop, start: time.Now()}
		if config.BurstObservatory != nil {
			w.reply = noBody // it asks by HEAD
		}
		w.core = instanceOf(t, config, func(own *core.Config) { own.Outbound = nil })
		ways := w.core.GetFeature(outbound.ManagerType()).(outbound.Manager)
		for place, out := range config.Outbounds {
			require.NoError(t, ways.AddHandler(t.Context(), &way{world: w, tag: out.Tag, place: int32(place)}))
		}
		require.NoError(t, w.core.Start())
		defer func() {
			require.NoError(t, w.core.Close())
			end()
			time.Sleep(2 * time.Hour) // whatever sleeps in the core wakes, and sees that it is over
		}()
		act(w)
	})
}

// instanceOf makes an instance of a config that change may have changed.
func instanceOf(t *testing.T, config *xray.Config, change func(*core.Config)) *core.Instance {
	decoded, err := confserial.DecodeJSONConfig(bytes.NewReader(config.JSON()))
	require.NoError(t, err)
	own, err := decoded.Build()
	require.NoError(t, err)
	change(own)
	instance, err := core.New(own)
	require.NoError(t, err)
	log.RegisterHandler(silence{}) // an instance registers its own
	return instance
}

// now is the virtual time since the start.
func (w *world) now() sim.Time { return sim.Time(time.Since(w.start)) }

// open notes a connection.
func (w *world) open(place int32, to string) *flow {
	w.lock.Lock()
	defer w.lock.Unlock()
	f := &flow{place: place, to: to, begun: w.now(), ended: sim.EndOfTime}
	f.rtt = w.answer(place, f.begun)
	w.flows = append(w.flows, f)
	return f
}

// close notes its end.
func (w *world) close(f *flow) {
	w.lock.Lock()
	defer w.lock.Unlock()
	f.ended = w.now()
}

// request sends a connection of the client's through the router, and gives the outbound that it took.
func (w *world) request() int32 {
	const site = "198.51.100.7"
	conn, err := core.Dial(w.stop, w.core, corenet.TCPDestination(corenet.ParseAddress(site), 443))
	require.NoError(w.t, err)
	synctest.Wait()
	require.NoError(w.t, conn.Close())
	w.lock.Lock()
	defer w.lock.Unlock()
	i := slices.IndexFunc(w.flows, func(f *flow) bool { return f.to == "tcp:198.51.100.7:443" })
	require.NotEqual(w.t, -1, i, "no outbound was given the request")
	place := w.flows[i].place
	w.flows = slices.Delete(w.flows, i, i+1)
	return place
}

// seen is the core's observation, in our words. The order of a burst observatory's is that of a map.
func (w *world) seen() tunnel.Seen {
	synctest.Wait()
	found, err := w.core.GetFeature(extension.ObservatoryType()).(extension.Observatory).GetObservation(w.stop)
	require.NoError(w.t, err)
	seen := tunnel.Seen{Status: make([]tunnel.Status, len(w.config.Outbounds))}
	for _, s := range found.(*observatory.ObservationResult).Status {
		for place, out := range w.config.Outbounds {
			if out.Tag == s.OutboundTag {
				seen.Status[place] = inOurWords(s)
				seen.Order = append(seen.Order, int32(place))
			}
		}
	}
	return seen
}

// inOurWords is what the core knows of one outbound.
func inOurWords(s *observatory.OutboundStatus) tunnel.Status {
	status := tunnel.Status{Probed: true, Alive: s.Alive, DelayMS: s.Delay}
	if h := s.HealthPing; h != nil {
		status.Burst = tunnel.Burst{All: int(h.All), Fail: int(h.Fail), Deviation: h.Deviation, Average: h.Average, Max: h.Max, Min: h.Min}
	}
	return status
}

// way is an outbound without sockets.
type way struct {
	world *world
	tag   string
	place int32
}

func (o *way) Tag() string                          { return o.tag }
func (o *way) Start() error                         { return nil }
func (o *way) Close() error                         { return nil }
func (o *way) SenderSettings() *serial.TypedMessage { return nil }
func (o *way) ProxySettings() *serial.TypedMessage  { return nil }

// Dispatch answers the first thing that comes after the round-trip time, and stays until the client has closed.
func (o *way) Dispatch(ctx context.Context, link *transport.Link) {
	outbounds := session.OutboundsFromContext(ctx)
	f := o.world.open(o.place, outbounds[len(outbounds)-1].Target.String())
	defer o.world.close(f)
	over := context.AfterFunc(o.world.stop, func() { common.Interrupt(link.Reader); common.Interrupt(link.Writer) })
	defer over()
	defer common.Interrupt(link.Writer)
	for waiting := f.rtt >= 0; ; waiting = false {
		got, err := link.Reader.ReadMultiBuffer()
		if err != nil {
			return
		}
		buf.ReleaseMulti(got)
		if waiting {
			time.AfterFunc(f.rtt, func() { _ = link.Writer.WriteMultiBuffer(buf.MergeBytes(nil, []byte(o.world.reply))) })
		}
	}
}
