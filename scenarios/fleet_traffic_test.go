package scenarios

import (
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // also where the machine has no zones of its own

	"github.com/stretchr/testify/require"

	"reprise/control/scoring"
	"reprise/scenarios/strict"
	"reprise/sim/world"
	"reprise/sim/world/traffic"
)

// equipped is a fleet of two countries with hardware; the cases below break it one line at a time.
const equipped = `name: equipped
source: none
hardware:
  small: {cores: 2, memory_mb: 4096, bandwidth_mbps: 500, cpu_multiplier: 0.5}
  large: {cores: 8, memory_mb: 16384, bandwidth_mbps: 2500, max_sessions: 2000, bandwidth_multiplier: 2.5}
proxies: {wl-lv: small, front: large}
demand:
  LV: {share: 0.25, day_offset: 2}
  EE: {share: 0.75, day_offset: -3.5}
servers:
  - {country: LV, group: plain, count: 2, active: true, hardware: small, listed: turbo}
  - {country: EE, group: plain, count: 1, active: true, hardware: large, listed: fast, proxy: front}
  - {country: LV, group: wl, count: 1, active: true, hardware: small, proxy: wl-lv}
`

func loadFleet(t *testing.T, text string) *Fleet {
	t.Helper()
	f, err := LoadFleet("f", []byte(text))
	require.NoError(t, err)
	return f
}

// Sites come in the order of Expand. LB-17: a server may stand behind a proxy; LB-22: multipliers are 1, and the most
// sessions 500, unless given; LB-33: who is on the list of fast servers is on that of turbo ones.
func TestSitesOfAFleet(t *testing.T) {
	f := loadFleet(t, equipped)
	servers, _ := f.Expand()
	sites, proxies := f.Sites()
	require.Len(t, sites, len(servers))
	small := traffic.Hardware{Cores: 2, MemoryMB: 4096, BandwidthMbps: 500}
	large := traffic.Hardware{Cores: 8, MemoryMB: 16384, BandwidthMbps: 2500}
	turbo := world.Site{Hardware: small, Proxy: world.None, Listed: scoring.Marks{Turbo: true}, MaxSessions: 500, CPUMultiplier: 0.5, BandwidthMultiplier: 1}
	require.Equal(t, []world.Site{
		turbo,
		turbo,
		{Hardware: large, Proxy: 1, Listed: scoring.Marks{Turbo: true, Fast: true}, MaxSessions: 2000, CPUMultiplier: 1, BandwidthMultiplier: 2.5},
		{Hardware: small, Proxy: 0, MaxSessions: 500, CPUMultiplier: 0.5, BandwidthMultiplier: 1},
	}, sites)
	require.Equal(t, []traffic.Hardware{small, large}, proxies)
}

func TestAFleetWithoutHardwareHasNoSites(t *testing.T) {
	sites, proxies := loadFleet(t, twoCountries).Sites()
	require.Nil(t, sites)
	require.Nil(t, proxies)
}

// bare is equipped without any word of hardware.
var bare = func() string {
	from, to := strings.Index(equipped, "hardware:"), strings.Index(equipped, "servers:")
	return equipped[:from] + strings.NewReplacer(", hardware: small", "", ", hardware: large", "", ", listed: turbo", "",
		", listed: fast", "", ", proxy: front", "", ", proxy: wl-lv", "").Replace(equipped[to:])
}()

