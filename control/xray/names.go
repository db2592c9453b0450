package xray

import "reprise/control/names"

// Strategy is how a balancer picks (LB-02 to LB-04).
type Strategy uint8

// The strategies of the core.
const (
	LeastPing  Strategy = iota // "leastPing": the least delay of those that answer
	LeastLoads                 // "leastLoad": one of the steadiest, at random
	Random                     // "random"
	RoundRobin                 // "roundRobin": one after the other; no document has it
)

// Mode is which traffic goes through the VPN (LB-05, LB-06).
type Mode uint8

// The modes.
const (
	Base  Mode = iota // "base": all but private and named addresses
	Split             // "split": named domains only
)

// Extras is where the outbounds direct and block, which the rules name, stand in a list of outbounds. The documents do not
// say; the core sends what it has no pick for to the first of the list.
type Extras uint8

// The places.
const (
	ExtrasLast    Extras = iota // "last"
	ExtrasFirst                 // "first"
	ExtrasMissing               // "missing"
)

// Form is how the strategy is written into a balancer.
type Form uint8

// The forms.
const (
	AsObject Form = iota // "object", as the core wants it
	AsString             // "string", which it refuses
)

// Fallback is what a balancer names as its fallbackTag.
type Fallback uint8

// The fallbacks.
const (
	NoFallback     Fallback = iota // "none", as documented
	FirstFallback                  // "first": the first of its outbounds
	DirectFallback                 // "direct"
)

// Observing is which observatory goes along with a strategy.
type Observing uint8

// The observatories.
const (
	ByStrategy     Observing = iota // "by-strategy": as documented
	StandardAlways                  // "standard"
	BurstAlways                     // "burst"
	Both                            // "both"
	NoObservatory                   // "none"
)

// Kind is a kind of outbound.
type Kind uint8

// The kinds in use.
const (
	VLESSReality Kind = iota // "vless-reality"
	VMessWS                  // "vmess-ws"
	TrojanGRPC               // "trojan-grpc"
)

var (
	stages     = names.For[Stage]("stage", "decode", "build", "new", "start", "ok")
	strategies = names.For[Strategy]("strategy", "leastPing", "leastLoad", "random", "roundRobin")
	modes      = names.For[Mode]("mode", "base", "split")
	extras     = names.For[Extras]("place", "last", "first", "missing")
	forms      = names.For[Form]("form", "object", "string")
	fallbacks  = names.For[Fallback]("fallback", "none", "first", "direct")
	observings = names.For[Observing]("observatory", "by-strategy", "standard", "burst", "both", "none")
	kinds      = names.For[Kind]("kind of outbound", "vless-reality", "vmess-ws", "trojan-grpc")
)

func (v Stage) String() string     { return stages.Text(v) }
func (v Strategy) String() string  { return strategies.Text(v) }
func (v Mode) String() string      { return modes.Text(v) }
func (v Extras) String() string    { return extras.Text(v) }
func (v Form) String() string      { return forms.Text(v) }
func (v Fallback) String() string  { return fallbacks.Text(v) }
func (v Observing) String() string { return observings.Text(v) }
func (v Kind) String() string      { return kinds.Text(v) }

// MarshalText writes what String prints.
func (v Stage) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads what String prints; an error says what is allowed.
func (v *Stage) UnmarshalText(text []byte) error { return stages.Unmarshal(v, text) }

// UnmarshalText reads what String prints; an error says what is allowed.
func (v *Strategy) UnmarshalText(text []byte) error { return strategies.Unmarshal(v, text) }

// UnmarshalText reads what String prints; an error says what is allowed.
func (v *Mode) UnmarshalText(text []byte) error { return modes.Unmarshal(v, text) }

// UnmarshalText reads what String prints; an error says what is allowed.
func (v *Extras) UnmarshalText(text []byte) error { return extras.Unmarshal(v, text) }

// UnmarshalText reads what String prints; an error says what is allowed.
func (v *Form) UnmarshalText(text []byte) error { return forms.Unmarshal(v, text) }

// UnmarshalText reads what String prints; an error says what is allowed.
func (v *Fallback) UnmarshalText(text []byte) error { return fallbacks.Unmarshal(v, text) }

// UnmarshalText reads what String prints; an error says what is allowed.
func (v *Observing) UnmarshalText(text []byte) error { return observings.Unmarshal(v, text) }

// UnmarshalText reads what String prints; an error says what is allowed.
func (v *Kind) UnmarshalText(text []byte) error { return kinds.Unmarshal(v, text) }
