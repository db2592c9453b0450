package world

import (
	"slices"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/sim"
)

// requireInvariants holds a world against what is true of it between any two instants.
func (w *World) requireInvariants(t require.TestingT) {
	w.requireWaits(t)
	w.requireServers(t)
	w.requireClients(t)
	w.requireCapacities(t)
	w.requireStory(t)
	w.requireIdentities(t)
	w.requireEditions(t)
	w.requireLoad(t)
	w.requireTunnels(t)
	w.requireSignups(t)
	w.requireRows(t)
}

// The counts of rows by server are those of the rows, and the completeness is what the accounts' answers are measured by (SYNC-02).
func (w *World) requireRows(t require.TestingT) {
	healthy, pending := make([]int32, len(w.servers)), make([]int32, len(w.servers))
	accounts, has, whole := 0, 0, 0
	for a := range w.rows.accounts() {
		rows := w.rowsOf(a)
		for s, row := range rows {
			healthy[s] += isHealthy(row)
			pending[s] += isPending(row)
		}
		if w.accountOf(a).Deleted {
			continue
		}
		c := delivery.Measure(w.servers, rows)
		accounts, has, whole = accounts+1, has+c.Healthy, whole+c.Active
	}
	require.Equal(t, healthy, w.rows.healthy)
	require.Equal(t, pending, w.rows.pending)
	if whole > 0 {
		require.InDelta(t, float64(has)/float64(whole), w.completeness(), 1e-12, "of %d accounts", accounts)
	}
}

// An edition is held by the lists made from it, and by being current; one that nobody holds is free, once.
func (w *World) requireEditions(t require.TestingT) {
	held := make([]int32, len(w.ranking.editions.Items))
	held[w.ranking.current]++
	for i := range w.clients {
		if e := w.clients[i].edition; e != None {
			held[e]++
		}
		if w.clients[i].edition == None {
			require.Zero(t, count(w.list(int32(i))), "client %d holds a list of no edition", i)
		}
	}
	var free []int32
	for i, e := range w.ranking.editions.Items {
		require.Equal(t, held[i], e.held, "edition %d", i)
		if e.held == 0 {
			free = append(free, int32(i))
		}
		require.Len(t, e.entries, len(w.servers))
		require.Len(t, e.marks, len(w.servers))
	}
	require.ElementsMatch(t, free, w.ranking.editions.Free())
}

// The users on every machine are those of the clients whose sessions go over it; what is wrong with a server, it suffers.
func (w *World) requireLoad(t require.TestingT) {
	if !w.loaded() {
		require.Empty(t, w.load.machines)
		return
	}
	users := make([]float64, len(w.load.machines))
	for i := range w.clients {
		s := w.clients[i].session
		if s == None {
			continue
		}
		users[s] += w.weight(int32(i))
		if p := w.cfg.Sites[s].Proxy; p != None {
			users[len(w.servers)+int(p)] += w.weight(int32(i))
		}
	}
	for i := range w.load.machines {
		m := &w.load.machines[i]
		require.Equal(t, users[i], m.Users(), "users on machine %d", i)
		if users[i] == 0 {
			require.Zero(t, m.Utilisation(), "load without a session on machine %d", i)
		}
	}
	for s := range w.servers {
		require.GreaterOrEqual(t, w.state[s].downs, 0)
		require.GreaterOrEqual(t, w.state[s].silences, 0)
		if m := &w.load.machines[s]; w.down(int32(s)) && m.Users() > 0 {
			require.True(t, m.Overloaded(), "server %d is down and carries on", s)
		}
	}
	for p, faults := range w.faults.proxies {
		require.GreaterOrEqual(t, faults, 0, "proxy %d", p)
	}
	require.LessOrEqual(t, w.value(t, "picks.down")+w.value(t, "picks.overloaded"), w.value(t, "picks"))
	require.LessOrEqual(t, w.value(t, "sessions.slow_share"), 1.0)
}

