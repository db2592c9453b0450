package world

import "reprise/sim"

// pipeline goes round the active servers for ever, one push after another (SYNC-19). It pushes the rows that are
// PENDING; whether it also makes configs that no row asks for is a setting.
type pipeline struct {
	next  int32   // where the round goes on
	batch []int32 // accounts that the push under way carries
}

// onVisit starts the visit to the next active server.
func (w *World) onVisit(sim.Event) {
	p := &w.pipeline
	s, found := w.nextActive(p.next)
	if !found {
		w.engine.After(w.set.Sync.Scan, sim.Event{Kind: w.kind.visit})
		return
	}
	p.next = s + 1
	p.batch = w.pipelineBatch(s, p.batch[:0])
	w.panels.start(push{
		server: s, time: &w.set.Pipeline.Push, accounts: len(p.batch),
		done: sim.Event{Kind: w.kind.visited, Target: s}, fail: sim.Event{Kind: w.kind.visitFailed, Target: s},
	})
}

// nextActive is the first active server at or after from, going round.
func (w *World) nextActive(from int32) (int32, bool) {
	n := int32(len(w.servers))
	for i := range n {
		if s := (from + i) % n; w.servers[s].Active {
			return s, true
		}
	}
	return 0, false
}

// pipelineBatch appends to dst the accounts that a visit carries.
func (w *World) pipelineBatch(s int32, dst []int32) []int32 {
	if !w.set.Pipeline.CreatesRows && w.rows.pending[s] == 0 {
		return dst
	}
	if !w.reachable(s) {
		return dst
	}
	for a := range w.rows.accounts() {
		if w.rows.get(a, s).PipelinePushes(w.set.Pipeline.CreatesRows) && !w.accountOf(a).Deleted {
			dst = append(dst, a)
		}
	}
	return dst
}

func (w *World) onVisited(ev sim.Event) {
	done := sim.Event{Kind: w.kind.written, Target: ev.Target}
	w.database.query(done, sim.Event{Kind: w.kind.writeFailed, Target: ev.Target})
}

func (w *World) onVisitFailed(ev sim.Event) {
	w.metric[panelErrors]++
	w.log(PanelError, w.panels.blame, Field{"server", w.servers[ev.Target].Name}, Field{"by", "pipeline"})
	w.visitNext()
}

func (w *World) onWriteFailed(ev sim.Event) {
	w.metric[poolTimeouts]++
	w.log(PoolTimeout, w.database.blame, Field{"server", w.servers[ev.Target].Name}, Field{"by", "pipeline"})
	w.visitNext()
}

func (w *World) onWritten(ev sim.Event) {
	for _, a := range w.pipeline.batch {
		w.configured(a, ev.Target)
	}
	w.settle(ev.Target)
	w.visitNext()
}

func (w *World) visitNext() {
	w.engine.After(0, sim.Event{Kind: w.kind.visit})
}
