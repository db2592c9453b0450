package world

import (
	"time"

	"reprise/control/delivery"
	"reprise/sim"
)

// Snapshot is every metric as it stands now, in the order of Metrics.
func (w *World) Snapshot() []float64 {
	for _, r := range readings {
		r.read(w)
	}
	out := make([]float64, 0, int(metricIDs)+int(eventIDs))
	out = append(out, w.metric[:]...)
	for _, n := range w.journal.counts {
		out = append(out, float64(n))
	}
	return out
}

// Read is some metrics as they stand now, by their places in Snapshot, without the work for the others.
func (w *World) Read(places []int, into []float64) {
	due := 0
	for _, place := range places {
		if place < int(metricIDs) {
			due |= readingsFor[place]
		}
	}
	for i, r := range readings {
		if due>>i&1 == 1 {
			r.read(w)
		}
	}
	for i, place := range places {
		if place < int(metricIDs) {
			into[i] = w.metric[place]
		} else {
			into[i] = float64(w.journal.counts[place-int(metricIDs)])
		}
	}
}

// readings bring up to date the metrics that are not counted as things happen, each some of them. Quotients come last.
var readings = []struct {
	read func(*World)
	of   []int
}{
	{(*World).readExposure, []int{exposedShare, exposedTime, partialShare, notWhole, untilWhole}},
	{(*World).readServers, []int{activeServers, activationDelay}},
	{func(w *World) { w.metric[completeness] = w.completeness() }, []int{completeness}},
	{func(w *World) { w.metric[heldConfigs] = w.heldConfigs() }, []int{heldConfigs}},
	{(*World).readLoad, []int{timeServed, timeSlow, maxOverMeanSum, cvSum, jainSum, balanceWeight, swingSum, swingPicks, peakLoad,
		ageMedian, ageTail, downInService, downInMySQL, downInRanking}},
	{(*World).readSignups, []int{signupRequests, signupServed, signupFailed, signupFromPool, signupFallbacks, claimsFallenBack, signupDecided,
		signupBare, poolSize, poolMinimum, poolTarget, poolFilled, poolLowest, poolChecks, poolChecksMissed, poolChecksLate, poolFills,
		poolCreated, poolUnfilled, poolOrphans, poolBare, poolAlerts, expiryLeaks, expiryOverstays,
		poolStock, poolElapsed, poolEmptyTime, poolLowTime, poolToEmpty, poolToRecover, poolLongestFill}},
	{(*World).readWaits, []int{signupWaitMedian, signupWaitTail}},
	{(*World).readShares, quotients()},
}

// quotients are the metrics that are quotients of two others.
func quotients() []int {
	var all []int
	for i, m := range metrics {
		if m.Weight > 0 {
			all = append(all, i)
		}
	}
	return all
}

// readingsFor are the readings that each metric needs, as bits.
var readingsFor = func() (bits [metricIDs]int) {
	for i, r := range readings {
		for _, id := range r.of {
			bits[id] |= 1 << i
		}
	}
	for _, id := range quotients() {
		bits[id] |= bits[metrics[id].Sum] | bits[metrics[id].Weight]
	}
	return bits
}()

// readExposure is about who makes do with a list that is not the active servers.
func (w *World) readExposure() {
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
	w.metric[untilWhole] = w.timeUntilWhole(open).Seconds()
}

func (w *World) readServers() {
	w.metric[activeServers] = float64(w.active)
	w.metric[activationDelay] = w.longestActivation().Seconds()
}

