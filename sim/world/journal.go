package world

import (
	"strings"
	"time"

	"reprise/sim"
)

// EventID names one kind of log line.
type EventID uint8

// Tone says how a log line reads in a story.
type Tone uint8

const (
	Detail     Tone = iota // a step between
	Deliberate             // an operator, a user or the outside world did it
	Trouble                // a warning that followed
	Harm                   // a user was hit
	Good                   // something was made whole
)

// The log lines. Those in capitals of the documents are theirs to the letter.
const (
	ServersDeactivated EventID = iota
	ActivationAsked
	ServersActivated
	ActivationRefused
	ConfigsResynced
	ConfigsVerified
	VerificationPassed
	VerificationFailed
	SettingChanged
	PanelFault
	DatabaseFault
	AppOpened
	AppRestarted
	ConnectTapped
	ComputerAsleep
	ComputerAwake
	ConfigIncomplete
	ConfigSuccess
	SyncStarted
	SyncFinished
	PushRefused
	PanelError
	PoolTimeout
	ListStored
	ListKept
	ListCleared
	ListInvalidated
	RequestFailed
	Connected
	ConnectFailed
	AppCrashed
	SessionDropped
	ServersFailed
	ServersSlowed
	ServersSilenced
	ProxyFailed
	DemandPeaked
	ServerSeenDown
	ServerSeenUp
	Disconnected
	KeptTrying
	HostBlocked
	CoreNotStarted
	FallbackTaken
	TrafficStopped
	TrafficResumed
	UpstreamRefuses
	SignedUp
	SignupsSpiked
	WorkerFault
	SchedulerStopped
	FillAsked
	AccountGiven
	SignupFailed
	FillStarted
	FillFinished
	FillFailed
	PoolLow
	PoolEmpty
	PoolRecovered
	AlertPoolLow
	ExpiryKept
	AccountOverstays
	eventIDs // how many there are
)

// events gives each log line its name, its tone, and the fields that it may carry. Lines with a client are kept for named
// clients only; those of a crowd are counted.
var events = [eventIDs]struct {
	name string
	tone Tone
	keys string // set apart by blanks
}{
	ServersDeactivated: {"SERVERS_DEACTIVATED", Deliberate, "count"},
	ActivationAsked:    {"ACTIVATION_ASKED", Deliberate, "count"},
	ServersActivated:   {"SERVERS_ACTIVATED", Detail, "count server"},
	ActivationRefused:  {"ACTIVATION_REFUSED", Trouble, "server rule"},
	ConfigsResynced:    {"CONFIGS_RESYNCED", Deliberate, "option rows"},
	ConfigsVerified:    {"CONFIGS_VERIFIED", Deliberate, ""},
	VerificationPassed: {"VERIFICATION_PASSED", Good, "accounts totalConfigs activeConfigs activeServers withoutConfigs broken"},
	VerificationFailed: {"VERIFICATION_FAILED", Trouble, "accounts totalConfigs activeConfigs activeServers withoutConfigs broken"},
	SettingChanged:     {"SETTING_CHANGED", Deliberate, "key value"},
	PanelFault:         {"PANEL_FAULT", Deliberate, "errors slower for"},
	DatabaseFault:      {"DATABASE_FAULT", Deliberate, "connections for"},
	AppOpened:          {"APP_OPENED", Deliberate, "client"},
	AppRestarted:       {"APP_RESTARTED", Deliberate, "client"},
	ConnectTapped:      {"CONNECT_TAPPED", Deliberate, "client country"},
	ComputerAsleep:     {"COMPUTER_ASLEEP", Deliberate, "client"},
	ComputerAwake:      {"COMPUTER_AWAKE", Deliberate, "client"},
	ConfigIncomplete:   {"CONFIG_FROM_DB_INCOMPLETE", Trouble, "client healthyConfigs activeServers"},
	ConfigSuccess:      {"CONFIG_FROM_DB_SUCCESS", Good, "client countries servers"},
	SyncStarted:        {"BACKGROUND_SYNC_STARTED", Detail, "client servers workers"},
	SyncFinished:       {"BACKGROUND_SYNC_FINISHED", Detail, "client"},
	PushRefused:        {"PUSH_REFUSED", Trouble, "client server rule"},
	PanelError:         {"XUI_PANEL_ERROR", Trouble, "server by"},
	PoolTimeout:        {"MYSQL_POOL_TIMEOUT", Trouble, "client waited server by"},
	ListStored:         {"LIST_STORED", Detail, "client servers"},
	ListKept:           {"LIST_KEPT", Trouble, "client servers switchedOff"},
	ListCleared:        {"LIST_CLEARED", Detail, "client"},
	ListInvalidated:    {"LIST_INVALIDATED", Detail, "client"},
	RequestFailed:      {"REQUEST_FAILED", Trouble, "client"},
	Connected:          {"CONNECTED", Good, "client server"},
	ConnectFailed:      {"CONNECT_FAILED", Harm, "client country reason held listAge"},
	AppCrashed:         {"APP_CRASHED", Harm, "client"},
	SessionDropped:     {"SESSION_DROPPED", Harm, "client server"},
	ServersFailed:      {"SERVERS_FAILED", Deliberate, "group count for down up"},
	ServersSlowed:      {"SERVERS_SLOWED", Deliberate, "group count bandwidth processor for"},
	ServersSilenced:    {"SERVERS_SILENCED", Deliberate, "group count for"},
	ProxyFailed:        {"PROXY_FAILED", Deliberate, "proxy group count for down up"},
	DemandPeaked:       {"DEMAND_PEAKED", Deliberate, "country factor for"},
	ServerSeenDown:     {"SERVER_SEEN_DOWN", Trouble, "server by"},
	ServerSeenUp:       {"SERVER_SEEN_UP", Good, "server by"},
	Disconnected:       {"DISCONNECTED", Deliberate, "client"},
	KeptTrying:         {"CONNECT_TRIED", Deliberate, "client country times every"},
	HostBlocked:        {"HOST_BLOCKED", Deliberate, "host for"},
	CoreNotStarted:     {"CORE_NOT_STARTED", Trouble, "client stage error"},
	FallbackTaken:      {"FALLBACK_TAKEN", Trouble, "client rung"},
	TrafficStopped:     {"TRAFFIC_STOPPED", Harm, "client server reason"},
	TrafficResumed:     {"TRAFFIC_RESUMED", Good, "client server"},
	UpstreamRefuses:    {"UPSTREAM_REFUSES", Trouble, "client probes for"},
	SignedUp:           {"SIGNED_UP", Deliberate, "client flow"},
	SignupsSpiked:      {"SIGNUPS_SPIKED", Deliberate, "factor for"},
	WorkerFault:        {"WORKER_FAULT", Deliberate, "calls errors slower for"},
	SchedulerStopped:   {"SCHEDULER_STOPPED", Deliberate, "for"},
	FillAsked:          {"POOL_FILL_ASKED", Deliberate, "count"},
	AccountGiven:       {"ACCOUNT_GIVEN", Good, "client from waited"},
	SignupFailed:       {"SIGNUP_FAILED", Harm, "client reason waited"},
	FillStarted:        {"POOL_FILL_STARTED", Detail, "by size count"},
	FillFinished:       {"POOL_FILL_FINISHED", Detail, "by made withoutConfigs size took"},
	FillFailed:         {"POOL_FILL_FAILED", Trouble, "by made withoutConfigs size took"},
	PoolLow:            {"POOL_LOW", Detail, "size min"},
	PoolEmpty:          {"POOL_EMPTY", Harm, "after"},
	PoolRecovered:      {"POOL_RECOVERED", Good, "size low"},
	AlertPoolLow:       {"ALERT_ACCOUNT_POOL_LOW", Trouble, "size min looksLike"},
	ExpiryKept:         {"EXPIRY_KEPT", Trouble, "client reason"},
	AccountOverstays:   {"ACCOUNT_OVERSTAYS", Harm, "client"},
}