// An account's sync has as many servers left as the account waits for, and waits for none twice.
func (w *World) requireWaits(t require.TestingT) {
	waits := map[int32]int{}
	for s := range w.state {
		state := &w.state[s]
		seen := map[int32]bool{}
		for _, a := range slices.Concat(state.waiting, state.batch) {
			require.False(t, seen[a], "account %d waits twice for server %d", a, s)
			require.False(t, w.rows.get(a, int32(s)).Healthy(), "account %d waits for server %d, which serves it", a, s)
			seen[a] = true
			waits[a]++
		}
		if !state.queued {
			require.Empty(t, state.waiting, "nobody comes for those who wait for server %d", s)
			require.Empty(t, state.batch, "nobody pushes the batch of server %d", s)
			require.False(t, state.activating || state.everyone, "nobody prepares server %d", s)
		}
	}
	require.Len(t, w.sync.jobs, len(waits))
	for a, j := range w.sync.jobs {
		require.Equal(t, waits[a], j.left, "account %d", a)
	}
	require.Len(t, w.sync.isDue, len(w.sync.due))
	for _, a := range w.sync.due {
		require.True(t, w.sync.isDue[a])
	}
}

func (w *World) requireServers(t require.TestingT) {
	active := 0
	for s := range w.servers {
		require.Equal(t, w.servers[s].Active, contains(w.activeSet, int32(s)))
		if w.servers[s].Active {
			active++
			require.False(t, w.state[s].activating)
		}
		pending := int32(0)
		for a := range w.rows.accounts() {
			pending += isPending(w.rows.get(a, int32(s)))
		}
		require.Equal(t, pending, w.rows.pending[s], "PENDING rows of server %d", s)
		if !w.reachable(int32(s)) {
			for a := range w.rows.accounts() {
				require.False(t, w.rows.get(a, int32(s)).Healthy(), "SYNC-17: no config takes to server %d", s)
			}
		}
	}
	require.Equal(t, active, w.active)
	require.Equal(t, active, count(w.activeSet))
}

func (w *World) requireClients(t require.TestingT) {
	now := w.engine.Now()
	for i := range w.clients {
		c := &w.clients[i]
		require.GreaterOrEqual(t, w.held(int32(i)).Age, delivery.WallClock.Elapsed(0, 0), "age of client %d's list", i)
		if !c.has {
			require.Zero(t, count(w.list(int32(i))), "client %d holds no list, and servers", i)
		}
		if c.wants != None {
			require.True(t, c.asking, "client %d waits for an answer to no request", i)
		}
		if c.session != None {
			require.True(t, w.servers[c.session].Active, "client %d has a session on a server that is off", i)
		}
		if c.exposedSince != never {
			require.True(t, c.everExposed && w.firstExposed <= c.exposedSince && c.exposedSince <= now)
		}
	}
}

func (w *World) requireCapacities(t require.TestingT) {
	resources := append([]*sim.Resource{w.sync.workers, w.database.pool}, w.panels.slots...)
	for _, r := range resources {
		require.LessOrEqual(t, r.InUse(), r.Capacity())
		require.GreaterOrEqual(t, r.InUse(), 0)
	}
	require.Equal(t, w.database.pool.Capacity()-min(w.database.taken, w.database.pool.Capacity()), w.database.pool.InService())
	connected := w.database.pool.InUse() + w.database.pool.Waiting()
	claims := connected - underWay(&w.database.queries) // connections that claims hold, or wait for
	require.GreaterOrEqual(t, claims, 0)
	require.LessOrEqual(t, claims, w.signingUp())
	requireSlab(t, &w.database.queries, connected-claims)
	pushing := 0
	for _, slots := range w.panels.slots {
		pushing += slots.InUse() + slots.Waiting()
	}
	requireSlab(t, &w.panels.pushes, pushing)
}

// requireSlab: a slab holds what is under way, and gives no number away twice.
func requireSlab[T any](t require.TestingT, s *sim.Slab[T], n int) {
	free := slices.Clone(s.Free())
	slices.Sort(free)
	require.Len(t, slices.Compact(free), len(s.Free()), "a number is free twice")
	require.Equal(t, n, underWay(s))
}

func underWay[T any](s *sim.Slab[T]) int { return len(s.Items) - len(s.Free()) }

