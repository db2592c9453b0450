package scenarios

import (
	"slices"
	"strings"

	"reprise/scenarios/strict"
)

// The parameters of the actions. Each action is something that operators, users or the outside world do; none states
// an effect.
type (
	// ServersDeactivate switches servers of a group off (SYNC-01).
	ServersDeactivate struct {
		Group string `yaml:"group" jsonschema:"required" jsonschema_description:"a group of the fleet"`
		Count int    `yaml:"count,omitempty" jsonschema:"minimum=1,maximum=100000" jsonschema_description:"the first so many of the group; all of it when left out"`
	}

	// ServersActivate switches the servers of a group on.
	ServersActivate struct {
		Group string `yaml:"group" jsonschema:"required" jsonschema_description:"a group of the fleet"`
	}

	// ConfigsResync runs one of the two clean-ups after a deactivation (SYNC-11, SYNC-12).
	ConfigsResync struct {
		Option string `yaml:"option" jsonschema:"required,enum=pending,enum=delete" jsonschema_description:"pending marks the rows of inactive servers; delete takes their configs away"`
	}

	// ConfigsVerify runs the check after a deactivation, with the two verification queries (SYNC-18, SYNC-22, SYNC-23).
	ConfigsVerify struct{}

	// ClientOpen starts a user's app.
	ClientOpen struct {
		Client string `yaml:"client" jsonschema:"required" jsonschema_description:"a client of world.clients"`
	}

	// ClientConnect is a user's attempt to use the VPN (SYNC-06).
	ClientConnect struct {
		Client  string `yaml:"client" jsonschema:"required" jsonschema_description:"a client of world.clients"`
		Country string `yaml:"country,omitempty" jsonschema:"pattern=^[A-Z][A-Z]$" jsonschema_description:"two letters; any country when left out"`
	}

	// ClientRestart ends a user's app and starts it again (SYNC-07).
	ClientRestart struct {
		Client string `yaml:"client" jsonschema:"required" jsonschema_description:"a client of world.clients"`
	}

	// ClientDisconnect is a user who switches the VPN off.
	ClientDisconnect struct {
		Client string `yaml:"client" jsonschema:"required" jsonschema_description:"a client of world.clients"`
	}

	// ClientTry is a user who connects time after time, and switches the VPN off in between.
	ClientTry struct {
		Client  string          `yaml:"client" jsonschema:"required" jsonschema_description:"a client of world.clients"`
		Country string          `yaml:"country" jsonschema:"required,pattern=^[A-Z][A-Z]$" jsonschema_description:"two letters"`
		Times   int             `yaml:"times" jsonschema:"required,minimum=1,maximum=10000" jsonschema_description:"how many times"`
		Every   strict.Duration `yaml:"every" jsonschema:"required" jsonschema_description:"from one time to the next"`
	}

	// ClientSleep suspends a user's device.
	ClientSleep struct {
		Client string `yaml:"client" jsonschema:"required" jsonschema_description:"a client of world.clients"`
	}

	// ClientWake wakes a user's device.
	ClientWake struct {
		Client string `yaml:"client" jsonschema:"required" jsonschema_description:"a client of world.clients"`
	}

	// FaultPanel makes panels fail or slow for a while (SYNC-05).
	FaultPanel struct {
		Errors float64         `yaml:"errors" jsonschema:"required,minimum=0,maximum=1" jsonschema_description:"share of pushes that fail, 0 to 1"`
		Slower float64         `yaml:"slower,omitempty" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"how many times longer a push takes; 1 when left out"`
		For    strict.Duration `yaml:"for" jsonschema:"required" jsonschema_description:"how long it lasts"`
	}

	// FaultDatabase has others hold connections of the database pool for a while (SYNC-05).
	FaultDatabase struct {
		Connections int             `yaml:"connections" jsonschema:"required,minimum=1,maximum=100000" jsonschema_description:"connections that others hold"`
		For         strict.Duration `yaml:"for" jsonschema:"required" jsonschema_description:"how long it lasts"`
	}

	// SettingsChange is an operator's deploy: one setting changes at that instant.
	SettingsChange struct {
		Key   string        `yaml:"key" jsonschema:"required" jsonschema_description:"property name (reprise list --settings)"`
		Value strict.Scalar `yaml:"value" jsonschema:"required"`
	}
)

// actionKind is one thing that a timeline may hold.
type actionKind struct {
	name string
	doc  string
	// parameters gives a pointer to the parameters with their defaults. Those with more rules than their tags tell have a
	// method check, which is given the node that they were read from.
	parameters func() any
	// client is the name of the client it happens to; nil for actions on no client.
	client func(params any) string
}

