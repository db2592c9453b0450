package world

import (
	"time"

	"reprise/sim"
)

// Metric is one number of a run. Counters grow; gauges are read as they stand.
type Metric struct {
	Name  string
	Unit  string // "" for a count, "s", "share"
	Label string // a few words, as a table's heading
	Gauge bool
}

// The metrics, in the order of Snapshot; after them comes `log.EVENT` for every log line.
const (
	requests = iota
	refused
	failedRequests
	partialLists
	attempts
	failedAttempts
	withoutConfig
	onSwitchedOff
	connects
	crashes
	dropped
	exposedClients
	exposedShare
	exposedTime
	partialShare
	notWhole
	untilWhole
	syncJobs
	syncPushes
	panelErrors
	poolTimeouts
	activationDelay
	invalidations
	activeServers
	metricIDs
)

var metrics = [metricIDs]Metric{
	requests:        {Name: "backend.requests", Label: "requests"},
	refused:         {Name: "client.refused_requests", Label: "refused"},
	failedRequests:  {Name: "client.failed_requests", Label: "requests failed"},
	partialLists:    {Name: "client.partial_lists", Label: "partial lists"},
	attempts:        {Name: "client.attempts", Label: "attempts"},
	failedAttempts:  {Name: "client.failed_attempts", Label: "failed attempts"},
	withoutConfig:   {Name: "client.attempts_without_config", Label: "no config"},
	onSwitchedOff:   {Name: "client.attempts_on_switched_off", Label: "on servers off"},
	connects:        {Name: "client.connects", Label: "connects"},
	crashes:         {Name: "client.crashes", Label: "crashes"},
	dropped:         {Name: "client.sessions_dropped", Label: "sessions dropped"},
	exposedClients:  {Name: "client.exposed", Label: "users exposed"},
	exposedShare:    {Name: "client.exposed_share", Unit: "share", Label: "exposed", Gauge: true},
	exposedTime:     {Name: "client.exposed_time", Unit: "s", Label: "exposure a user", Gauge: true},
	partialShare:    {Name: "client.partial_share", Unit: "share", Label: "had a partial list", Gauge: true},
	notWhole:        {Name: "client.not_whole", Label: "not whole at the end", Gauge: true},
	untilWhole:      {Name: "client.until_whole", Unit: "s", Label: "until whole", Gauge: true},
	syncJobs:        {Name: "sync.jobs", Label: "syncs"},
	syncPushes:      {Name: "sync.pushes", Label: "pushes"},
	panelErrors:     {Name: "panel.errors", Label: "panel errors"},
	poolTimeouts:    {Name: "database.timeouts", Label: "pool time-outs"},
	activationDelay: {Name: "servers.activation_delay", Unit: "s", Label: "activation delay", Gauge: true},
	invalidations:   {Name: "client.invalidations", Label: "invalidations"},
	activeServers:   {Name: "servers.active", Label: "active servers", Gauge: true},
}

// Metrics describes every metric, in the order of Snapshot.
func Metrics() []Metric {
	all := append([]Metric{}, metrics[:]...)
	for _, name := range EventNames() {
		all = append(all, Metric{Name: "log." + name, Label: name})
	}
	return all
}

// Snapshot is every metric as it stands now, in the order of Metrics.
func (w *World) Snapshot() []float64 {
	w.readGauges()
	out := make([]float64, 0, int(metricIDs)+int(eventIDs))
	out = append(out, w.metric[:]...)
	for _, n := range w.journal.counts {
		out = append(out, float64(n))
	}
	return out
}

// readGauges brings up to date the metrics that are not counted as things happen.
func (w *World) readGauges() {
	now := w.engine.Now()
	var open, everPartial int
	exposed := w.exposure
	for i := range w.clients {
		c := &w.clients[i]
		if c.everPartial {
			everPartial++
		}
		if c.exposedSince == never {
			continue
		}
		open++
		exposed += now.Sub(c.exposedSince).Seconds()
	}
	n := float64(max(len(w.clients), 1))
	w.metric[exposedShare] = w.metric[exposedClients] / n
	w.metric[exposedTime] = exposed / n
	w.metric[partialShare] = float64(everPartial) / n
	w.metric[notWhole] = float64(open)
	w.metric[untilWhole] = w.timeUntilWhole().Seconds()
	w.metric[activeServers] = float64(w.active)
}

// timeUntilWhole is the time from the first exposure to the end of the last one that ended; while none has, to now. A
// client that is never whole again, perhaps because nobody uses it, is counted in client.not_whole instead.
func (w *World) timeUntilWhole() time.Duration {
	switch {
	case w.firstExposed == never:
		return 0
	case w.lastWhole == never:
		return w.engine.Now().Sub(w.firstExposed)
	default:
		return w.lastWhole.Sub(w.firstExposed)
	}
}

// never is an instant that has not come.
const never sim.Time = -1