// Whatever a fleet says of load that is wrong, or would be without effect, is one line.
func TestFleetRefusesLoad(t *testing.T) {
	for _, c := range []struct{ name, text, old, new, want string }{
		{"unknown hardware", equipped, "hardware: large,", "hardware: lrage,",
			`lrage, liste => servers[1].hardware: unknown hardware "lrage", did you mean "large"?; allowed: small, large`},
		{"no hardware of a group", equipped, ", hardware: large", "",
			"{country: EE => servers[1].hardware: is missing; required, for the fleet has hardware; allowed: small, large"},
		{"hardware of a group alone", bare, "group: wl,", "group: wl, hardware: small,",
			`small, count => servers[2].hardware: unknown hardware "small"; there is none`},
		{"unknown proxy", equipped, "proxy: wl-lv", "proxy: wl-vl",
			`wl-vl} => servers[2].proxy: unknown proxy "wl-vl", did you mean "wl-lv"?; allowed: wl-lv, front`},
		{"proxy of a group alone", bare, "group: wl,", "group: wl, proxy: wl-lv,",
			`wl-lv, count => servers[2].proxy: unknown proxy "wl-lv"; there is none`},
		{"hardware of a proxy", equipped, "front: large", "front: huge",
			`huge} => proxies.front: unknown hardware "huge"; allowed: small, large`},
		{"proxies alone", bare, "servers:", "proxies: {wl-lv: small}\nservers:",
			`small} => proxies.wl-lv: unknown hardware "small"; there is none`},
		{"listed without load", bare, "group: wl,", "group: wl, listed: fast,",
			"fast, count: => servers[2].listed: says nothing, for load is not modelled; a fleet with hardware"},
		{"another list", equipped, "listed: fast", "listed: slow", `slow, proxy: => servers[1].listed: is "slow"; allowed: turbo, fast`},
		{"no cores", equipped, "cores: 2", "cores: 0", "0, memory_mb => hardware.small.cores: is 0; expected 1 to 1024"},
		{"half a core", equipped, "cores: 2", "cores: 2.5", `2.5, memory_ => hardware.small.cores: is the number 2.5; expected a whole number`},
		{"no memory", equipped, "memory_mb: 4096, ", "", "{cores: 2, b => hardware.small.memory_mb: is missing; this key is required"},
		{"bandwidth", equipped, "bandwidth_mbps: 500", "bandwidth_mbps: 1e7", "1e7, cpu_mul => hardware.small.bandwidth_mbps: is 10000000; expected 1 to 1000000"},
		{"a multiplier that leaves nothing", equipped, "cpu_multiplier: 0.5", "cpu_multiplier: 0",
			"0} => hardware.small.cpu_multiplier: is 0; expected 0.001 to 1000"},
		{"sessions that leave nothing", equipped, "max_sessions: 2000", "max_sessions: 0",
			"0, bandwidth => hardware.large.max_sessions: is 0; expected 1 to 10000000"},
		{"demand where no server is", equipped, "  EE: {", "  FI: {", `{share: 0.75 => demand.FI: no server of the fleet is in "FI"; a country that has servers`},
		{"demand of one left out", equipped, "  EE: {share: 0.75, day_offset: -3.5}\n", "", "LV: {share:  => demand: adds up to 0.25; shares that add up to 1"},
		{"demand above all", equipped, "share: 0.75", "share: 0.8", "LV: {share:  => demand: adds up to 1.05; shares that add up to 1"},
		{"a negative share", equipped, "share: 0.75", "share: -0.75", "-0.75, day_o => demand.EE.share: is -0.75; expected 0 to 1"},
		{"hardware of nothing", equipped, "proxies: {", "  huge: {cores: 64, memory_mb: 65536, bandwidth_mbps: 10000}\nproxies: {",
			"{cores: 64,  => hardware.huge: no server or proxy is of it; hardware that the fleet uses"},
		{"a proxy before nothing", equipped, ", front: large", ", front: large, spare: small",
			"small} => proxies.spare: no server stands behind it; a proxy that some servers name"},
		{"a day of 23 hours", equipped, "demand:", "day_profile: [" + strings.Repeat("1, ", 22) + "1]\ndemand:",
			"[1, 1, 1, 1, => day_profile: has 23 items; expected 24 items"},
		{"a day of nothing", equipped, "demand:", "day_profile: [" + strings.Repeat("0, ", 23) + "0]\ndemand:",
			"[0, 0, 0, 0, => day_profile: is 0 at every hour; at least one weight above 0"},
		{"a negative hour", equipped, "demand:", "day_profile: [" + strings.Repeat("1, ", 23) + "-1]\ndemand:",
			"-1] => day_profile[23]: is -1; expected at least 0"},
		{"a day too far", equipped, "day_offset: 2", "day_offset: 15", "15} => demand.LV.day_offset: is 15; expected -12 to 14"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, 1, strings.Count(c.text, c.old), "the case must change one place")
			text := strings.Replace(c.text, c.old, c.new, 1)
			_, err := LoadFleet("f", []byte(text))
			var all strict.Errors
			require.ErrorAs(t, err, &all)
			require.Len(t, all, 1)
			require.Equal(t, c.want, pointed(text, all[0]))
		})
	}
}

