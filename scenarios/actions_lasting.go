package scenarios

import (
	"fmt"
	"time"

	"reprise/scenarios/strict"
)

// The parameters of what happens to servers, proxies, hosts and demand for a while.
type (
	// ServersFail takes servers down for a while (LB-16).
	ServersFail struct {
		Group   string          `yaml:"group" jsonschema:"required" jsonschema_description:"a group of the fleet"`
		Country string          `yaml:"country,omitempty" jsonschema:"pattern=^[A-Z][A-Z]$" jsonschema_description:"only those of the group in this country; two letters"`
		Count   int             `yaml:"count,omitempty" jsonschema:"minimum=1,maximum=100000" jsonschema_description:"the first so many of the group; all of it when left out"`
		For     strict.Duration `yaml:"for" jsonschema:"required" jsonschema_description:"how long it lasts"`
	}

	// ServersFlap has servers go down and come up again, time after time.
	ServersFlap struct {
		Group   string          `yaml:"group" jsonschema:"required" jsonschema_description:"a group of the fleet"`
		Country string          `yaml:"country,omitempty" jsonschema:"pattern=^[A-Z][A-Z]$" jsonschema_description:"only those of the group in this country; two letters"`
		Count   int             `yaml:"count,omitempty" jsonschema:"minimum=1,maximum=100000" jsonschema_description:"the first so many of the group; all of it when left out"`
		For     strict.Duration `yaml:"for" jsonschema:"required" jsonschema_description:"how long it lasts"`
		Down    strict.Duration `yaml:"down" jsonschema:"required" jsonschema_description:"how long they are down each time"`
		Up      strict.Duration `yaml:"up" jsonschema:"required" jsonschema_description:"how long they are up between"`
	}

	// ServersSlow leaves servers a share of what they can carry.
	ServersSlow struct {
		Group     string          `yaml:"group" jsonschema:"required" jsonschema_description:"a group of the fleet"`
		Country   string          `yaml:"country,omitempty" jsonschema:"pattern=^[A-Z][A-Z]$" jsonschema_description:"only those of the group in this country; two letters"`
		Count     int             `yaml:"count,omitempty" jsonschema:"minimum=1,maximum=100000" jsonschema_description:"the first so many of the group; all of it when left out"`
		Bandwidth float64         `yaml:"bandwidth,omitempty" jsonschema:"minimum=0.001,maximum=1" jsonschema_description:"share of the bandwidth that is left; 1 when left out"`
		Processor float64         `yaml:"processor,omitempty" jsonschema:"minimum=0.001,maximum=1" jsonschema_description:"share of the processor that is left; 1 when left out"`
		For       strict.Duration `yaml:"for" jsonschema:"required" jsonschema_description:"how long it lasts"`
	}

	// ServersSilence keeps servers' metrics from the scoring (LB-16).
	ServersSilence struct {
		Group   string          `yaml:"group" jsonschema:"required" jsonschema_description:"a group of the fleet"`
		Country string          `yaml:"country,omitempty" jsonschema:"pattern=^[A-Z][A-Z]$" jsonschema_description:"only those of the group in this country; two letters"`
		Count   int             `yaml:"count,omitempty" jsonschema:"minimum=1,maximum=100000" jsonschema_description:"the first so many of the group; all of it when left out"`
		For     strict.Duration `yaml:"for" jsonschema:"required" jsonschema_description:"how long it lasts"`
	}

	// ProxyFail takes a WL proxy down for a while (LB-17).
	ProxyFail struct {
		Proxy string          `yaml:"proxy" jsonschema:"required" jsonschema_description:"a proxy of the fleet"`
		For   strict.Duration `yaml:"for" jsonschema:"required" jsonschema_description:"how long it lasts"`
	}

	// ProxiesFail takes the WL proxies in front of a group's servers down, for a while or time after time (LB-15, LB-17).
	ProxiesFail struct {
		Group   string          `yaml:"group" jsonschema:"required" jsonschema_description:"a group of the fleet, whose servers stand behind proxies"`
		Country string          `yaml:"country,omitempty" jsonschema:"pattern=^[A-Z][A-Z]$" jsonschema_description:"only those of the group in this country; two letters"`
		Count   int             `yaml:"count,omitempty" jsonschema:"minimum=1,maximum=100000" jsonschema_description:"the proxies of the first so many of the group; all of it when left out"`
		For     strict.Duration `yaml:"for" jsonschema:"required" jsonschema_description:"how long it lasts"`
		Down    strict.Duration `yaml:"down,omitempty" jsonschema_description:"how long they are down each time; all the while when left out"`
		Up      strict.Duration `yaml:"up,omitempty" jsonschema_description:"how long they are up between"`
	}

	// HostBlock keeps a host from being reached from any server (LB-30).
	HostBlock struct {
		Host string          `yaml:"host" jsonschema:"required,pattern=^[A-Za-z0-9.:-]+$" jsonschema_description:"name or address, as in a probe's URL"`
		For  strict.Duration `yaml:"for" jsonschema:"required" jsonschema_description:"how long it lasts"`
	}

	// DemandPeak has the users of a country start the app more often for a while.
	DemandPeak struct {
		Country string          `yaml:"country" jsonschema:"required,pattern=^[A-Z][A-Z]$" jsonschema_description:"two letters"`
		Factor  float64         `yaml:"factor" jsonschema:"required,minimum=1,maximum=1000" jsonschema_description:"how many times as often"`
		For     strict.Duration `yaml:"for" jsonschema:"required" jsonschema_description:"how long it lasts"`
	}
)

