// xray-core 25.7.25: its own go.mod, and it, under the name of this module. The .sum beside it is its own too.
module reprise

go 1.24

require (
	github.com/OmarTariq612/goech v0.0.0-20240405204721-8e2e1dafd3a0
	github.com/cloudflare/circl v1.6.1
	github.com/ghodss/yaml v1.0.1-0.20220118164431-d8423dcdf344
	github.com/golang/mock v1.7.0-rc.1
	github.com/google/go-cmp v0.7.0
	github.com/gorilla/websocket v1.5.3
	github.com/miekg/dns v1.1.67
	github.com/pelletier/go-toml v1.9.5
	github.com/pires/go-proxyproto v0.8.1
	github.com/quic-go/quic-go v0.54.0
	github.com/refraction-networking/utls v1.8.0
	github.com/sagernet/sing v0.5.1
	github.com/sagernet/sing-shadowsocks v0.2.7
	github.com/seiflotfy/cuckoofilter v0.0.0-20240715131351-a2f2c23f1771
	github.com/stretchr/testify v1.10.0
	github.com/v2fly/ss-bloomring v0.0.0-20210312155135-28617310f63e
	github.com/vishvananda/netlink v1.3.1
	github.com/xtls/reality v0.0.0-20250723121014-c6320729d93b
	go4.org/netipx v0.0.0-20231129151722-fdeea329fbba
	golang.org/x/crypto v0.40.0
	golang.org/x/net v0.42.0
	golang.org/x/sync v0.16.0
	golang.org/x/sys v0.34.0
	golang.zx2c4.com/wireguard v0.0.0-20231211153847-12269c276173
	google.golang.org/grpc v1.74.2
	google.golang.org/protobuf v1.36.6
	gvisor.dev/gvisor v0.0.0-20250428193742-2d800c3129d5
	h12.io/socks v1.0.3
	lukechampine.com/blake3 v1.4.1
)

require (
	github.com/andybalholm/brotli v1.0.6 // indirect
	github.com/davecgh/go-spew v1.1.1 // indirect
	github.com/dgryski/go-metro v0.0.0-20200812162917-85c65e2d0165 // indirect
	github.com/google/btree v1.1.2 // indirect
	github.com/juju/ratelimit v1.0.2 // indirect
	github.com/klauspost/compress v1.17.4 // indirect
	github.com/klauspost/cpuid/v2 v2.0.12 // indirect
	github.com/kr/pretty v0.3.1 // indirect
	github.com/pmezard/go-difflib v1.0.0 // indirect
	github.com/quic-go/qpack v0.5.1 // indirect
	github.com/riobard/go-bloom v0.0.0-20200614022211-cdc8013cb5b3 // indirect
	github.com/vishvananda/netns v0.0.5 // indirect
	go.uber.org/mock v0.5.0 // indirect
	golang.org/x/mod v0.25.0 // indirect
	golang.org/x/text v0.27.0 // indirect
	golang.org/x/time v0.7.0 // indirect
	golang.org/x/tools v0.34.0 // indirect
	golang.zx2c4.com/wintun v0.0.0-20230126152724-0fa3db229ce2 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20250528174236-200df99c418a // indirect
	gopkg.in/yaml.v2 v2.4.0 // indirect
	gopkg.in/yaml.v3 v3.0.1 // indirect
)

require github.com/xtls/xray-core v1.250725.0