// actionKinds are all there are, in the order in which they are listed.
var actionKinds = []actionKind{
	{"servers.deactivate", "switch a group of servers off", blank[ServersDeactivate], nil},
	{"servers.activate", "switch a group of servers on", blank[ServersActivate], nil},
	{"configs.resync", "clean configs up after a deactivation", blank[ConfigsResync], nil},
	{"configs.verify", "check the configs after a deactivation", blank[ConfigsVerify], nil},
	{"client.open", "a user starts the app", blank[ClientOpen], func(p any) string { return p.(*ClientOpen).Client }},
	{"client.connect", "a user tries the VPN", blank[ClientConnect], func(p any) string { return p.(*ClientConnect).Client }},
	{"client.restart", "a user restarts the app", blank[ClientRestart], func(p any) string { return p.(*ClientRestart).Client }},
	{"client.disconnect", "a user switches the VPN off", blank[ClientDisconnect], func(p any) string { return p.(*ClientDisconnect).Client }},
	{"client.try", "a user connects time after time, and switches the VPN off in between", blank[ClientTry], func(p any) string { return p.(*ClientTry).Client }},
	{"client.sleep", "a user's device goes to sleep", blank[ClientSleep], func(p any) string { return p.(*ClientSleep).Client }},
	{"client.wake", "a user's device wakes up", blank[ClientWake], func(p any) string { return p.(*ClientWake).Client }},
	{"fault.panel", "panels fail or slow down for a while", func() any { return &FaultPanel{Slower: 1} }, nil},
	{"fault.database", "others hold database connections for a while", blank[FaultDatabase], nil},
	{"servers.fail", "servers go down for a while", blank[ServersFail], nil},
	{"servers.flap", "servers go down and come up, time after time", blank[ServersFlap], nil},
	{"servers.slow", "servers carry less for a while", func() any { return &ServersSlow{Bandwidth: 1, Processor: 1} }, nil},
	{"servers.silence", "the metrics of servers do not reach the scoring for a while", blank[ServersSilence], nil},
	{"proxy.fail", "a WL proxy goes down for a while", blank[ProxyFail], nil},
	{"host.block", "a host that probes ask cannot be reached for a while", blank[HostBlock], nil},
	{"proxies.fail", "the WL proxies of a group of servers go down for a while", blank[ProxiesFail], nil},
	{"demand.peak", "a country's users start the app more often for a while", blank[DemandPeak], nil},
	{"client.signup", "a user asks for an account", blank[ClientSignup], func(p any) string { return p.(*ClientSignup).Client }},
	{"signups.spike", "more users sign up for a while", blank[SignupsSpike], nil},
	{"fault.worker", "calls of the worker service fail or slow down for a while", func() any { return &FaultWorker{Slower: 1} }, nil},
	{"scheduler.stop", "the pool's scheduler does not look for a while", blank[SchedulerStop], nil},
	{"pool.fill", "an operator fills the pool by hand", blank[PoolFill], nil},
	{"settings.change", "a deploy changes a setting", blank[SettingsChange], nil},
}

func blank[T any]() any { return new(T) }

// ActionNames are the actions that a timeline may hold.
func ActionNames() []string {
	names := make([]string, len(actionKinds))
	for i, k := range actionKinds {
		names[i] = k.name
	}
	return names
}

// ActionDoc is one line on what an action does; empty for one that is not known.
func ActionDoc(name string) string {
	if k := actionNamed(name); k != nil {
		return k.doc
	}
	return ""
}

// Params is the action's parameters as read at loading: a pointer to the struct of its name, as *ServersDeactivate for
// servers.deactivate, with defaults filled in. It is not to be changed.
func (a Action) Params() any { return a.params }

// Client is the name of the client that the action happens to; empty for actions on no client.
func (a Action) Client() string {
	if k := actionNamed(a.Do); k != nil && k.client != nil && a.params != nil {
		return k.client(a.params)
	}
	return ""
}

// DecodeNode reads an action, and its parameters by what it does.
func (a *Action) DecodeNode(n strict.Node) error {
	type plain Action // without this method
	if err := n.Decode((*plain)(a)); err != nil {
		return err
	}
	kind := actionNamed(a.Do)
	if kind == nil {
		return n.At("do").Wrong("unknown action "+quote(a.Do)+strict.Suggest(a.Do, ActionNames()),
			"a timeline holds causes only: "+strings.Join(ActionNames(), ", "))
	}
	a.params = kind.parameters()
	with := n.At("with")
	if err := with.Decode(a.params); err != nil { // without any, the error names the first that is required
		return err
	}
	if p, ok := a.params.(interface{ check(with strict.Node) error }); ok {
		return p.check(with)
	}
	return nil
}

func actionNamed(name string) *actionKind {
	i := slices.IndexFunc(actionKinds, func(k actionKind) bool { return k.name == name })
	if i < 0 {
		return nil
	}
	return &actionKinds[i]
}
