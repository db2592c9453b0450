package main

import (
	"net/netip"

	"google.golang.org/protobuf/encoding/protowire"
)

// geoFiles are the two files of geo data that the core reads, with one code each. They are written by hand, since the types
// of the core that hold them moved between versions.
func geoFiles() map[string][]byte {
	const suffix = 2 // the domain and all below it
	var site, ip []byte
	for _, domain := range []string{"doubleclick.net", "googlesyndication.com", "ads.example"} {
		var entry []byte
		entry = protowire.AppendTag(entry, 1, protowire.VarintType)
		entry = protowire.AppendVarint(entry, suffix)
		entry = field(entry, 2, []byte(domain))
		site = field(site, 2, entry)
	}
	for _, block := range []string{"10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"} {
		prefix := netip.MustParsePrefix(block)
		entry := field(nil, 1, prefix.Addr().AsSlice())
		entry = protowire.AppendTag(entry, 2, protowire.VarintType)
		entry = protowire.AppendVarint(entry, uint64(prefix.Bits()))
		ip = field(ip, 2, entry)
	}
	return map[string][]byte{
		"geosite.dat": list("CATEGORY-ADS-ALL", site),
		"geoip.dat":   list("PRIVATE", ip),
	}
}

// list is a list of one code.
func list(code string, entries []byte) []byte {
	return field(nil, 1, append(field(nil, 1, []byte(code)), entries...))
}

// field appends a field of bytes.
func field(to []byte, number protowire.Number, value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(to, number, protowire.BytesType), value)
}
