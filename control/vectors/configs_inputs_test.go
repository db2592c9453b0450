package vectors_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"

	"reprise/control/delivery"
	"reprise/control/xray"
)

// germany has a server of each kind in use. The keys are made up.
var germany = []endpointIn{
	{Tag: "de-1", Kind: "vmess-ws", Address: "de-1.example.net", Port: 443, Secret: "b831381d-6324-4d53-ad4f-8cda48b30811",
		Host: "de-1.example.net", Mux: true},
	{Tag: "de-2", Kind: "trojan-grpc", Address: "192.0.2.2", Port: 8443, Secret: "a made-up password", Host: "de-2.example.net"},
	{Tag: "de-3", Kind: "vless-reality", Address: "192.0.2.3", Port: 443, Secret: "b831381d-6324-4d53-ad4f-8cda48b30811",
		Host: "www.example.com", PublicKey: "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA", ShortID: "6ba85179e30d4fc2"},
}

// odd is a server whose texts want escaping.
var odd = []endpointIn{{Tag: `"<&>`, Kind: "trojan-grpc", Address: "2001:db8::1", Port: 65535, Secret: "пароль \\ \t \"", Host: "de.example.net"}}

// configPlatforms are who a config is made for.
var configPlatforms = []string{"backend", "ios", "android", "desktop", "desktop-linux"}

func askedInputs() (inputs []input[askedIn]) {
	add := func(name, platform, mode string, servers []endpointIn, backend propertiesIn) {
		inputs = append(inputs, input[askedIn]{platform + ": " + name, askedIn{backend, platform, mode, servers}})
	}
	aware := propertiesIn{PlatformAware: known(true)}
	for _, platform := range namesOf[delivery.Platform]() {
		add("the same to all", platform, "base", germany[:2], propertiesIn{})
		add("what it can use", platform, "base", germany, aware)
		add("what it can use, split", platform, "split", germany, aware)
		add("what it can use of one server", platform, "base", germany[:1], aware)
		add("what it can use of none", platform, "base", germany[:0], aware)
		add("what it can use without direct and block", platform, "base", germany[:2],
			propertiesIn{PlatformAware: known(true), Extras: known("missing")})
	}
	for _, most := range []int{0, 1, 3, 9} {
		add(fmt.Sprintf("at most %d outbounds", most), "ios", "base", germany, propertiesIn{PlatformAware: known(true), IOSOutbounds: &most})
	}
	add("at most 1 outbound, where the answer is the same to all", "ios", "base", germany, propertiesIn{IOSOutbounds: known(1)})
	return inputs
}

// configInputs are the documented configs, each property turned once, and each platform's own.
func configInputs() (inputs []input[configIn]) {
	for _, mode := range namesOf[xray.Mode]() {
		for _, strategy := range namesOf[xray.Strategy]() {
			inputs = append(inputs, configOf(strategy+", "+mode, "backend", mode, germany[:2], propertiesIn{Strategy: &strategy}))
		}
	}
	inputs = append(inputs,
		configOf("a server of each kind", "backend", "base", germany, propertiesIn{}),
		configOf("no server", "backend", "base", germany[:0], propertiesIn{}),
		configOf("no server, the first as fallback", "backend", "base", germany[:0], propertiesIn{Fallback: known("first")}),
		configOf("texts that want escaping", "backend", "base", odd, propertiesIn{}),
	)
	for _, turned := range turnedProperties() {
		inputs = append(inputs, configOf(turned.name, "backend", "base", germany[:2], turned.in))
	}
	return slices.Concat(inputs, phoneInputs(), desktopInputs())
}

// turnedProperties are each property turned, those of leastLoad with it.
func turnedProperties() []input[propertiesIn] {
	loads, random := known("leastLoad"), known("random")
	return []input[propertiesIn]{
		{"the first as fallback", propertiesIn{Strategy: random, Fallback: known("first")}},
		{"direct as fallback", propertiesIn{Strategy: random, Fallback: known("direct")}},
		{"rules name another balancer", propertiesIn{Strategy: random, RuleBalancer: known("least-ping-balancer")}},
		{"the strategy as a string", propertiesIn{Form: known("string")}},
		{"leastLoad as a string has no settings", propertiesIn{Strategy: loads, Form: known("string")}},
		{"another name for the strategy", propertiesIn{StrategyName: known("leastping")}},
		{"another name for leastLoad, which keeps its settings", propertiesIn{Strategy: loads, StrategyName: known("leastload")}},
		{"an empty selector: the observatory keeps its own", propertiesIn{EmptySelector: known(true)}},
		{"the standard observatory with random", propertiesIn{Strategy: random, Observatory: known("standard")}},
		{"the burst observatory with leastPing", propertiesIn{Observatory: known("burst")}},
		{"both observatories", propertiesIn{Observatory: known("both")}},
		{"no observatory", propertiesIn{Observatory: known("none")}},
		{"another probe URL", propertiesIn{ProbeURL: known("http://detectportal.firefox.com/success.txt")}},
		{"no probe URL: left out", propertiesIn{ProbeURL: known("")}},
		{"probed every hour", propertiesIn{ProbeInterval: known[int64](hour)}},
		{"all probed at once", propertiesIn{Concurrency: known(true)}},
		{"another burst URL", propertiesIn{Strategy: loads, BurstURL: known("http://detectportal.firefox.com/success.txt")}},
		{"a burst every minute", propertiesIn{Strategy: loads, BurstInterval: known[int64](60)}},
		{"ten samples", propertiesIn{Strategy: loads, BurstSampling: known(10)}},
		{"one expected", propertiesIn{Strategy: loads, Expected: known(1)}},
		{"at most 250 ms", propertiesIn{Strategy: loads, MaxRTT: known[int64](250)}},
		{"a tolerance of 0.01", propertiesIn{Strategy: loads, Tolerance: known(0.01)}},
		{"none expected, no tolerance, no samples: left out", propertiesIn{Strategy: loads, Expected: known(0), Tolerance: known(0.),
			BurstSampling: known(0)}},
		{"direct and block first", propertiesIn{Extras: known("first")}},
		{"direct and block missing", propertiesIn{Extras: known("missing")}},
		{"platform-aware, asked by nobody", propertiesIn{PlatformAware: known(true), IOSOutbounds: known(1)}},
	}
}

