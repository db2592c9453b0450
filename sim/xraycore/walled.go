package xraycore

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/xtls/xray-core/app/commander"
	"github.com/xtls/xray-core/app/dns"
	"github.com/xtls/xray-core/app/metrics"
	"github.com/xtls/xray-core/app/observatory"
	"github.com/xtls/xray-core/app/observatory/burst"
	"github.com/xtls/xray-core/app/proxyman"
	"github.com/xtls/xray-core/app/router"
	"github.com/xtls/xray-core/common/net"
	"github.com/xtls/xray-core/common/serial"
	"github.com/xtls/xray-core/core"
	"github.com/xtls/xray-core/proxy/wireguard"
	"github.com/xtls/xray-core/transport/internet"
	"github.com/xtls/xray-core/transport/internet/reality"
	"github.com/xtls/xray-core/transport/internet/tls"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// disguise is what of a config is changed before the core runs it, so that it touches nothing outside the process, and
// how to change it back in an error's text.
type disguise struct {
	ports   ports
	longest int // of the outbounds' tags, in bytes
}

// wall changes a built config in place, and returns its routing as it was.
func (d *disguise) wall(config *core.Config) (*router.Config, error) {
	for _, out := range config.Outbound {
		d.longest = max(d.longest, len(out.Tag))
	}
	var routing *router.Config
	for i, app := range config.App {
		settings, err := app.GetInstance()
		if err != nil {
			return nil, err
		}
		switch s := settings.(type) {
		case *commander.Config, *metrics.Config:
			config.App[i] = serial.ToTypedMessage(app)
		case *router.Config:
			routing = s
		}
	}
	d.walk(config.ProtoReflect())
	return routing, d.ports.settle()
}

// undo puts back into an error's text what the config asked for.
func (d *disguise) undo(err error) error {
	if d == nil || err == nil || len(d.ports.asked) == 0 {
		return err
	}
	text := err.Error()
	for _, in := range slices.Sorted(maps.Keys(d.ports.asked)) {
		text = strings.ReplaceAll(text, in, d.ports.asked[in])
	}
	return errors.New(text)
}

// nobody is a selector that no outbound's tag begins with.
func (d *disguise) nobody() string { return strings.Repeat("-", d.longest+1) }

// walk goes over a message and all that it holds, packed or not.
func (d *disguise) walk(m protoreflect.Message) {
	message := m.Interface()
	if packed, ok := message.(*serial.TypedMessage); ok {
		if inner, err := packed.GetInstance(); err == nil {
			d.walk(inner.ProtoReflect())
			packed.Value = encoded(inner)
		}
		return
	}
	d.change(message)
	m.Range(func(field protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case field.IsMap():
			if field.MapValue().Message() != nil {
				v.Map().Range(func(_ protoreflect.MapKey, v protoreflect.Value) bool {
					d.walk(v.Message())
					return true
				})
			}
		case field.Message() == nil:
		case field.IsList():
			for i := range v.List().Len() {
				d.walk(v.List().Get(i).Message())
			}
		default:
			d.walk(v.Message())
		}
		return true
	})
}

// change takes out of one message what would reach out of the process, or work on after the instance is closed.
func (d *disguise) change(message proto.Message) {
	switch m := message.(type) {
	case *proxyman.ReceiverConfig:
		d.ports.receiver(m)
	case *commander.Config:
		d.ports.address(&m.Listen)
	case *metrics.Config:
		d.ports.address(&m.Listen)
	case *router.Config:
		// The router tells which rule it was by its tag: so each has one of its own.
		for i, rule := range m.Rule {
			rule.RuleTag = strconv.Itoa(i)
		}
	case *observatory.Config:
		m.SubjectSelector = nil // it then probes nothing, and has no other way to fail
	case *burst.Config:
		if len(m.SubjectSelector) > 0 {
			m.SubjectSelector = []string{d.nobody()} // its ticker can fail to start
		}
	case *dns.NameServer:
		if m.Address.GetAddress().GetDomain() != "" {
			m.Address.Address = overTCP(m.Address.Address)
		}
	case *wireguard.DeviceConfig:
		m.NoKernelTun = true
	case *internet.SocketConfig:
		m.AddressPortStrategy = internet.AddressPortStrategy_None // asks the system's resolver
		// Options of a socket are the kernel's to take or refuse, with this process's rights.
		m.Mark, m.Tproxy, m.Interface, m.TcpCongestion, m.CustomSockopt = 0, internet.SocketConfig_Off, "", "", nil
	case *tls.Config:
		m.MasterKeyLog = ""
	case *tls.Certificate:
		m.OneTimeLoading, m.OcspStapling = true, 0
	case *reality.Config:
		m.MasterKeyLog, m.Dest = "", "" // a listener visits dest as it starts
	}
}

// overTCP is a name server asked over a connection, which goes through the core's dialer, where QUIC would go past it.
func overTCP(server *net.IPOrDomain) *net.IPOrDomain {
	scheme, name, _ := strings.Cut(server.GetDomain(), "://")
	if !strings.EqualFold(scheme, "quic+local") {
		return server
	}
	return net.NewIPOrDomain(net.DomainAddress("tcp+local://" + name))
}
