package xraycore

import (
	"fmt"
	"maps"
	"net"
	"os"
	"runtime"
	"slices"
	"strconv"

	"github.com/xtls/xray-core/app/proxyman"
	corenet "github.com/xtls/xray-core/common/net"
)

const lo = "127.0.0.1"

// ports stands free ports of loopback in for those that a config asks for, equal ones for equal ones, and names that are
// in no file system for its sockets.
type ports struct {
	free    map[uint32]uint32 // by the port asked for
	sockets map[string]string // by the path asked for
	asked   map[string]string // what was asked for, by what stands in for it
	err     error             // the first failure to find a free port
}

// settle reports whether all that was asked for was found.
func (p *ports) settle() error { return p.err }

// receiver has an inbound listen on loopback only.
func (p *ports) receiver(r *proxyman.ReceiverConfig) {
	if path := r.Listen.GetDomain(); r.PortList == nil && path != "" {
		r.Listen = corenet.NewIPOrDomain(corenet.DomainAddress(p.socket(path)))
		return
	}
	host := "0.0.0.0"
	switch {
	case r.Listen.GetDomain() != "": // localhost, the only name that the core takes
		host = lo
	case r.Listen != nil:
		host = r.Listen.AsAddress().String()
	}
	if host != lo {
		r.Listen = corenet.NewIPOrDomain(corenet.ParseAddress(lo))
	}
	if r.PortList == nil {
		return
	}
	asked := r.PortList.Range
	r.PortList.Range = nil
	for _, span := range asked {
		for port := span.From; port <= span.To; port++ {
			stand := p.port(host, port)
			r.PortList.Range = append(r.PortList.Range, &corenet.PortRange{From: stand, To: stand})
		}
	}
}

// address does the same to a "host:port". One that is not a host and a number is left as it is, for the core to refuse.
func (p *ports) address(listen *string) {
	host, text, err := net.SplitHostPort(*listen)
	if err != nil {
		return
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		*listen = net.JoinHostPort(lo, text)
		return
	}
	real := *listen
	*listen = fmt.Sprint(lo, ":", p.port(host, uint32(port)))
	// Inbounds share their ports, so one that is in use was asked for here.
	p.stands(*listen, real)
}

// port finds the stand-in. Port 0 stays: the system chooses a free one, or the core takes it for a socket's path.
func (p *ports) port(host string, asked uint32) uint32 {
	if asked == 0 {
		return 0
	}
	if found, ok := p.free[asked]; ok {
		return found
	}
	found, err := freePort(p.free)
	if err != nil && p.err == nil {
		p.err = err
	}
	if p.free == nil {
		p.free = map[uint32]uint32{}
	}
	p.free[asked] = found
	p.stands(fmt.Sprint(lo, ":", found), fmt.Sprint(host, ":", asked))
	return found
}

// socket finds the stand-in of a path.
func (p *ports) socket(path string) string {
	if found, ok := p.sockets[path]; ok {
		return found
	}
	if runtime.GOOS != "linux" && runtime.GOOS != "android" && p.err == nil {
		p.err = fmt.Errorf("refused before the core started it: an inbound on a socket in the file system")
	}
	if p.sockets == nil {
		p.sockets = map[string]string{}
	}
	found := fmt.Sprintf("@reprise-%d-%d", os.Getpid(), len(p.sockets))
	p.sockets[path] = found
	p.stands(found, path)
	return found
}

func (p *ports) stands(in, asked string) {
	if p.asked == nil {
		p.asked = map[string]string{}
	}
	p.asked[in] = asked
}

// freePort finds a port of loopback that is free for TCP and UDP, and stands in for no other.
func freePort(taken map[uint32]uint32) (uint32, error) {
	for range 4 * maxPorts {
		l, err := net.Listen("tcp", net.JoinHostPort(lo, "0"))
		if err != nil {
			return 0, fmt.Errorf("find a free port: %w", err)
		}
		port := l.Addr().(*net.TCPAddr).Port
		u, err := net.ListenPacket("udp", l.Addr().String())
		_ = l.Close() // nothing was sent
		if err != nil {
			continue
		}
		_ = u.Close()
		if !slices.Contains(slices.Collect(maps.Values(taken)), uint32(port)) {
			return uint32(port), nil
		}
	}
	return 0, fmt.Errorf("find a free port: none is free for both TCP and UDP")
}
