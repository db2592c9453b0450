package xray

// The tags of the outbounds that the rules of every config name (LB-05, LB-06).
const (
	DirectTag = "direct" // past the VPN
	BlockTag  = "block"  // nowhere
)

// Endpoint is what the backend knows of a server to make an outbound of it.
type Endpoint struct {
	Tag     string
	Kind    Kind
	Address string // the server's, or that of the WL proxy in front of it
	Port    int
	Secret  string // the account's: a UUID for vless and vmess, a password for trojan
	// Host is the name that the transport shows: serverName of reality, Host of a web socket, name in the certificate.
	Host string
	// PublicKey and ShortID are the server's, for reality. Outbounds of one upstream server share them, whatever proxies
	// stand between.
	PublicKey, ShortID string
	// Mux is whether the backend asks for multiplexing.
	Mux bool
}

// Outbound is one way out of the core.
type Outbound struct {
	Tag            string            `json:"tag"`
	Protocol       string            `json:"protocol"`
	Settings       *OutboundSettings `json:"settings,omitempty"`
	StreamSettings *StreamSettings   `json:"streamSettings,omitempty"`
	Mux            *Mux              `json:"mux,omitempty"`
}

// OutboundSettings name the server: as VNext with vless and vmess, as Servers with trojan.
type OutboundSettings struct {
	VNext   []VNext        `json:"vnext,omitempty"`
	Servers []TrojanServer `json:"servers,omitempty"`
}

// VNext is a server of vless or vmess and its users.
type VNext struct {
	Address string `json:"address"`
	Port    int    `json:"port"`
	Users   []User `json:"users"`
}

// User is an account on a server.
type User struct {
	ID         string `json:"id"`
	Encryption string `json:"encryption,omitempty"`
	Flow       string `json:"flow,omitempty"`
	Security   string `json:"security,omitempty"`
}

// TrojanServer is a server of trojan.
type TrojanServer struct {
	Address  string `json:"address"`
	Port     int    `json:"port"`
	Password string `json:"password"`
}

// StreamSettings are the transport's.
type StreamSettings struct {
	Network         string      `json:"network"`
	Security        string      `json:"security,omitempty"`
	RealitySettings *Reality    `json:"realitySettings,omitempty"`
	TLSSettings     *TLS        `json:"tlsSettings,omitempty"`
	WSSettings      *WebSocket  `json:"wsSettings,omitempty"`
	GRPCSettings    *GRPC       `json:"grpcSettings,omitempty"`
	Sockopt         *SockOption `json:"sockopt,omitempty"`
}

// Reality are the settings of the security reality.
type Reality struct {
	ServerName  string `json:"serverName"`
	Fingerprint string `json:"fingerprint"`
	PublicKey   string `json:"publicKey"`
	ShortID     string `json:"shortId"`
}

// TLS are the settings of the security tls.
type TLS struct {
	ServerName string `json:"serverName"`
}

// WebSocket are the settings of the network ws.
type WebSocket struct {
	Path string `json:"path"`
	Host string `json:"host,omitempty"`
}

// GRPC are the settings of the network grpc.
type GRPC struct {
	ServiceName string `json:"serviceName"`
}

// SockOption are options of the socket: Mark binds it to the physical interface on Linux (LB-13).
type SockOption struct {
	Mark int `json:"mark,omitempty"`
}

// Mux is whether connections share one to the server.
type Mux struct {
	Enabled     bool `json:"enabled"`
	Concurrency int  `json:"concurrency,omitempty"`
}

// outbound is the way to a server.
func outbound(e Endpoint) Outbound {
	out := Outbound{Tag: e.Tag, Settings: &OutboundSettings{}}
	if e.Mux {
		out.Mux = &Mux{Enabled: true, Concurrency: 8}
	}
	switch e.Kind {
	case VLESSReality:
		out.Protocol = "vless"
		out.Settings.VNext = []VNext{{e.Address, e.Port, []User{{ID: e.Secret, Encryption: "none", Flow: "xtls-rprx-vision"}}}}
		out.StreamSettings = &StreamSettings{Network: "tcp", Security: "reality",
			RealitySettings: &Reality{ServerName: e.Host, Fingerprint: "chrome", PublicKey: e.PublicKey, ShortID: e.ShortID}}
	case VMessWS:
		out.Protocol = "vmess"
		out.Settings.VNext = []VNext{{e.Address, e.Port, []User{{ID: e.Secret, Security: "auto"}}}}
		out.StreamSettings = &StreamSettings{Network: "ws", Security: "tls",
			TLSSettings: &TLS{ServerName: e.Host}, WSSettings: &WebSocket{Path: "/ws", Host: e.Host}}
	case TrojanGRPC:
		out.Protocol = "trojan"
		out.Settings.Servers = []TrojanServer{{e.Address, e.Port, e.Secret}}
		out.StreamSettings = &StreamSettings{Network: "grpc", Security: "tls",
			TLSSettings: &TLS{ServerName: e.Host}, GRPCSettings: &GRPC{ServiceName: "grpc"}}
	}
	return out
}

// withExtras adds the outbounds direct and block where they stand.
func withExtras(servers []Outbound, where Extras) []Outbound {
	own := []Outbound{{Tag: DirectTag, Protocol: "freedom"}, {Tag: BlockTag, Protocol: "blackhole"}}
	switch where {
	case ExtrasFirst:
		return append(own, servers...)
	case ExtrasLast:
		return append(servers, own...)
	}
	return servers
}
