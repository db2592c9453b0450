package xraycore

import (
	"context"
	"net"

	"github.com/xtls/xray-core/app/commander"
	"github.com/xtls/xray-core/app/metrics"
	"github.com/xtls/xray-core/common"
	"github.com/xtls/xray-core/common/serial"
	"github.com/xtls/xray-core/core"
	"github.com/xtls/xray-core/features/outbound"
	"github.com/xtls/xray-core/transport"
)

// An app packed twice is made here in place of the core.
func init() {
	common.Must(common.RegisterConfig((*serial.TypedMessage)(nil), func(ctx context.Context, packed any) (any, error) {
		app, err := packed.(*serial.TypedMessage).GetInstance()
		if err != nil {
			return nil, err
		}
		switch c := app.(type) {
		case *commander.Config:
			// Made for what its services cannot do without, and never started.
			if _, err := commander.NewCommander(ctx, c); err != nil {
				return nil, err
			}
			if c.Listen != "" {
				c.Tag = "" // it then listens, and is no outbound
			}
			return newStandIn(ctx, c.Listen, c.Tag)
		case *metrics.Config:
			return newStandIn(ctx, c.Listen, c.Tag)
		}
		return common.CreateObject(ctx, app)
	}))
}

// standIn stands in for the core's api, which brings the process down when it is closed as soon as it is started, and for
// its metrics, which a process can have once. It listens where it is told to, and is an outbound where it has a tag.
type standIn struct {
	listen, tag string
	outbounds   outbound.Manager
	listener    net.Listener
}

func newStandIn(ctx context.Context, listen, tag string) (*standIn, error) {
	s := &standIn{listen: listen, tag: tag}
	return s, core.RequireFeatures(ctx, func(m outbound.Manager) { s.outbounds = m })
}

func (*standIn) Type() any { return (*standIn)(nil) }

func (s *standIn) Start() error {
	if s.listen != "" {
		l, err := net.Listen("tcp", s.listen)
		if err != nil {
			return err
		}
		s.listener = l
	}
	if s.tag == "" {
		return nil
	}
	ctx := context.Background()
	_ = s.outbounds.RemoveHandler(ctx, s.tag) // there may be none
	return s.outbounds.AddHandler(ctx, nowhere(s.tag))
}

func (s *standIn) Close() error {
	if s.listener == nil {
		return nil
	}
	return s.listener.Close()
}

// nowhere is an outbound, by its tag, that takes no traffic.
type nowhere string

func (nowhere) Start() error                         { return nil }
func (nowhere) Close() error                         { return nil }
func (n nowhere) Tag() string                        { return string(n) }
func (nowhere) SenderSettings() *serial.TypedMessage { return nil }
func (nowhere) ProxySettings() *serial.TypedMessage  { return nil }

func (nowhere) Dispatch(_ context.Context, link *transport.Link) {
	common.Interrupt(link.Reader)
	common.Interrupt(link.Writer)
}