// Every line comes after the one that led to it.
func (w *World) requireStory(t require.TestingT) {
	log := w.Log()
	for i, e := range log {
		if i > 0 {
			require.LessOrEqual(t, log[i-1].At, e.At)
		}
		require.Less(t, e.Because, int32(i), "line %d", i)
		if e.Because != None {
			require.LessOrEqual(t, log[e.Because].At, e.At, "line %d", i)
		}
		require.Equal(t, e.Cause != None, e.Event.Tone() == Deliberate && !w.byItself(e), "line %d: %v", i, e)
	}
}

// byItself tells of a resync that a deactivation brings with it by setting.
func (w *World) byItself(e Entry) bool {
	return e.Event == ConfigsResynced && e.Because != None && w.Log()[e.Because].Event == ServersDeactivated
}

// An attempt has connected, has failed or, where cores run, goes on or was called off.
func (w *World) requireAttempts(t require.TestingT) {
	ended := w.value(t, "client.connects") + w.value(t, "client.failed_attempts")
	if !w.runsCores() {
		require.Equal(t, w.value(t, "client.attempts"), ended)
		return
	}
	trying := 0
	for c := range w.clients {
		if i := w.tunnels.of[c]; i != None && !w.tunnels.up.Items[i].on {
			trying++
		}
	}
	require.GreaterOrEqual(t, w.value(t, "client.attempts"), ended+float64(trying))
}

func (w *World) requireIdentities(t require.TestingT) {
	value := func(name string) float64 { return w.value(t, name) }
	w.requireAttempts(t)
	require.Equal(t, value("client.connects"), value("log.CONNECTED"))
	for _, e := range w.journal.entries {
		for _, f := range e.Fields {
			require.Contains(t, EventKeys(e.Event.String()), f.Key, e.Event.String())
		}
	}
	require.Equal(t, value("client.failed_attempts"), value("log.CONNECT_FAILED"))
	require.Equal(t, value("client.crashes"), value("log.APP_CRASHED"))
	require.Equal(t, value("client.sessions_dropped"), value("log.SESSION_DROPPED"))
	require.Equal(t, value("panel.errors"), value("log.XUI_PANEL_ERROR"))
	require.Equal(t, value("database.timeouts"), value("log.MYSQL_POOL_TIMEOUT"))
	require.Equal(t, value("sync.jobs"), value("log.BACKGROUND_SYNC_STARTED"))
	require.Equal(t, value("sync.jobs"), value("log.BACKGROUND_SYNC_FINISHED")+float64(len(w.sync.jobs)))

	asking := 0.0
	for i, q := range w.database.queries.Items {
		first := w.signsUp() && q.served.Kind == w.signups.firstAnswer
		if (first || q.served.Kind == w.kind.answer) && !slices.Contains(w.database.queries.Free(), int32(i)) {
			asking++
		}
	}
	answers := value("backend.requests") - value("client.failed_requests") - asking
	read := value("log.CONFIG_FROM_DB_INCOMPLETE") + value("log.CONFIG_FROM_DB_SUCCESS")
	readBack := 0.0
	if w.set.Sync.ReadsBack {
		readBack = value("log.BACKGROUND_SYNC_FINISHED")
	}
	require.Equal(t, answers+readBack, read, "each answer, and by setting each end of a sync, reads the configs")
	require.LessOrEqual(t, value("client.partial_lists"), answers)
	require.LessOrEqual(t, value("client.refused_requests"), answers)

	n := float64(max(1, len(w.clients)))
	require.LessOrEqual(t, value("client.exposed"), float64(len(w.clients)))
	require.Equal(t, value("client.exposed_share"), value("client.exposed")/n)
	require.LessOrEqual(t, value("client.not_whole"), value("client.exposed"))
	require.GreaterOrEqual(t, value("client.exposed_time"), 0.0)
	require.LessOrEqual(t, value("client.exposed_time"), w.engine.Now().Sub(0).Seconds()+1e-6)
	require.GreaterOrEqual(t, value("client.until_whole"), 0.0)
}
