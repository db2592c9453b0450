package xraycore

import (
	"context"
	"errors"
	"net"
	"sync/atomic"

	"github.com/xtls/xray-core/common/log"
	corenet "github.com/xtls/xray-core/common/net"
	"github.com/xtls/xray-core/transport/internet"
)

// loopbackAllowed lets outbounds reach loopback. Only tests with upstreams of their own set it.
var loopbackAllowed atomic.Bool

var errOutside = errors.New("a checked config does not reach the network")

// The core has one dialer, one resolver and one log handler a process; all are in place before anything of it runs.
func init() {
	internet.UseAlternativeSystemDialer(&walledDialer{})
	corenet.Dial = func(string, string) (net.Conn, error) { return nil, errOutside }
	corenet.LookupIP = func(host string) ([]net.IP, error) {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	log.RegisterHandler(silence{})
}

// walledDialer refuses every connection out of the process.
type walledDialer struct{ loopback internet.DefaultSystemDialer }

func (d *walledDialer) Dial(ctx context.Context, source corenet.Address, to corenet.Destination, sockopt *internet.SocketConfig) (net.Conn, error) {
	if !loopbackAllowed.Load() || to.Address == nil || !to.Address.Family().IsIP() || !to.Address.IP().IsLoopback() {
		return nil, errOutside
	}
	return d.loopback.Dial(ctx, source, to, sockopt)
}

func (d *walledDialer) DestIpAddress() net.IP { return nil }

// silence takes what the core would print.
type silence struct{}

func (silence) Handle(log.Message) {}