// phoneInputs are what iOS and Android make of some answers.
func phoneInputs() []input[configIn] {
	aware := propertiesIn{PlatformAware: known(true)}
	inputs := []input[configIn]{
		configOf("passed through", "ios", "base", germany[:2], propertiesIn{}),
		configOf("15 Feb: leastLoad", "ios", "base", germany[:2], propertiesIn{Strategy: known("leastLoad")}),
		configOf("16 Feb: random", "ios", "base", germany[:2], propertiesIn{Strategy: known("random")}),
		configOf("domains in place of the placeholder", "ios", "split", germany[:2], propertiesIn{}),
		configOf("no server", "ios", "base", germany[:0], propertiesIn{}),
		configOf("platform-aware", "ios", "split", germany, aware),
		configOf("the backend's strategy does not matter", "android", "base", germany[:2], propertiesIn{Strategy: known("random"),
			Observatory: known("both"), Concurrency: known(true)}),
		configOf("direct and block are left out, split is not kept", "android", "split", germany[:2], propertiesIn{Extras: known("first")}),
		configOf("no server", "android", "base", germany[:0], propertiesIn{}),
		configOf("platform-aware", "android", "base", germany[:2], aware),
	}
	none := configOf("no domain: the list is left empty", "ios", "split", germany[:2], propertiesIn{})
	none.in.Domains = []string{}
	inputs = append(inputs, none)
	for rung := range int32(2 + len(germany)) {
		c := configOf(fmt.Sprintf("rung %d", rung), "android", "base", germany, propertiesIn{})
		c.in.Rung = &rung
		inputs = append(inputs, c)
	}
	return inputs
}

func desktopInputs() (inputs []input[configIn]) {
	for _, platform := range []string{"desktop", "desktop-linux"} {
		inputs = append(inputs,
			configOf("the first server", platform, "base", germany[:2], propertiesIn{}),
			configOf("split is not kept", platform, "split", germany[1:], propertiesIn{}),
			configOf("direct and block are no servers", platform, "base", germany[2:], propertiesIn{Extras: known("first")}),
			configOf("no server", platform, "base", germany[:0], propertiesIn{}),
			configOf("platform-aware", platform, "base", germany[:2], propertiesIn{PlatformAware: known(true)}),
		)
	}
	return inputs
}

// configOf is a case with the usual domains on iOS, and on Android the first rung.
func configOf(name, platform, mode string, servers []endpointIn, backend propertiesIn) input[configIn] {
	in := configIn{askedIn: askedIn{backend, platform, mode, servers}}
	switch platform {
	case "ios":
		in.Domains = []string{"domain:example.org", "full:www.example.com"}
	case "android":
		in.Rung = known(int32(xray.FirstRung))
	}
	return input[configIn]{platform + ": " + name, in}
}

func ladderInputs() (inputs []input[ladderIn]) {
	for _, servers := range []int{0, 1, 2, 5} {
		for rung := range int32(2 + servers) {
			inputs = append(inputs, input[ladderIn]{fmt.Sprintf("rung %d, servers: %d", rung, servers), ladderIn{rung, servers}})
		}
	}
	return inputs
}

func drawLadderIn(r *rand.Rand) ladderIn {
	servers := r.IntN(50)
	return ladderIn{r.Int32N(int32(2 + servers)), servers}
}

func drawAskedIn(r *rand.Rand) askedIn {
	servers := make([]endpointIn, r.IntN(4))
	for i := range servers {
		servers[i] = drawEndpoint(r, i)
	}
	return askedIn{drawProperties(r), drawName[delivery.Platform](r), drawName[xray.Mode](r), servers}
}

func drawConfigIn(r *rand.Rand) configIn {
	in := configIn{askedIn: drawAskedIn(r)}
	in.Platform = drawOneOf(r, configPlatforms...)
	switch in.Platform {
	case "ios":
		in.Domains = []string{"domain:example.org", "geosite:youtube", "full:example.com"}[:r.IntN(4)]
	case "android":
		in.Rung = known(r.Int32N(int32(2 + len(in.Servers))))
	}
	return in
}

func drawEndpoint(r *rand.Rand, place int) endpointIn {
	number := strconv.Itoa(r.IntN(1000))
	return endpointIn{
		Tag: "s-" + strconv.Itoa(place) + "-" + number, Kind: drawName[xray.Kind](r), Address: number + ".example.net", Port: 1 + r.IntN(65535),
		Secret: "secret " + number, Host: "www." + number + ".example.com", PublicKey: "key " + number, ShortID: number, Mux: drawBool(r),
	}
}