// String is the event's name as it stands in a log.
func (id EventID) String() string { return events[id].name }

// Tone says how it reads in a story.
func (id EventID) Tone() Tone { return events[id].tone }

// EventNames are the names of all log lines.
func EventNames() []string {
	names := make([]string, eventIDs)
	for id := range names {
		names[id] = events[id].name
	}
	return names
}

// EventKeys are the fields that a log line may carry; nil for a name that no line has.
func EventKeys(name string) []string {
	for _, e := range events {
		if e.name == name {
			return strings.Fields(e.keys)
		}
	}
	return nil
}

// Field is one key of a log line; its value is a string, an int64 or a float64.
type Field struct {
	Key   string
	Value any
}

// Entry is one log line.
type Entry struct {
	At      sim.Time
	Event   EventID
	Fields  []Field
	Because int32 // index of the entry that led to it, or None
	Cause   int32 // index in Config.Causes when it is a cause, or None
}

// None stands for no entry, no client, no country.
const None int32 = -1

// maxEntries bounds the log; lines past it are counted only.
const maxEntries = 20_000

// journal is the run's log: every line is counted, and those of named clients and of the system itself are kept.
type journal struct {
	entries []Entry
	counts  [eventIDs]int64
}

// count counts a line that is not kept.
func (j *journal) count(id EventID) { j.counts[id]++ }

// write counts a line, keeps it, and gives its index for those that follow from it.
func (j *journal) write(e Entry) int32 {
	j.counts[e.Event]++
	if len(j.entries) >= maxEntries {
		return e.Because
	}
	j.entries = append(j.entries, e)
	return int32(len(j.entries) - 1)
}

// length is a duration as the log writes it, to the second from a second up and else to the millisecond: `30m`, `2h45m`, `5ms`.
func length(d time.Duration) string {
	if d >= time.Second {
		d = d.Round(time.Second)
	} else if d >= time.Millisecond {
		d = d.Round(time.Millisecond)
	}
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-2]
		}
	}
	return text
}
