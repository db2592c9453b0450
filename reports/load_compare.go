package reports

func (c *LoadCompare) story(columns int) loadStory {
	return loadStory{
		command: "load claim --compare", title: "The claim statements compared", setup: joined("every one under "+perSecond(c.Rate), c.Isolation),
		verdict: c.Verdict, answer: c.Says, db: c.DB,
		sections: told(c.points(columns)),
		again:    c.Again,
	}
}

// points have the statement where it changes.
func (c *LoadCompare) points(columns int) section {
	s := section{title: "statements and bounds on connections", table: table{
		head:  heads("statement", "conns", "achieved", "success", "p50", "p99", "deadlocks", "order of ids", "audit"),
		right: map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true},
	}}
	last := ""
	for _, p := range c.Points {
		name := p.Statement
		if name == last {
			name = ""
		}
		last = p.Statement
		s.table.add(in(strong, name), bare(count(p.Conns)), bare(perSecond(p.AchievedRate)), bare(Quantity(p.Success, "share")),
			bare(latency(p.Latency.P50)), bare(latency(p.Latency.P99)), bare(count(p.Deadlocks)), p.order(), p.audited())
		if p.Note != "" {
			s.after = append(s.after, p.Statement+", "+plural(p.Conns, "connection", "connections")+": "+p.Note)
		}
	}
	s.table = s.table.fitted(columns, "success", "p50", "deadlocks")
	return s
}

// order is whether ids come in order, where that is promised.
func (p *LoadPoint) order() text {
	switch {
	case !p.Ordered:
		return in(faint, "not promised")
	case p.OutOfOrder > 0:
		return in(bad, count(p.OutOfOrder)+" out of order")
	}
	return bare("kept")
}
