package scenarios

import (
	"crypto/sha256"

	"reprise/control/delivery"
	"reprise/control/xray"
	"reprise/scenarios/strict"
	"reprise/sim/arrivals"
	"reprise/sim/world"
	"reprise/sim/world/traffic"
)

// Scenario is one incident as data: the causes, the settings they met, and what must be seen. Every number says where
// it comes from.
type Scenario struct {
	Name  string `yaml:"name" jsonschema:"required,pattern=^[a-z0-9][a-z0-9-]*$" jsonschema_description:"short name, as typed on the command line"`
	Title string `yaml:"title" jsonschema:"required" jsonschema_description:"one line that a person remembers the incident by"`
	// Source is the document the incident was written from.
	Source string         `yaml:"source,omitempty" jsonschema_description:"the document or postmortem this was written from"`
	Story  string         `yaml:"story,omitempty" jsonschema_description:"what happened, in two or three sentences"`
	Start  strict.Instant `yaml:"start" jsonschema:"required" jsonschema_description:"first instant of the replay, RFC 3339 UTC"`
	End    strict.Instant `yaml:"end" jsonschema:"required" jsonschema_description:"last instant of the replay; at most 10 years after start"`
	// WarmUp lets the world fill before anything counts.
	WarmUp strict.Duration `yaml:"warm_up,omitempty" jsonschema_description:"metrics count from so long after start on; what is a maximum, or a quantile, counts from the start"`
	// Replications are made where the command line asks for no number of them.
	Replications int   `yaml:"replications,omitempty" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"how many, where --reps does not say; 1 when left out"`
	World        World `yaml:"world" jsonschema:"required" jsonschema_description:"who and what is there at the start"`
	// Settings by property name, each with its origin.
	Settings strict.Map[Setting] `yaml:"settings,omitempty" jsonschema_description:"settings by property name; those not named keep their defaults (reprise list --settings)"`
	// Alerts are files of alert rules.
	Alerts   []string      `yaml:"alerts,omitempty" jsonschema:"minItems=1,maxItems=20" jsonschema_description:"files of alert rules for Prometheus: names in fixtures/alerts, or paths ending in .yaml; all in fixtures/alerts when left out"`
	Timeline []Action      `yaml:"timeline" jsonschema:"required" jsonschema_description:"causes only: what operators, users and the outside world did"`
	Expect   []Expectation `yaml:"expect" jsonschema:"required,minItems=1" jsonschema_description:"what as-was must show: the observations that hypotheses are held against"`
	// Incident names the expectations that make up the incident: a cause is necessary when one of them falls without it.
	Incident []string            `yaml:"incident,omitempty" jsonschema_description:"ids of the expectations that make up the incident"`
	Harm     []string            `yaml:"harm,omitempty" jsonschema_description:"metrics of harm to users, worst first; remedies are judged by them"`
	Cost     []string            `yaml:"cost,omitempty" jsonschema_description:"metrics of a remedy's price"`
	Variants strict.Map[Variant] `yaml:"variants,omitempty" jsonschema_description:"as-was reproduces the incident; every other is a remedy"`
	// Hypotheses are rival explanations, held against what as-was must show.
	Hypotheses strict.Map[Hypothesis] `yaml:"hypotheses,omitempty" jsonschema_description:"rival explanations, held against the documented observations"`

	// File is the name it was loaded from; errors name it.
	File      string `yaml:"-"`
	doc       *strict.Document
	digest    [sha256.Size]byte
	servers   []delivery.Server // the fleet's
	groups    []string          // the group of each
	sites     []world.Site      // what each can carry; none: load is not modelled
	proxies   []traffic.Hardware
	endpoints []xray.Endpoint // what configs say of each
	upstreams []int32         // the machine that each stands for
	fleet     *Fleet
	trace     *arrivals.Trace // the recorded sign-ups; nil: there is no record
	ruleFiles []*RuleFile     // those of Alerts; none: the shipped ones
}