// readSignups brings up to date the metrics of the account pool.
func (w *World) readSignups() {
	if !w.signsUp() {
		return
	}
	m, s := &w.metric, w.signups.service.Counted()
	set := func(id, n int) { m[id] = float64(n) }
	set(signupRequests, s.Requests)
	set(signupServed, s.Served)
	set(signupFailed, s.Refused)
	set(signupFromPool, s.Claimed)
	set(signupFallbacks, s.Fallbacks)
	set(signupDecided, s.Claimed+s.Fallbacks)
	set(claimsFallenBack, s.Served-s.Claimed)
	set(signupBare, s.Bare)
	set(poolSize, s.Size)
	status := w.signups.service.Status()
	set(poolMinimum, status.Min)
	set(poolTarget, status.Target)
	m[poolFilled] = status.Percent() / 100
	set(poolLowest, s.Lowest)
	set(poolChecks, s.Checks)
	set(poolChecksMissed, s.Missed)
	set(poolChecksLate, s.Late)
	set(poolFills, s.Fills)
	set(poolCreated, s.Made)
	set(poolUnfilled, s.Unfilled)
	set(poolOrphans, s.Orphans)
	set(poolBare, s.BareInPool)
	set(poolAlerts, s.Alerts)
	set(expiryLeaks, s.Leaks)
	set(expiryOverstays, s.Overstays)
	m[poolStock], m[poolElapsed], m[poolEmptyTime], m[poolLowTime] = s.Stock, s.Elapsed, s.Empty, s.Low
	m[poolToEmpty], m[poolToRecover], m[poolLongestFill] = s.ToEmpty.Seconds(), s.ToRecover.Seconds(), s.LongestFill.Seconds()
}

func (w *World) readWaits() {
	if w.signsUp() {
		median, tail := w.signups.service.Waits()
		w.metric[signupWaitMedian], w.metric[signupWaitTail] = median.Seconds(), tail.Seconds()
	}
}

// readShares brings up to date the metrics that are quotients of two others.
func (w *World) readShares() {
	m := &w.metric
	for i, metric := range metrics {
		if metric.Weight > 0 && m[metric.Weight] > 0 {
			m[i] = m[metric.Sum] / m[metric.Weight]
		}
	}
}

// readLoad brings up to date the metrics of the fleet's load.
func (w *World) readLoad() {
	if !w.loaded() {
		return
	}
	l, m := &w.load, &w.metric
	for s := range w.servers {
		w.noteUnseen(int32(s))
	}
	m[timeServed], m[timeSlow] = w.timeOnServers()
	m[maxOverMeanSum], m[cvSum], m[jainSum], m[balanceWeight] = l.balance.Sums()
	moved, chance, picked := l.swing.Moved()
	m[swingSum], m[swingPicks] = moved-chance, picked
	m[peakLoad] = l.balance.Peak
	m[ageMedian], m[ageTail] = l.age.At(0.5).Seconds(), l.age.At(0.99).Seconds()
}

// completeness is the share of the configs on active servers that accounts have, of those that are not yet to come; 1 where
// there is nothing to have.
func (w *World) completeness() float64 {
	accounts, healthy := int(w.rows.accounts()), 0
	for s := range w.servers {
		if w.servers[s].Active {
			healthy += int(w.rows.healthy[s])
		}
	}
	for c := range w.cfg.Clients {
		if w.clients[c].absent {
			accounts--
		}
	}
	for _, a := range w.signups.moved {
		accounts--
		healthy -= delivery.Measure(w.servers, w.rowsOf(a)).Healthy
	}
	if accounts == 0 || w.active == 0 {
		return 1
	}
	return float64(healthy) / float64(accounts*w.active)
}

// heldConfigs is how many configs a device holds, a mean over those that hold a list; 0 where none does.
func (w *World) heldConfigs() float64 {
	sizes := make([]int32, len(w.lists.holders))
	for n := range sizes {
		sizes[n] = int32(count(w.lists.of(int32(n))))
	}
	holders, configs := 0, 0
	for i := range w.clients {
		if c := &w.clients[i]; c.has {
			holders++
			configs += int(sizes[c.list])
		}
	}
	return float64(configs) / float64(max(holders, 1))
}

// longestActivation is the longest time from asking for a server to its being active; one that was refused, or is still
// prepared, counts to now.
func (w *World) longestActivation() time.Duration {
	longest := w.activation
	for s := range w.state {
		if state := &w.state[s]; state.activating || state.refused {
			longest = max(longest, w.engine.Now().Sub(state.asked))
		}
	}
	return longest
}

// timeUntilWhole is the time from the first exposure until the last exposed client was whole again; while some are not,
// perhaps because nobody uses them, to now.
func (w *World) timeUntilWhole(open int) time.Duration {
	switch {
	case w.firstExposed == never:
		return 0
	case open > 0:
		return w.engine.Now().Sub(w.firstExposed)
	default:
		return w.lastWhole.Sub(w.firstExposed)
	}
}

// never is an instant that has not come.
const never sim.Time = -1