// Hardware that a proxy alone is of is used, and a proxy may stand before any server, not before WL ones only (LB-17).
func TestWhatIsUsedOnceIsUsed(t *testing.T) {
	loadFleet(t, strings.NewReplacer("front: large", "front: huge", "proxies:", "  huge: {cores: 64, memory_mb: 65536, bandwidth_mbps: 10000}\nproxies:").Replace(equipped))
}

// Demand says who the users are, and needs no hardware.
func TestDemandNeedsNoHardware(t *testing.T) {
	loadFleet(t, strings.Replace(bare, "servers:", "demand: {LV: {share: 1}}\nservers:", 1))
}

// The fleet of March keeps what the documents give of it: 138 servers (POOL-01) in 27 countries (SYNC-04), and WL servers in
// DE, GB and LV (LB-15), each behind a proxy.
func TestMarchFleetKeepsTheDocumentedSums(t *testing.T) {
	data, err := os.ReadFile("../fixtures/fleets/march-2026.yaml")
	require.NoError(t, err)
	f := loadFleet(t, string(data))
	servers, _ := f.Expand()
	sites, proxies := f.Sites()
	require.Len(t, servers, 138)
	require.Len(t, world.Countries(servers), 27)
	require.Len(t, proxies, 3)
	whitelisted := map[string]bool{}
	for i, s := range servers {
		require.Equal(t, s.Whitelist, sites[i].Proxy != world.None, s.Name)
		if s.Whitelist {
			whitelisted[s.Country] = true
		}
	}
	require.Equal(t, map[string]bool{"DE": true, "GB": true, "LV": true}, whitelisted)

	sizes := map[float64]int{}
	for _, s := range sites {
		sizes[s.Hardware.BandwidthMbps]++
	}
	require.Equal(t, map[float64]int{500: 23, 1000: 92, 2500: 23}, sizes, "as the fleet says of itself")
}

// Fleets under load have a day of their own, for populations that give none.
func TestFleetsUnderLoadHaveADay(t *testing.T) {
	for _, name := range []string{"march-2026", "three-countries"} {
		data, err := os.ReadFile("../fixtures/fleets/" + name + ".yaml")
		require.NoError(t, err)
		require.Equal(t, []float64{3, 2, 1, 1, 1, 2, 4, 6, 8, 9, 9, 9, 10, 10, 10, 10, 11, 12, 14, 15, 14, 12, 9, 5},
			loadFleet(t, string(data)).DayProfile, name)
	}
}

// zones are clocks of the countries of the fleet of March; where a country has several, that of its largest city.
var zones = map[string]string{
	"DE": "Europe/Berlin", "NL": "Europe/Amsterdam", "US": "America/New_York", "GB": "Europe/London", "FR": "Europe/Paris",
	"FI": "Europe/Helsinki", "SE": "Europe/Stockholm", "PL": "Europe/Warsaw", "SG": "Asia/Singapore", "LV": "Europe/Riga",
	"CA": "America/Toronto", "JP": "Asia/Tokyo", "ES": "Europe/Madrid", "IT": "Europe/Rome", "TR": "Europe/Istanbul",
	"CH": "Europe/Zurich", "AT": "Europe/Vienna", "CZ": "Europe/Prague", "KZ": "Asia/Almaty", "AE": "Asia/Dubai",
	"IN": "Asia/Kolkata", "EE": "Europe/Tallinn", "LT": "Europe/Vilnius", "BG": "Europe/Sofia", "DK": "Europe/Copenhagen",
	"NO": "Europe/Oslo", "RO": "Europe/Bucharest",
}

// The days of the fleet of March are those that the countries' clocks showed on 10 March 2026: daylight time in North
// America, standard time in Europe.
func TestDaysOfTheMarchFleet(t *testing.T) {
	data, err := os.ReadFile("../fixtures/fleets/march-2026.yaml")
	require.NoError(t, err)
	f := loadFleet(t, string(data))
	require.Len(t, f.Demand, len(zones))
	for _, d := range f.Demand {
		zone, err := time.LoadLocation(zones[d.Key])
		require.NoError(t, err)
		_, seconds := time.Date(2026, time.March, 10, 12, 0, 0, 0, time.UTC).In(zone).Zone()
		require.Equal(t, float64(seconds)/3600, d.Value.DayOffset, d.Key)
	}
}
