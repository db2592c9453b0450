package reports

import "fmt"

func (k *LoadKnee) story(columns int) loadStory {
	return loadStory{
		command: "load claim --knee", title: "The highest rate of claims", setup: k.Service.words(),
		verdict: k.Verdict, answer: k.Says, db: k.DB,
		sections: told(k.points(columns), k.sketched(columns)),
		again:    k.Again,
	}
}

// points are the rates that were tried.
func (k *LoadKnee) points(columns int) section {
	s := section{title: "the rates that were tried, p99 at most " + latency(k.P99Max), table: table{
		head:  heads("offered", "achieved", "success", "p50", "p99", "p99.9", "kept", "deadlocks", "audit"),
		right: map[int]bool{0: true, 1: true, 2: true, 3: true, 4: true, 5: true, 7: true},
	}}
	for _, p := range k.Points {
		s.table.add(bare(perSecond(p.OfferedRate)), bare(perSecond(p.AchievedRate)), bare(Quantity(p.Success, "share")),
			bare(latency(p.Latency.P50)), bare(latency(p.Latency.P99)), bare(latency(p.Latency.P999)), mark(Of(p.Kept)),
			bare(count(p.Deadlocks)), p.audited())
		if p.Note != "" {
			s.after = append(s.after, "at "+perSecond(p.OfferedRate)+": "+p.Note)
		}
	}
	s.table = s.table.fitted(columns, "p99.9", "deadlocks", "success")
	if k.ClosedRate > 0 {
		s.after = append(s.after, fmt.Sprintf("a closed loop of %s reaches %s", plural(k.Service.Conns, "client", "clients"), perSecond(k.ClosedRate)))
	}
	return s
}

// audited is the verdict of the audit, with a mark where the latencies are the generator's.
func (p *LoadPoint) audited() text {
	sign := mark(p.Audit)
	if !p.Valid {
		return in(bad, sign.words+" not valid")
	}
	return sign
}