// World is who and what is there at the start.
type World struct {
	Fleet string `yaml:"fleet" jsonschema:"required" jsonschema_description:"name of a fleet in fixtures/fleets, or a path to one (ends in .yaml)"`
	// Core is what stands for the engine of the clients.
	Core       string      `yaml:"core,omitempty" jsonschema:"enum=settled,enum=xray" jsonschema_description:"settled: what a client's balancer settles on is modelled; xray: each client's config is put to the real xray-core, which picks for every connection, and its probes are simulated one by one; settled when left out"`
	Clients    []Client    `yaml:"clients,omitempty" jsonschema_description:"users that the timeline and the log name"`
	Population *Population `yaml:"population,omitempty" jsonschema_description:"many unnamed users, drawn at random"`
	Signups    *Signups    `yaml:"signups,omitempty" jsonschema_description:"how users come to accounts; with it the account pool is there"`
}

// Client is one named user and device.
type Client struct {
	Name     string `yaml:"name" jsonschema:"required,pattern=^[a-z0-9][a-z0-9-]*$"`
	Platform string `yaml:"platform" jsonschema:"required,enum=desktop,enum=android,enum=ios"`
	// Holds says what the device holds at the start.
	Holds   string     `yaml:"holds,omitempty" jsonschema:"enum=whole-list,enum=nothing,enum=no-account" jsonschema_description:"what the device holds at the start, whole-list unless said; with no-account the user signs up first"`
	Assumed strict.Why `yaml:"assumed,omitempty" jsonschema_description:"why, where the documents do not say"`
}

// Population is many users whose doings are drawn at random, each from streams of its own.
type Population struct {
	Accounts  int                 `yaml:"accounts" jsonschema:"required,minimum=1,maximum=10000000"`
	Platforms strict.Map[float64] `yaml:"platforms" jsonschema:"required" jsonschema_description:"share of each platform; the shares add up to 1"`
	// OpensPerDay is how often a user starts the app.
	OpensPerDay float64   `yaml:"opens_per_day" jsonschema:"required,minimum=0,maximum=1440"`
	DayProfile  []float64 `yaml:"day_profile,omitempty" jsonschema:"minItems=24,maxItems=24,minimum=0" jsonschema_description:"24 hourly weights of starting the app, from midnight (UTC, or the clock of the fleet's demand); the fleet's when left out, and even where it has none"`
	// ConnectAfter is how long after the start the user taps connect.
	ConnectAfter strict.Span `yaml:"connect_after" jsonschema:"required"`
	// RestartAfter is how long after a failed attempt the user restarts the app.
	RestartAfter strict.Span `yaml:"restart_after" jsonschema:"required"`
	Session      strict.Span `yaml:"session" jsonschema:"required" jsonschema_description:"how long a session lasts"`
	// StandsFor scales the load: with 10, ten thousand drawn users load the servers as a hundred thousand would.
	StandsFor  int        `yaml:"stands_for,omitempty" jsonschema:"minimum=1,maximum=100000" jsonschema_description:"how many users' traffic each drawn user carries; 1 when left out"`
	Documented Facts      `yaml:"documented,omitempty"`
	Assumed    strict.Why `yaml:"assumed,omitempty"`
}

// Facts are ids of facts of the source documents, `SYNC-02`, or a list of them.
type Facts = strict.OneOrMore

// Setting is a property's value and where it comes from. In variants and hypotheses, which propose values, a bare
// value will do.
type Setting struct {
	Value      strict.Scalar `yaml:"value" jsonschema:"required"`
	Documented Facts         `yaml:"documented,omitempty"`
	Assumed    strict.Why    `yaml:"assumed,omitempty"`
}

// Action is one cause.
type Action struct {
	At strict.Instant `yaml:"at" jsonschema:"required"`
	// ID names the cause in `why`; the action and its place in the timeline when left out.
	ID   string     `yaml:"id,omitempty" jsonschema:"pattern=^[a-z0-9][a-z0-9-]*$"`
	Do   string     `yaml:"do" jsonschema:"required" jsonschema_description:"what was done"`
	With strict.Raw `yaml:"with,omitempty" jsonschema_description:"its parameters"`
	// Documented and Assumed together: the fact gives the deed, the assumption what the fact leaves open.
	Documented Facts      `yaml:"documented,omitempty"`
	Assumed    strict.Why `yaml:"assumed,omitempty" jsonschema_description:"a reason, or a reason for each parameter"`

	Pos    strict.Pos `yaml:"-"`
	params any        // With by what is done; nil until loaded
	deed   world.Deed // what the world does for it; nil until linked to the fleet
}

