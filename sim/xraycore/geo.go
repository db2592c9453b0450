package xraycore

import (
	"bytes"
	"io"
	"io/fs"
	"net/netip"
	"path/filepath"

	"github.com/xtls/xray-core/app/router"
	"github.com/xtls/xray-core/common/platform/filesystem"
	"github.com/xtls/xray-core/infra/conf"
	"google.golang.org/protobuf/proto"
)

// ads are the sites of geosite:category-ads-all, and private the ranges of geoip:private: the two lists that the rules of
// the backend name (LB-05, LB-06). The real lists are files of megabytes that every phone has.
var (
	ads     = []string{"doubleclick.net", "googlesyndication.com", "google-analytics.com", "adservice.google.com", "an.yandex.ru"}
	private = []string{"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
		"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
		"::/127", "fc00::/7", "fe80::/10", "ff00::/8"}
)

// The core looks into its caches first, and collects garbage after each look into a file; so the two lists are in the
// caches. The files, which hold the same, are for codes that are in neither: then the core itself says so. Both are in
// place before anything of the core runs, and the core only reads them.
func init() {
	site := &router.GeoSite{CountryCode: "CATEGORY-ADS-ALL"}
	for _, domain := range ads {
		site.Domain = append(site.Domain, &router.Domain{Type: router.Domain_Domain, Value: domain})
	}
	ip := &router.GeoIP{CountryCode: "PRIVATE"}
	for _, text := range private {
		prefix := netip.MustParsePrefix(text)
		ip.Cidr = append(ip.Cidr, &router.CIDR{Ip: prefix.Addr().AsSlice(), Prefix: uint32(prefix.Bits())})
	}
	conf.SiteCache["geosite.dat:"+site.CountryCode] = site
	conf.IPCache["geoip.dat:"+ip.CountryCode] = ip
	files := map[string][]byte{
		"geosite.dat": encoded(&router.GeoSiteList{Entry: []*router.GeoSite{site}}),
		"geoip.dat":   encoded(&router.GeoIPList{Entry: []*router.GeoIP{ip}}),
	}
	filesystem.NewFileReader = func(path string) (io.ReadCloser, error) {
		content, ok := files[filepath.Base(path)]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		}
		return io.NopCloser(bytes.NewReader(content)), nil
	}
}

func encoded(m proto.Message) []byte {
	content, err := proto.Marshal(m)
	if err != nil {
		panic(err) // plain data always encodes
	}
	return content
}
