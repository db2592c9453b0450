// Package alerts is the real Prometheus rules engine over simulated series, in simulated time: the files of rules that a team
// has are read as Prometheus reads them (Load), and evaluated over what its service would have shown to a scrape (Evaluate).
// What comes of it is when which alert was pending, fired and resolved (POOL-14 to POOL-17).
//
// Everything that decides is the engine's own: PromQL, `for`, `keep_firing_for`, recording rules, templates, staleness. Ours
// are the clock, and a storage that holds the scrapes in memory; tests hold it against the engine's own storage. No
// goroutine is started, and no clock but that of the scrapes reaches a result.
package alerts
