package scenarios

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"reprise/control/xray"
)

// Endpoints are what a config says of each server of Expand. Addresses are names in a domain that leads nowhere, and the
// secrets are made up from names, so that no fleet holds any.
func (f *Fleet) Endpoints() []xray.Endpoint {
	servers, _ := f.Expand()
	var all []xray.Endpoint
	for _, g := range f.Servers {
		for range g.Count {
			server := strings.ToLower(servers[len(all)].Name)
			all = append(all, g.endpoint(server))
		}
	}
	return all
}

// endpoint is that of one server of a group: with a WL proxy in front, the proxy's address and the server's keys.
func (g ServerGroup) endpoint(server string) xray.Endpoint {
	upstream := server
	if g.Upstream != "" {
		upstream = g.Upstream
	}
	e := xray.Endpoint{Tag: "proxy-" + server, Address: server + ".example.net", Port: 443, Host: "www.example.com", Secret: uuid(upstream)}
	if g.Proxy != "" {
		e.Address = g.Proxy + ".example.net"
	}
	if g.Outbound != "" {
		_ = e.Kind.UnmarshalText([]byte(g.Outbound)) // one of the enumeration, or the fleet had not been loaded
	}
	if e.Kind == xray.VLESSReality {
		key := digest("reality key of " + upstream)
		e.PublicKey, e.ShortID = base64.RawURLEncoding.EncodeToString(key), hex.EncodeToString(key[:8])
	}
	return e
}

// upstreams are, by server of Expand, the first that is the same machine: several may be one, behind proxies of their own.
func (f *Fleet) upstreams() []int32 {
	first := map[string]int32{}
	var all []int32
	for _, g := range f.Servers {
		for range g.Count {
			machine := int32(len(all))
			if g.Upstream != "" {
				if _, known := first[g.Upstream]; !known {
					first[g.Upstream] = machine
				}
				machine = first[g.Upstream]
			}
			all = append(all, machine)
		}
	}
	return all
}

// uuid is a made-up one, of the kind that is drawn at random.
func uuid(of string) string {
	b := digest("uuid of " + of)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// digest is 32 bytes that look random, the same for the same text.
func digest(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}