// Expectation is one statement about a run: on a log event, on an alert or on a metric, and on one of them only.
type Expectation struct {
	ID string `yaml:"id" jsonschema:"required,pattern=^[a-z0-9][a-z0-9-]*$"`

	// A log event: seen at an instant, give or take; or never; or so many times.
	Log    string                    `yaml:"log,omitempty" jsonschema_description:"name of a log event, as the documents write it"`
	At     strict.Instant            `yaml:"at,omitempty"`
	Within strict.Duration           `yaml:"within,omitempty" jsonschema_description:"how far from at it may be; when left out 1s, the grain of the log, and for an alert 1m, from one evaluation of its rule to the next"`
	Fields strict.Map[strict.Scalar] `yaml:"fields,omitempty" jsonschema_description:"fields the event must carry"`
	Never  bool                      `yaml:"never,omitempty"`
	Count  strict.Bound              `yaml:"count,omitempty" jsonschema_description:"how many such events, or how often the alert came to the state, as in '>= 1'"`

	// An alert that comes to a state: at, never or count, as for a log event.
	Alert  string                    `yaml:"alert,omitempty" jsonschema_description:"name of an alert of the scenario's rules (reprise alerts --rules)"`
	State  string                    `yaml:"state,omitempty" jsonschema:"enum=pending,enum=firing,enum=resolved" jsonschema_description:"what the alert comes to: pending, its expression holds; firing, it has held for as long as the rule says; resolved, it fired and is over; firing when left out"`
	Labels strict.Map[strict.Scalar] `yaml:"labels,omitempty" jsonschema_description:"labels the alert must carry"`

	// A metric, at the end of the run or over a window.
	Metric string           `yaml:"metric,omitempty"`
	Over   []strict.Instant `yaml:"over,omitempty" jsonschema:"minItems=2,maxItems=2" jsonschema_description:"[from, to], both instants included; a counter is what it grew by, a mean or a share that of the window, any other gauge what it stood at in the end; the whole run after the warm-up when left out"`
	// Is is the bound, or `report`: the number is shown and nothing is asked of it.
	Is strict.Bound `yaml:"is,omitempty" jsonschema_description:"as in '>= 1', '== 0', '< 0.05', or report; 'as-was' stands for the same metric of as-was: '< as-was'"`

	Facts Facts  `yaml:"facts,omitempty"`
	Says  string `yaml:"says,omitempty" jsonschema_description:"why this is expected"`

	Pos strict.Pos `yaml:"-"`
}

// Variant is the same causes under a remedy.
type Variant struct {
	Says     string              `yaml:"says,omitempty" jsonschema_description:"what is different, in a sentence"`
	Facts    Facts               `yaml:"facts,omitempty"`
	Settings strict.Map[Setting] `yaml:"settings,omitempty"`
	// Timeline is what is done besides.
	Timeline []Action `yaml:"timeline,omitempty" jsonschema_description:"what is done besides the scenario's causes"`
	// Without drops causes by id, to do them otherwise under Timeline.
	Without []string `yaml:"without,omitempty" jsonschema_description:"ids of causes that are not done here, or done otherwise under timeline"`
	// Omission says what was left undone that this variant does; `why` counts it among the causes.
	Omission string        `yaml:"omission,omitempty" jsonschema_description:"what was left undone in the incident and is done here"`
	Expect   []Expectation `yaml:"expect,omitempty"`
}

// Hypothesis is one explanation, as other settings or other causes.
type Hypothesis struct {
	Says  string `yaml:"says" jsonschema:"required"`
	About string `yaml:"about,omitempty" jsonschema_description:"the question it answers; rivals share it"`
	// Documented are the facts that give it: it is the documents' own explanation.
	Documented Facts  `yaml:"documented,omitempty" jsonschema_description:"facts that give this explanation, where it is the documents' own"`
	Needs      string `yaml:"needs,omitempty" jsonschema_description:"what else must be assumed for it"`
	// TellApart is what to look at in the real system to decide it.
	TellApart   string              `yaml:"tell_apart,omitempty" jsonschema_description:"what to look at in the real system to tell it from its rivals"`
	Contradicts Facts               `yaml:"contradicts,omitempty" jsonschema_description:"facts that it denies outright"`
	Settings    strict.Map[Setting] `yaml:"settings,omitempty"`
	Timeline    []Action            `yaml:"timeline,omitempty"`
	// Without drops causes by id.
	Without []string `yaml:"without,omitempty" jsonschema_description:"ids of causes that this explanation does without"`
}
