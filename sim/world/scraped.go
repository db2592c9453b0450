package world

import (
	"slices"
	"strings"

	"reprise/control/pool"
)

// Scraped is a series that a scrape of this world gives, as a Prometheus would see it.
type Scraped struct {
	Name         string
	Label, Value string // its only label; empty: it has none
	Says         string
	Gauge        bool
	Place        int // in Snapshot
}

// simPrefix begins the names of what only a simulation can see: what happens on devices, say.
const simPrefix = "sim_"

// Backend reports whether a backend could show the series.
func (s Scraped) Backend() bool { return !strings.HasPrefix(s.Name, simPrefix) }

// AllScraped is every series. One whose metric the world does not have, for nobody signs up in it, say, is not there.
func AllScraped() []Scraped {
	all := slices.Clone(backendSeries)
	for place, m := range Metrics() {
		shown := slices.ContainsFunc(backendSeries, func(e Scraped) bool { return e.Place == place })
		if !m.Hidden && !shown {
			all = append(all, simSeries(place, m))
		}
	}
	return all
}

// backendSeries are what a backend exposes: of the account pool with the names of the documents (POOL-14) and of the claim
// service (load/claimd), which has more than a simulation does. A device never asks twice here, so that no claim is by the
// route owned. Of configs and panels the documents name no metric; these names are ours.
var backendSeries = []Scraped{
	{Name: pool.GaugeSize, Gauge: true, Place: poolSize, Says: "accounts that are POOL (POOL-14)"},
	{Name: pool.GaugeMin, Gauge: true, Place: poolMinimum, Says: "account.pool.min-size (POOL-14)"},
	{Name: pool.GaugeTarget, Gauge: true, Place: poolTarget, Says: "account.pool.target-size (POOL-14)"},
	{Name: "account_claims_total", Label: "route", Value: pool.FromPool.String(), Place: signupFromPool, Says: "accounts given from the pool"},
	{Name: "account_claims_total", Label: "route", Value: pool.Fallback.String(), Place: claimsFallenBack, Says: "accounts given by the slow path (POOL-07)"},
	{Name: "account_claim_errors_total", Label: "kind", Value: "failed", Place: signupFailed, Says: "claims that gave nothing, whatever the reason"},
	{Name: "account_pool_checks_total", Label: "result", Value: "counted", Place: poolChecks, Says: "checks of the scheduler that counted the pool"},
	{Name: "account_pool_checks_total", Label: "result", Value: "missed", Place: poolChecksLate, Says: "those that could not count it; a scheduler that stands still makes none"},
	{Name: "account_pool_fills_total", Label: "result", Value: "made", Place: poolCreated, Says: "accounts put into the pool"},
	{Name: "account_pool_fills_total", Label: "result", Value: "failed", Place: poolUnfilled, Says: "those whose configs did not reach the servers"},
	{Name: "account_pool_fills_total", Label: "result", Value: "orphan", Place: poolOrphans, Says: "accounts that a failed fill left in no pool"},
	{Name: "account_expiry_leaks_total", Place: expiryLeaks, Says: "claimed accounts that servers let in for longer than the database says (POOL-06)"},

	{Name: "config_completeness_ratio", Gauge: true, Place: completeness, Says: "configs that accounts have on active servers, over those that they would have if none were missing"},
	{Name: "config_answers_total", Label: "result", Value: "success", Place: answersWhole, Says: "requests answered and logged as CONFIG_FROM_DB_SUCCESS (SYNC-04)"},
	{Name: "config_answers_total", Label: "result", Value: "incomplete", Place: answersShort, Says: "those logged as CONFIG_FROM_DB_INCOMPLETE, and served what there was (SYNC-14)"},
	{Name: "config_answers_total", Label: "result", Value: "refused", Place: answersRefused, Says: "those logged so, and answered with an error or an empty list (SYNC-15)"},
	{Name: "backend_requests_total", Place: requests, Says: "requests of clients to the backend"},
	{Name: "backend_requests_failed_total", Place: failedRequests, Says: "those that got no database connection in time"},
	{Name: "config_syncs_total", Place: syncJobs, Says: "background syncs that were started"},
	{Name: "config_pushes_total", Place: syncPushes, Says: "their pushes to panels"},
	{Name: "panel_errors_total", Place: panelErrors, Says: "pushes that a panel failed (SYNC-05)"},
	{Name: "database_timeouts_total", Place: poolTimeouts, Says: "waits for a database connection that ended without one (SYNC-05)"},
	{Name: "servers_active", Gauge: true, Place: activeServers, Says: "servers that are active"},
}

// simSeries is a metric under a name made from its own: `client.exposed_share` is sim_client_exposed_ratio, and a log line a
// value of the label event.
func simSeries(place int, m Metric) Scraped {
	e := Scraped{Gauge: m.Gauge, Says: m.Says, Place: place}
	if line, isLine := strings.CutPrefix(m.Name, "log."); isLine {
		e.Name, e.Label, e.Value, e.Says = simPrefix+"log_lines_total", "event", line, "lines of the log"
		return e
	}
	e.Name = simPrefix + strings.ReplaceAll(m.Name, ".", "_")
	switch m.Unit {
	case "s":
		e.Name += "_seconds"
	case "share":
		e.Name = strings.Replace(e.Name, "_share", "", 1) + "_ratio"
	}
	if !m.Gauge {
		e.Name += "_total"
	}
	return e
}
