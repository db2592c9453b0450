package world

import (
	"time"

	"reprise/control/ranking"
	"reprise/control/scoring"
	"reprise/control/xray"
	"reprise/sim"
	"reprise/sim/random"
)

// backendRanking is what the backend orders a country's servers by. Every rebuild (LB-23) makes a new edition, and a
// list keeps the edition that it was made from: a list's order is a function of the account, the minute and the edition
// (LB-25, LB-26), and is worked out when somebody looks at it.
type backendRanking struct {
	mysql    board // table server (LB-20)
	used     board // what the last rebuild read
	editions sim.Slab[edition]
	current  int32
}

// edition is what the backend makes lists from at one time: the ranking, with the entries of every server, country by
// country, each in the fleet's order; and the settings that go into a list.
type edition struct {
	entries  []ranking.Entry
	marks    []scoring.Marks // by server, as the backend shows them (LB-33)
	measured sim.Time        // when the scores in it were measured; never: there are none
	rules    ranking.Rules
	share    float64 // of accounts for which the rules' balancing is on
	backend  xray.Backend
	held     int32 // lists made from it, and one for being current
}

// startChain sets the clocks of the chain going, each at a moment of its own: how they stand to each other is chance.
func (w *World) startChain() {
	w.firstAccount, w.salts.path = w.salt("account.id")>>16, w.salt("client.path")
	w.salts.bucket, w.salts.taste = w.salt("account.bucket"), w.salt("client.taste")
	w.ranking = backendRanking{mysql: newBoard(len(w.servers)), used: newBoard(len(w.servers)), current: None}
	w.issue()
	if !w.loaded() {
		return
	}
	phase := w.stream("chain.phase", 0)
	at := func(kind sim.Kind, every time.Duration) {
		w.engine.After(time.Duration(phase.Float64()*float64(every)), sim.Event{Kind: kind})
	}
	at(w.kind.score, w.set.Scoring.Interval)
	at(w.kind.publish, w.set.Scoring.Publish)
	at(w.kind.rank, w.set.Ranking.Interval)
	w.engine.After(time.Minute, sim.Event{Kind: w.kind.measure})
	w.engine.After(swingWindow, sim.Event{Kind: w.kind.swing})
}

// onPublish writes the scores to MySQL (LB-20).
func (w *World) onPublish(sim.Event) {
	w.engine.After(w.set.Scoring.Publish, sim.Event{Kind: w.kind.publish})
	w.ranking.mysql.copyFrom(&w.service.board)
	w.noteStatus(inMySQL, &w.ranking.mysql)
}

// onRank rebuilds the ranking (LB-23).
func (w *World) onRank(sim.Event) {
	w.engine.After(w.set.Ranking.Interval, sim.Event{Kind: w.kind.rank})
	from := &w.ranking.mysql
	if w.set.Ranking.Source == FromService {
		from = &w.service.board
	}
	w.ranking.used.copyFrom(from)
	w.issue()
	w.noteStatus(inRanking, &w.ranking.used)
}

// issue makes a new edition from what the ranking read last, by the rules as they are now.
func (w *World) issue() {
	if w.ranking.current != None {
		w.drop(w.ranking.current)
	}
	w.ranking.current = w.newEdition()
	w.fill(&w.ranking.editions.Items[w.ranking.current], &w.ranking.used)
}

// fill makes an edition from a board.
func (w *World) fill(e *edition, from *board) {
	e.entries, e.marks, e.measured = e.entries[:0], e.marks[:0], from.measured
	e.rules, e.share, e.backend = w.set.Ranking.Rules, w.set.Ranking.BalancingShare, w.set.Xray
	for _, servers := range w.serversOf {
		for _, s := range servers {
			e.entries = append(e.entries, w.entry(s, &from.rows[s]))
		}
	}
	marking := scoring.Marking{Dynamic: w.set.Ranking.DynamicMarks, Listed: w.listed}
	for s := range w.servers {
		e.marks = append(e.marks, marking.Of(int32(s), from.rows[s].marks))
	}
}

// entry is what the ranking takes over of one server.
func (w *World) entry(s int32, row *standings) ranking.Entry {
	e := ranking.Entry{Server: s, Score: row.score, Down: row.status == scoring.Down, Sessions: row.tcp}
	e.Scored = row.scored && w.set.Ranking.Source != FromNowhere
	if w.loaded() {
		site := &w.cfg.Sites[s]
		e.Capacity = ranking.Capacity{
			FreeSessions:  max(0, float64(site.MaxSessions-int(row.tcp))),
			CPUMultiplier: site.CPUMultiplier, BandwidthMultiplier: site.BandwidthMultiplier,
		}
	}
	return e
}

// newEdition is an edition that nobody holds yet but for its being current.
func (w *World) newEdition() int32 {
	i := w.ranking.editions.Place()
	w.ranking.editions.Items[i].held = 1
	return i
}

// hold has a client's list be made from the current edition in place of the one before.
func (w *World) hold(c int32) {
	client := &w.clients[c]
	now := w.ranking.current
	w.ranking.editions.Items[now].held++
	if client.edition != None {
		w.drop(client.edition)
	}
	client.edition, client.minute = now, int32(w.engine.Now()/sim.Time(time.Minute))
}

func (w *World) drop(i int32) {
	e := &w.ranking.editions.Items[i]
	if e.held--; e.held == 0 {
		w.ranking.editions.Release(i)
	}
}

// outbounds are the servers of a country that a client holds, in the order in which the backend gave them to it. They
// hold until the next call.
func (w *World) outbounds(c, country int32) []int32 {
	client := &w.clients[c]
	w.choices = w.choices[:0]
	if client.edition == None {
		return w.choices
	}
	e := &w.ranking.editions.Items[client.edition]
	first := int(w.firstOf[country])
	held := w.list(c)
	w.chosen = w.chosen[:0]
	for _, entry := range e.entries[first : first+len(w.serversOf[country])] {
		if contains(held, entry.Server) {
			w.chosen = append(w.chosen, entry)
		}
	}
	w.choices = w.rulesFor(c, e).Arrange(w.choices, w.chosen, w.firstAccount+uint64(c), int64(client.minute))
	return w.choices
}

// rulesFor are an edition's rules for one account: balancing can be on for a share of them (LB-24).
func (w *World) rulesFor(c int32, e *edition) ranking.Rules {
	rules := e.rules
	rules.Balancing = rules.Balancing && w.bucket(c) < e.share
	return rules
}

// bucket is in which share of a gradual change of the backend a client's account is, from 0 to 1.
func (w *World) bucket(c int32) float64 { return random.Unit(w.salts.bucket, uint64(c)) }
