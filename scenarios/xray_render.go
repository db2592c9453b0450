package scenarios

import (
	"slices"
	"strings"

	"reprise/control/delivery"
	"reprise/control/xray"
	"reprise/sim/world"
)

// RenderOptions say which config is wanted.
type RenderOptions struct {
	Platform string   // ios, android, desktop, or backend for what the backend answers
	Mode     string   // base or split
	Fleet    string   // name of a fleet, or a path to one
	Country  string   // of the fleet
	Domains  []string // what iOS puts in the place of split mode's placeholder
	Set      []string // key=value, over the documented settings
}

// Backend stands for the backend's own answer, in place of a platform.
const Backend = "backend"

// RenderXray is the config of a platform for the active servers of a country, in the fleet's order (an account is given them
// shuffled, LB-25).
func RenderXray(o RenderOptions, readFile func(string) ([]byte, error)) ([]byte, error) {
	fleet, err := namedFleet(o.Fleet, readFile)
	if err != nil {
		return nil, err
	}
	servers, err := fleet.endpointsIn(o.Country)
	if err != nil {
		return nil, err
	}
	set, err := settingsWith(o.Set)
	if err != nil {
		return nil, err
	}
	var mode xray.Mode
	if err := mode.UnmarshalText([]byte(o.Mode)); err != nil {
		return nil, usage("--mode: %v", err)
	}
	if o.Platform == Backend {
		return set.Xray.Response(servers, mode).JSON(), nil
	}
	platform, err := delivery.ParsePlatform(o.Platform)
	if err != nil {
		return nil, usage("--platform: %v, %s", err, Backend)
	}
	answer := set.Xray.Answer(platform, servers, mode)
	switch platform {
	case delivery.IOS:
		return xray.IOS(answer, mode, o.Domains).JSON(), nil
	case delivery.Android:
		return xray.Android(answer, xray.FirstRung, set.Notice.Android).JSON(), nil
	}
	return xray.Desktop(answer, false).JSON(), nil
}

// settingsWith are the defaults with key=value over them, of settings that a config says something of.
func settingsWith(texts []string) (world.Settings, error) {
	set := defaults()
	over, err := parseSettings(texts)
	if err != nil {
		return set, err
	}
	for _, entry := range over {
		if !strings.HasPrefix(entry.Key, "xray.") && entry.Key != "client.android.probe" {
			return set, usage("--set %s: says nothing of a config; client.android.probe, or a setting that begins with xray.", entry.Key)
		}
		_ = setting(&set, entry.Key, entry.Value.Value.String()) // parseSettings has tried it
	}
	return set, nil
}

// endpointsIn are those of a country's active servers.
func (f *Fleet) endpointsIn(country string) ([]xray.Endpoint, error) {
	servers, _ := f.Expand()
	var found []xray.Endpoint
	for i, e := range f.Endpoints() {
		if servers[i].Country == country && servers[i].Active {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		countries := world.Countries(servers)
		slices.Sort(countries)
		return nil, usage("--country: fleet %s has no active server in %q; %s", f.Name, country, strings.Join(countries, ", "))
	}
	return found, nil
}