// shortest bounds how long the causes on load last, and how fast servers flap: below it nothing happens, or a run hardly
// gets on.
const shortest = time.Second

// tooShort is the error about a duration below shortest, at its key.
func tooShort(with strict.Node, key string, d strict.Duration) error {
	if d.D >= shortest {
		return nil
	}
	return with.At(key).Wrong("is "+d.String(), fmt.Sprintf("at least %v", shortest))
}

func (p *ServersFail) check(with strict.Node) error    { return tooShort(with, "for", p.For) }
func (p *ServersSilence) check(with strict.Node) error { return tooShort(with, "for", p.For) }
func (p *ProxyFail) check(with strict.Node) error      { return tooShort(with, "for", p.For) }
func (p *ClientTry) check(with strict.Node) error      { return tooShort(with, "every", p.Every) }
func (p *HostBlock) check(with strict.Node) error      { return tooShort(with, "for", p.For) }
func (p *DemandPeak) check(with strict.Node) error     { return tooShort(with, "for", p.For) }

func (p *ServersFlap) check(with strict.Node) error {
	return flaps(with, p.For, p.Down, p.Up, "servers.fail")
}

// flaps checks the spans of what goes down and comes up, time after time; otherwise is what to take for what goes down once.
func flaps(with strict.Node, whole, down, up strict.Duration, otherwise string) error {
	err := strict.Join(tooShort(with, "for", whole), tooShort(with, "down", down), tooShort(with, "up", up))
	if err == nil && down.D >= whole.D {
		return with.At("down").Wrong(fmt.Sprintf("is %v, and the whole lasts %v", down, whole), "shorter than for, or "+otherwise)
	}
	return err
}

func (p *ProxiesFail) check(with strict.Node) error {
	switch {
	case !p.Down.Set() && !p.Up.Set():
		return tooShort(with, "for", p.For)
	case !p.Down.Set():
		return with.At("up").Wrong("says when they come up, and not when they go down", "down and up, or neither")
	case !p.Up.Set():
		return with.At("down").Wrong("says when they go down, and not when they come up", "down and up, or neither")
	}
	return flaps(with, p.For, p.Down, p.Up, "neither down nor up")
}

func (p *ServersSlow) check(with strict.Node) error {
	if p.Bandwidth == 1 && p.Processor == 1 {
		return strict.Join(tooShort(with, "for", p.For), with.Wrong("leaves servers all that they can carry", "bandwidth or processor below 1"))
	}
	return tooShort(with, "for", p.For)
}
